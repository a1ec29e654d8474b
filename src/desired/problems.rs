//! The problems found so far, and the values that nearly every place in a manifest
//! holds: names and lifetimes.

use std::collections::BTreeSet;
use std::ops::Range;

use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::cert::{DnsName, Lifetime, NameError, RenewBefore};
use crate::finding::{Finding, Severity, sort};
use crate::manifest::{Path, Source};

use super::wait::{Wait, WaitError};

/// The upper bound of a common name (X.520, ub-common-name; RFC 5280 appendix A.1).
const COMMON_NAME_LIMIT: usize = 64;

/// The problems found so far. Reading goes on after each; a value that could not be
/// read is left out or replaced, which nobody sees since an error is among them.
pub(super) struct Problems<'m> {
    source: &'m Source,
    found: Vec<Finding>,
    long_common_names: BTreeSet<DnsName>,
}

impl<'m> Problems<'m> {
    /// None so far.
    pub fn new(source: &'m Source) -> Self {
        Self {
            source,
            found: Vec::new(),
            long_common_names: BTreeSet::new(),
        }
    }

    /// One more.
    pub fn report(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Where the value stands.
    pub fn value(&self, path: &Path) -> Range<usize> {
        self.source.value(path)
    }

    /// Where the key stands.
    pub fn key(&self, path: &Path) -> Range<usize> {
        self.source.key(path)
    }

    /// The findings in their order, as an error if one of them is.
    pub fn outcome(self) -> Result<Vec<Finding>, Vec<Finding>> {
        let mut found = self.found;
        sort(&mut found);
        if found
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            return Err(found);
        }
        Ok(found)
    }

    /// A name without wildcard.
    pub fn name(&mut self, text: &str, path: &Path) -> Option<DnsName> {
        self.parsed_name(DnsName::parse(text), text, path)
    }

    /// A name that may have a wildcard.
    pub fn wildcard_name(&mut self, text: &str, path: &Path) -> Option<DnsName> {
        self.parsed_name(DnsName::parse_wildcard(text), text, path)
    }

    /// Reports why a text is not a name.
    pub fn parsed_name(
        &mut self,
        name: Result<DnsName, NameError>,
        text: &str,
        path: &Path,
    ) -> Option<DnsName> {
        name.inspect_err(|error| {
            let help = match error {
                NameError::Character(_, '_') => {
                    "Lync takes letters, digits and hyphens only; rename the host or give it an alias"
                }
                NameError::Character(_, odd) if !odd.is_ascii() => {
                    "Lync does not know international names; use a name in plain ASCII"
                }
                NameError::Wildcard => {
                    "write the name itself; a wildcard is possible in `dns` of a custom certificate as its whole left-most label"
                }
                NameError::Address => "write the name that DNS gives this address",
                _ => "write a fully qualified name such as `fe01.contoso.com`",
            };
            let span = self.source.value(path);
            self.found.push(
                Finding::error("name_invalid", format!("`{text}` cannot be used as a name"))
                    .help(help)
                    .at(span, error.to_string()),
            );
        })
        .ok()
    }

    /// A lifetime.
    pub fn lifetime(&mut self, text: &str, path: &Path) -> Option<Lifetime> {
        text.parse()
            .inspect_err(|error: &crate::cert::LifetimeError| {
                let span = self.source.value(path);
                self.found.push(
                    Finding::error(
                        "lifetime_invalid",
                        format!("`{text}` is not a length of time"),
                    )
                    .help("write a number of days, weeks or years, such as `30d`, `6w` or `2y`")
                    .at(span, error.to_string()),
                );
            })
            .ok()
    }

    /// How long something may take while forecert runs.
    pub fn wait(&mut self, text: &str, path: &Path) -> Option<Wait> {
        text.parse()
            .inspect_err(|error: &WaitError| {
                let span = self.source.value(path);
                self.found.push(
                    Finding::error("wait_invalid", format!("`{text}` is no length of a wait"))
                        .help("write seconds, minutes or hours, such as `30s`, `5m` or `2h`")
                        .at(span, error.to_string()),
                );
            })
            .ok()
    }

    /// How long before its end something is renewed.
    pub fn renew_before(&mut self, text: &str, path: &Path) -> Option<RenewBefore> {
        text.parse()
            .inspect_err(|error: &crate::cert::RenewBeforeError| {
                let span = self.source.value(path);
                self.found.push(
                    Finding::error(
                        "lifetime_invalid",
                        format!("`{text}` does not say how long before the end"),
                    )
                    .help(
                        "write a number of days, weeks or years, such as `30d`, or a share of \
                         the lifetime, such as `33%`",
                    )
                    .at(span, error.to_string()),
                );
            })
            .ok()
    }

    /// A day of the calendar.
    pub fn date(&mut self, text: &str, path: &Path) -> Option<Date> {
        Date::parse(text, format_description!("[year]-[month]-[day]"))
            .inspect_err(|_| {
                let span = self.source.value(path);
                self.found.push(
                    Finding::error("date_invalid", format!("`{text}` is not a day"))
                        .help("write year, month and day, such as `2027-03-01`")
                        .at(span, "no day of the calendar"),
                );
            })
            .ok()
    }

    /// The first moment of a day.
    pub fn day(&mut self, text: &str, path: &Path) -> Option<OffsetDateTime> {
        let date = self.date(text, path)?;
        Some(date.midnight().assume_utc())
    }

    /// Reports a common name that is too long, once for each name.
    pub fn common_name(&mut self, name: &DnsName, what: &str, span: Range<usize>) {
        let length = name.as_str().len();
        if length <= COMMON_NAME_LIMIT || !self.long_common_names.insert(name.clone()) {
            return;
        }
        self.found.push(
            Finding::error(
                "common_name_too_long",
                format!("the common name `{name}` has {length} characters, and a certificate takes {COMMON_NAME_LIMIT}"),
            )
            .help("choose a shorter name: alternative names may be longer, but Lync needs this one as the common name")
            .at(span, format!("the common name is {what}")),
        );
    }
}
