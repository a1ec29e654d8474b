//! What was probably meant by an id, a pool, a server or a usage that is not there: a
//! name of the same pool before any other, and a list where several fit.

use std::collections::BTreeSet;

use crate::cert::CertificateId;
use crate::desired::Desired;
use crate::finding::nearest;
use crate::plan::Selection;

/// As many are named; of more, their number.
const NAMED: usize = 6;

/// An id as it is read from a command line: capitals, the separators of Windows, and the
/// ends of a path that was copied count for nothing.
pub(super) fn id_text(written: &str) -> String {
    let text = written.trim().replace('\\', "/").to_ascii_lowercase();
    let text = text.strip_prefix("./").unwrap_or(&text);
    text.trim_end_matches('/').to_owned()
}

/// The ids that a text may have meant, as a question.
pub(super) fn by_id(written: &str, desired: &Desired) -> Option<String> {
    let text = id_text(written);
    let typed: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let ids = || desired.certificates.keys();
    let best = ids().map(|id| likeness(id, &typed)).max()?;
    if best == 0 {
        return by_name(&text, desired);
    }
    let alike: Vec<&CertificateId> = ids().filter(|id| likeness(id, &typed) == best).collect();
    let wrong = typed.iter().find(|part| !is_known(part, &alike));
    let Some(wrong) = wrong.filter(|_| alike.len() > 1) else {
        return question(&alike);
    };
    // One part is misspelt: the one that stands in its place and is most like it.
    let places = alike.iter().flat_map(|id| parts(id));
    let places: Vec<String> = places
        .filter(|part| !typed.contains(&part.as_str()))
        .collect();
    let Some(near) = nearest(wrong, places.iter().map(String::as_str)) else {
        return question(&alike);
    };
    let meant: Vec<&CertificateId> = alike
        .into_iter()
        .filter(|id| parts(id).iter().any(|part| part == near))
        .collect();
    question(&meant)
}

/// How much of what was typed an id has. The pool counts for more than the usage, and
/// that for more than the server.
fn likeness(id: &CertificateId, typed: &[&str]) -> u8 {
    let has = |part: &str| typed.contains(&part);
    let pool = id.pool().is_some_and(|pool| has(pool.as_str()));
    let server = id.server().is_some_and(|server| has(server.as_str()));
    let name = match id {
        CertificateId::Issuer { name } => has(name.as_str()),
        _ => false,
    };
    4 * u8::from(pool || name) + 2 * u8::from(has(id.usage())) + u8::from(server)
}

fn is_known(part: &str, ids: &[&CertificateId]) -> bool {
    ids.iter().any(|id| parts(id).iter().any(|one| one == part))
}

fn parts(id: &CertificateId) -> Vec<String> {
    id.to_string().split('/').map(str::to_owned).collect()
}

/// Where nothing of what was typed is known: the most similar id, or the ids of the most
/// similar pool or server.
fn by_name(text: &str, desired: &Desired) -> Option<String> {
    let ids: Vec<&CertificateId> = desired.certificates.keys().collect();
    let whole: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let parts: BTreeSet<String> = ids.iter().flat_map(|id| parts(id)).collect();
    let names = parts.iter().chain(&whole).map(String::as_str);
    let near = nearest(text, names)?;
    let meant = ids.iter().filter(|id| {
        let id = id.to_string();
        id == near || id.split('/').any(|part| part == near)
    });
    question(&meant.copied().collect::<Vec<_>>())
}

fn question(ids: &[&CertificateId]) -> Option<String> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let list = list(&ids, "or")?;
    Some(format!("did you mean {list}?"))
}

/// Names in backticks; nothing where there are none.
fn list(names: &[String], last: &str) -> Option<String> {
    let shown: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(NAMED);
    match (&shown[..], more) {
        ([], _) => None,
        ([only], 0) => Some(only.clone()),
        ([before @ .., end], 0) => Some(format!("{} {last} {end}", before.join(", "))),
        (shown, more) => Some(format!("{} {last} one of {more} more", shown.join(", "))),
    }
}

/// One kind of thing that a command can be restricted to.
struct Kind {
    word: &'static str,
    option: &'static str,
    part: fn(&CertificateId) -> Option<String>,
}

