//! Faults of a topology document that a manifest is to be written from.

use super::Kind::Problem;
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "A topology document",
    codes: &[
        Code {
            code: "topology_ambiguous",
            kinds: &[Problem],
            meaning: "An estate has one topology. The document holds two, or two documents hold \
                      one each, and which of them is in force does not follow from it.",
            cure: "Give one topology; from an export, the archive as it was written.",
            see: &["topology_wrong_root"],
        },
        Code {
            code: "topology_archive_invalid",
            kinds: &[Problem],
            meaning: "An archive is read if it is what `Export-CsConfiguration` writes: it holds \
                      one `DocItemSet.xml`. This one holds none or several, is encrypted or damaged, \
                      or has a file whose name leads out of it.",
            cure: "Export the configuration again, or give a topology document by itself.",
            see: &["topology_wrong_root", "topology_too_large"],
        },
        Code {
            code: "topology_contradiction",
            kinds: &[Problem],
            meaning: "Documents that are read together say different things: a pool, a site or a \
                      SIP domain of one is not in another. They are of different days or of \
                      different estates, and neither can be believed beside the other.",
            cure: "Save all of them again, on one day and from one estate.",
            see: &["topology_ambiguous"],
        },
        Code {
            code: "topology_cut_off",
            kinds: &[Problem],
            meaning: "The document ends before everything in it is closed. A copy was \
                      interrupted, or the disk was full; whole pools may be missing.",
            cure: "Copy or export the document again, and compare its size with the original.",
            see: &["topology_not_xml"],
        },
        Code {
            code: "topology_doctype",
            kinds: &[Problem],
            meaning: "The document declares a document type, or refers to an entity of its own. \
                      Topology Builder and `Get-CsTopology` never write either; such a file can \
                      draw in other files or grow without bound, so nothing of it is used.",
            cure: "Export the topology again from its source, and ask where this copy comes from.",
            see: &["topology_not_xml"],
        },
        Code {
            code: "topology_empty",
            kinds: &[Problem],
            meaning: "The file has no content besides blanks. A redirection creates its file \
                      before the command runs, so that a command which failed leaves it empty.",
            cure: "Run `(Get-CsTopology -AsXml).ToString() > topology.xml` again, and see what it \
                   says.",
            see: &["topology_cut_off"],
        },
        Code {
            code: "topology_encoding",
            kinds: &[Problem],
            meaning: "The document is read as UTF-8 and as UTF-16 of either byte order, with and \
                      without a byte order mark. This one is something else, or is cut off in the \
                      middle of a character.",
            cure: "Save it as UTF-8; in Windows PowerShell with `Set-Content -Encoding UTF8`.",
            see: &["topology_cut_off"],
        },
        Code {
            code: "topology_incomplete",
            kinds: &[Problem],
            meaning: "Something that certificates rest on is not in the document: a name, a \
                      machine, the cluster of a service, the product's version. A manifest \
                      without it would be a guess.",
            cure: "Complete the topology in Topology Builder where it lacks something there; \
                   otherwise export it again, unchanged.",
            see: &["topology_name_invalid", "topology_cut_off"],
        },
        Code {
            code: "topology_name_invalid",
            kinds: &[Problem],
            meaning: "A name that would stand in a certificate is none: a placeholder of a \
                      template that nobody filled in, a name of one label, an underscore, an \
                      address.",
            cure: "Fill the template in, or correct the name in Topology Builder, and give the \
                   document again.",
            see: &["name_invalid", "topology_url_invalid"],
        },
        Code {
            code: "topology_not_json",
            kinds: &[Problem],
            meaning: "The document begins as JSON does, and is none. It may be cut off, or was \
                      changed with an editor.",
            cure: "Save the output again, such as \
                   `Get-CsService | ConvertTo-Json -Depth 4 > services.json`.",
            see: &["topology_not_xml", "topology_output_unknown"],
        },
        Code {
            code: "topology_not_xml",
            kinds: &[Problem],
            meaning: "The document is not well-formed XML. It may be another file, or was changed \
                      with an editor.",
            cure: "Look at the place that is shown, or export the topology again.",
            see: &["topology_cut_off", "topology_encoding"],
        },
        Code {
            code: "topology_output_unknown",
            kinds: &[Problem],
            meaning: "The document is what PowerShell saved of objects, and none of them is of \
                      `Get-CsPool`, `Get-CsService`, `Get-CsSipDomain` or \
                      `Get-CsSimpleUrlConfiguration`; or `Select-Object` left out of them what \
                      they are known by.",
            cure: "Save whole objects of one of these, such as \
                   `Get-CsPool | Export-Clixml pools.xml`.",
            see: &["topology_not_json", "topology_wrong_root"],
        },
        Code {
            code: "topology_too_large",
            kinds: &[Problem],
            meaning: "The document is larger, deeper or denser than any topology. The limits are \
                      far above an estate of a thousand pools and keep a wrong file from taking \
                      all memory.",
            cure: "Check that the right file is named.",
            see: &["topology_wrong_root"],
        },
        Code {
            code: "topology_url_invalid",
            kinds: &[Problem],
            meaning: "A simple URL begins with `https://`, has no port, and holds letters, digits \
                      and dots only; its host stands in certificates.",
            cure: "Correct the URL in Topology Builder, and save the document again.",
            see: &["simple_url_invalid"],
        },
        Code {
            code: "topology_version_unknown",
            kinds: &[Problem],
            meaning: "The version of a pool's services tells its product, from 5 for Lync Server \
                      2010 to 8 for Skype for Business Server 2019; the next product would have 9. \
                      This one is far above, so that the document was made by hand, or by \
                      something that this forecert does not know.",
            cure: "Ask where the document comes from, or look for a newer forecert.",
            see: &["topology_incomplete"],
        },
        Code {
            code: "topology_wrong_root",
            kinds: &[Problem],
            meaning: "The document is XML of another kind, and no topology stands in it: \
                      settings, an export of users, the input of a merge with an older product.",
            cure: "Give the Topology Builder file (`.tbxml`), what \
                   `(Get-CsTopology -AsXml).ToString() > topology.xml` writes, or the archive of \
                   `Export-CsConfiguration`.",
            see: &["topology_archive_invalid"],
        },
    ],
};
