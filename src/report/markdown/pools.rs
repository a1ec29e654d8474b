//! The block of each pool in which something happens: a table of its certificates, and
//! what changes in those that are replaced.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::plan::{Action, CertificateDocument, PlanDocument};
use crate::report::Look;
use crate::report::fold;
use crate::report::markdown::block::{Block, Kind};
use crate::report::markdown::escape::{code, fenced, html};
use crate::report::markdown::head::{number, why};
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
    Block {
        kind: if serious { Kind::Serious } else { Kind::Pool },
        summary: summary(pool, all, lines),
        opening: "| | certificate | action | why | issuer | names |\n\
                  |---|---|---|---|---|--:|\n"
            .to_owned(),
        lines: lines
            .iter()
            .map(|(weight, certificate)| row(pool, *weight, certificate, as_of))
            .collect(),
        differences: lines
            .iter()
            .filter_map(|(_, certificate)| difference(certificate))
            .collect(),
        contents: contents(pool, lines, as_of),
        whole,
    }
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
    pool: Option<&str>,
    weight: Weight,
    certificate: &CertificateDocument,
    as_of: OffsetDateTime,
) -> String {
    let action = certificate.deed().unwrap_or(Action::Keep);
    let id = certificate.id.as_str();
    // The pool stands above the table.
    let short = pool.and_then(|pool| id.strip_prefix(pool)?.strip_prefix('/'));
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
    if !certificate.lost_names.is_empty() {
        write!(why, "; **loses** {}", listed(&certificate.lost_names)).expect(INFALLIBLE);
    }
    if !certificate.serves.is_empty() {
        write!(why, "; serves {} too", listed(&certificate.serves)).expect(INFALLIBLE);
    }
    if let Some(reason) = certificate.reasons.first()
        && action == Action::Blocked
        && let Ok(id) = CertificateId::parse(id)
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
        "| {} | {} | {deed} | {why} | {issuer} | {names} |\n",
        code(sign(action, Look::PLAIN).trim()),
        code(short.unwrap_or(id)),
    )
}

/// Before and after, with the names that are lost in words.
fn difference(certificate: &CertificateDocument) -> Option<String> {
    let diff = certificate.diff.as_ref()?;
    let id = code(&certificate.id);
    let lost = if certificate.lost_names.is_empty() {
        String::new()
    } else {
        format!(", and **loses** {}", listed(&certificate.lost_names))
    };
    Some(format!(
        "{id} changes{lost}:\n\n{}",
        fenced("diff", diff.trim_end())
    ))
}

/// What will be in each certificate that is made and replaces none; what is alike on
/// several servers of the pool once.
fn contents(
    pool: Option<&str>,
    lines: &[(Weight, &CertificateDocument)],
    as_of: OffsetDateTime,
) -> Vec<String> {
    let look = Look::PLAIN;
    let made = lines.iter().map(|(_, certificate)| *certificate);
    let made = made.filter(|certificate| certificate.diff.is_none());
    let blocks = fold::blocks(made, as_of, true);
    let told = blocks.iter().filter(|block| !block.names.is_empty());
    told.map(|block| {
        let short = pool.and_then(|pool| block.id.strip_prefix(pool)?.strip_prefix('/'));
        let mut text = look.wrapped("names: ", &block.names, 0);
        if let Some(subject) = &block.subject {
            text.insert_str(0, &format!("subject: {subject}\n"));
        }
        let on = match &block.servers[..] {
            [] => String::new(),
            servers => format!(" on {}", listed(servers)),
        };
        let id = code(short.unwrap_or(&block.id));
        format!("{id}{on}:\n\n{}", fenced("text", text.trim_end()))
    })
    .collect()
}

/// The first few of many.
fn listed(names: &[String]) -> String {
    let mut parts: Vec<String> = names.iter().take(LISTED).map(|name| code(name)).collect();
    let more = names.len() - parts.len();
    parts.extend((more > 0).then(|| format!("{} more", number(more))));
    parts.join(", ")
}
