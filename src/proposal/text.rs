//! The text of a proposed manifest, with a question for everything that no certificate says,
//! and a mark where something was only inferred.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::cert::{DnsName, KeySpec, day};
use crate::manifest::SCHEMA_FILE;
use crate::topology::{Page, quoted, scalar, text_scalar};

use super::SecretEntry;
use super::check::Standing;
use super::existing::Existing;
use super::issuers::{self, Issuer};
use super::pools::{Pools, Proposed, What};

/// More names than this are counted.
const NAMES: usize = 8;

/// What is written.
pub(super) struct Written<'w> {
    /// What the folder of the certificates is called.
    pub directory: &'w str,
    /// The certificates.
    pub existing: &'w [Existing],
    /// The pools that they lead to.
    pub pools: &'w Pools,
    /// Where each certificate stands.
    pub standing: &'w BTreeMap<usize, Standing>,
    /// Where the passwords of PFX files are.
    pub secrets: &'w [SecretEntry],
    /// The moment it is proposed.
    pub now: OffsetDateTime,
}

/// Writes it; how many questions are in it comes with it.
pub(super) fn write(written: &Written<'_>) -> (String, usize) {
    let mut page = Page::default();
    let (issuers, of) = issuers::of(written.existing);
    head(&mut page, written);
    deployment(&mut page, written);
    signed(&mut page, written, &issuers);
    oauth(&mut page, written, &issuers, &of);
    page.line("pools:");
    for (index, pool) in written.pools.pools.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        one(&mut page, pool, written, &issuers, &of);
    }
    page.finish()
}

fn head(page: &mut Page, written: &Written<'_>) {
    page.line(&format!("# yaml-language-server: $schema={SCHEMA_FILE}"));
    page.line("#");
    page.comment(
        0,
        &format!(
            "The certificates of an estate, as code. Proposed by `forecert init` from {} \
             certificates in {}; from here on this file says what is declared.",
            written.existing.len(),
            quoted(written.directory)
        ),
    );
    page.comment(
        0,
        "A certificate does not say what its server does. What its names suggest stands below as \
         `Doubtful`, what they leave open as a `Question`. `forecert plan` shows what fits.",
    );
    page.gap();
    page.line("version: 1");
    page.line("rules: \"2026.1\"");
    if written.pools.has_role() {
        page.question(0, "which product is it? No certificate says.");
        page.line("product: lync-server-2013");
    }
    if !written.secrets.is_empty() {
        let entries = written.secrets.iter();
        let entries: Vec<String> = entries
            .map(|(key, value)| format!("{{ {key}: {} }}", text_scalar(value)))
            .collect();
        page.list(0, "secrets", &entries);
    }
    page.gap();
}

fn deployment(page: &mut Page, written: &Written<'_>) {
    let pools = written.pools;
    if !pools.has_role() {
        return;
    }
    let domains: Vec<String> = pools.sip_domains.iter().map(scalar).collect();
    if domains.len() > 1 {
        page.comment(
            0,
            "Doubtful: the first is the default SIP domain, by how many certificates have names \
             of it.",
        );
    }
    page.list(0, "sip_domains", &domains);
    let names = ["sipinternal", "sipexternal"];
    let names: Vec<String> = names
        .into_iter()
        .filter(|label| pools.dns.contains(label))
        .map(|label| format!("{label}: true"))
        .collect();
    if !names.is_empty() {
        page.map(0, "dns", &names);
    }
    if !pools.xmpp.is_empty() {
        page.comment(0, "Doubtful: told by these names in an Edge certificate.");
        let domains: Vec<String> = pools.xmpp.iter().map(scalar).collect();
        page.map(0, "xmpp", &[format!("domains: [{}]", domains.join(", "))]);
    }
    if pools.simple_urls.is_empty() {
        page.question(
            0,
            "which simple URLs are there? No name in the certificates looks like one.",
        );
        let default = &pools.sip_domains[0];
        page.example(&format!(
            "simple_urls: {{ meet: [\"https://meet.{default}\"] }}"
        ));
    } else {
        page.comment(
            0,
            "Doubtful: told by how their hosts are called. Paths do not matter to certificates.",
        );
        page.line("simple_urls:");
        for (key, hosts) in &pools.simple_urls {
            let urls: Vec<String> = hosts
                .iter()
                .map(|host| format!("\"https://{host}\""))
                .collect();
            page.list(2, key, &urls);
        }
    }
    page.gap();
}

