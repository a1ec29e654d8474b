//! The block of each pool in which something happens: a table of its certificates, and
//! what changes in those that are replaced.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::markdown::{code, fenced, html};
use crate::plan::{Action, CertificateDocument, PlanDocument};
use crate::report::Look;
use crate::report::fold;
use crate::report::markdown::block::{Block, Kind, Line};
use crate::report::markdown::head::{number, numbered, why};
use crate::report::markdown::prose::prose;
use crate::report::markdown::weight::Weight;
use crate::report::words::{counted, cure, named, sign};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Names in a cell; the rest is counted. What is lost stands in the difference.
const LISTED: usize = 5;

/// The actions as a summary counts them.
const COUNTED: [Action; 9] = [
    Action::Blocked,
    Action::Replace,
    Action::Renew,
    Action::Create,
    Action::Adopt,
    Action::Resume,
    Action::Wait,
    Action::Orphan,
    Action::Keep,
];

/// The blocks, the worst pool first. `whole` gives the command that shows all of a pool,
/// as Markdown; what belongs to no pool is the deployment's.
pub(super) fn blocks(
    document: &PlanDocument,
    whole: impl Fn(Option<&str>) -> String,
) -> Vec<Block> {
    let mut pools: BTreeMap<Option<&str>, Vec<&CertificateDocument>> = BTreeMap::new();
    for certificate in &document.certificates {
        let pool = certificate.pool.as_deref();
        pools.entry(pool).or_default().push(certificate);
    }
    let mut weighed: Vec<((Weight, u32), Block)> = pools
        .into_iter()
        .filter_map(|(pool, certificates)| {
            let mut lines: Vec<(Weight, &CertificateDocument)> = certificates
                .iter()
                .filter_map(|certificate| Some((Weight::of(certificate)?, *certificate)))
                .collect();
            // Within a weight they stay in the order of the plan.
            lines.sort_by_key(|(weight, _)| *weight);
            let (worst, _) = *lines.first()?;
            let wave = lines.iter().filter_map(|(_, certificate)| certificate.wave);
            let first = wave.min().unwrap_or(u32::MAX);
            let block = block(pool, &certificates, &lines, document.as_of, whole(pool));
            Some(((worst, first), block))
        })
        .collect();
    // Among equals what is made first stands first; the rest by name.
    weighed.sort_by_key(|(weight, _)| *weight);
    weighed.into_iter().map(|(_, block)| block).collect()
}

fn block(
    pool: Option<&str>,
    all: &[&CertificateDocument],
    lines: &[(Weight, &CertificateDocument)],
    as_of: OffsetDateTime,
    whole: String,
) -> Block {
    let serious = lines.iter().any(|(weight, _)| weight.is_serious());
    // What differs in nothing but its server is told once.
    let certificates = lines.iter().map(|(_, certificate)| *certificate);
    let folds = fold::blocks(certificates, as_of, true);
    let by_id: BTreeMap<&str, (Weight, &CertificateDocument)> = lines
        .iter()
        .map(|(weight, certificate)| (certificate.id.as_str(), (*weight, *certificate)))
        .collect();
    let told = |fold: &fold::Block| Some((short(pool, fold), *by_id.get(fold.first.as_str())?));
    let line = |fold: &fold::Block| {
        let (id, (weight, certificate)) = told(fold)?;
        Some(Line {
            text: row(&id, weight, certificate, fold, as_of),
            tells: fold.certificates(),
        })
    };
    Block {
        kind: if serious { Kind::Serious } else { Kind::Pool },
        summary: summary(pool, all, lines),
        opening: "| | certificate | action | why | issuer | names |\n\
                  |---|---|---|---|---|--:|\n"
            .to_owned(),
        lines: folds.iter().filter_map(line).collect(),
        differences: folds
            .iter()
            .filter_map(|fold| difference(pool, fold))
            .collect(),
        contents: folds
            .iter()
            .filter_map(|fold| contents(pool, fold))
            .collect(),
        whole,
    }
}

/// The id below the pool, which stands above the table.
fn short(pool: Option<&str>, fold: &fold::Block) -> String {
    let short = pool.and_then(|pool| fold.id.strip_prefix(pool)?.strip_prefix('/'));
    code(short.unwrap_or(&fold.id))
}

