//! Why a name is in a certificate, or is not.

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::{Value, json};

use crate::cert::{CertificateId, DnsName};
use crate::desired::{Desired, DesiredCertificate, NameOrigin, RuleRef, Why};
use crate::lync::Source;
use crate::lync::absence::{AV_EDGE, unmet};
use crate::report::Look;
use crate::report::look::Ink;

use super::json::rule_json;
use super::place::Manifest;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More certificates than these are told only where everything is asked for.
const CERTIFICATES: usize = 4;

/// What an answer draws on: the manifest alone, and what it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// What the manifest asks for.
    pub desired: &'a Desired,
    /// The manifest that places point into.
    pub manifest: Manifest<'a>,
}

/// An answer, before it is set as text or as JSON.
struct Answer {
    /// Stable, `snake_case`.
    answer: &'static str,
    /// Whole sentences.
    message: String,
    rule: Option<RuleRef>,
    source: Option<Source>,
    span: Option<Range<usize>>,
    /// Certificates that have the name.
    others: Vec<CertificateId>,
    cure: Option<String>,
}

impl Answer {
    fn new(answer: &'static str, message: String) -> Self {
        Self {
            answer,
            message,
            rule: None,
            source: None,
            span: None,
            others: Vec::new(),
            cure: None,
        }
    }

    fn rule(mut self, rule: RuleRef) -> Self {
        self.source = rule.source;
        self.rule = Some(rule);
        self
    }

    fn origin(self, origin: NameOrigin) -> Self {
        let span = origin.span.clone();
        Self {
            span,
            ..self.rule(origin.rule)
        }
    }
}

/// Why a name is in a certificate, or is not; with `all`, every certificate that has it.
pub fn explain_name(
    certificate: &DesiredCertificate,
    name: &DnsName,
    of: &Rules<'_>,
    all: bool,
    look: Look,
) -> String {
    let answer = answer(certificate, name, of);
    let is_in = is_in(&answer);
    let verdict = if is_in { "is in" } else { "is not in" };
    let head = format!("{name} {verdict} {}", certificate.id);
    let mut text = look.set("", &head, 2, Ink::Strong) + "\n";
    text.push_str(&look.paragraph(&answer.message, 2));
    if !answer.others.is_empty() {
        text.push_str("  It is in\n");
        let count = answer.others.len();
        let shown = if all || count <= CERTIFICATES + 1 {
            count
        } else {
            CERTIFICATES
        };
        for id in &answer.others[..shown] {
            text.push_str(&look.set("    ", &id.to_string(), 6, Ink::Plain));
        }
        if shown < count {
            let more = format!("and {} more; -v lists all", count - shown);
            writeln!(text, "    {}", look.faint(&more)).expect(INFALLIBLE);
        }
    }
    if let Some(rule) = answer.rule {
        let words = if answer.message.contains(rule.what) {
            rule.code.to_owned()
        } else {
            format!("{} ({})", rule.what, rule.code)
        };
        text.push_str(&look.hanging("rule: ", &words, 2));
    }
    if let Some(span) = &answer.span {
        text.push_str(&look.hanging("place: ", &of.manifest.at(span), 2));
    }
    if let Some(Source { title, url }) = answer.source {
        text.push_str(&look.hanging("source: ", title, 2));
        writeln!(text, "    {}", look.faint(url)).expect(INFALLIBLE);
    }
    if let Some(cure) = &answer.cure {
        text.push('\n');
        text.push_str(&look.hanging("To change it: ", cure, 2));
    }
    text
}

/// The same as JSON: `format_version`, `id`, `name`, `in`, `answer`, `message`, `rule` (or
/// null), `place` (or null), `certificates` that have the name, `cure` (or null). The
/// answers are `in`, `covered`, `left_out`, `condition`, `other_server`, `elsewhere`,
/// `no_sip_domain`, `av_edge`, `authority` and `nothing`.
pub fn explain_name_json(
    certificate: &DesiredCertificate,
    name: &DnsName,
    of: &Rules<'_>,
) -> String {
    let answer = answer(certificate, name, of);
    let is_in = is_in(&answer);
    let Answer {
        answer,
        message,
        rule,
        source: _, // a part of the rule, or said in the message
        span,
        others,
        cure,
    } = answer;
    let others: Vec<String> = others.iter().map(ToString::to_string).collect();
    let value = json!({
        "format_version": "1.0",
        "id": certificate.id.to_string(),
        "name": name.as_str(),
        "in": is_in,
        "answer": answer,
        "message": message,
        "rule": rule.map_or(Value::Null, rule_json),
        "place": span.map(|span| of.manifest.json(&span)),
        "certificates": others,
        "cure": cure,
    });
    format!("{value:#}\n")
}

