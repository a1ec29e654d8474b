//! The words that Windows people use for the plan's own, and the signs beside them.

use time::OffsetDateTime;
use time::macros::format_description;

use crate::cert::CertificateId;
use crate::plan::{Action, KeyFate};
use crate::report::Look;

/// The sign of an action, in its colour.
pub(super) fn sign(action: Action, look: Look) -> String {
    match action {
        Action::Keep => look.faint("   "),
        Action::Create => look.good("  +"),
        Action::Adopt => look.good("  ="),
        Action::Renew => look.change("  ~"),
        Action::Replace => look.change("-/+"),
        Action::Resume => look.good("  >"),
        Action::Wait if look.unicode => look.change("  …"),
        Action::Wait => look.change("..."),
        Action::Blocked => look.bad("  !"),
        Action::Orphan => look.faint("  ?"),
    }
}

/// What an action is called in a sentence about many.
pub(super) fn counted(action: Action) -> &'static str {
    match action {
        Action::Keep => "in order",
        Action::Create => "to create",
        Action::Adopt => "to use as found",
        Action::Renew => "to renew",
        Action::Replace => "to replace",
        Action::Resume => "to complete",
        Action::Wait => "with the issuer",
        Action::Blocked => "blocked",
        Action::Orphan => "no longer in the manifest",
    }
}

/// What an action is called beside one certificate.
pub(super) fn named(action: Action) -> &'static str {
    match action {
        Action::Keep => "in order",
        Action::Create => "create",
        Action::Adopt => "use existing",
        Action::Renew => "renew",
        Action::Replace => "replace",
        Action::Resume => "complete",
        Action::Wait => "wait",
        Action::Blocked => "blocked",
        Action::Orphan => "no longer in the manifest",
    }
}

/// What becomes of the key.
pub(super) fn key(fate: KeyFate) -> Option<&'static str> {
    match fate {
        KeyFate::New => Some("new key"),
        KeyFate::Kept => Some("existing key"),
        KeyFate::None => None,
    }
}

/// What to do about something that is blocked.
pub(super) fn cure(code: &str, id: &CertificateId, generation: Option<u32>) -> String {
    let version = generation.unwrap_or(1);
    if let CertificateId::Issuer { .. } = id
        && matches!(code, "key_missing" | "damaged")
    {
        return "restore it from its backup; if it is lost for good, declare a new issuer under \
                a new name, and let the certificates name that one"
            .to_owned();
    }
    match code {
        "denied" => format!(
            "settle it with the issuer, then: forecert withdraw {id} --reason \"...\" and apply"
        ),
        "answer_refused" => format!(
            "tell whoever keeps the issuer; where the manifest was wrong, correct it and accept what \
             is kept in `.forecert/refused` of the inventory; else forecert withdraw {id} --reason \
             \"...\" and apply"
        ),
        "submission_unknown" => format!(
            "ask the issuer; if it never came, forecert withdraw {id} --reason \"...\"; else accept"
        ),
        "key_unreadable" => {
            "repair the key file or restore it from its backup; forecert never replaces a key"
                .to_owned()
        }
        "key_missing" => format!(
            "restore the key from its backup; if it is lost for good, retire the version: \
             forecert withdraw {id} --generation {version} --reason \"key lost\""
        ),
        "damaged" => format!(
            "restore the folder from version control or backup, or retire the version: \
             forecert withdraw {id} --generation {version} --reason \"...\""
        ),
        "chain_broken" => {
            "restore certificate and chain from version control or backup; or move a wrong \
             `chain.pem` away and `forecert accept` the right chain"
                .to_owned()
        }
        "chain_incomplete" => format!(
            "restore `chain.pem`, or `forecert accept` the issuer's certificate; if it is from \
             another authority: forecert withdraw {id} --generation {version} --reason \"...\""
        ),
        "issuer_missing" => {
            "restore the authority's directory from its backup; if a new authority is meant, \
             declare it as a new issuer under a new name"
                .to_owned()
        }
        "unreadable" => {
            "make the folder readable, or restore it; what it hides is never made anew".to_owned()
        }
        "issuer_expired" | "issuer_expiring" => {
            "declare a new issuer under a new name, and let the certificates name it".to_owned()
        }
        "issuer_ambiguous" => "leave one authority with its key in the directory".to_owned(),
        _ => "mend what blocks the issuer first".to_owned(),
    }
}

/// A moment to the minute.
pub(super) fn minute(moment: OffsetDateTime) -> String {
    moment
        .to_offset(time::UtcOffset::UTC)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute] UTC"
        ))
        .expect("a date has a time")
}

/// How long ago a moment is, roughly.
pub(super) fn age(since: OffsetDateTime, now: OffsetDateTime) -> String {
    let age = now - since;
    match age.whole_days() {
        ..0 => "just now".to_owned(),
        0 if age.whole_hours() < 1 => "just now".to_owned(),
        0 => format!("{} h ago", age.whole_hours()),
        1 => "a day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// A number with its noun.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
