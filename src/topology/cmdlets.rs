//! What the saved output of `Get-CsPool`, `Get-CsService`, `Get-CsSipDomain` and
//! `Get-CsSimpleUrlConfiguration` says: all of it beside a topology, or an estate by itself.
//!
//! Pages of Microsoft's show what `Get-CsService` says of an `EdgeServer` and of a `WebServer`;
//! the properties that are used are those shown there, and those that the pages on the other
//! three cmdlets name. Of a Standard Edition server `InternalFqdn` is empty ("Configure
//! Skype for Business on-premises to use Hybrid Modern Authentication").

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Problems;

use super::record::{Field, Record};
use super::service::{Settings, host};
use super::wording;
use super::xml::Value;

/// All that saved output says.
#[derive(Default)]
pub(super) struct Facts<'x> {
    /// `Get-CsSipDomain`: each domain, and whether it is the default one.
    pub domains: Vec<(&'x Value<'x>, bool)>,
    /// `Get-CsSimpleUrlConfiguration`: the scope of each configuration, with its URLs.
    pub urls: Vec<UrlFacts<'x>>,
    /// `Get-CsService`.
    pub services: Vec<ServiceFacts<'x>>,
    /// `Get-CsPool`.
    pub pools: Vec<PoolFacts<'x>>,
}

/// Simple URLs that hold for somebody.
pub(super) struct UrlFacts<'x> {
    /// For whom.
    pub scope: Scope<'x>,
    /// Where they stand.
    pub span: Range<usize>,
    /// The URLs.
    pub urls: Urls<'x>,
}

/// Simple URLs, each with its component.
pub(super) type Urls<'x> = Vec<(Cow<'x, str>, Value<'x>)>;

/// For whom simple URLs are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope<'x> {
    /// For everybody who has none of their own.
    Global,
    /// For the site of this name.
    Site(&'x str),
    /// It was not saved along.
    Unsaid,
}

/// A service.
pub(super) struct ServiceFacts<'x> {
    /// Its identity, such as `EdgeServer:edge.contoso.net`, in lower case.
    pub identity: String,
    /// Its role, in the words of a topology document where those are known.
    pub role: &'x str,
    /// The pool it is installed on.
    pub pool: &'x Value<'x>,
    /// The name of its site.
    pub site: Option<&'x str>,
    /// Its version.
    pub version: Option<Value<'x>>,
    /// What it is set to.
    pub settings: Settings<'x>,
    /// The identities of services that it passes traffic on to, in lower case.
    pub goes_to: Vec<String>,
    /// Those that depend on it.
    pub dependents: Vec<String>,
}

/// A pool.
pub(super) struct PoolFacts<'x> {
    /// Its FQDN.
    pub fqdn: &'x Value<'x>,
    /// Those of its computers.
    pub computers: Vec<&'x Value<'x>>,
    /// The name of its site.
    pub site: Option<&'x str>,
}

/// Roles as `Get-CsService` calls them, and as a topology document does.
const ROLES: [(&str, &str); 14] = [
    ("UserServer", "UserServices"),
    ("Director", "Registrar"),
    ("WebServer", "WebServices"),
    ("ConferencingServer", "ConfServices"),
    ("ManagementServer", "ManagementServices"),
    ("CentralManagement", "CentralMgmt"),
    ("WacServer", "WacService"),
    ("UserDatabase", "UserStore"),
    ("ApplicationDatabase", "ApplicationStore"),
    ("CentralManagementDatabase", "CentralMgmtStore"),
    ("ArchivingDatabase", "ArchivingStore"),
    ("MonitoringDatabase", "MonitoringStore"),
    ("PersistentChatDatabase", "PersistentChatStore"),
    ("TrustedApplicationPool", "TrustedApplication"),
];

impl<'x> Facts<'x> {
    /// Takes in the objects of one file. One that is of another command is passed over; a
    /// file of which nothing is of use is a fault.
    pub fn add(&mut self, records: &'x [Record<'x>], file: Range<usize>, faults: &mut Problems) {
        let mut used = false;
        for record in records {
            used |= self.add_one(record, faults);
        }
        if !used {
            let names = records.first().map(|record| record.names().collect());
            faults.add(|| wording::no_such_output(names.unwrap_or_default(), file));
        }
    }

    fn add_one(&mut self, record: &'x Record<'x>, faults: &mut Problems) -> bool {
        if record.field("SimpleUrl").is_some() {
            self.urls.push(UrlFacts {
                scope: scope(record),
                span: record.span.clone(),
                urls: urls(record),
            });
        } else if let (Some(name), Some(default)) = (record.text("Name"), record.text("IsDefault"))
        {
            self.domains.push((name, is_true(default)));
        } else if let (Some(pool), Some(role)) = (record.text("PoolFqdn"), record.text("Role")) {
            self.services.push(service(record, pool, &role.text));
        } else if record.field("Computers").is_some() {
            let Some(fqdn) = record.text("Fqdn").or_else(|| record.text("Identity")) else {
                faults.add(|| wording::record_lacks(&record.span, "Fqdn"));
                return true;
            };
            let computers = record.list("Computers").iter().filter_map(Field::text);
            self.pools.push(PoolFacts {
                fqdn,
                computers: computers.collect(),
                site: record.text("Site").map(|site| behind(&site.text, "site:")),
            });
        } else {
            return false;
        }
        true
    }
}

