//! Faults of a topology document that a manifest shall be made of.

use super::Kind::Problem;
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "The topology document",
    codes: &[
        fault(
            "topology_cut_off",
            "The document ends before what it began: a copy that was interrupted, or a console \
             that shortened it.",
            "Save or export it again. Redirect into a file instead of copying from the console: \
             `(Get-CsTopology -AsXml).ToString() > topology.xml`.",
            &["topology_not_xml"],
        ),
        fault(
            "topology_doctype",
            "The document declares a document type or entities of its own. No topology has them, \
             and a stranger could use them to let a small file grow without bound or to read \
             other files, so that forecert reads none.",
            "Export the topology again from Topology Builder or the management shell.",
            &[],
        ),
        fault(
            "topology_empty",
            "There is nothing in the file besides blanks.",
            "Check that it was saved completely: a redirection that failed leaves an empty file. \
             Then give it again.",
            &[],
        ),
        fault(
            "topology_encoding",
            "The text is neither UTF-8 nor UTF-16, the two that Windows writes topologies in, or \
             it is cut off within a character.",
            "Open it in Notepad and save it as UTF-8, or export it again.",
            &["topology_cut_off"],
        ),
        fault(
            "topology_incomplete",
            "The document is a topology, and something is missing in it or does not fit together: \
             a pool without servers, a service on a cluster that is not there, an Edge without \
             external names.",
            "Complete it in Topology Builder and save it again. What is missing is said at its \
             line.",
            &["topology_name_invalid"],
        ),
        fault(
            "topology_is_zip",
            "This is an archive, as `Export-CsConfiguration` writes it, and not a topology \
             document.",
            "Give the Topology Builder file (`.tbxml`), or write the published topology: \
             `(Get-CsTopology -AsXml).ToString() > topology.xml`.",
            &["topology_wrong_root"],
        ),
        fault(
            "topology_name_invalid",
            "A name in the document cannot be one in a certificate: a placeholder of a template \
             such as `$PoolFQDN`, an underscore, or a name without a domain.",
            "Put the real name in, in Topology Builder, and save it again.",
            &["name_invalid"],
        ),
        fault(
            "topology_not_xml",
            "The file is no XML, or breaks off its rules at the place that is shown.",
            "Check that it is the right file. Mails and web pages that a topology went through \
             can change it: take it from its source.",
            &["topology_cut_off", "topology_wrong_root"],
        ),
        fault(
            "topology_too_large",
            "The document is larger, deeper or has more parts than any topology: most likely it \
             is another file.",
            "Check that it is the right file.",
            &[],
        ),
        fault(
            "topology_url_invalid",
            "A simple URL in the document is none that the product takes.",
            "Correct it in Topology Builder: `https://`, a host, and perhaps a path of letters \
             and digits.",
            &["simple_url_invalid"],
        ),
        fault(
            "topology_wrong_root",
            "The document is XML of another kind. `TopologyInput`, for one, is what \
             `Merge-CsLegacyTopology` reads.",
            "Give the Topology Builder file (`.tbxml`), or write the published topology: \
             `(Get-CsTopology -AsXml).ToString() > topology.xml`.",
            &["topology_is_zip"],
        ),
    ],
};

const fn fault(
    code: &'static str,
    meaning: &'static str,
    cure: &'static str,
    see: &'static [&'static str],
) -> Code {
    Code {
        code,
        kinds: &[Problem],
        meaning,
        cure,
        see,
    }
}
