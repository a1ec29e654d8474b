//! What lies in a folder, and that nothing in a name speaks there.

use super::*;
use crate::bundle::trial::{self, Estate, folder};

#[test]
fn aes_is_for_those_that_open_it_and_3des_for_all_others() {
    for (windows, encryption) in [
        (None, Encryption::TripleDesSha1),
        (Some(Windows::Server2008R2), Encryption::TripleDesSha1),
        (Some(Windows::Server2012R2), Encryption::TripleDesSha1),
        (Some(Windows::Server2016), Encryption::TripleDesSha1),
        (Some(Windows::Server2019), Encryption::Aes256Sha256),
        (Some(Windows::Server2025), Encryption::Aes256Sha256),
    ] {
        assert_eq!(super::encryption(windows), encryption, "{windows:?}");
    }
}

#[test]
fn what_any_of_several_machines_opens_is_for_the_oldest_of_them() {
    let of = |first: &str, second: &str| {
        let manifest = trial::ESTATE
            .replace("lync-server-2013", "skype-for-business-2019")
            .replace(
                "[fe01.contoso.net, { fqdn: fe02.contoso.net, os: windows-server-2012-r2 }]",
                &format!(
                    "[{{ fqdn: fe01.contoso.net{first} }}, {{ fqdn: fe02.contoso.net{second} }}]"
                ),
            );
        let estate = Estate::new(&manifest);
        let hosts = super::super::holding::oauth_hosts(&estate.desired);
        windows(&Recipient::Deployment(&hosts))
    };
    let (old, new) = (", os: windows-server-2016", ", os: windows-server-2019");
    assert_eq!(of(old, new), Some(Windows::Server2016));
    assert_eq!(of(new, new), Some(Windows::Server2019));
    assert_eq!(of(new, ""), None);
    assert_eq!(windows(&Recipient::Deployment(&[])), None);
}

#[test]
fn a_server_gets_its_files_and_whoever_runs_no_windows_no_script() {
    let server = r#"{ usage: tls, per: server, common_name: "{server}", dns: ["{server}"], eku: [server-auth], issuer: gate }"#;
    let with = |outputs: &str| {
        let own = server.replace(" }", &format!(", outputs: [{outputs}] }}"));
        let manifest = trial::ESTATE.replace(server, &own);
        let mut estate = Estate::new(&manifest);
        let id = "sbc.contoso.net/sbc01.contoso.net/tls";
        estate.signed(id, 1, &trial::root("Gate"), trial::days(300));
        let mut paths = estate.paths("sbc01.contoso.net");
        paths.retain(|path| !path.contains('/'));
        paths
    };
    let windows = [
        "Get-Assigned.ps1",
        "Install-Certificates.ps1",
        "README.txt",
        "tls.cer",
    ];
    let pfx = [&windows[..], &["tls.pfx"]].concat();
    assert_eq!(with("{ format: pfx }"), pfx);
    assert_eq!(
        with("{ format: pem-full-chain, file: nginx.pem }"),
        ["README.txt", "nginx.key", "nginx.pem", "tls.cer"]
    );
    assert_eq!(
        with("{ format: pem-combined, file: haproxy.pem }, { format: pem-split }"),
        [
            "README.txt",
            "haproxy.pem",
            "tls.cer",
            "tls.chain.pem",
            "tls.crt",
            "tls.key"
        ]
    );
    assert_eq!(
        with("{ format: pem-combined }, { format: pfx }"),
        [&windows[..], &["tls.pem", "tls.pfx"]].concat()
    );
}

#[test]
fn what_is_not_complete_says_so() {
    let mut estate = Estate::new(trial::ESTATE);
    estate.signed(
        "edge.contoso.net/edge-internal",
        1,
        &trial::root("Dmz"),
        trial::days(9),
    );
    estate.designed(|design| {
        let edge = folder(design, "edge01.contoso.net");
        assert!(!edge.complete);
        let text = trial::text(design, "edge01.contoso.net", INCOMPLETE);
        for missing in ["edge.contoso.net/edge-av", "edge.contoso.net/edge-external"] {
            assert!(
                text.contains(&format!("\r\n{missing}\r\n  it is not made yet\r\n")),
                "{text}"
            );
        }
        let sheet = trial::text(design, "edge01.contoso.net", "README.txt");
        assert!(
            sheet.contains("INCOMPLETE. These certificates are missing:\r\n"),
            "{sheet}"
        );
    });
}

