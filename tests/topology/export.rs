//! The archive that `Export-CsConfiguration` writes: the topology is found in it wherever it
//! stands, with the simple URLs that a published topology lacks.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::Deployment;
use crate::{PUBLISHED, model, only, parsed, pool, read};

/// A settings document, as such documents are seen elsewhere.
pub fn settings(scope: &str, meet: &str) -> String {
    format!(
        "<DocItem Name='{scope}:urls'><Data>
           <AnchoredXml xmlns='urn:schema:Microsoft.Rtc.Management.ScopeFramework.2008'>
             <Key ScopeClass='{scope}'><SchemaId Namespace='x' ElementName='y'/></Key>
             <Dictionary><Item><Value>
               <SimpleUrlConfiguration xmlns='urn:schema:Microsoft.Rtc.Management.Settings.SimpleUrl.2008'>
                 <SimpleUrl Component='Meet' Domain='litware.com' ActiveUrl='{meet}'>
                   <SimpleUrlEntry Url='{meet}'/>
                 </SimpleUrl>
               </SimpleUrlConfiguration>
             </Value></Item></Dictionary>
           </AnchoredXml></Data></DocItem>"
    )
}

#[test]
fn simple_urls_whose_key_names_a_site_stand_at_that_site() {
    for says in ["<SiteId>2</SiteId>", "<Scope Name='Lyon'/>"] {
        let of_site = settings("Site", "https://meet.branch.litware.com")
            .replace("<SchemaId", &format!("{says}<SchemaId"));
        let global = settings("Global", "https://meet.litware.com");
        let text = read(&export(&[global, of_site])).text;
        assert!(text.contains("which no page documents"), "{text}");
        assert!(!text.contains("simple URLs of its own?"), "{text}");
        let model = parsed(&text).model;
        let lyon = model.sites.iter().find(|site| site.name == "Lyon").unwrap();
        let urls = lyon.simple_urls.as_ref().unwrap();
        assert_eq!(urls.meet, ["https://meet.branch.litware.com"]);
    }
}

/// The document of an export with these parts.
fn document(parts: &[&str]) -> String {
    format!(
        "<DocItemSet><DocItem Name='policy'><Data><Unknown Topology='x'/></Data></DocItem>{}</DocItemSet>",
        parts.concat()
    )
}

/// An export of the deployment: its topology, its simple URLs, other settings.
pub fn export(parts: &[String]) -> String {
    let topology = format!("<DocItem Name='t'><Data>{PUBLISHED}</Data></DocItem>");
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .chain([&*topology])
        .collect();
    document(&parts)
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("[Content_Types].xml", &b"<Types/>"[..]), (name, bytes)] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_export_leads_to_the_pools_that_its_topology_leads_to_alone() {
    let exported = model(&export(&[settings("Global", "https://meet.litware.com")]));
    let published = model(PUBLISHED);
    let names = |model: &forecert::manifest::model::Model| -> Vec<String> {
        model
            .pools
            .iter()
            .map(|pool| pool.fqdn.to_string())
            .collect()
    };
    assert_eq!(names(&exported), names(&published));
    pool(&exported, "pool01.litware.net");
    assert!(published.simple_urls.meet.is_empty());
    assert_eq!(exported.simple_urls.meet.len(), 1);
    assert_eq!(exported.simple_urls.meet[0], "https://meet.litware.com");
}

#[test]
fn an_export_without_simple_urls_is_asked_about() {
    let text = read(&export(&[])).text;
    assert!(
        text.contains("which simple URLs are there? The document names none"),
        "{text}"
    );
    assert!(text.contains("an export of the configuration"), "{text}");
}

#[test]
fn the_simple_urls_of_a_site_are_asked_about_and_not_taken_for_all() {
    let text = read(&export(&[
        settings("Global", "https://meet.litware.com"),
        settings("Site", "https://meet.branch.litware.com"),
    ]))
    .text;
    let joined = text.replace("\n# ", " ");
    assert!(
        joined.contains("has the simple URLs `https://meet.branch.litware.com`"),
        "{text}"
    );
    assert_eq!(parsed(&text).model.simple_urls.meet.len(), 1);
}

#[test]
fn two_topologies_are_refused_at_both_places() {
    let one = format!("<DocItem><Data>{PUBLISHED}</Data></DocItem>");
    let refused = crate::refused(document(&[&one, &one]).as_bytes());
    let [finding] = &refused.findings[..] else {
        panic!("{:#?}", refused.findings);
    };
    assert_eq!(finding.code, "topology_ambiguous");
    assert_eq!(finding.labels.len(), 2);
    assert_eq!(only(document(&[]).as_bytes()).0, "topology_wrong_root");
}

#[test]
fn the_archive_is_read_in_every_encoding_and_nothing_of_it_is_written() {
    let text = export(&[settings("Global", "https://meet.litware.com")]);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("DocItemSet.xml", text.clone().into_bytes()),
        ("export/DocItemSet.xml", [&b"\xFF\xFE"[..], &utf16].concat()),
    ] {
        let deployment = Deployment::new("");
        std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
        std::fs::write(deployment.path("export.zip"), zip(name, &bytes)).unwrap();
        let args = ["init", "--from-topology", "export.zip"];
        let run = deployment.forecert(&args).exits(0);
        assert!(
            run.stdout.starts_with("read export.zip: "),
            "{}",
            run.stdout
        );
        let files = deployment.files();
        assert!(files.iter().all(|(path, _)| !path.contains("DocItemSet")));
        deployment.forecert(&["plan"]).exits(0);
    }
}

#[test]
fn an_archive_made_to_write_elsewhere_is_refused_and_nothing_is_written() {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    let archive = zip("../DocItemSet.xml", export(&[]).as_bytes());
    std::fs::write(deployment.path("export.zip"), archive).unwrap();
    let before = deployment.files();
    let args = ["init", "--from-topology", "export.zip"];
    let run = deployment.forecert(&args).exits(65);
    assert!(run.stderr.contains("leads out of it"), "{}", run.stderr);
    assert_eq!(deployment.files(), before);
}
