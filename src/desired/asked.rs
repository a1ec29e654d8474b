//! Issuers that are asked, by a person or by machine: what all of them say in the manifest.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model;

use super::issuers::{Issuer, LOCAL_VALIDITY, class, part_of_id};
use super::problems::Problems;
use super::subject;
use super::{DesiredIssuer, IssuerKind};

/// The longest name of a template that is asked for.
const TEMPLATE_LIMIT: usize = 255;

/// What every issuer says that is asked.
pub(super) struct Shared<'a> {
    name: &'a str,
    class: model::Class,
    validity: &'a str,
    lead_time: Option<&'a str>,
    submit_after: Option<&'a str>,
    template: Option<&'a str>,
    trust: &'a [String],
    subject: &'a model::SubjectParts,
}

macro_rules! shared {
    ($issuer:ident, $template:expr) => {
        impl<'a> From<&'a model::$issuer> for Shared<'a> {
            fn from(issuer: &'a model::$issuer) -> Self {
                Self {
                    name: &issuer.name,
                    class: issuer.class,
                    validity: &issuer.validity,
                    lead_time: issuer.lead_time.as_deref(),
                    submit_after: issuer.submit_after.as_deref(),
                    template: ($template)(issuer),
                    trust: &issuer.trust,
                    subject: &issuer.subject,
                }
            }
        }
    };
}

shared!(RequestIssuer, |issuer: &'a model::RequestIssuer| issuer
    .template
    .as_deref());
shared!(CommandIssuer, |issuer: &'a model::CommandIssuer| issuer
    .template
    .as_deref());
shared!(VaultIssuer, |_| None);
shared!(AcmeIssuer, |_| None);
shared!(AdcsIssuer, |issuer: &'a model::AdcsIssuer| Some(
    issuer.template.as_str()
));

/// Reads an issuer that is asked.
pub(super) fn read(
    shared: Shared<'_>,
    kind: IssuerKind,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Issuer {
    let Shared {
        name,
        class: declared_class,
        validity,
        lead_time,
        submit_after,
        template,
        trust,
        subject: parts,
    } = shared;
    part_of_id(name, path, problems);
    let template_path = path.key("template");
    let template = template.filter(|text| template_fits(text, &template_path, problems));
    Issuer {
        desired: DesiredIssuer {
            name: name.to_owned(),
            class: class(declared_class),
            kind,
            trust: trust.to_vec(),
            lead_time: lead_time.and_then(|text| problems.lifetime(text, &path.key("lead_time"))),
            submit_after: submit_after
                .and_then(|text| problems.day(text, &path.key("submit_after"))),
            span: problems.value(&path.key("name")),
        },
        path: path.clone(),
        validity: problems
            .lifetime(validity, &path.key("validity"))
            .unwrap_or(LOCAL_VALIDITY),
        template: template.map(str::to_owned),
        subject: subject::read(parts, &path.key("subject"), problems),
        authority: None,
    }
}

/// Whether a text may be a template's name; reported if not.
fn template_fits(text: &str, path: &Path, problems: &mut Problems<'_>) -> bool {
    let length = text.chars().count();
    let (why, help) = if text.trim().is_empty() {
        ("it is empty".to_owned(), "leave the key out instead")
    } else if text.chars().any(char::is_control) {
        let why = "it has a control character".to_owned();
        (why, "write it in one line, without tabs")
    } else if text != text.trim() {
        let why = "it starts or ends with a space".to_owned();
        (
            why,
            "take the space out: the authority would look for a template with it",
        )
    } else if length > TEMPLATE_LIMIT {
        let why = format!("it has {length} characters, and {TEMPLATE_LIMIT} is the most");
        (why, "write the template's name, not what it is shown as")
    } else {
        return true;
    };
    problems.report(
        Finding::error("template_invalid", "this cannot be the name of a template")
            .help(help)
            .at(problems.value(path), why),
    );
    false
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with, only};

    #[test]
    fn a_template_that_cannot_be_one_is_not_called_a_part_of_the_subject() {
        for template in ["\"Web\\tServer\"", "\"\"", "\" WebServer\""] {
            let text = estate_with("template: WebServer", &format!("template: {template}"));
            let finding = only("template_invalid", &text);
            assert_eq!(finding.message, "this cannot be the name of a template");
            assert_eq!(codes(&text).len(), 1);
        }
    }
}
