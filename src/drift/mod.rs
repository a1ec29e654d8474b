//! In what does the manifest differ from the estate that topology documents speak of today,
//! which lines would make it the same, and which certificates would change by each.
//!
//! | question | file |
//! |---|---|
//! | what a difference is | `difference` |
//! | SIP domains, simple URLs, the product | `deployment` |
//! | sites, and their simple URLs | `sites` |
//! | pools that came, went, or have another name | `pools` |
//! | what is different of one pool | `pool` |
//! | servers that came, went, or moved | `servers` |
//! | the certificates that change | `effect` |
//! | all of it for a machine | `document` |
//!
//! What documents cannot know is no difference: reverse proxies and custom pools, how traffic
//! is balanced, DNS, who signs. A manifest that says less than a document says nothing wrong
//! either, as long as no certificate depends on it.

mod deployment;
mod difference;
mod document;
mod effect;
mod pool;
mod pools;
mod servers;
mod sites;

pub use difference::{Change, Difference, Drift, Effect, What};
pub use document::{DriftDocument, schema};

use std::collections::BTreeMap;

use crate::desired::Desired;
use crate::manifest::Manifest;
use crate::manifest::model;
use crate::topology::{Estate, Product};

use difference::Held;

/// Holds a manifest, and what it means, against an estate.
pub fn drift(manifest: &Manifest, desired: &Desired, estate: &Estate) -> Drift {
    let differences = compare(manifest, estate);
    effect::told(manifest, desired, estate, differences)
}

/// The differences, in the order of the manifest, without what they lead to.
pub fn compare(manifest: &Manifest, estate: &Estate) -> Vec<Difference> {
    let pools = pools::by_name(&manifest.model);
    let held = Held {
        model: &manifest.model,
        source: &manifest.source,
        estate,
        sites: sites::matched(&manifest.model, estate, &pools),
        pools,
    };
    let mut differences = deployment::compare(&held);
    differences.extend(sites::compare(&held));
    differences.extend(pools::compare(&held));
    differences.sort_by_key(Difference::place);
    differences
}

/// Whether two products are one as far as a document tells: Subscription Edition has the
/// service version of 2019.
fn same_product(declared: model::Product, found: Product) -> bool {
    match declared {
        model::Product::Lync2013 => found == Product::Lync2013,
        model::Product::Sfb2015 => found == Product::Sfb2015,
        model::Product::Sfb2019 => found == Product::Sfb2019,
        model::Product::SfbSe => matches!(found, Product::Sfb2019 | Product::Newer),
    }
}

/// Names, as they are compared.
type Index<T> = BTreeMap<String, T>;
