//! Whatever one value of a topology becomes: the manifest from before differs in that alone,
//! and mended it asks for the certificates that a manifest made anew would ask for.

use std::collections::BTreeMap;

use forecert::cert::{CertificateId, Contents};
use forecert::drift::Drift;
use forecert::manifest::Manifest;
use forecert::manifest::model::Role;
use forecert::topology::{self, Document, Estate, Manuscript};
use proptest::prelude::*;

use super::{drifts, resolved};
use crate::properties::places;
use crate::{BUILDER, PUBLISHED};

/// What certificates hold, by id; without those of farms, which may serve others than this
/// topology too.
fn contents(manifest: &Manifest) -> BTreeMap<CertificateId, Contents> {
    let certificates = resolved(manifest).certificates.into_iter();
    let certificates = certificates.filter(|(_, one)| one.role != "office-web-apps");
    certificates
        .map(|(id, certificate)| (id, certificate.contents))
        .collect()
}

/// The estate of a document, and the manifest that `init` would write for it, if it would.
fn made(document: &str) -> Option<(Estate, Manifest)> {
    let document = Document {
        name: "t",
        bytes: document.as_bytes(),
    };
    let estate = topology::read(&[document]).ok()?;
    let text = Manuscript::write(&["t"], &estate).text;
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).ok()?;
    forecert::desired::resolve(&manifest).ok()?;
    Some((estate, manifest))
}

/// A manifest as it would be if nothing but the order of lists and what no certificate rests
/// on were different.
fn plain(manifest: &Manifest, other: &Manifest) -> String {
    let mut model = manifest.model.clone();
    // They are only where pools stand.
    model.sites.clear();
    let urls = &mut model.simple_urls;
    for list in [&mut urls.meet, &mut urls.dialin, &mut urls.admin] {
        list.sort();
    }
    model.sip_domains[1..].sort();
    model.pools.retain(|pool| pool.role != Role::OfficeWebApps);
    model.pools.sort_by_key(|pool| pool.fqdn.clone());
    for pool in &mut model.pools {
        pool.depends_on.clear();
        pool.servers.sort_by_key(|server| format!("{server:?}"));
        // A person may have said what the document leaves open.
        let mut others = other.model.pools.iter();
        let other = others.find(|other| other.fqdn == pool.fqdn);
        if other.is_some_and(|other| other.next_hop.is_none()) {
            pool.next_hop = None;
        }
        if other.is_some_and(|other| other.site.is_none()) {
            pool.site = None;
        }
        let av = other.and_then(|other| other.edge.as_ref()?.av.as_ref());
        if let Some(edge) = pool.edge.as_mut().filter(|_| av.is_none()) {
            edge.av = None;
        }
    }
    format!("{model:#?}")
}

/// What may come into a document: names that are new to it, and those that it has.
fn value() -> impl Strategy<Value = String> {
    let own = [
        "pool01.litware.net",
        "fe01.litware.net",
        "med01.litware.net",
        "sip.litware.com",
        "litware.com",
        "fabrikam.com",
        "1",
        "2",
        "6",
        "7",
        "8",
        "true",
        "false",
        "Lyon",
        "https://meet.adatum.com",
        "Registrar",
        "MediationServer",
    ];
    prop_oneof![
        3 => "[a-z]{1,6}[0-9]{0,2}\\.(litware|adatum|contoso)\\.(net|com)",
        1 => "https://[a-z]{1,6}\\.(litware|adatum)\\.com(/[a-z]{1,5})?",
        2 => prop::sample::select(own.map(str::to_owned).to_vec()),
    ]
}

/// How a manifest is written.
#[derive(Clone, Copy, Debug)]
enum Style {
    /// As `init` writes it.
    Init,
    /// With the line breaks of Windows, and a byte order mark.
    Windows,
    /// In one line, in brackets and braces.
    Json,
    /// Lists and mappings on lines of their own, without a comment.
    Block,
}

