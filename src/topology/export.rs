//! Where in an export of the whole configuration do the topology and the simple URLs stand.
//!
//! No page documents the form, and no such document was ever published: settings are held
//! as `AnchoredXml` with a `Key` that names their scope, wrapped in what differs. So both
//! are looked for at any depth, by their local names, and all else is passed over.

use crate::finding::Problems;

use super::wording;
use super::xml::Element;

/// What is of use in an export.
pub(super) struct Export<'x> {
    /// The topology, as `Get-CsTopology -AsXml` writes it too.
    pub topology: &'x Element<'x>,
    /// The simple URLs of the deployment.
    pub global: Vec<&'x Element<'x>>,
    /// Those of single sites, each with the `Key` that says which.
    pub of_sites: Vec<(Option<&'x Element<'x>>, &'x Element<'x>)>,
}

/// Looks for it below a root element that is no topology itself; nothing, and a fault where
/// that is not spoken of by others, when there is no topology or more than one.
pub(super) fn read<'x>(root: &'x Element<'x>, faults: &mut Problems) -> Option<Export<'x>> {
    let (mut topologies, mut global, mut of_sites) = (Vec::new(), Vec::new(), Vec::new());
    // What is open, with the nearest key whose scope is a site.
    let mut open = vec![(root, None)];
    while let Some((element, of_site)) = open.pop() {
        match element.name {
            "Topology" if element.child("Clusters").is_some() => topologies.push(element),
            "SimpleUrlConfiguration" if of_site.is_some() => of_sites.push((of_site, element)),
            "SimpleUrlConfiguration" => global.push(element),
            _ => {
                let key = element.child("Key");
                let of_site = match key.and_then(|key| key.attribute("ScopeClass")) {
                    Some(scope) => key.filter(|_| scope.text.eq_ignore_ascii_case("site")),
                    None => of_site,
                };
                // Backwards, so that they come in the order of the document.
                let children = element.children.iter().rev();
                open.extend(children.map(|child| (child, of_site)));
            }
        }
    }
    match topologies[..] {
        [topology] => Some(Export {
            topology,
            global,
            of_sites,
        }),
        [] => {
            faults.add(|| wording::wrong_root(root));
            None
        }
        [first, second, ..] => {
            faults.add(|| wording::two_topologies(first, second));
            None
        }
    }
}
