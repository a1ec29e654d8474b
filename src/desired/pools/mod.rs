//! The pools: what each is, with its names parsed and its sections checked.

mod read;
mod sections;
mod unique;
mod web;

use std::ops::Range;

use crate::cert::DnsName;
use crate::lync::{self, Input, Named};
use crate::manifest::Path;
use crate::manifest::model;

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
}

impl Places {
    /// Where the value stands that a name was made of.
    pub fn of(&self, named: &Named, estate: &super::deployment::Estate) -> Range<usize> {
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
        model::Role::Custom => None,
    }
}

/// The role's word in the manifest.
pub(super) fn word(declared: model::Role) -> &'static str {
    role(declared).map_or("custom", lync::Role::word)
}