fn summary(
    pool: Option<&str>,
    all: &[&CertificateDocument],
    lines: &[(Weight, &CertificateDocument)],
) -> String {
    let of = |wanted: Weight| lines.iter().filter(|(weight, _)| *weight == wanted).count();
    let mut parts = Vec::new();
    let urgent = of(Weight::Urgent);
    if urgent > 0 {
        parts.push(format!("<b>{} urgent</b>", number(urgent)));
    }
    for wanted in COUNTED {
        let found = all.iter().filter(|one| one.deed() == Some(wanted));
        let mut count = found.count();
        if wanted == Action::Wait {
            count -= urgent;
        }
        if count == 0 {
            continue;
        }
        let part = format!("{} {}", number(count), counted(wanted));
        parts.push(match wanted {
            Action::Blocked => format!("<b>{part}</b>"),
            Action::Replace if of(Weight::Loses) > 0 => {
                format!(
                    "{part} (<b>{} with names lost</b>)",
                    number(of(Weight::Loses))
                )
            }
            _ => part,
        });
    }
    let pool = pool.map_or_else(|| "The deployment's own".to_owned(), html);
    format!("{pool}: {}", parts.join(", "))
}

fn row(
    id: &str,
    weight: Weight,
    certificate: &CertificateDocument,
    fold: &fold::Block,
    as_of: OffsetDateTime,
) -> String {
    let action = fold.action;
    let mut deed = named(action).to_owned();
    if weight == Weight::Urgent {
        deed.push_str(", **urgent**");
    }
    if let Some(version) = certificate.generation {
        write!(deed, ", version {version}").expect(INFALLIBLE);
    }
    match certificate.key.as_ref().map(|key| key.fate.as_str()) {
        Some("new") => deed.push_str(", new key"),
        Some("kept") => deed.push_str(", existing key"),
        _ => {}
    }
    let mut why = why(certificate, as_of);
    let mut on = String::new();
    if let (Some(server), [_, ..]) = (&certificate.server, &fold.servers[..]) {
        why = why.replace(server.as_str(), fold::SERVER);
        on = format!(" on {}", numbered(fold.servers.len(), "server"));
    }
    if !certificate.lost_names.is_empty() {
        write!(why, "; **loses** {}", listed(&certificate.lost_names)).expect(INFALLIBLE);
    }
    if !certificate.serves.is_empty() {
        write!(why, "; serves {} too", listed(&certificate.serves)).expect(INFALLIBLE);
    }
    if let Some(reason) = certificate.reasons.first()
        && action == Action::Blocked
        && let Ok(id) = CertificateId::parse(&certificate.id)
    {
        let cure = cure(&reason.code, &id, certificate.generation);
        write!(why, "; to do: {}", prose(&cure)).expect(INFALLIBLE);
    }
    let issuer = certificate.issuer.as_deref().map(code).unwrap_or_default();
    let names = match action {
        Action::Orphan => String::new(),
        _ => certificate.dns.len().to_string(),
    };
    format!(
        "| {} | {id}{on} | {deed} | {why} | {issuer} | {names} |\n",
        code(sign(action, Look::PLAIN).trim()),
    )
}

/// Before and after, with the names that are lost in words.
fn difference(pool: Option<&str>, fold: &fold::Block) -> Option<String> {
    let diff = fold.diff.as_ref()?;
    let lost = if fold.lost.is_empty() {
        String::new()
    } else {
        format!(", and **loses** {}", listed(&fold.lost))
    };
    Some(format!(
        "{}{} changes{lost}:\n\n{}",
        short(pool, fold),
        on(fold),
        fenced("diff", diff.trim_end())
    ))
}

/// What will be in a certificate that is made and replaces none.
fn contents(pool: Option<&str>, fold: &fold::Block) -> Option<String> {
    if fold.diff.is_some() || fold.names.is_empty() {
        return None;
    }
    let mut text = Look::PLAIN.wrapped("names: ", &fold.names, 0);
    if let Some(subject) = &fold.subject {
        text.insert_str(0, &format!("subject: {subject}\n"));
    }
    Some(format!(
        "{}{}:\n\n{}",
        short(pool, fold),
        on(fold),
        fenced("text", text.trim_end())
    ))
}

/// The servers of several at once.
fn on(fold: &fold::Block) -> String {
    match &fold.servers[..] {
        [] => String::new(),
        servers => format!(" on {}", listed(servers)),
    }
}

/// The first few of many.
fn listed(names: &[String]) -> String {
    let mut parts: Vec<String> = names.iter().take(LISTED).map(|name| code(name)).collect();
    let more = names.len() - parts.len();
    parts.extend((more > 0).then(|| format!("{} more", number(more))));
    parts.join(", ")
}
