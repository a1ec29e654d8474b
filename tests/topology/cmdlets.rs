//! The saved output of cmdlets: beside a topology it answers what that leaves open, and by
//! itself it is an estate.

use forecert::manifest::model::Role;
use forecert::topology::{self, Document, Manuscript};

use crate::support::Deployment;
use crate::{BUILDER, PUBLISHED, estate, parsed, pool};

/// `Get-CsSimpleUrlConfiguration | ConvertTo-Json -Depth 5`: the deployment's and a site's.
pub const URLS: &str = r#"[
  { "Identity": "Global", "UseBackendDatabase": false, "SimpleUrl": [
    { "Component": "Meet", "Domain": "litware.com", "ActiveUrl": "https://meet.litware.com",
      "SimpleUrlEntry": [ { "Url": "https://meet.litware.com" }, { "Url": "https://old.litware.com/meet" } ] },
    { "Component": "Meet", "Domain": "fabrikam.com", "ActiveUrl": "https://meet.fabrikam.com", "SimpleUrlEntry": null },
    { "Component": "Dialin", "Domain": "*", "ActiveUrl": "https://dialin.litware.com" },
    { "Component": "Cscp", "Domain": "*", "ActiveUrl": "https://admin.litware.com" } ] },
  { "Identity": "Site:Lyon", "SimpleUrl": [
    "Component=Meet;Domain=litware.com;SimpleUrl=System.Collections.Generic.List`1[x];ActiveUrl=https://meet.lyon.litware.com",
    "Component=Meet;Domain=fabrikam.com;SimpleUrl=x;ActiveUrl=https://meet.lyon.fabrikam.com",
    "Component=Dialin;Domain=*;SimpleUrl=x;ActiveUrl=https://dialin.lyon.litware.com",
    "Component=Cscp;Domain=*;SimpleUrl=x;ActiveUrl=https://admin.lyon.litware.com" ] }
]"#;

/// `Get-CsService -WebServer | Export-Clixml`.
pub const WEB: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><TN RefId="0"><T>Microsoft.Rtc.Management.Xds.DisplayWebServer</T></TN>
    <ToString>WebServer:pool01.litware.net</ToString>
    <Props><S N="Identity">WebServer:pool01.litware.net</S>
      <S N="ExternalFqdn">webext.litware.com</S><S N="InternalFqdn">WebInt.litware.net</S>
      <Obj N="DependentServiceList" RefId="1"><LST><S>Registrar:pool01.litware.net</S></LST></Obj>
      <S N="ServiceId">1-WebServices-1</S><S N="SiteId">Site:Seattle</S>
      <S N="PoolFqdn">pool01.litware.net</S><I32 N="Version">7</I32><S N="Role">WebServer</S></Props></Obj>
</Objs>"#;

/// `Get-CsSipDomain | Export-Clixml`.
pub const DOMAINS: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><Props><S N="Identity">fabrikam.com</S><S N="Name">fabrikam.com</S><B N="IsDefault">false</B></Props></Obj>
  <Obj RefId="1"><Props><S N="Identity">litware.com</S><S N="Name">litware.com</S><B N="IsDefault">true</B></Props></Obj>
</Objs>"#;

/// `Get-CsPool | ConvertTo-Json`.
pub const POOLS: &str = r#"[
  { "Identity": "pool01.litware.net", "Services": ["Registrar:pool01.litware.net", "UserServer:pool01.litware.net"],
    "Computers": ["FE01.litware.net", "fe02.litware.net"], "Fqdn": "pool01.litware.net", "Site": "Site:Seattle" },
  { "Identity": "sql01.litware.net", "Services": ["UserDatabase:sql01.litware.net"],
    "Computers": ["sql01.litware.net"], "Fqdn": "sql01.litware.net", "Site": "Site:Seattle" },
  { "Identity": "edge.litware.net", "Services": ["EdgeServer:edge.litware.net"],
    "Computers": ["edge01.litware.net"], "Fqdn": "edge.litware.net", "Site": "Site:Seattle" },
  { "Identity": "dir.litware.net", "Services": ["Director:dir.litware.net"],
    "Computers": ["dir01.litware.net"], "Fqdn": "dir.litware.net", "Site": "Site:Seattle" },
  { "Identity": "se01.litware.net", "Services": ["Registrar:se01.litware.net"],
    "Computers": ["se01.litware.net"], "Fqdn": "se01.litware.net", "Site": "Site:Lyon" },
  { "Identity": "gw01.litware.net", "Services": ["PstnGateway:gw01.litware.net"],
    "Computers": ["gw01.litware.net"], "Fqdn": "gw01.litware.net", "Site": "Site:Lyon" }
]"#;

