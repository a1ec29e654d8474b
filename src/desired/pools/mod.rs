//! The pools: what each is, with its names parsed and its sections checked.

mod kind;
mod publication;
mod read;
mod sections;
mod unique;
mod web;

use std::ops::Range;

use crate::cert::DnsName;
use crate::lync::{self, Input, Named};
use crate::manifest::Path;
use crate::manifest::model;

use super::deployment::{self, Estate};

pub(super) use read::{layout, read};

/// A pool whose own name is one. The rest may be in parts where there were problems.
pub(super) struct Pool<'m> {
    /// As it is written.
    pub model: &'m model::Pool,
    /// Where it stands.
    pub path: Path,
    /// Its name.
    pub fqdn: DnsName,
    /// Its servers.
    pub servers: Vec<DnsName>,
    /// What the role rules ask for; nothing on a custom pool, and where something that
    /// they need is missing or wrong.
    pub lync: Option<lync::Pool>,
    /// Where its values stand.
    pub places: Places,
}

/// Where the values stand that the names of a pool are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The pool's FQDN.
    pub fqdn: Range<usize>,
    /// The pool's role.
    pub role: Range<usize>,
    /// Each server.
    pub servers: Vec<Range<usize>>,
    /// The internal web FQDN, or what stands for it.
    pub web_internal: Range<usize>,
    /// The external web FQDN.
    pub web_external: Range<usize>,
    /// The Meet URLs.
    pub meet: Vec<Range<usize>>,
    /// The Dial-in URLs.
    pub dialin: Vec<Range<usize>>,
    /// The Admin URLs.
    pub admin: Vec<Range<usize>>,
    /// The Access Edge FQDN.
    pub access: Range<usize>,
    /// The Web Conferencing Edge FQDN.
    pub web_conferencing: Range<usize>,
    /// The external web FQDNs that a reverse proxy publishes.
    pub published_web: Vec<Range<usize>>,
    /// The external FQDNs of farms that a reverse proxy publishes.
    pub published_farms: Vec<Range<usize>>,
    /// The external FQDN of a farm.
    pub farm_external: Range<usize>,
}

impl Places {
    /// Where the value stands that a name was made of.
    pub fn of(&self, named: &Named, estate: &Estate<'_>) -> Range<usize> {
        let one = |list: &[Range<usize>]| list.get(named.index).cloned().unwrap_or_default();
        match named.rule.input {
            Input::Pool => self.fqdn.clone(),
            Input::Servers => one(&self.servers),
            Input::Sip
            | Input::SipInternal
            | Input::SipExternal
            | Input::LyncdiscoverInternal
            | Input::Lyncdiscover
            | Input::SipDomains => one(&estate.sip_domains),
            Input::WebInternal => self.web_internal.clone(),
            Input::WebExternal => self.web_external.clone(),
            Input::Meet => one(&self.meet),
            Input::Dialin => one(&self.dialin),
            Input::Admin => one(&self.admin),
            Input::Access => self.access.clone(),
            Input::WebConferencing => self.web_conferencing.clone(),
            Input::XmppDomains => one(&estate.xmpp_domains),
            Input::PublishedWeb => one(&self.published_web),
            Input::PublishedFarms => one(&self.published_farms),
            Input::FarmExternal => self.farm_external.clone(),
        }
    }
}

/// The role whose rules apply; nothing for `custom`.
pub(super) fn role(role: model::Role) -> Option<lync::Role> {
    match role {
        model::Role::FrontEnd => Some(lync::Role::FrontEnd),
        model::Role::StandardEdition => Some(lync::Role::StandardEdition),
        model::Role::Director => Some(lync::Role::Director),
        model::Role::Edge => Some(lync::Role::Edge),
        model::Role::Mediation => Some(lync::Role::Mediation),
        model::Role::PersistentChat => Some(lync::Role::PersistentChat),
        model::Role::VideoInterop => Some(lync::Role::VideoInterop),
        model::Role::SurvivableBranch => Some(lync::Role::SurvivableBranch),
        model::Role::TrustedApplication => Some(lync::Role::TrustedApplication),
        model::Role::ReverseProxy => Some(lync::Role::ReverseProxy),
        model::Role::OfficeWebApps => Some(lync::Role::OfficeWebApps),
        model::Role::Custom => None,
    }
}

/// The product of a pool: its own, or the deployment's.
pub(super) fn product(pool: &model::Pool, estate: &Estate<'_>) -> lync::Product {
    pool.product
        .map_or(estate.product, |own| deployment::product(Some(own)))
}

/// The role's word in the manifest.
pub(super) fn word(declared: model::Role) -> &'static str {
    role(declared).map_or("custom", lync::Role::word)
}
