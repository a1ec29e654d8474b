//! One certificate explained to machines.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::desired::RuleRef;
use crate::inventory::Generation;
use crate::lync::{Source, purpose};
use crate::plan::Entry;
use crate::report::installed;
use crate::status::installation;

use super::certificate::{Explained, blocked_cure};
use super::reason::{exists_in_short, next, page, scope};
use super::standing::{key, standing};

/// One certificate as JSON:
///
/// | key | what |
/// |---|---|
/// | `format_version`, `id`, `as_of` | |
/// | `why` | `message`, `types` (each `type` and `purpose`), `scope` and `source`, or null |
/// | `declared` | `role`, `issuer`, `subject`, `key`, `validity`, `renew_before`, `place`; null where the manifest does not declare it any more |
/// | `names` | each `name`, `rule` (`code`, `what`, `source`) and `place` |
/// | `found` | each `generation`, `state`, `path`, `not_before`, `not_after`, `issuer`, `key`, `damage` |
/// | `installed`, `elsewhere` | as in the status; not there where there are no receipts |
/// | `action`, `reasons` | as in the plan |
/// | `cure` | where it is blocked, else null |
/// | `next` | what a person does next |
///
/// A place is `line` and `column`, a source `title` and `url`.
pub fn explain_json(entry: &Entry, of: &Explained<'_>) -> String {
    let declared = entry.declared.as_ref();
    let names: Vec<Value> = declared
        .map_or(&[][..], |declared| &declared.origins)
        .iter()
        .map(|origin| {
            json!({
                "name": origin.name,
                "rule": rule_json(origin.rule),
                "place": origin.span.as_ref().map(|span| of.manifest.json(span)),
            })
        })
        .collect();
    let found: Vec<Value> = of
        .inventory
        .of(&entry.id)
        .map(|generation| found_json(entry, generation))
        .collect();
    let reasons: Vec<Value> = entry
        .reasons
        .iter()
        .map(|reason| json!({ "code": reason.code, "message": reason.message }))
        .collect();
    let types: Vec<Value> = declared
        .map_or(&[][..], |declared| &declared.usages)
        .iter()
        .map(|name| json!({ "type": name, "purpose": purpose::purpose(name) }))
        .collect();
    let mut value = json!({
        "format_version": "1.0",
        "id": entry.id.to_string(),
        "as_of": moment(of.plan.as_of),
        "why": {
            "message": exists_in_short(entry, of),
            "types": types,
            "scope": scope(&entry.id, of),
            "source": page(&entry.id, of).map(source_json),
        },
        "declared": declared.map(|declared| json!({
            "role": declared.role,
            "issuer": declared.issuer,
            "subject": declared.contents.subject.to_string(),
            "key": declared.contents.key.to_string(),
            "validity": declared.validity.to_string(),
            "renew_before": declared.renew_before.to_string(),
            "place": of.manifest.json(&declared.span),
        })),
        "names": names,
        "found": found,
        "action": entry.action.name(),
        "reasons": reasons,
        "cure": blocked_cure(entry),
        "next": next(entry, of.inventory),
    });
    if let Some(installation) = installation(entry, of.desired, of.inventory) {
        value["installed"] = installed::installed_json(&installation);
        value["elsewhere"] = installed::elsewhere_json(&installation);
    }
    format!("{value:#}\n")
}

/// A rule: `code`, `what`, and `source` or null.
pub(super) fn rule_json(rule: RuleRef) -> Value {
    json!({
        "code": rule.code,
        "what": rule.what,
        "source": rule.source.map(source_json),
    })
}

fn source_json(source: Source) -> Value {
    json!({ "title": source.title, "url": source.url })
}

fn found_json(entry: &Entry, generation: &Generation) -> Value {
    let certificate = generation.certificate.as_ref();
    let validity = certificate.map(|certificate| certificate.validity());
    let damage: Vec<String> = generation.damage.iter().map(ToString::to_string).collect();
    json!({
        "generation": generation.number,
        "state": standing(entry, generation),
        "path": generation.shown,
        "not_before": validity.map(|validity| moment(validity.not_before)),
        "not_after": validity.map(|validity| moment(validity.not_after)),
        "issuer": certificate.map(|certificate| certificate.issuer().to_string()),
        "key": key(&generation.key),
        "damage": damage,
    })
}

fn moment(moment: OffsetDateTime) -> Option<String> {
    moment.format(&Rfc3339).ok()
}