/// `Get-CsService | ConvertTo-Json`.
pub const SERVICES: &str = r#"[
  { "Identity": "UserServer:pool01.litware.net", "PoolFqdn": "pool01.litware.net", "Version": 7, "Role": "UserServer",
    "DependentServiceList": ["Registrar:pool01.litware.net"] },
  { "Identity": "Registrar:pool01.litware.net", "PoolFqdn": "pool01.litware.net", "Version": 7, "Role": "Registrar",
    "DependentServiceList": [] },
  { "Identity": "WebServer:pool01.litware.net", "PoolFqdn": "pool01.litware.net", "Version": 7, "Role": "WebServer",
    "ExternalFqdn": "webext.litware.com", "InternalFqdn": "webint.litware.net" },
  { "Identity": "UserDatabase:sql01.litware.net", "PoolFqdn": "sql01.litware.net", "Version": 7, "Role": "UserDatabase" },
  { "Identity": "EdgeServer:edge.litware.net", "PoolFqdn": "edge.litware.net", "Version": 7, "Role": "EdgeServer",
    "Registrar": "Director:dir.litware.net", "AccessEdgeExternalFqdn": "sip.litware.com",
    "DataEdgeExternalFqdn": "webcon.litware.com", "AVEdgeExternalFqdn": "",
    "DependentServiceList": ["Registrar:pool01.litware.net"] },
  { "Identity": "Director:dir.litware.net", "PoolFqdn": "dir.litware.net", "Version": 7, "Role": "Director",
    "UserServer": "UserServer:pool01.litware.net" },
  { "Identity": "WebServer:dir.litware.net", "PoolFqdn": "dir.litware.net", "Version": 7, "Role": "WebServer",
    "ExternalFqdn": "webdir.litware.com", "InternalFqdn": null },
  { "Identity": "UserServer:se01.litware.net", "PoolFqdn": "se01.litware.net", "Version": 6, "Role": "UserServer" },
  { "Identity": "UserDatabase:se01.litware.net", "PoolFqdn": "se01.litware.net", "Version": 6, "Role": "UserDatabase" },
  { "Identity": "WebServer:se01.litware.net", "PoolFqdn": "se01.litware.net", "Version": 6, "Role": "WebServer",
    "ExternalFqdn": "weblyon.litware.com", "InternalFqdn": "" },
  { "Identity": "PstnGateway:gw01.litware.net", "PoolFqdn": "gw01.litware.net", "Version": 7, "Role": "PstnGateway" }
]"#;

