//! Whatever stands in an attribute or a text, the manifest says nothing else than the
//! document.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use forecert::manifest::Manifest;
use forecert::manifest::model::{Issuer, Model, Server};
use proptest::prelude::*;

use crate::{BUILDER, PUBLISHED};

/// The places of all attribute values and texts of a document.
pub fn places(document: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(start) = document[at..].find("=\"") {
        let start = at + start + 2;
        let end = start + document[start..].find('"').unwrap();
        places.push(start..end);
        at = end + 1;
    }
    for (start, _) in document.match_indices("<Name") {
        let start = start + document[start..].find('>').unwrap() + 1;
        let end = start + document[start..].find('<').unwrap();
        places.push(start..end);
    }
    places
}

/// A document, the places in it, and what it leads to.
type Document = (&'static str, Vec<Range<usize>>, Model);

static PLACES: LazyLock<[Document; 2]> = LazyLock::new(|| {
    [PUBLISHED, BUILDER].map(|document| {
        (
            document,
            places(document),
            model(&crate::read(document).text),
        )
    })
});

/// As it may stand in XML.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '/' | ':' => escaped.push(c),
            // Not a character of XML, not even as a reference.
            '\0' => {}
            _ => escaped.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    escaped
}

/// Everything that a manifest says of names and URLs.
fn names(model: &Model) -> BTreeSet<String> {
    let urls = &model.simple_urls;
    let urls = urls.meet.iter().chain(&urls.dialin).chain(&urls.admin);
    let mut names: BTreeSet<String> = model.sip_domains.iter().chain(urls).cloned().collect();
    for pool in &model.pools {
        names.insert(pool.fqdn.clone());
        names.extend(pool.next_hop.clone());
        names.extend(pool.servers.iter().map(|server| match server {
            Server::Fqdn(fqdn) => fqdn.clone(),
            Server::Detailed(server) => server.fqdn.clone(),
        }));
        if let Some(web) = &pool.web_services {
            names.extend(web.internal.clone());
            names.insert(web.external.clone());
        }
        if let Some(edge) = &pool.edge {
            names.insert(edge.access.clone());
            names.insert(edge.web_conferencing.clone());
            names.extend(edge.av.clone());
        }
    }
    names
}

fn model(text: &str) -> Model {
    match Manifest::parse("forecert.yaml", text.as_bytes()) {
        Ok(manifest) => manifest.model,
        Err(rejected) => panic!("{text}\n{:#?}", rejected.findings),
    }
}

/// What may be put into a document: anything, what YAML gives a meaning to, and names
/// that look like something else.
fn anything() -> impl Strategy<Value = String> {
    let odd = [
        "\n- fqdn: evil.example.com",
        "\n  role: custom",
        "a.b\nversion: 2",
        "x.y # z",
        "*x.y",
        "&x x.y",
        "!!int 1.5",
        "{ a: b }",
        "'\"",
        "\u{2028}evil: 1",
        "\u{85}evil: 1",
        "\r\nevil: 1",
        "`\u{202E}`",
        "1.5",
        "0x1.2",
        "1e5.3",
        "1.e5",
        "0.0.0",
        "null.true",
        "on.off",
        "https://a.b/\"]\nevil: [\"",
        "https://a.b/x",
        "https://1.5",
    ];
    prop_oneof![
        2 => any::<String>(),
        2 => "[a-z0-9*#:&!'\"{}\\[\\],.\n -]{0,20}",
        2 => "[A-Z0-9]{1,4}\\.[a-z0-9e]{1,4}(\\.[0-9]{1,3})?",
        1 => prop::sample::select(odd.map(str::to_owned).to_vec()),
        1 => (any::<String>(), prop::sample::select(odd.map(str::to_owned).to_vec()))
            .prop_map(|(a, b)| a + &b),
    ]
}

/// Where a text of the document stands in a comment, it stays there.
#[test]
fn what_goes_into_comments_stays_in_them() {
    let bare = |text: &str| -> Vec<String> {
        let lines = text.lines();
        let meant = lines.filter(|line| !line.trim_start().starts_with('#'));
        meant.map(str::to_owned).collect()
    };
    let expected = bare(&crate::read(PUBLISHED).text);
    for odd in [
        "\n- fqdn: evil.example.com",
        "\r\nevil: 1",
        "\revil: 1",
        "\u{85}evil: 1",
        "\u{2028}evil: 1",
        "\u{2029}evil: 1",
        "\u{FEFF}",
        "\u{1}\u{9F}",
        "\u{202E}` `",
        "\u{10FFFF}",
    ] {
        let escaped = escaped(odd);
        let document = crate::with(PUBLISHED, "NobodyKnows", &escaped);
        let document = crate::with(
            &document,
            "Fqdn=\"odd.litware.net\"",
            &format!("Fqdn=\"{escaped}\""),
        );
        let document = crate::with(
            &document,
            "Fqdn=\"gw01.litware.net\">",
            &format!("Fqdn=\"{escaped}\">"),
        );
        let read = crate::written(odd, document.as_bytes()).unwrap();
        model(&read.text);
        assert_eq!(bare(&read.text), expected, "{odd:?}");
        assert!(!read.text.contains('\u{202E}'));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn a_value_says_itself_or_nothing(
        kind in 0..2_usize,
        place in any::<prop::sample::Index>(),
        value in anything(),
    ) {
        let (document, places, original) = &PLACES[kind];
        let mut changed = (*document).to_owned();
        changed.replace_range(place.get(places).clone(), &escaped(&value));
        let Ok(read) = crate::written("topology.xml", changed.as_bytes()) else {
            return Ok(());
        };
        let found = model(&read.text);
        // Names are those of before, or the one that was put in.
        let mut possible = names(original);
        let lower = value.to_ascii_lowercase();
        let value = value.strip_suffix('/').unwrap_or(&value);
        possible.insert(value.to_owned());
        possible.insert(value.to_ascii_lowercase());
        possible.insert(lower.split(['/', ':', '?']).nth(3).unwrap_or_default().to_owned());
        for name in names(&found) {
            let same = |one: &String| one.eq_ignore_ascii_case(&name);
            prop_assert!(possible.iter().any(same), "{name:?} of {value:?}\n{}", read.text);
        }
        // And nothing else is said.
        prop_assert!(matches!(&found.issuers[..], [Issuer::LocalCa(lab)] if lab.name == "lab"));
        prop_assert!(found.oauth.is_none() && found.xmpp.is_none());
        // A site goes by its name, whatever stands in it, and pools by no other.
        let known = |name: &String| {
            name == value.trim() || original.sites.iter().any(|site| site.name == *name)
        };
        prop_assert!(found.sites.iter().all(|site| known(&site.name) && site.simple_urls.is_none()));
        prop_assert!(found.pools.iter().filter_map(|pool| pool.site.as_ref()).all(known));
        prop_assert!(found.pools.len() <= original.pools.len());
        prop_assert!(found.pools.iter().all(|pool| pool.certificates.is_empty()));
        prop_assert!(found.pools.iter().all(|pool| pool.depends_on.is_empty()));
        prop_assert_eq!(found.inventory, "inventory");
        prop_assert_eq!(found.keys.directory, "keys");
        // Comments carry no meaning.
        let bare: String = read
            .text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .flat_map(|line| [line, "\n"])
            .collect();
        prop_assert_eq!(format!("{:?}", model(&bare)), format!("{:?}", model(&read.text)));
    }
}