fn is_true(value: &Value<'_>) -> bool {
    value.text.eq_ignore_ascii_case("true")
}

/// A text without a word before it: `Site:Redmond` is `Redmond`.
fn behind<'v>(text: &'v str, word: &str) -> &'v str {
    match text.get(..word.len()) {
        Some(head) if head.eq_ignore_ascii_case(word) => text[word.len()..].trim(),
        _ => text.trim(),
    }
}

/// For whom a configuration is. In JSON an identity may be an object, in which it stands
/// somewhere.
fn scope<'x>(record: &'x Record<'x>) -> Scope<'x> {
    let Some(identity) = record.field("Identity") else {
        return Scope::Unsaid;
    };
    let said = |text: &'x Value<'x>| match text.text.trim() {
        text if text.eq_ignore_ascii_case("global") => Some(Scope::Global),
        text => (behind(text, "site:") != text).then(|| Scope::Site(behind(text, "site:"))),
    };
    let mut open = vec![identity];
    while let Some(field) = open.pop() {
        if let Some(scope) = field.text().and_then(said) {
            return scope;
        }
        match field {
            Field::Record(record) => open.extend(record.fields()),
            Field::List(fields) => open.extend(fields),
            Field::Text(_) => {}
        }
    }
    Scope::Unsaid
}

/// The URLs of a configuration. Deeper than it was saved, an object is its text alone:
/// `Component=Meet;Domain=*;...;ActiveUrl=https://meet.contoso.com`.
fn urls<'x>(record: &'x Record<'x>) -> Urls<'x> {
    let mut urls = Vec::new();
    for field in record.list("SimpleUrl") {
        if let Field::Record(simple_url) = field
            && let Some(component) = simple_url.text("Component")
        {
            let component = &component.text;
            urls.extend(
                simple_url
                    .text("ActiveUrl")
                    .map(|url| (component.clone(), url.clone())),
            );
            for entry in simple_url
                .list("SimpleUrlEntry")
                .iter()
                .chain(simple_url.list("SimpleUrl"))
            {
                let url = match entry {
                    Field::Record(entry) if entry.text("Url").is_some() => {
                        entry.text("Url").cloned()
                    }
                    other => other.text().and_then(|text| part(text, "Url")),
                };
                urls.extend(url.map(|url| (component.clone(), url)));
            }
        } else if let Some(text) = field.text()
            && let (Some(component), Some(url)) = (part(text, "Component"), part(text, "ActiveUrl"))
        {
            urls.push((component.text, url));
        }
    }
    urls
}

/// One part of `Name=value;Name=value`, at the place of the whole.
fn part<'x>(text: &Value<'x>, name: &str) -> Option<Value<'x>> {
    let mut parts = text.text.split(';').filter_map(|part| part.split_once('='));
    let (_, value) = parts.find(|(own, _)| own.trim() == name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| Value {
        text: Cow::Owned(value.to_owned()),
        span: text.span.clone(),
    })
}

fn service<'x>(record: &'x Record<'x>, pool: &'x Value<'x>, role: &'x str) -> ServiceFacts<'x> {
    let known: BTreeMap<&str, &str> = ROLES.into_iter().collect();
    let identity = match record.text("Identity") {
        Some(identity) => behind(&identity.text, "service:").to_ascii_lowercase(),
        None => format!("{role}:{}", pool.text).to_ascii_lowercase(),
    };
    let all = |name: &str| -> Vec<String> {
        let texts = record.list(name).iter().filter_map(Field::text);
        texts
            .map(|text| behind(&text.text, "service:").to_ascii_lowercase())
            .collect()
    };
    let text = |name: &str| record.text(name).cloned();
    let settings = Settings {
        director: role == "Director",
        external_web: text("ExternalFqdn").filter(|_| role == "WebServer"),
        internal_web: text("InternalFqdn").filter(|_| role == "WebServer"),
        internal_web_told: role == "WebServer",
        access: text("AccessEdgeExternalFqdn"),
        web_conferencing: text("DataEdgeExternalFqdn"),
        av: text("AVEdgeExternalFqdn"),
        xmpp: false,
        discovery_host: record.text("DiscoveryUrl").and_then(host),
    };
    ServiceFacts {
        identity,
        role: known.get(role).copied().unwrap_or(role),
        pool,
        site: record
            .text("SiteId")
            .map(|site| behind(&site.text, "site:")),
        version: text("Version"),
        settings,
        goes_to: [all("Registrar"), all("UserServer")].concat(),
        dependents: all("DependentServiceList"),
    }
}