#[test]
fn what_an_authority_is_called_stays_a_file_name() {
    for (name, begins) in [
        ("Contoso Root CA", "contoso-root-ca-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("$(calc) `n \"x\" ; 'y'", "calc-n-x-y-"),
        ("Zürich Wurzel", "z-rich-wurzel-"),
        ("根", "authority-"),
        ("con", "con-"),
        (
            &"long ".repeat(12),
            "long-long-long-long-long-long-long-long-",
        ),
    ] {
        let slug = format!("{}-", slug(&trial::root(name).certificate));
        assert_eq!(slug.replace("--", "-"), begins, "{name}");
        assert!(!slug.contains("--"), "{slug}");
    }
}

#[test]
fn a_script_names_the_oauth_certificate_where_it_is_waited_for_and_known() {
    let named = |estate: &Estate, server: &str| {
        estate.designed(|design| {
            let script = trial::text(design, server, "Install-Certificates.ps1");
            let mut lines = script.lines();
            let found = lines.find_map(|line| line.strip_prefix("$OAuthThumbprint = "));
            found.unwrap().to_owned()
        })
    };
    let ca = trial::root("Contoso");
    let mut estate = Estate::new(trial::ESTATE);
    for id in [
        "pool01.contoso.net/fe01.contoso.net/default",
        "edge.contoso.net/edge-av",
    ] {
        estate.signed(id, 1, &ca, trial::days(300));
    }
    assert_eq!(named(&estate, "fe01.contoso.net"), "''");
    estate.signed("oauth", 1, &ca, trial::days(300));
    let inventory = estate.inventory();
    let oauth = inventory.generation(&CertificateId::Oauth, 1).unwrap();
    let thumbprint = oauth.certificate.as_ref().unwrap().thumbprint();
    let expected = format!("'{thumbprint}'");
    assert_eq!(named(&estate, "fe01.contoso.net"), expected);
    assert_eq!(named(&estate, "edge01.contoso.net"), "''");
}

#[test]
fn an_organization_cannot_speak_in_a_script_or_a_sheet() {
    let hostile = "O'Neil $(Remove-Item C:) `\"x`\" \u{2019}; & calc";
    let quoted = serde_json::to_string(hostile).unwrap();
    let manifest = trial::ESTATE.replace(
        "name: gate, type: request,",
        &format!("name: gate, type: request, subject: {{ organization: {quoted} }},"),
    );
    let mut estate = Estate::new(&manifest);
    let ca = trial::root("Gate's \u{2019} $(calc)\u{202e}");
    estate.signed(
        "sbc.contoso.net/sbc01.contoso.net/tls",
        1,
        &ca,
        trial::days(300),
    );
    estate.designed(|design| {
        let script = trial::text(design, "sbc01.contoso.net", "Install-Certificates.ps1");
        let lines = script.lines().filter(|line| line.contains("calc"));
        let lines: Vec<&str> = lines.collect();
        assert!(!lines.is_empty());
        for line in lines {
            // Every quote inside of a literal is doubled, the typographic ones too.
            let (_, literal) = line.split_once(" = '").expect(line);
            let inside = literal.trim_end().strip_suffix('\'').expect(line);
            let rest = inside.replace("''", "").replace("\u{2019}\u{2019}", "");
            assert!(!rest.contains(['\'', '\u{2018}', '\u{2019}']), "{line}");
        }
        let sheet = trial::text(design, "sbc01.contoso.net", "README.txt");
        assert!(sheet.contains("$(calc)"), "{sheet}");
        assert!(!sheet.contains('\u{202e}'), "{sheet}");
    });
}

#[test]
fn a_digest_tells_one_content_from_another() {
    let estate = Estate::of(trial::ESTATE, &trial::root("Contoso"));
    let digest = |root_in_pfx: bool, mode: u32| {
        estate.designed(|design| {
            let mut part = folder(design, "fe01.contoso.net").files["default.pfx"].clone();
            part.mode = mode;
            if let Content::Pfx(pfx) = &mut part.content {
                pfx.root = root_in_pfx;
            }
            part.digest()
        })
    };
    assert_eq!(digest(false, 0o600), digest(false, 0o600));
    assert_ne!(digest(false, 0o600), digest(true, 0o600));
    assert_ne!(digest(false, 0o600), digest(false, 0o640));
}