fn signed(page: &mut Page, written: &Written<'_>, issuers: &[Issuer]) {
    page.line("defaults:");
    page.line(&format!("  issuer: {}", issuers[0].name));
    if let Some(size) = key_size(written.existing) {
        page.line(&format!("  key: {{ algorithm: rsa, size: {size} }}"));
    }
    page.gap();
    page.line("issuers:");
    page.question(
        2,
        "do all of them still sign? Save the root of each beside this file and name it in \
         `trust`: until then whatever comes back is taken.",
    );
    for issuer in issuers {
        page.comment(
            2,
            &format!(
                "Signed {} of the certificates: {}.",
                issuer.certificates,
                quoted(&issuer.subject)
            ),
        );
        let (class, validity) = match issuer.is_public {
            // The most that public authorities may give today.
            true => ("public", "199d".to_owned()),
            false => ("enterprise", format!("{}d", issuer.days.clamp(1, 3650))),
        };
        page.line(&format!("  - name: {}", issuer.name));
        page.line("    type: request");
        page.line(&format!("    class: {class}"));
        page.line(&format!("    validity: {validity}"));
        page.example(&format!("    trust: [pki/{}.pem]", issuer.name));
        if !issuer.parts.is_empty() {
            let parts = issuer.parts.iter();
            let parts: Vec<String> = parts
                .map(|(key, value)| format!("{key}: {}", text_scalar(value)))
                .collect();
            page.map(4, "subject", &parts);
        }
    }
    page.gap();
}

/// The size that most RSA keys have, where it is one to go on with and not the usual one.
fn key_size(existing: &[Existing]) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for one in existing {
        if let KeySpec::Rsa(size) = one.contents.key {
            *counts.entry(size).or_default() += 1;
        }
    }
    let (size, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    matches!(size, 3072 | 4096).then_some(size)
}

fn oauth(page: &mut Page, written: &Written<'_>, issuers: &[Issuer], of: &[usize]) {
    let Some(index) = written.pools.oauth else {
        if written.pools.has_role() {
            page.question(
                0,
                "where is the OAuth certificate of the deployment? None of these has a SIP domain \
                 as its subject. It will be made, unless its file is put into the inventory too.",
            );
            page.gap();
        }
        return;
    };
    marks(page, 0, written, &[index]);
    if of[index] != 0 && written.pools.has_role() {
        page.line(&format!("oauth: {{ issuer: {} }}", issuers[of[index]].name));
    }
    page.gap();
}

/// Says of which files something was made, and in what they differ from it.
fn marks(page: &mut Page, indent: usize, written: &Written<'_>, of: &[usize]) {
    for index in of {
        let one = &written.existing[*index];
        let (shown, end) = (quoted(&one.shown), day(one.not_after));
        page.comment(
            indent,
            &match one.not_after < written.now {
                true => format!("From {shown}. Doubtful: it ended on {end}."),
                false => format!("From {shown}, until {end}."),
            },
        );
        let list = |names: &[String]| {
            let shown: Vec<String> = names.iter().take(NAMES).map(|name| quoted(name)).collect();
            let more = names.len() - shown.len();
            match more {
                0 => shown.join(", "),
                _ => format!("{} and {more} more", shown.join(", ")),
            }
        };
        match written.standing.get(index) {
            Some(Standing::Differs { more, less }) => {
                let mut parts = Vec::new();
                if !more.is_empty() {
                    parts.push(format!("has {}, which is not declared here", list(more)));
                }
                if !less.is_empty() {
                    parts.push(format!("lacks {}", list(less)));
                }
                let told = parts.join(", and ");
                page.comment(indent, &format!("Doubtful: that certificate {told}."));
            }
            Some(Standing::Alone) => page.comment(
                indent,
                "Doubtful: nothing that is declared here is like that certificate.",
            ),
            Some(Standing::Alike) | None => {}
        }
    }
}

