//! Names and URLs of a document, and what is said where they or anything else that is
//! used is missing or wrong.

use std::fmt;
use std::ops::Range;

use crate::cert::{DnsName, NameError};
use crate::finding::{Finding, Problems};

use super::xml::{Element, Value};

/// A simple URL. Written out anew, so that nothing else of the document comes with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Url {
    host: DnsName,
    path: String,
}

impl Url {
    /// Parses one: https, no port, letters, digits and dots in the path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let scheme = text.get(..8).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("https://") {
            return Err("it does not start with `https://`".to_owned());
        }
        let (host, path) = text[8..].split_once('/').unwrap_or((&text[8..], ""));
        if host.contains(':') {
            return Err("it has a port, and simple URLs are always on 443".to_owned());
        }
        let host = DnsName::parse(host).map_err(|error| error.to_string())?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let odd = |c: &char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '/');
        if let Some(odd) = path.chars().find(odd) {
            let odd = odd.escape_debug();
            return Err(format!(
                "`{odd}` is neither a letter from a to z, a digit nor a dot"
            ));
        }
        if path.starts_with('/') || path.contains("//") {
            return Err("two slashes follow each other".to_owned());
        }
        Ok(Self {
            host,
            path: path.to_owned(),
        })
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.path.is_empty() { "" } else { "/" };
        write!(f, "https://{}{slash}{}", self.host, self.path)
    }
}

/// A text of the document, as much of it as a message takes.
pub(super) fn clipped(text: &str) -> String {
    let mut clipped: String = text
        .chars()
        .take(100)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(100).is_some() {
        clipped.push('…');
    }
    clipped
}

/// A name; reported where it is none. `what` says whose.
pub(super) fn name(value: &Value<'_>, what: &str, faults: &mut Problems) -> Option<DnsName> {
    match DnsName::parse(&value.text) {
        Ok(name) => Some(name),
        Err(error) => {
            faults.add(|| wrong_name(value, what, &error));
            None
        }
    }
}

fn wrong_name(value: &Value<'_>, what: &str, error: &NameError) -> Finding {
    let placeholder = value
        .text
        .contains(['$', '{', '}', '%', '<', '>', '[', ']', '#']);
    let cure = match error {
        _ if placeholder => {
            "it looks like a placeholder: fill the template in first, and give forecert the result"
        }
        NameError::Character(_, '_') => {
            "rename it: no Lync Server or Skype for Business Server takes an underscore, and no \
             public authority signs one"
        }
        NameError::SingleLabel(_) => "give the fully qualified name in Topology Builder",
        _ => "correct it in Topology Builder, and export or save it again",
    };
    let text = clipped(&value.text);
    Finding::error(
        "topology_name_invalid",
        format!("`{text}` cannot be the name of {what}"),
    )
    .help(cure)
    .at(
        value.span.clone(),
        error.to_string().escape_debug().to_string(),
    )
}

/// The document has another root element.
pub(super) fn wrong_root(root: &Element<'_>) -> Finding {
    let found = clipped(root.name);
    let what = match root.name {
        "TopologyInput" => " (the input of `Merge-CsLegacyTopology`)",
        "DocItemSet" => " (from an export) without a topology in it",
        "AnchoredXml" => " (a settings document)",
        "html" | "HTML" => " (a web page)",
        _ => "",
    };
    Finding::error(
        "topology_wrong_root",
        format!("the document is a `{found}`{what}, not a topology"),
    )
    .help(
        "give a Topology Builder file (`.tbxml`, with the root element `TopologyBuilder`), a \
         published topology (root element `Topology`): \
         `(Get-CsTopology -AsXml).ToString() > topology.xml`, or what \
         `Export-CsConfiguration -FileName export.zip` writes",
    )
    .at(
        root.span.clone(),
        "`Topology` or `TopologyBuilder` is expected",
    )
}

/// A document with more than one topology in it.
pub(super) fn two_topologies(first: &Element<'_>, second: &Element<'_>) -> Finding {
    Finding::error("topology_ambiguous", "the document holds two topologies")
        .help("export the configuration again, unchanged, or give one topology by itself")
        .at(second.span.clone(), "a second one")
        .at(first.span.clone(), "the first one")
}

/// A builder's file without the new topology.
pub(super) fn no_topology(root: &Element<'_>) -> Finding {
    Finding::error(
        "topology_incomplete",
        "the Topology Builder file holds no `PartialTopology` in a `NewTopology`",
    )
    .help("open it in Topology Builder, and save it again")
    .at(root.span.clone(), "the topology is missing in it")
}

/// An attribute that is used is missing.
pub(super) fn missing(element: &Element<'_>, attribute: &str) -> Finding {
    Finding::error(
        "topology_incomplete",
        format!("a `{}` has no `{attribute}`", clipped(element.name)),
    )
    .help("export or save the topology again, complete and unchanged")
    .at(element.span.clone(), format!("`{attribute}` is missing"))
}

