//! What a script is as a file, and what stands in its literals.

use time::macros::datetime;

use super::*;
use crate::cert::DnsName;

#[test]
fn a_script_has_the_line_ends_of_windows_and_no_mark_where_it_is_ascii() {
    for script in scripts("Contoso") {
        assert!(script.is_ascii());
        assert!(script.starts_with("<#\r\n.SYNOPSIS"));
        assert!(!script.replace("\r\n", "").contains(['\r', '\n']));
        assert!(script.contains("\r\n#Requires -Version 3.0\r\n"));
    }
}

#[test]
fn a_script_that_is_not_ascii_begins_with_the_mark_of_utf_8() {
    for script in scripts("Z\u{fc}rich").iter().take(2) {
        assert!(script.as_bytes().starts_with(b"\xEF\xBB\xBF<#\r\n"));
    }
}

#[test]
fn the_literals_are_what_was_given() {
    let install = install(&server("O'Brien", true));
    let data = "$Server = 'fe01.contoso.net'\r\n\
                $Servers = @('fe01.contoso.net')\r\n\
                $Pool = 'pool01.contoso.net'\r\n\
                $Role = 'edge'\r\n\
                $Assigns = $true\r\n\
                $NeedsOAuth = $false\r\n\
                $OAuthThumbprint = ''\r\n\
                $Everywhere = $false\r\n\
                $Members = @('fe01.contoso.net', 'fe02.contoso.net')\r\n\
                $Certificates = @(\r\n    @{\r\n\
                \u{20}       Id = 'a/b'\r\n\
                \u{20}       File = 'edge-av.pfx'\r\n\
                \u{20}       Thumbprint = 'AB'\r\n\
                \u{20}       FriendlyName = 'O''Brien'\r\n\
                \u{20}       Types = @('AudioVideoAuthentication')\r\n\
                \u{20}       NotAfter = [datetime]'2028-11-25T12:00:00Z'\r\n\
                \u{20}       Roll = @{ Previous = 'CD'; EffectiveDate = [datetime]'2026-12-01T10:00:00Z'; \
                Latest = [datetime]'2026-12-02T10:00:00Z' }\r\n\
                \u{20}       Exportable = $true\r\n\
                \u{20}       Provider = 'Microsoft RSA SChannel Cryptographic Provider'\r\n\
                \u{20}       IsRsa = $true\r\n    }\r\n)\r\n\
                $Roots = @(\r\n    @{\r\n\
                \u{20}       File = 'roots/a.cer'\r\n\
                \u{20}       Thumbprint = 'EF'\r\n\
                \u{20}       Subject = 'CN=O''Brien'\r\n    }\r\n)\r\n\
                $Intermediates = @()\r\n";
    assert!(install.contains(data), "{install}");
}

#[test]
fn a_server_without_the_cmdlet_has_no_switch_to_assign() {
    let script = install(&server("Contoso", false));
    assert!(script.contains("[switch]$Stage"));
    assert!(!script.contains("[switch]$Assign"));
    assert!(!script.contains("Set-CsCertificate -"));
    assert!(script.contains("There is no -Assign"));
}

#[test]
fn a_receipt_changes_nothing_else() {
    let script = get_assigned(&server("Contoso", true).target);
    for word in [
        "Set-CsCertificate",
        "Read-Pfx",
        "Read-Host",
        "RestartServices",
    ] {
        assert!(!script.contains(word), "{word}");
    }
}

fn scripts(name: &str) -> Vec<String> {
    let server = server(name, true);
    let [entry] = server.entries.clone().try_into().unwrap();
    let deployment = OAuth {
        servers: server.target.members.clone(),
        entry,
        roots: server.roots.clone(),
        intermediates: vec![],
    };
    vec![
        install(&server),
        oauth(&deployment),
        get_assigned(&server.target),
    ]
}

fn server(name: &str, takes_assignment: bool) -> Install {
    let fqdn = |text: &str| DnsName::parse(text).unwrap();
    Install {
        target: Target {
            server: fqdn("fe01.contoso.net"),
            pool: fqdn("pool01.contoso.net"),
            role: "edge",
            takes_assignment,
            needs_oauth: false,
            oauth: None,
            members: vec![fqdn("fe01.contoso.net"), fqdn("fe02.contoso.net")],
        },
        entries: vec![Entry {
            id: "a/b".into(),
            file: "edge-av.pfx".into(),
            thumbprint: "AB".into(),
            friendly_name: name.into(),
            types: vec!["AudioVideoAuthentication".into()],
            not_after: datetime!(2028-11-25 12:00 UTC),
            roll: Some(Roll {
                previous: "CD".into(),
                effective: datetime!(2026-12-01 12:00 +2),
                latest: datetime!(2026-12-02 12:00 +2),
            }),
            exportable: true,
            provider: "Microsoft RSA SChannel Cryptographic Provider".into(),
            is_rsa: true,
        }],
        roots: vec![Authority {
            file: "roots/a.cer".into(),
            thumbprint: "EF".into(),
            subject: format!("CN={name}"),
        }],
        intermediates: vec![],
    }
}