fn is_in(answer: &Answer) -> bool {
    matches!(answer.answer, "in" | "covered")
}

fn answer(certificate: &DesiredCertificate, name: &DnsName, of: &Rules<'_>) -> Answer {
    let extra = extra(certificate, name);
    match of.desired.why(certificate, name) {
        Why::In(origin) => {
            let common = certificate.contents.subject.common_name() == Some(name.as_str());
            let also = if common { ", and the common name" } else { "" };
            let message = format!("It is {}{also}.", sentence(&origin.rule));
            Answer::new("in", message).origin(origin)
        }
        Why::Covered(origin) => {
            let message = format!(
                "It does not stand there by itself: `{}` covers it, as every name with one label \
                 more. Desk phones do not match wildcards.",
                origin.name
            );
            Answer::new("covered", message).origin(origin)
        }
        Why::LeftOut { rule, span } => {
            let message = "The role derives it, and the manifest leaves it out.".to_owned();
            let answer = Answer::new("left_out", message);
            let answer = match rule {
                Some(rule) => answer.rule(rule),
                None => answer,
            };
            Answer {
                span: Some(span),
                cure: Some("take it out of `without_dns`.".to_owned()),
                ..answer
            }
        }
        Why::Condition {
            rule,
            condition,
            span,
        } => {
            let (why, setting) = unmet(condition);
            let message = format!("There is a rule for it, which does not apply: {why}.");
            Answer {
                span,
                cure: Some(format!("{setting} in the manifest.")),
                ..Answer::new("condition", message).rule(rule)
            }
        }
        Why::OtherServer { rule, id } => {
            let message = "It is another server's own name, and each server of the pool has a \
                           certificate of its own."
                .to_owned();
            Answer {
                others: vec![id],
                cure: Some(extra),
                ..Answer::new("other_server", message).rule(rule)
            }
        }
        Why::Elsewhere {
            ids,
            origin,
            belongs,
        } => {
            let why = belongs.unwrap_or("the manifest gives it to other certificates only");
            let message = format!("It is {}. {}.", sentence(&origin.rule), upper(why));
            Answer {
                others: ids,
                // Where it belongs is no question of what somebody wants.
                cure: belongs.is_none().then_some(extra),
                ..Answer::new("elsewhere", message).origin(origin)
            }
        }
        Why::NoSipDomain { rule, domain, span } => {
            let message = format!(
                "`{domain}` is not among the SIP domains, and names are derived for those only."
            );
            Answer {
                span: Some(span),
                cure: Some(format!(
                    "add `{domain}` to `sip_domains`, where it is a SIP domain of this deployment."
                )),
                ..Answer::new("no_sip_domain", message).rule(rule)
            }
        }
        Why::AvEdge { span, source } => {
            let message = format!(
                "It is {}, which stands in no certificate: {}.",
                AV_EDGE.what, AV_EDGE.why
            );
            Answer {
                span: Some(span),
                source: Some(source),
                cure: Some(extra),
                ..Answer::new("av_edge", message)
            }
        }
        Why::Authority => Answer::new(
            "authority",
            "The certificate of an authority names the authority and no host.".to_owned(),
        ),
        Why::Nothing { near } => {
            let near = near.map(|near| format!(" Did you mean `{near}`?"));
            let message = format!(
                "Nothing in the manifest gives this name, to this certificate or another.{}",
                near.unwrap_or_default()
            );
            Answer {
                cure: Some(extra),
                ..Answer::new("nothing", message)
            }
        }
    }
}

/// What a rule says its name is. Some say what looks for it instead.
fn sentence(rule: &RuleRef) -> String {
    let what = rule.what;
    let noun = ["the ", "a ", "an ", "Autodiscover "];
    if noun.iter().any(|begin| what.starts_with(begin)) {
        what.to_owned()
    } else if rule.source.is_none() {
        format!("in other words {what}")
    } else {
        format!("there because {what}")
    }
}

/// How a name is added to a certificate.
fn extra(certificate: &DesiredCertificate, name: &DnsName) -> String {
    let usage = certificate.id.usage();
    match (&certificate.id, certificate.role) {
        (CertificateId::Oauth, _) => {
            "the OAuth certificate has the SIP domains and nothing else: see `sip_domains`."
                .to_owned()
        }
        (_, "custom") => format!("add `{name}` to `dns` of the certificate."),
        _ => format!(
            "if a client needs it there, add it on the pool: `certificates: [{{ usage: {usage}, \
             extra_dns: [\"{name}\"] }}]`."
        ),
    }
}

fn upper(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
