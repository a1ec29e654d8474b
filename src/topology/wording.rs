//! Names of a document, and what is said where they or anything else that is used is
//! missing or wrong.

use std::ops::Range;

use crate::cert::{DnsName, NameError};
use crate::finding::{Finding, Problems};

use super::cmdlets::Facts;
use super::xml::{Element, Value};

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
    Finding::error("topology_ambiguous", "there are two topologies")
        .help("give one topology; from an export, the archive as it was written")
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
pub(super) fn odd_version(version: &Value<'_>) -> Finding {
    let text = clipped(&version.text);
    Finding::error(
        "topology_incomplete",
        format!("the service version `{text}` is not a number"),
    )
    .help("export or save the topology again, complete and unchanged")
    .at(
        version.span.clone(),
        "6 is Lync Server 2013, 7 and 8 are Skype for Business Server 2015 and 2019",
    )
}

/// A version that is of no product, nor of the next one.
pub(super) fn version_leap(fqdn: &Value<'_>, version: u32) -> Finding {
    let text = clipped(&fqdn.text);
    Finding::error(
        "topology_version_unknown",
        format!("the services of `{text}` have the version {version}, which no product has"),
    )
    .help(
        "5 is Lync Server 2010, 6 is 2013, 7 and 8 are Skype for Business Server 2015 and 2019: ask \
         where the document comes from, or look for a newer forecert",
    )
    .at(fqdn.span.clone(), "this pool")
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

/// A simple URL that cannot be one.
pub(super) fn wrong_url(value: &Value<'_>, why: &str) -> Finding {
    let url = clipped(&value.text);
    Finding::error("topology_url_invalid", format!("`{url}` cannot be a simple URL"))
        .help("correct it in Topology Builder, such as `https://meet.contoso.com` or `https://lync.contoso.com/meet`")
        .at(value.span.clone(), why)
}

/// Saved output of another command than those that are of use.
pub(super) fn no_such_output(names: Vec<&str>, file: Range<usize>) -> Finding {
    let shown: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("`{}`", clipped(name)))
        .collect();
    let text = match shown.is_empty() {
        true => "the document holds no object of a cmdlet".to_owned(),
        false => format!(
            "the objects in the document have {}, which says nothing of an estate",
            shown.join(", ")
        ),
    };
    Finding::error("topology_output_unknown", text)
        .help(
            "give the saved output of `Get-CsPool`, `Get-CsService`, `Get-CsSipDomain` or \
             `Get-CsSimpleUrlConfiguration`, of whole objects: `Get-CsPool | Export-Clixml pools.xml`",
        )
        .at(file, "no such object")
}

/// An object without what it is used for.
pub(super) fn record_lacks(span: &Range<usize>, property: &str) -> Finding {
    Finding::error(
        "topology_incomplete",
        format!("an object has no `{property}`"),
    )
    .help("save the output of the cmdlet again, of whole objects: without `Select-Object`")
    .at(span.clone(), format!("`{property}` is missing"))
}

/// SIP domains that are not those of the topology.
pub(super) fn other_domains(place: &Value<'_>, own: &[DnsName], told: &[DnsName]) -> Finding {
    let list = |domains: &[DnsName]| -> String {
        let domains: Vec<String> = domains
            .iter()
            .take(10)
            .map(|name| format!("`{name}`"))
            .collect();
        domains.join(", ")
    };
    contradiction(format!(
        "`Get-CsSipDomain` says {}, and the topology {}, the default one first",
        list(told),
        list(own)
    ))
    .at(place.span.clone(), "not those of the topology")
}

/// A pool that the topology does not have.
pub(super) fn other_pool(fqdn: &Value<'_>) -> Finding {
    contradiction(format!(
        "the topology has no pool `{}`",
        clipped(&fqdn.text)
    ))
    .at(fqdn.span.clone(), "not in the topology")
}

/// A site that the topology does not have.
pub(super) fn other_site(name: &str, span: &Range<usize>) -> Finding {
    contradiction(format!(
        "there is no site `{}`, and simple URLs for it",
        clipped(name)
    ))
    .at(span.clone(), "for that site")
}

/// Simple URLs of nobody knows whom, among others.
pub(super) fn whose_urls(span: &Range<usize>) -> Finding {
    Finding::error(
        "topology_incomplete",
        "whose simple URLs these are was not saved along",
    )
    .help(
        "save them with their `Identity`: \
         `Get-CsSimpleUrlConfiguration | Export-Clixml -Depth 5 urls.xml`",
    )
    .at(
        span.clone(),
        "neither `Global` nor a site stands in its `Identity`",
    )
}

/// A service of a pool that `Get-CsPool` does not have.
pub(super) fn pool_not_told(pool: &Value<'_>) -> Finding {
    contradiction(format!(
        "`Get-CsService` has a pool `{}`, and `Get-CsPool` has none",
        clipped(&pool.text)
    ))
    .at(pool.span.clone(), "this pool")
}

fn contradiction(text: String) -> Finding {
    Finding::error("topology_contradiction", text)
        .help("save all of them again, on one day and from one estate")
}

/// Saved output of cmdlets that is no whole estate, and no topology beside it.
pub(super) fn no_topology_among(facts: &Facts<'_>) -> Finding {
    let has = [
        (facts.pools.is_empty(), "`Get-CsPool`"),
        (facts.services.is_empty(), "`Get-CsService`"),
        (facts.domains.is_empty(), "`Get-CsSipDomain`"),
    ];
    let lacking: Vec<&str> = has
        .iter()
        .filter(|(lacks, _)| *lacks)
        .map(|(_, name)| *name)
        .collect();
    Finding::error(
        "topology_incomplete",
        format!(
            "there is no topology among the documents, and no output of {}",
            lacking.join(" and ")
        ),
    )
    .help(
        "give a topology too, such as what `(Get-CsTopology -AsXml).ToString() > topology.xml` \
         writes, or the output of all three: `Get-CsPool | Export-Clixml pools.xml`",
    )
}