const KINDS: [Kind; 4] = [
    Kind {
        word: "pool",
        option: "--pool",
        part: |id| Some(id.pool()?.to_string()),
    },
    Kind {
        word: "server",
        option: "--server",
        part: |id| Some(id.server()?.to_string()),
    },
    Kind {
        word: "usage",
        option: "--usage",
        part: |id| Some(id.usage().to_owned()),
    },
    Kind {
        word: "id",
        option: "--id",
        part: |id| Some(id.to_string()),
    },
];

/// What is wrong with a selection that selects nothing that is declared, and what would
/// select something.
pub(super) fn in_selection(selection: &Selection, desired: &Desired) -> Option<(String, String)> {
    let Selection {
        pools,
        servers,
        usages,
        ids,
        expiring_within_days: _,
    } = selection;
    for (kind, wanted) in KINDS.iter().zip([pools, servers, usages, ids]) {
        let known = kind.known(desired);
        if let Some(value) = wanted.iter().find(|value| !known.contains(*value)) {
            let text = format!("no certificate has the {} `{value}`", kind.word);
            return Some((text, kind.cure(value, &known, desired)));
        }
    }
    let declared = || desired.certificates.keys();
    let served = || desired.certificates.values().flat_map(|one| &one.serves);
    if selection.is_everything()
        || declared().any(|id| selection.names(id))
        || served().any(|served| selection.names_served(served))
    {
        return None;
    }
    // Each is there, only not together: what there is of the first one given.
    let first = Selection {
        expiring_within_days: None,
        ids: Vec::new(),
        usages: if pools.is_empty() && servers.is_empty() {
            usages.clone()
        } else {
            Vec::new()
        },
        servers: if pools.is_empty() {
            servers.clone()
        } else {
            Vec::new()
        },
        pools: pools.clone(),
    };
    let of_served = served().filter(|served| first.names_served(served));
    let there: Vec<String> = declared()
        .filter(|id| first.names(id))
        .chain(of_served.map(|served| &served.id))
        .map(ToString::to_string)
        .collect();
    let of = [pools, servers, usages]
        .into_iter()
        .find(|values| !values.is_empty());
    let of = of.map_or_else(String::new, |values| values.join(", "));
    let there = list(&there, "and").unwrap_or_default();
    Some((
        "no certificate is all that was asked for at once".to_owned(),
        format!("of {of} there is {there}"),
    ))
}

impl Kind {
    /// What there is of this kind, with what another certificate serves.
    fn known(&self, desired: &Desired) -> BTreeSet<String> {
        let served = desired.certificates.values().flat_map(|one| &one.serves);
        let servers = served.clone().flat_map(|served| &served.servers);
        let servers = servers.filter(|_| self.word == "server");
        let ids = desired
            .certificates
            .keys()
            .chain(served.map(|served| &served.id));
        ids.filter_map(self.part)
            .chain(servers.map(ToString::to_string))
            .collect()
    }

    fn cure(&self, value: &str, known: &BTreeSet<String>, desired: &Desired) -> String {
        let other = KINDS
            .iter()
            .find(|kind| kind.known(desired).contains(value));
        if let Some(Kind { word, option, .. }) = other {
            return format!(
                "it is a{} {word}: {option} {value}",
                if *word == "id" { "n" } else { "" }
            );
        }
        let meant = match self.word {
            "id" => by_id(value, desired),
            "usage" => by_type_name(value, desired),
            _ => None,
        };
        let meant = meant.or_else(|| {
            let near = nearest(value, known.iter().map(String::as_str))?;
            Some(format!("did you mean `{near}`?"))
        });
        let all = || {
            let all: Vec<String> = known.iter().cloned().collect();
            let all = list(&all, "and").filter(|_| known.len() <= NAMED)?;
            Some(format!("there is {all}"))
        };
        meant
            .or_else(all)
            .unwrap_or_else(|| "see `forecert status` for what is declared".to_owned())
    }
}

/// The usage that Microsoft calls so.
fn by_type_name(value: &str, desired: &Desired) -> Option<String> {
    let named = desired.certificates.iter().filter(|(_, certificate)| {
        let mut names = certificate.usages.iter();
        names.any(|name| name.eq_ignore_ascii_case(value))
    });
    let usages: BTreeSet<String> = named.map(|(id, _)| id.usage().to_owned()).collect();
    let usages: Vec<String> = usages.into_iter().collect();
    Some(format!("did you mean {}?", list(&usages, "or")?))
}

#[cfg(test)]
mod tests;
