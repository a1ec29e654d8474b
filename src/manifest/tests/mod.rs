//! Manifests as people write them, right and wrong, read as a whole.

mod bulk;
mod properties;
mod refusals;
mod shapes;
mod whole;

use crate::finding::Finding;
use crate::manifest::{Manifest, Rejected};

/// The smallest manifest, to which a test adds what it is about.
const SMALLEST: &str = "\
version: 1
rules: \"2026.1\"
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: \"http://pki.contoso.com/lab.crl\" }
pools:
  - { fqdn: se01.contoso.net, role: standard-edition }
";

fn rejected(bytes: impl AsRef<[u8]>) -> Rejected {
    match Manifest::parse("forecert.yaml", bytes.as_ref()) {
        Ok(manifest) => panic!("accepted: {:#?}", manifest.model),
        Err(rejected) => rejected,
    }
}

/// Code, the text that the first label underlines, and message of each finding.
fn problems(text: &str) -> Vec<(&'static str, String, String)> {
    let rejected = rejected(text);
    let slice = |finding: &Finding| {
        let label = finding.labels.first();
        label.map(|label| rejected.source.text()[label.span.clone()].to_owned())
    };
    let findings = rejected.findings.iter();
    findings
        .map(|finding| {
            (
                finding.code,
                slice(finding).unwrap_or_default(),
                finding.message.clone(),
            )
        })
        .collect()
}

/// The only finding: code, underlined text, message, help. The same is found behind
/// non-ASCII text, with CRLF, and with a byte order mark.
fn problem(text: &str) -> (&'static str, String, String, String) {
    let one = |text: &str| {
        let rejected = rejected(text);
        let [finding] = &rejected.findings[..] else {
            panic!("{:#?}", rejected.findings);
        };
        let slice = finding
            .labels
            .first()
            .map(|label| rejected.source.text()[label.span.clone()].to_owned());
        (
            finding.code,
            slice.unwrap_or_default(),
            finding.message.clone(),
            finding.help.clone().unwrap_or_default(),
        )
    };
    let found = one(text);
    let crlf = text.replace('\n', "\r\n");
    for variant in [
        format!("# Zürich, 東京, 🔑\n{text}"),
        format!("\u{FEFF}{text}"),
        crlf.clone(),
        format!("\u{FEFF}# é\r\n{crlf}"),
    ] {
        let (code, slice, message, help) = one(&variant);
        let slice = slice.replace("\r\n", "\n");
        assert_eq!((code, slice, message, help), found, "{variant:?}");
    }
    found
}