fn one(page: &mut Page, pool: &Proposed, written: &Written<'_>, issuers: &[Issuer], of: &[usize]) {
    let indices: Vec<usize> = pool.certificates.iter().map(|(_, index)| *index).collect();
    marks(page, 2, written, &indices);
    if !pool.changes.is_empty() {
        page.comment(
            2,
            "Doubtful: names that these certificates have beside their role, or lack, stand below as \
             changes, so that none is made anew. Take out what is no longer needed.",
        );
    }
    for doubt in &pool.doubts {
        page.comment(2, &format!("Doubtful: {doubt}"));
    }
    if matches!(pool.what, What::Plain) {
        page.question(
            2,
            "what does it do? As `custom` it has exactly the names of its certificate; with a role \
             of the product they follow from the manifest.",
        );
    }
    page.line(&format!("  - fqdn: {}", scalar(&pool.fqdn)));
    match &pool.what {
        What::FrontEnd {
            alone,
            internal,
            external,
        } => {
            let role = if *alone {
                "standard-edition"
            } else {
                "front-end"
            };
            page.line(&format!("    role: {role}"));
            // A Standard Edition server cannot have another one.
            let internal = internal.iter().filter(|_| !alone);
            let internal = internal.map(|name| format!("internal: {}", scalar(name)));
            let names: Vec<String> = internal
                .chain([format!("external: {}", scalar(external))])
                .collect();
            page.map(4, "web_services", &names);
            if !alone {
                servers(page, &pool.servers);
            }
        }
        What::Edge {
            access,
            web_conferencing,
        } => {
            page.line("    role: edge");
            let names = [
                format!("access: {}", scalar(access)),
                format!("web_conferencing: {}", scalar(web_conferencing)),
            ];
            page.map(4, "edge", &names);
            servers(page, &pool.servers);
        }
        What::Proxy => {
            page.line("    role: reverse-proxy");
            servers(page, &pool.servers);
        }
        What::Plain => {
            page.line("    role: custom");
            servers(page, &pool.servers);
        }
    }
    certificates(page, pool, written, issuers, of);
}

fn servers(page: &mut Page, servers: &[DnsName]) {
    let servers: Vec<String> = servers.iter().map(scalar).collect();
    page.list(4, "servers", &servers);
}

/// The certificates of a pool that are not what its role and the default issuer give.
fn certificates(
    page: &mut Page,
    pool: &Proposed,
    written: &Written<'_>,
    issuers: &[Issuer],
    of: &[usize],
) {
    let mut lines = Vec::new();
    let mut seen = Vec::new();
    for (usage, index) in &pool.certificates {
        let one = &written.existing[*index];
        let issuer = (of[*index] != 0).then(|| format!("issuer: {}", issuers[of[*index]].name));
        let plain = matches!(pool.what, What::Plain);
        let mut entries = vec![format!("usage: {usage}")];
        entries.extend(issuer.clone());
        if plain {
            let common = one.contents.subject.common_name().unwrap_or_default();
            let common = common.to_ascii_lowercase();
            if DnsName::parse_wildcard(&common).is_ok() {
                entries.push(format!("common_name: \"{common}\""));
            }
            let names = one.contents.names.iter();
            let names = names.filter(|name| DnsName::parse_wildcard(name).is_ok());
            let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
            entries.push(format!("dns: [{}]", names.join(", ")));
        } else {
            let changed = pool.changes.get(usage);
            if (issuer.is_none() && changed.is_none()) || seen.contains(usage) {
                continue;
            }
            let (more, less) = changed.cloned().unwrap_or_default();
            for (key, names) in [("extra_dns", more), ("without_dns", less)] {
                let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
                if !names.is_empty() {
                    entries.push(format!("{key}: [{}]", names.join(", ")));
                }
            }
        }
        seen.push(usage.clone());
        lines.push(format!("      - {{ {} }}", entries.join(", ")));
    }
    if !lines.is_empty() {
        page.line("    certificates:");
        for line in lines {
            page.line(&line);
        }
    }
}
