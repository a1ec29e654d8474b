//! Names of custom certificates as they are declared: with `{pool}` and `{server}` in
//! place of FQDNs.

use crate::cert::DnsName;
use crate::finding::{Finding, nearest};
use crate::manifest::Path;

use super::super::problems::Problems;

/// A name that may hold placeholders.
pub(super) struct Template<'m> {
    text: &'m str,
    /// Where it stands.
    pub path: Path,
    /// A name made of it was reported; the next ones fail alike.
    reported: bool,
}

impl<'m> Template<'m> {
    /// Takes a text as a template, where its placeholders are known and possible.
    pub fn read(
        text: &'m str,
        path: Path,
        per_server: bool,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let mut sound = true;
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let finding = match word {
                "pool" => continue,
                "server" if per_server => continue,
                "server" => Finding::error(
                    "placeholder_not_possible",
                    "`{server}` has no meaning in a certificate that the pool shares",
                )
                .help("use `per: server`, or list the servers' names"),
                _ => Finding::error(
                    "unknown_placeholder",
                    format!("unknown placeholder `{{{word}}}`"),
                )
                .help(match nearest(word, ["pool", "server"]) {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => "there are `{pool}` and `{server}`".to_owned(),
                }),
            };
            problems.report(finding.at(problems.value(&path), "this placeholder"));
            sound = false;
        }
        sound.then_some(Self {
            text,
            path,
            reported: false,
        })
    }

    /// The name for a pool or one of its servers; reported once where it is not one.
    pub fn name(
        &mut self,
        pool: &DnsName,
        server: Option<&DnsName>,
        problems: &mut Problems<'_>,
    ) -> Option<DnsName> {
        let mut text = self.text.replace("{pool}", pool.as_str());
        if let Some(server) = server {
            text = text.replace("{server}", server.as_str());
        }
        let parsed = DnsName::parse_wildcard(&text);
        if parsed.is_err() && self.reported {
            return None;
        }
        self.reported |= parsed.is_err();
        problems.parsed_name(parsed, &text, &self.path)
    }
}
