//! The checks: as text and as JSON, each with its cure from the table of codes.

use serde_json::{Value, json};

use super::Look;
use super::look::Ink;
use crate::checks::{CHECKS, Check};
use crate::codes;

/// Every check: what it weighs, when it applies, what to do, and the document behind it.
pub fn checks(look: Look) -> String {
    let mut text = String::new();
    for check in &CHECKS {
        let Check {
            code,
            severity,
            applies,
            title,
            url,
        } = check;
        let head = format!("{} ({})", look.strong(code), severity.name());
        text.push_str(&format!("{head}\n"));
        text.push_str(&look.paragraph(&format!("It applies when {applies}."), 2));
        text.push_str(&look.paragraph(cure(check), 2));
        text.push_str(&look.set("  ", &format!("{title}: {url}"), 4, Ink::Faint));
        text.push('\n');
    }
    let next = "To weigh one otherwise: rules_severity: [{ code: CODE, severity: allow, remark, \
                warn or deny }]";
    text.push_str(&look.set("", next, 2, Ink::Faint));
    text
}

/// The same as JSON: `format_version`, and `checks`, each with `code`, `severity`, `applies`,
/// `cure`, `source` and `url`.
pub fn checks_json() -> String {
    let checks = CHECKS.iter().map(|check| {
        json!({
            "code": check.code,
            "severity": check.severity.name(),
            "applies": check.applies,
            "cure": cure(check),
            "source": check.title,
            "url": check.url,
        })
    });
    let checks: Vec<Value> = checks.collect();
    let value = json!({ "format_version": "1.0", "checks": checks });
    format!("{value:#}\n")
}

fn cure(check: &Check) -> &'static str {
    codes::find(check.code).map_or("", |code| code.cure)
}
