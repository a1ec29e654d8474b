//! Every code that forecert says: what it means and what to do, as a table.
//!
//! Where a code is said there is a message about the case at hand; here is what holds
//! for all cases. `tests/codes.rs` holds the table against the sources.

mod answers;
mod blocked;
mod bundle;
mod certificates;
mod checks;
mod days;
mod deployment;
mod drift;
mod ends;
mod exit;
mod file;
mod inventory;
mod issuers;
mod pools;
mod reasons;
mod topology;

pub use ends::commands;
pub use exit::Exit;

/// What a code is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Why a plan acts on a certificate, or waits.
    Reason,
    /// Why a plan does not act before a person has.
    Block,
    /// A fault that stops the work, or refuses a certificate.
    Problem,
    /// Likely to hurt; the work goes on.
    Warning,
    /// Worth knowing.
    Remark,
    /// How a command ended.
    Exit,
}

impl Kind {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Block => "blocked",
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::Remark => "remark",
            Self::Exit => "exit-code",
        }
    }
}

/// A code with what holds whenever it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, `snake_case`; `exit-3` for an exit code.
    pub code: &'static str,
    /// What it is said of; one code may be a warning here and a problem there.
    pub kinds: &'static [Kind],
    /// What it means, in whole sentences.
    pub meaning: &'static str,
    /// What to do.
    pub cure: &'static str,
    /// Codes that are near it.
    pub see: &'static [&'static str],
}

/// Codes that belong together, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// What they are about.
    pub title: &'static str,
    /// The codes.
    pub codes: &'static [Code],
}

/// Every code, by area: from the manifest to the answers, exit codes last.
pub static AREAS: [&Area; 15] = [
    &file::AREA,
    &deployment::AREA,
    &pools::AREA,
    &certificates::AREA,
    &issuers::AREA,
    &reasons::AREA,
    &days::AREA,
    &blocked::AREA,
    &inventory::AREA,
    &answers::AREA,
    &checks::AREA,
    &topology::AREA,
    &drift::AREA,
    &bundle::AREA,
    &exit::AREA,
];

/// Every code.
pub fn all() -> impl Iterator<Item = &'static Code> {
    AREAS.iter().flat_map(|area| area.codes)
}

/// The code that a person has written: case counts for nothing, `-` is as good as `_`,
/// and an exit code may be its number alone.
pub fn find(written: &str) -> Option<&'static Code> {
    let plain = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    let written = plain(written);
    all().find(|code| {
        let code = plain(code.code);
        code == written || code.strip_prefix("exit-") == Some(written.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_written() {
        let found = |written| find(written).map(|code| code.code);
        assert_eq!(found("names_differ"), Some("names_differ"));
        assert_eq!(found("Names-Differ"), Some("names_differ"));
        assert_eq!(found("exit-3"), Some("exit-3"));
        assert_eq!(found("EXIT_3"), Some("exit-3"));
        assert_eq!(found("3"), Some("exit-3"));
        for other in ["", "9", "exit-", "oauth", "names", "exit-03"] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
