//! What became of what was handed in.

use std::fmt::Write as _;

use serde_json::json;

use crate::accept::{Judgement, Taken, TakenAs};
use crate::cert::CertificateId;
use crate::plan::FindingDocument;
use crate::report::Look;
use crate::report::findings;
use crate::report::look::Ink;
use crate::report::outcome::{Line, set};
use crate::report::words::count;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// What was taken in, what failed on the way, and what was refused.
pub fn accepted(
    judgement: &Judgement,
    taken: &[Taken],
    failed: &[(CertificateId, String)],
    look: Look,
) -> String {
    let mut lines = Vec::new();
    for taken in in_order(taken) {
        let version = taken.generation;
        let mut what = match taken.taken {
            TakenAs::Answer => format!("version {version} has its certificate"),
            TakenAs::Reissue => format!("version {version}: issued anew for a key that is here"),
            TakenAs::Adoption => format!("version {version} uses the key that came with it"),
            TakenAs::AlreadyHere => format!("already here as version {version}"),
            TakenAs::Chain => format!("version {version} has its chain"),
        };
        for closed in &taken.closed {
            write!(what, "; the request of version {closed} is closed").expect(INFALLIBLE);
        }
        let (sign, ink) = match taken.taken {
            TakenAs::AlreadyHere => ("  =", Ink::Faint),
            _ => (" ok", Ink::Good),
        };
        let remarks = judgement
            .acceptances
            .iter()
            .filter(|acceptance| {
                acceptance.id == taken.id && acceptance.place.generation() == taken.generation
            })
            .flat_map(|acceptance| &acceptance.remarks);
        let remarks = remarks.map(|remark| remark.message.clone());
        lines.push(Line::new(sign, ink, &taken.id, what).with_notes(remarks));
    }
    for (id, causes) in failed {
        lines.push(Line::new("  !", Ink::Bad, id, causes.clone()));
    }
    let mut text = set(&lines, look);
    for refusal in &judgement.refusals {
        let refused = format!("{}: {} is refused", refusal.shown, refusal.subject);
        let refused = look.set("    ", &refused, 6, Ink::Plain);
        write!(text, "{} {}", look.bad("  !"), &refused["    ".len()..]).expect(INFALLIBLE);
        let narrow = Look {
            width: look.width - 6,
            ..look
        };
        for line in findings(&refusal.reasons, narrow).lines() {
            writeln!(text, "      {line}").expect(INFALLIBLE);
        }
    }
    text.push_str(&findings(&judgement.findings, look));
    let new = taken
        .iter()
        .filter(|taken| taken.taken != TakenAs::AlreadyHere)
        .count();
    let silent = taken.is_empty() && failed.is_empty() && judgement.refusals.is_empty();
    if silent && judgement.findings.is_empty() {
        text.push_str("Every certificate in it is an authority that is known already.\n");
    }
    let mut counts = vec![format!("{new} taken in")];
    let here = taken.len() - new;
    if here > 0 {
        counts.push(format!("{here} already here"));
    }
    if !failed.is_empty() {
        counts.push(format!("{} failed", failed.len()));
    }
    if !judgement.refusals.is_empty() {
        counts.push(format!(
            "{} refused",
            count(judgement.refusals.len(), "certificate")
        ));
    }
    write!(text, "\n{}", look.wrapped("Accept: ", &counts, 0)).expect(INFALLIBLE);
    text
}

/// The same as JSON.
pub fn accepted_json(
    judgement: &Judgement,
    taken: &[Taken],
    failed: &[(CertificateId, String)],
    manifest: &str,
) -> String {
    let documents = |findings: &[crate::finding::Finding]| -> Vec<FindingDocument> {
        let documents = findings.iter();
        documents
            .map(|finding| FindingDocument::new(finding, manifest))
            .collect()
    };
    let word = |taken: TakenAs| match taken {
        TakenAs::Answer => "answer",
        TakenAs::Reissue => "reissue",
        TakenAs::Adoption => "adoption",
        TakenAs::AlreadyHere => "already_here",
        TakenAs::Chain => "chain",
    };
    let taken: Vec<_> = in_order(taken)
        .into_iter()
        .map(|taken| {
            json!({
                "id": taken.id.to_string(),
                "generation": taken.generation,
                "as": word(taken.taken),
                "closed": taken.closed,
            })
        })
        .collect();
    let failed: Vec<_> = failed
        .iter()
        .map(|(id, causes)| json!({ "id": id.to_string(), "message": causes }))
        .collect();
    let refused: Vec<_> = judgement
        .refusals
        .iter()
        .map(|refusal| {
            json!({
                "path": refusal.shown,
                "subject": refusal.subject,
                "reasons": documents(&refusal.reasons),
            })
        })
        .collect();
    let value = json!({
        "format_version": "1.0",
        "taken": taken,
        "failed": failed,
        "refused": refused,
        "findings": documents(&judgement.findings),
    });
    format!("{value:#}\n")
}

/// By certificate: they were judged in an order that rests on their digests.
fn in_order(taken: &[Taken]) -> Vec<&Taken> {
    let mut taken: Vec<&Taken> = taken.iter().collect();
    taken.sort_by(|a, b| (&a.id, a.generation).cmp(&(&b.id, b.generation)));
    taken
}
