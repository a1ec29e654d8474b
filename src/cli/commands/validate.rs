//! `forecert validate`: the manifest alone.

use crate::cli::arguments::{Common, Format, ValidateArgs};
use crate::cli::context::read_manifest;
use crate::cli::exit::{Exit, Stop, Words};
use crate::cli::{moment, output};
use crate::desired;
use crate::finding::visible;
use crate::report;
use crate::rules;

pub(in crate::cli) fn run(common: &Common, args: &ValidateArgs) -> Result<Exit, Stop> {
    let result = read_manifest(common).and_then(|manifest| {
        let resolved = desired::resolve(&manifest);
        let (name, text) = (manifest.source.name(), manifest.source.text());
        match resolved {
            Ok(mut desired) => {
                let findings = std::mem::take(&mut desired.findings);
                desired.findings = rules::weighed(findings, &desired, moment::now());
                let denied = rules::denied(&desired.findings, &desired);
                if !denied.is_empty() {
                    let denied = denied.into_iter().cloned().collect();
                    return Err(Stop::findings(Exit::Refused, denied, name, text));
                }
                Ok((desired, name.to_owned(), text.to_owned()))
            }
            Err(findings) => Err(Stop::findings(Exit::Invalid, findings, name, text)),
        }
    });
    match (result, args.format) {
        (Ok((desired, name, text)), Format::Human) => {
            let look = output::look_aside(common);
            let findings = report::in_manifest(&desired.findings, &name, &text, look);
            output::aside(common, &findings);
            let count = report::count(desired.certificates.len(), "certificate");
            let name = visible(&name);
            output::result(&format!("{name} is valid: it declares {count}.\n"));
            output::next(common, |program, look| {
                report::next_line(&format!("What is missing: {program} plan"), look)
            });
            Ok(Exit::Done)
        }
        (Ok((desired, _, text)), Format::Json) => {
            output::result(&report::findings_json(&desired.findings, &text));
            Ok(Exit::Done)
        }
        // For a machine the findings are the result.
        (
            Err(Stop {
                exit,
                words: Words::Findings(findings, _, text),
            }),
            Format::Json,
        ) => {
            output::result(&report::findings_json(&findings, &text));
            Ok(exit)
        }
        (Err(stop), _) => Err(stop),
    }
}
