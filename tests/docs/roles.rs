//! The page of the roles, from the rules: which certificate, for whom, which names, and
//! which page of Microsoft's says so.

use forecert::lync::absence::AV_EDGE;
use forecert::lync::purpose::{purpose, why_scope};
use forecert::lync::roles::OAUTH;
use forecert::lync::sources::{ONE_FOR_BOTH, WILDCARDS};
use forecert::lync::{
    CommonName, Condition, Derived, Layout, Members, Product, Profile, Role, Rule, Scope, Source,
    derive, oauth,
};

use crate::codes::cell;
use crate::generated::MADE;
use crate::manifest::described;
use crate::roles_estate::{deployment, pool};

const PRODUCTS: [Product; 4] = [
    Product::Lync2013,
    Product::Sfb2015,
    Product::Sfb2019,
    Product::SfbSe,
];

/// The page.
pub fn page() -> String {
    let mut page = format!(
        "{MADE}# Roles\n\n\
         What `role: …` in the manifest brings, in edition `2026.1` of the rules: which\n\
         certificates, for whom, which names, and the page that says so. The examples are those of\n\
         a small Contoso with two SIP domains, `contoso.com` and `fabrikam.com`, and every option\n\
         on. The names of your own servers, each with its reason: `forecert explain ID`.\n\n\
         A name is in a certificate once, however many rules ask for it. The common name is the\n\
         first of the alternative names.\n\n{}",
        overview()
    );
    for role in Role::ALL {
        page += &section(role);
    }
    page += &deployment_wide();
    page += &format!(
        "\n## `custom`\n\n\
         Anything else. Nothing is derived: each certificate says its\n\
         [`common_name` and `dns`](manifest.md#certificate) itself, with `{{pool}}` and `{{server}}`\n\
         for the FQDNs.\n\n\
         ## Wildcards\n\n\
         A wildcard may stand for simple URLs and Autodiscover names and for nothing else; the\n\
         tables say \"possible\" where it may. [`simple_urls.wildcard`](manifest.md#simpleurls)\n\
         asks for it: on the reverse proxy only, or everywhere, where desk phones fail on it.\n\
         Source: {}.\n\n\
         ## One certificate for Edge and reverse proxy\n\n\
         [`same_as`](manifest.md#certificate) on the reverse proxy's `farm` puts its names into the\n\
         Edge pool's external certificate, and makes none for the proxy. Source: {}.\n",
        link(WILDCARDS),
        link(ONE_FOR_BOTH)
    );
    page += &format!(
        "\n## A name that is in no certificate\n\n{}: {}.\n",
        capital(AV_EDGE.what),
        AV_EDGE.why
    );
    page
}

fn overview() -> String {
    let mut table = "| role | what it is | certificates |".to_owned();
    for product in PRODUCTS {
        let name = product.name();
        let short = name
            .rsplit_once("Server ")
            .map_or(name, |(_, version)| version);
        table += &format!(" {short} |");
    }
    table += "\n|---|---|---|---|---|---|---|\n";
    for role in Role::ALL {
        let mut usages: Vec<&str> = role
            .profiles()
            .iter()
            .map(|profile| profile.usage)
            .collect();
        usages.dedup();
        let usages: Vec<String> = usages.iter().map(|usage| format!("`{usage}`")).collect();
        let word = role.word();
        table += &format!(
            "| [`{word}`](#{word}) | {} | {} |",
            what(role),
            usages.join(", ")
        );
        for product in PRODUCTS {
            table += if product.has(role) { " yes |" } else { " no |" };
        }
        table.push('\n');
    }
    table
        + "| [the deployment](#the-deployment) | server-to-server authentication | `oauth` | yes | yes | yes | yes |\n"
}

/// What a role is, as the schema of the manifest says it.
fn what(role: Role) -> String {
    described("Role", role.word())
}

fn section(role: Role) -> String {
    let mut section = format!("\n## `{}`\n\n{}.\n", role.word(), what(role));
    for profile in role.profiles() {
        let layout = if profile.when == Condition::Split {
            Layout::Split
        } else {
            Layout::Combined
        };
        let pool = pool(role, layout, profile.when == Condition::SeparateAv);
        let members = match profile.scope {
            Scope::Server => Members::One(0),
            Scope::Pool => Members::All,
        };
        let derived = derive(profile, &deployment(), &pool, members);
        section += &certificate(Some(role), profile, &derived);
    }
    section
}

fn deployment_wide() -> String {
    let derived = oauth(&deployment()).expect("there are SIP domains");
    format!(
        "\n## The deployment\n\nOne certificate for all servers of the product, assigned once and \
         replicated. It belongs to no pool.\n{}",
        certificate(None, &OAUTH, &derived)
    )
}

fn certificate(role: Option<Role>, profile: &Profile, derived: &Derived) -> String {
    let when = match profile.when {
        Condition::Always => String::new(),
        when => format!(", {}", when.words()),
    };
    let own = role.map_or("it belongs to no pool", |role| {
        let types: Vec<&str> = profile.types.iter().map(|(name, _)| *name).collect();
        why_scope(role, profile, profile.scope, &types)
    });
    let otherwise = match (profile.scope, profile.scope_is_free) {
        (_, false) => "",
        (Scope::Server, true) => "; `per: pool` makes one for all",
        (Scope::Pool, true) => "; `per: server` makes one for each",
    };
    let types = profile.types.iter().map(|(name, when)| {
        let when = match when {
            Condition::Always => String::new(),
            when => format!(" ({})", when.words()),
        };
        let what = purpose(name).map_or_else(String::new, |what| format!(": {what}"));
        format!("`{name}`{when}{what}")
    });
    let common_name = match profile.common_name {
        CommonName::Pool => "the pool's FQDN",
        CommonName::Server => "the server's FQDN",
        CommonName::Access => "the Access Edge service's FQDN",
        CommonName::SipDomain => "the default SIP domain",
        CommonName::PublishedWeb => "the external web FQDN of the first published pool",
    };
    let mut text = format!(
        "\n**`{}`**{when}\n\n\
         | | |\n|---|---|\n| for whom | {own}{otherwise} |\n| assigned to | {} |\n\
         | common name | {common_name} |\n\n\
         | names | when | wildcard | example |\n|---|---|---|---|\n",
        profile.usage,
        types.collect::<Vec<_>>().join("<br>"),
    );
    for rule in profile.rules {
        text += &row(rule, derived);
    }
    let mut sources: Vec<Source> = Vec::new();
    for source in profile.rules.iter().flat_map(|rule| rule.sources.all()) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    text += "\nSources:\n\n";
    for source in sources {
        text += &format!("- {}\n", link(source));
    }
    text
}

fn row(rule: &'static Rule, derived: &Derived) -> String {
    let names = derived.names.iter().filter(|named| named.rule == rule);
    let names: Vec<String> = names.map(|named| format!("`{}`", named.name)).collect();
    let example = match &names[..] {
        // Another rule has put the same name in.
        [] => "(one of the others)".to_owned(),
        names => names.join("<br>"),
    };
    let wildcard = if rule.wildcard { "possible" } else { "" };
    format!(
        "| {} | {} | {wildcard} | {example} |\n",
        cell(rule.what),
        cell(rule.when.words())
    )
}

/// A phrase as the beginning of a sentence.
fn capital(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn link(source: Source) -> String {
    format!("[{}]({})", source.title, source.url)
}