/// A machine without a name among several.
pub(super) fn nameless_machine(machine: &Element<'_>, cluster: &Value<'_>) -> Finding {
    let text = clipped(&cluster.text);
    Finding::error(
        "topology_incomplete",
        format!("a machine of `{text}` has no FQDN"),
    )
    .help("only a single machine may go by the name of its pool: name it in Topology Builder")
    .at(machine.span.clone(), "`Fqdn` is missing")
    .at(cluster.span.clone(), "the pool")
}

/// Two clusters with one id.
pub(super) fn same_id(cluster: &Value<'_>) -> Finding {
    let text = clipped(&cluster.text);
    Finding::error(
        "topology_incomplete",
        format!("`{text}` has the id of another cluster"),
    )
    .help("export or save the topology again, complete and unchanged")
    .at(cluster.span.clone(), "this one")
}

/// A service whose cluster is not there.
pub(super) fn installed_nowhere(role: &str, place: Range<usize>) -> Finding {
    let role = clipped(role);
    Finding::error(
        "topology_incomplete",
        format!("the service `{role}` is installed on a cluster that the document does not hold"),
    )
    .help("export or save the topology again, complete and unchanged")
    .at(place, "no cluster has this id")
}

/// A dependency that is not there.
pub(super) fn unknown_dependency(role: &str, dependency: &Element<'_>) -> Finding {
    let role = clipped(role);
    Finding::error(
        "topology_incomplete",
        format!("the service `{role}` depends on a service that the document does not hold"),
    )
    .help("export or save the topology again, complete and unchanged")
    .at(dependency.span.clone(), "no service has this id")
}

/// No SIP domain at all.
pub(super) fn no_sip_domain(body: &Element<'_>) -> Finding {
    Finding::error("topology_incomplete", "the document holds no SIP domain")
        .help("define the SIP domains in Topology Builder, and export or save it again")
        .at(
            body.span.clone(),
            "no `InternalDomains` with a domain in it",
        )
}

/// A pool lacks what the names of its certificates are made of.
pub(super) fn pool_lacks(fqdn: &Value<'_>, what: &str) -> Finding {
    let text = clipped(&fqdn.text);
    Finding::error("topology_incomplete", format!("`{text}` has no {what}"))
        .help("complete it in Topology Builder, and export or save it again")
        .at(fqdn.span.clone(), "this pool")
}

/// A version that is no number.
pub(super) fn odd_version(service: &Element<'_>) -> Finding {
    let version = service.attribute("ServiceVersion");
    let text = version
        .map(|version| clipped(&version.text))
        .unwrap_or_default();
    let span = version.map_or(service.span.clone(), |version| version.span.clone());
    Finding::error(
        "topology_incomplete",
        format!("the service version `{text}` is not a number"),
    )
    .help("export or save the topology again, complete and unchanged")
    .at(
        span,
        "6 is Lync Server 2013, 7 and 8 are Skype for Business Server 2015 and 2019",
    )
}

/// A single server with the machines of a pool.
pub(super) fn not_alone(fqdn: &Value<'_>) -> Finding {
    let text = clipped(&fqdn.text);
    Finding::error(
        "topology_incomplete",
        format!("`{text}` is a single server by its services, and has other machines"),
    )
    .help("correct it in Topology Builder: such a server is a pool of itself")
    .at(fqdn.span.clone(), "this pool")
}

/// Nothing to write a manifest for.
pub(super) fn no_pool(cluster: Option<&Value<'_>>) -> Finding {
    let finding = Finding::error(
        "topology_incomplete",
        "the document holds no pool of Lync Server 2013 or Skype for Business Server",
    )
    .help("check that this is the right document; `forecert init` writes a manifest to start from");
    match cluster {
        Some(fqdn) => finding.at(fqdn.span.clone(), "not one that forecert knows"),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn a_url_is_written_out_anew() {
        for (text, written) in [
            ("https://meet.contoso.com", "https://meet.contoso.com"),
            (
                "HTTPS://Lync.Contoso.com/Meet/",
                "https://lync.contoso.com/Meet",
            ),
            ("https://a.b/c/d.e", "https://a.b/c/d.e"),
        ] {
            assert_eq!(Url::parse(text).unwrap().to_string(), written);
        }
        for text in [
            "",
            "http://meet.contoso.com",
            "https://meet",
            "https://$MeetHost",
            "https://meet.contoso.com:443",
            "https://meet.contoso.com/a\"b",
            "https://meet.contoso.com/a b",
            "https://meet.contoso.com//a",
            "https://a@meet.contoso.com",
        ] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }
}
