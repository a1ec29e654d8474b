//! The blocks of findings: errors and warnings in one, what is good to know in another.

use crate::markdown::code;
use crate::plan::FindingDocument;
use crate::report::markdown::block::{Block, Kind, Line};
use crate::report::markdown::head::numbered;
use crate::report::markdown::prose::prose;

/// The blocks that are not empty.
pub(super) fn blocks(findings: &[&FindingDocument], whole: &str) -> Vec<Block> {
    let of = |severity: &str| -> Vec<&FindingDocument> {
        let found = findings.iter().filter(|one| one.severity == severity);
        found.copied().collect()
    };
    let (errors, warnings) = (of("error"), of("warning"));
    let heavy: Vec<&FindingDocument> = errors.iter().chain(&warnings).copied().collect();
    let light: Vec<&FindingDocument> = findings
        .iter()
        .filter(|one| !matches!(one.severity.as_str(), "error" | "warning"))
        .copied()
        .collect();
    let counts = [(errors.len(), "error"), (warnings.len(), "warning")];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| numbered(number, noun))
        .collect();
    let block = |kind, summary: String, findings: &[&FindingDocument]| Block {
        kind,
        summary,
        opening: String::new(),
        lines: findings.iter().map(|finding| line(finding)).collect(),
        differences: Vec::new(),
        contents: Vec::new(),
        whole: whole.to_owned(),
    };
    let heavy = (!heavy.is_empty()).then(|| {
        block(
            Kind::Findings,
            format!("<b>{}</b>", counts.join(", ")),
            &heavy,
        )
    });
    let light = (!light.is_empty()).then(|| {
        let summary = numbered(light.len(), "note");
        block(Kind::Remarks, summary, &light)
    });
    heavy.into_iter().chain(light).collect()
}

fn line(finding: &FindingDocument) -> Line {
    let weight = match finding.severity.as_str() {
        "error" => "**error**",
        "warning" => "**warning**",
        _ => "note",
    };
    let about = finding
        .id
        .as_ref()
        .filter(|id| !finding.message.contains(id.as_str()))
        .map(|id| format!("{}: ", code(id)));
    let place = finding
        .line
        .map(|line| format!(" (line {line} of the manifest)"));
    let help = finding.help.as_ref();
    let help = help.map(|help| format!(". Help: {}", prose(&help.replace('\n', " "))));
    let text = format!(
        "- {weight} {}: {}{}{}{}\n",
        code(&finding.code),
        about.unwrap_or_default(),
        prose(&finding.message),
        place.unwrap_or_default(),
        help.unwrap_or_default(),
    );
    Line { text, tells: 1 }
}
