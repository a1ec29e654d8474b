//! From the bytes of a file to a manifest, or to all that is wrong with it.

use crate::finding::Finding;
use crate::finding::Problems;
use crate::manifest::model::Model;
use crate::manifest::places::Places;
use crate::manifest::source::Source;
use crate::manifest::tree::Tree;
use crate::manifest::yaml::Unreadable;
use crate::manifest::{expected, guard, newer, shape, text, yaml};

/// More problems than this are of no use to anybody; the rest is counted.
const SHOWN: usize = 200;

/// What was written, right in its shape; whether it is possible is for `desired` to say.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// What it says.
    pub model: Model,
    /// Where it says so.
    pub source: Source,
}

/// A text that is no manifest.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The text, for drawing; empty where nothing can be shown.
    pub source: Source,
    /// All that is wrong with it, at least one error, in the order of
    /// [`crate::finding::sort`].
    pub findings: Vec<Finding>,
    /// What the text would say with its faults of shape mended, where that can be
    /// guessed: for telling what is wrong beside them, and for nothing else.
    pub guess: Option<Box<Manifest>>,
}

impl Manifest {
    /// Reads a manifest. `name` is the file's name as it is to be shown; nothing is
    /// opened.
    ///
    /// # Errors
    ///
    /// All problems of encoding, YAML and shape that can be found in one run.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Rejected> {
        let text = match text::decode(bytes) {
            Ok(text) => text,
            Err(undecodable) => {
                let source = Source::new(name, undecodable.shown, Tree::default());
                return Err(Rejected {
                    source,
                    findings: vec![undecodable.finding],
                    guess: None,
                });
            }
        };
        let mut problems = Problems::at_most(SHOWN);
        let tree = guard::read(&text, &mut problems);
        let source = Source::new(name, text, tree);
        if let Some(finding) = newer::version(&source) {
            return Err(Rejected {
                source,
                findings: vec![finding],
                guess: None,
            });
        }
        // What the guard refuses is not read by anything else.
        let guarded = problems.is_empty();
        let repairs = shape::check(&source, expected::manifest(), &mut problems);
        let mut guess = None;
        if problems.is_empty() {
            match yaml::read(source.text()) {
                Ok(model) => return Ok(Self { model, source }),
                Err(fault) => problems.add(|| unreadable(&source, &fault)),
            }
        } else if guarded {
            let model = yaml::read_mended(source.text(), &repairs);
            guess = model.map(|model| {
                let source = source.clone();
                Box::new(Self { model, source })
            });
        }
        Err(Rejected {
            source,
            findings: problems.into_findings(),
            guess,
        })
    }
}

/// What the two readers of YAML disagree on, if anything.
fn unreadable(source: &Source, fault: &Unreadable) -> Finding {
    let Unreadable {
        path,
        position,
        words,
    } = fault;
    let value = source.value(path);
    let places = Places::new(source.text());
    let place = match position.map(|(line, column)| places.at(line, column)) {
        Some(start) if start != value.start => places.visible(start),
        _ => value,
    };
    Finding::error(
        "manifest_unreadable",
        format!("the manifest cannot be read: {words}"),
    )
    .help("write it more plainly: one key on a line, text in quotes")
    .at(place, "here")
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn what_only_one_reader_of_yaml_takes_is_refused_at_its_place() {
        for (domains, place) in [("[é, a,:b]", ":"), ("[é, ?a]", "?a")] {
            let text = format!(
                "\u{FEFF}version: 1\r\nrules: \"2026.1\"\r\nsip_domains: {domains}\r\n\
                 issuers: [{{ name: a, type: request, class: public, validity: 1y }}]\r\n\
                 pools: [{{ fqdn: a.b, role: custom }}]\r\n"
            );
            let rejected = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap_err();
            let [finding] = &rejected.findings[..] else {
                panic!("{:#?}", rejected.findings);
            };
            let span = finding.labels[0].span.clone();
            let slice = &rejected.source.text()[span];
            assert_eq!((finding.code, slice), ("manifest_unreadable", place));
        }
    }
}