/// What is wrong with documents: the name of each, with its codes.
fn wrong(documents: &[(&str, &str)]) -> Vec<(String, Vec<&'static str>)> {
    let documents: Vec<Document<'_>> = documents
        .iter()
        .map(|(name, text)| Document {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    let refused = topology::read(&documents).unwrap_err().documents;
    for document in &refused {
        for finding in &document.findings {
            assert!(finding.help.is_some(), "{finding:?}");
            for label in &finding.labels {
                assert!(document.text.get(label.span.clone()).is_some(), "{label:?}");
            }
        }
    }
    let codes = |document: topology::RefusedDocument| {
        let findings = document.findings.iter();
        (
            document.name,
            findings.map(|finding| finding.code).collect(),
        )
    };
    refused.into_iter().map(codes).collect()
}

#[test]
fn simple_urls_stand_in_the_manifest_for_the_deployment_and_for_a_site() {
    let estate = estate(&[("t.xml", PUBLISHED), ("urls.json", URLS)]);
    let text = Manuscript::write(&["t.xml", "urls.json"], &estate).text;
    assert!(!text.contains("simple URLs are there?"), "{text}");
    assert!(!text.contains("simple URLs of its own?"), "{text}");
    let model = parsed(&text).model;
    assert_eq!(
        model.simple_urls.meet,
        [
            "https://meet.litware.com",
            "https://old.litware.com/meet",
            "https://meet.fabrikam.com"
        ]
    );
    let lyon = model.sites.iter().find(|site| site.name == "Lyon").unwrap();
    let urls = lyon.simple_urls.as_ref().unwrap();
    assert_eq!(
        urls.meet,
        [
            "https://meet.lyon.litware.com",
            "https://meet.lyon.fabrikam.com"
        ]
    );
    assert_eq!(urls.admin, ["https://admin.lyon.litware.com"]);
    assert_eq!(
        pool(&model, "se01.litware.net").site.as_deref(),
        Some("Lyon")
    );
    assert!(model.sites.iter().any(|site| site.simple_urls.is_none()));
}

#[test]
fn whose_simple_urls_they_are_is_found_in_an_identity_that_is_an_object_too() {
    let object =
        |of: &str| format!("\"Identity\": {{ \"Scope\": {{ \"Value\": \"{of}\" }}, \"Key\": 7 }}");
    let urls = URLS
        .replace("\"Identity\": \"Global\"", &object("Global"))
        .replace("\"Identity\": \"Site:Lyon\"", &object("site:lyon"));
    let plain = Manuscript::write(&["u"], &estate(&[("t", PUBLISHED), ("u", URLS)])).text;
    let told = Manuscript::write(&["u"], &estate(&[("t", PUBLISHED), ("u", &urls)])).text;
    assert_eq!(told, plain);
    // Otherwise those of a site would be taken for everybody's.
    let urls = URLS.replace(
        "\"Identity\": \"Site:Lyon\"",
        "\"Identity\": { \"Key\": 7 }",
    );
    let told = wrong(&[("t.xml", PUBLISHED), ("urls.json", &urls)]);
    assert_eq!(
        told,
        [("urls.json".to_owned(), vec!["topology_incomplete"])]
    );
    // Of one alone there is no question.
    let one = &URLS[..URLS.find("},\n  { \"Identity\"").unwrap() + 1].replacen('[', "", 1);
    let one = one.replace("\"Identity\": \"Global\"", "\"Identity\": { \"Key\": 7 }");
    let model =
        parsed(&Manuscript::write(&["u"], &estate(&[("t", PUBLISHED), ("u", &one)])).text).model;
    assert_eq!(model.simple_urls.meet.len(), 3);
}

#[test]
fn the_internal_web_name_that_no_topology_holds_is_taken_from_the_web_service() {
    let estate = estate(&[("web.xml", WEB), ("t.xml", PUBLISHED)]);
    let text = Manuscript::write(&["web.xml", "t.xml"], &estate).text;
    let model = parsed(&text).model;
    let web = pool(&model, "pool01.litware.net")
        .web_services
        .as_ref()
        .unwrap();
    assert_eq!(web.internal.as_deref(), Some("webint.litware.net"));
    assert!(
        !text.contains("FQDN of the web services overridden?"),
        "{text}"
    );
    // One that is empty is known to be the pool's.
    let without = WEB.replace(
        "<S N=\"InternalFqdn\">WebInt.litware.net</S>",
        "<Nil N=\"InternalFqdn\"/>",
    );
    let estate = crate::estate(&[("web.xml", &without), ("t.xml", PUBLISHED)]);
    let text = Manuscript::write(&["web.xml", "t.xml"], &estate).text;
    assert!(
        !text.contains("FQDN of the web services overridden?"),
        "{text}"
    );
}

#[test]
fn cmdlets_alone_are_an_estate() {
    let documents = [
        ("pools.json", POOLS),
        ("services.json", SERVICES),
        ("domains.xml", DOMAINS),
        ("urls.json", URLS),
    ];
    let estate = estate(&documents);
    let text = Manuscript::write(&["pools.json"], &estate).text;
    let model = parsed(&text).model;
    let found: Vec<_> = model
        .pools
        .iter()
        .map(|pool| {
            (
                pool.fqdn.as_str(),
                pool.role,
                pool.next_hop.as_deref(),
                pool.site.as_deref(),
            )
        })
        .collect();
    let seattle = Some("Seattle");
    assert_eq!(
        found,
        [
            ("pool01.litware.net", Role::FrontEnd, None, seattle),
            (
                "se01.litware.net",
                Role::StandardEdition,
                None,
                Some("Lyon")
            ),
            (
                "dir.litware.net",
                Role::Director,
                Some("pool01.litware.net"),
                seattle
            ),
            (
                "edge.litware.net",
                Role::Edge,
                Some("dir.litware.net"),
                seattle
            ),
        ]
    );
    assert_eq!(model.sip_domains, ["litware.com", "fabrikam.com"]);
    assert!(text.contains("What comes from outside to `pool01.litware.net` goes through it."));
    let joined = text.replace("\n  # ", " ");
    assert!(joined.contains("`gw01.litware.net`"), "{text}");
}

#[test]
fn every_way_of_saving_is_read() {
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(URLS.encode_utf16().flat_map(u16::to_le_bytes));
    let expected = Manuscript::write(&["x"], &estate(&[("t", PUBLISHED), ("u", URLS)])).text;
    let with_mark = format!("\u{FEFF}{}", URLS.replace('\n', "\r\n"));
    for bytes in [URLS.as_bytes(), &utf16, with_mark.as_bytes()] {
        let documents = [
            Document {
                name: "t",
                bytes: PUBLISHED.as_bytes(),
            },
            Document { name: "u", bytes },
        ];
        let estate = topology::read(&documents).unwrap();
        assert_eq!(Manuscript::write(&["x"], &estate).text, expected);
    }
}

#[test]
fn documents_that_contradict_each_other_are_refused_each_at_its_place() {
    let told = wrong(&[
        ("t.xml", PUBLISHED),
        ("urls.json", &URLS.replace("Site:Lyon", "Site:Paris")),
        (
            "web.xml",
            &WEB.replace("pool01.litware.net", "pool09.litware.net"),
        ),
        (
            "domains.xml",
            &DOMAINS.replace("fabrikam.com", "contoso.com"),
        ),
    ]);
    let one = |name: &str| (name.to_owned(), vec!["topology_contradiction"]);
    assert_eq!(told, [one("urls.json"), one("web.xml"), one("domains.xml")]);
    // The default domain is another one.
    let swapped = DOMAINS
        .replace("true", "x")
        .replace("false", "true")
        .replace("x<", "false<");
    let told = wrong(&[("t.xml", PUBLISHED), ("domains.xml", &swapped)]);
    assert_eq!(told, [one("domains.xml")]);
    let told = wrong(&[("a.xml", PUBLISHED), ("b.xml", BUILDER)]);
    assert_eq!(told, [("b.xml".to_owned(), vec!["topology_ambiguous"])]);
}

#[test]
fn output_that_is_no_whole_estate_is_refused_with_what_lacks() {
    for documents in [
        &[("urls.json", URLS)][..],
        &[("pools.json", POOLS), ("services.json", SERVICES)],
        &[("services.json", SERVICES), ("domains.xml", DOMAINS)],
    ] {
        let told = wrong(documents);
        assert_eq!(told[0].1, ["topology_incomplete"], "{documents:?}");
    }
    let selected = "[{ \"Fqdn\": \"a.b\" }]";
    let told = wrong(&[("t.xml", PUBLISHED), ("selected.json", selected)]);
    assert_eq!(
        told,
        [("selected.json".to_owned(), vec!["topology_output_unknown"])]
    );
    // A name that is none is told in the file that it stands in.
    let odd = URLS.replace("https://meet.fabrikam.com", "http://meet.fabrikam.com");
    let told = wrong(&[("t.xml", PUBLISHED), ("urls.json", &odd)]);
    assert_eq!(
        told,
        [("urls.json".to_owned(), vec!["topology_url_invalid"])]
    );
}

#[test]
fn several_files_are_given_at_once_and_a_fault_names_its_file() {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    deployment.write("t.xml", PUBLISHED);
    deployment.write("urls.json", URLS.replace("Site:Lyon", "Site:Paris"));
    deployment.write("web.xml", WEB);
    let args = ["init", "--from-topology", "t.xml", "urls.json", "web.xml"];
    let run = deployment.forecert(&args).exits(65);
    assert!(run.stderr.contains("no site `Paris`"), "{}", run.stderr);
    assert!(run.stderr.contains("[urls.json:"), "{}", run.stderr);
    deployment.write("urls.json", URLS);
    let run = deployment.forecert(&args).exits(0);
    assert!(
        run.stdout.starts_with("read t.xml, urls.json, web.xml: "),
        "{}",
        run.stdout
    );
    let text = deployment.read("forecert.yaml");
    let joined = text.replace("\n#", "");
    assert!(
        joined.contains("a published topology and what was saved beside it: `t.xml`"),
        "{text}"
    );
    deployment.forecert(&["validate"]).exits(0);
}
