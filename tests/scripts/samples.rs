//! What the scripts of the tests are made for: every role, by itself and with names that
//! would like to run.

use forecert::bundle::script::{self, Authority, Entry, Install, OAuth, Roll, Target};
use forecert::cert::DnsName;
use time::macros::datetime;

/// Roles, whether there is something to assign, whether OAuth is waited for, and the types.
pub const ROLES: [(&str, bool, bool, &[&str]); 12] = [
    (
        "front-end",
        true,
        true,
        &["Default", "WebServicesInternal", "WebServicesExternal"],
    ),
    ("standard-edition", true, true, &["Default"]),
    ("director", true, true, &["Default"]),
    ("edge", true, false, &["AudioVideoAuthentication"]),
    ("mediation", true, false, &["Default"]),
    ("persistent-chat", true, false, &["Default"]),
    ("video-interop", true, false, &["Default"]),
    ("survivable-branch", true, false, &["Default"]),
    ("trusted-application", true, false, &["Default"]),
    ("reverse-proxy", false, false, &[]),
    ("office-web-apps", false, false, &[]),
    ("custom", false, false, &[]),
];

/// Names that end a string, a comment or a here-string, or call something.
pub const HOSTILE: [&str; 14] = [
    "O'Brien & Sons",
    "\u{2018}a\u{2019}b\u{201A}c\u{201B}d",
    "'; Stop-Computer -Force; '",
    "\u{2019}; Stop-Computer; \u{2018}",
    "$(Stop-Computer)",
    "${env:USERNAME} $_ $PSCmdlet",
    "`n`0`$(x)",
    "line\nbreak\r\nStop-Computer",
    "#> Stop-Computer <#",
    "\n'@\nStop-Computer\n@'\n",
    "\"@ \" \" @\"",
    "--% & | ; , ) } ] > <",
    "Z\u{fc}rich \u{1F600}",
    "",
];

/// A script of each kind and role, under the name of its golden file.
pub fn all(name: &str) -> Vec<(String, String)> {
    let mut scripts: Vec<(String, String)> = ROLES
        .iter()
        .map(|role| {
            (
                format!("install-{}", role.0),
                script::install(&install(role.0, name)),
            )
        })
        .collect();
    scripts.push(("oauth".into(), script::oauth(&oauth(name))));
    let target = install("front-end", name).target;
    scripts.push(("get-assigned".into(), script::get_assigned(&target)));
    scripts
}

/// What a server of a role gets.
pub fn install(role: &str, name: &str) -> Install {
    let (role, takes_assignment, needs_oauth, types) =
        *ROLES.iter().find(|(known, ..)| *known == role).unwrap();
    let fqdn = |text: &str| DnsName::parse(text).unwrap();
    let mut plain = entry("default", types, name);
    plain.roll = (role == "edge").then(roll);
    Install {
        target: Target {
            server: fqdn("fe01.contoso.net"),
            pool: fqdn("pool01.contoso.net"),
            role,
            takes_assignment,
            needs_oauth,
            oauth: needs_oauth.then(|| "A".repeat(40)),
            members: vec![fqdn("fe01.contoso.net"), fqdn("fe02.contoso.net")],
        },
        entries: vec![plain, entry("other", &[], name)],
        roots: vec![authority("roots/root.cer", name)],
        intermediates: vec![
            authority("intermediates/a.cer", name),
            authority("intermediates/b.cer", name),
        ],
    }
}

/// What a deployment gets.
pub fn oauth(name: &str) -> OAuth {
    let mut entry = entry("oauth", &["OAuthTokenIssuer"], name);
    entry.roll = Some(roll());
    OAuth {
        servers: vec![DnsName::parse("fe01.contoso.net").unwrap()],
        entry,
        roots: vec![authority("roots/root.cer", name)],
        intermediates: vec![],
    }
}

fn entry(usage: &str, types: &[&str], name: &str) -> Entry {
    Entry {
        id: format!("pool01.contoso.net/fe01.contoso.net/{usage}{name}"),
        file: format!("{usage}{name}.pfx"),
        thumbprint: "A".repeat(40),
        friendly_name: name.to_owned(),
        types: types.iter().map(|&one| one.to_owned()).collect(),
        not_after: datetime!(2028-11-25 12:00 UTC),
        roll: None,
        exportable: true,
        provider: format!("Microsoft RSA SChannel Cryptographic Provider{name}"),
        is_rsa: true,
    }
}

fn roll() -> Roll {
    Roll {
        previous: "B".repeat(40),
        effective: datetime!(2026-12-01 12:00 UTC),
        latest: datetime!(2026-12-02 12:00 UTC),
    }
}

fn authority(file: &str, name: &str) -> Authority {
    Authority {
        file: file.to_owned(),
        thumbprint: "C".repeat(40),
        subject: format!("CN=Contoso Root {name}"),
    }
}