/// The same manifest in another style.
fn styled(text: &str, style: Style) -> String {
    let value = || serde_yaml::from_str::<serde_yaml::Value>(text).unwrap();
    match style {
        Style::Init => text.to_owned(),
        Style::Windows => format!("\u{FEFF}{}", text.replace('\n', "\r\n")),
        Style::Json => serde_json::to_string(&value()).unwrap(),
        Style::Block => serde_yaml::to_string(&value()).unwrap(),
    }
}

/// Any of them.
fn style() -> impl Strategy<Value = Style> {
    prop::sample::select(vec![Style::Init, Style::Windows, Style::Json, Style::Block])
}

/// The drift of a document's manifest against an edited document, for which three things hold;
/// nothing where no manifest could be made of that.
fn held(document: &str, edited: &str, style: Style) -> Result<Option<Drift>, TestCaseError> {
    let (_, before) = made(document).unwrap();
    let before = crate::parsed(&styled(before.source.text(), style));
    let Some((estate, after)) = made(edited) else {
        return Ok(None);
    };
    // A pool that is there and says nothing any more may have been declared on purpose.
    let unknown = estate.unknown.iter().map(|unknown| &unknown.fqdn);
    let mut dumb = unknown.chain(&estate.left_out);
    let is_declared = |fqdn: &String| {
        let mut pools = before.model.pools.iter();
        pools.any(|pool| pool.fqdn.eq_ignore_ascii_case(fqdn))
    };
    if dumb.any(is_declared) {
        return Ok(None);
    }
    let drift = drifts(&before, &estate);
    // Where nothing is told, nothing is different.
    if drift.differences.is_empty() {
        let (before, after) = (plain(&before, &after), plain(&after, &before));
        let mut lines = before.lines().zip(after.lines());
        let first = lines.find(|(before, after)| before != after);
        prop_assert!(before == after, "{:?}", first);
    }
    // Mended, nothing is different any more, and it is as if it had been made anew.
    let Some(text) = drift.mended.as_deref() else {
        let told: Vec<_> = drift
            .differences
            .iter()
            .map(|one| &one.finding.message)
            .collect();
        return Err(TestCaseError::fail(format!(
            "{told:#?} {:?}",
            drift.altogether
        )));
    };
    let mended = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
    prop_assert!(drifts(&mended, &estate).differences.is_empty(), "{}", text);
    prop_assert_eq!(contents(&mended), contents(&after), "{}", text);
    Ok(Some(drift))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_document_edited_in_one_place_drifts_in_exactly_that_place(
        kind in 0..2_usize,
        place in any::<prop::sample::Index>(),
        value in value(),
        style in style(),
    ) {
        let document = [PUBLISHED, BUILDER][kind];
        let place = place.get(&places(document)).clone();
        let old = document[place.clone()].to_ascii_lowercase();
        let mut edited = document.to_owned();
        edited.replace_range(place, &value);
        let Some(drift) = held(document, &edited, style)? else {
            return Ok(());
        };
        // A name that became another is all that is spoken of.
        let is_name = |text: &str| text.contains('.') && !text.contains(':');
        if is_name(&old) && is_name(&value) && !document.to_ascii_lowercase().contains(&value) {
            for difference in &drift.differences {
                let told = &difference.finding.message;
                prop_assert!(
                    told.contains(&old) || told.contains(&value),
                    "{} {}: {}", old, value, told
                );
            }
        }
    }

    #[test]
    fn a_document_edited_in_several_places_is_followed_too(
        kind in 0..2_usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), value()), 2..6),
        style in style(),
    ) {
        let document = [PUBLISHED, BUILDER][kind];
        let mut edited = document.to_owned();
        for (place, value) in edits {
            let place = place.get(&places(&edited)).clone();
            edited.replace_range(place, &value);
        }
        held(document, &edited, style)?;
    }
}
