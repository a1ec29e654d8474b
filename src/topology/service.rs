//! A service of a cluster, and what a document says of it that matters.

use std::ops::Range;

use super::xml::{Element, Value};

/// A service.
pub(super) struct Service<'x> {
    /// Its role, in the words of a topology document.
    pub role: &'x str,
    /// The cluster it is installed on.
    pub cluster: usize,
    /// The services it depends on.
    pub depends_on: Vec<usize>,
    /// Its version, which tells the product.
    pub version: Option<Value<'x>>,
    /// What it is set to.
    pub settings: Settings<'x>,
}

/// What a service is set to.
#[derive(Clone, Default)]
pub(super) struct Settings<'x> {
    /// A registrar: that it is a Director's.
    pub director: bool,
    /// Web services: their FQDN from outside.
    pub external_web: Option<Value<'x>>,
    /// Web services: their FQDN from inside, where it is not the pool's.
    pub internal_web: Option<Value<'x>>,
    /// Web services: whether it would stand here if there were one.
    pub internal_web_told: bool,
    /// Edge: the FQDN of the Access Edge service.
    pub access: Option<Value<'x>>,
    /// Edge: the FQDN of the Web Conferencing Edge service.
    pub web_conferencing: Option<Value<'x>>,
    /// Edge: the FQDN of the A/V Edge service.
    pub av: Option<Value<'x>>,
    /// Edge: whether it has ports for XMPP federation.
    pub xmpp: bool,
    /// An Office Web Apps farm: the host that it is discovered at.
    pub discovery_host: Option<Value<'x>>,
}

impl<'x> Settings<'x> {
    /// Those of a service in a topology document.
    pub fn of(role: &str, element: &'x Element<'x>) -> Self {
        match role {
            "Registrar" => Self {
                director: element
                    .all("RegistrarService")
                    .any(|settings| settings.is("IsDirector")),
                ..Self::default()
            },
            "WebServices" => Self {
                external_web: web_host(element, "ExternalSettings"),
                internal_web: web_host(element, "InternalSettings"),
                ..Self::default()
            },
            "EdgeServer" => Self::of_edge(element),
            "WacService" => Self {
                discovery_host: element
                    .child("WacService")
                    .and_then(|wac| wac.attribute("DiscoveryUrl"))
                    .and_then(host),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// The external names are those of the ports of the Edge service; gateways have ports
    /// with names too.
    fn of_edge(edge: &'x Element<'x>) -> Self {
        let is = |port: &Element<'_>, name: &str, text: &str| {
            port.attribute(name).is_some_and(|value| value.text == text)
        };
        let configured = |owner: &str| {
            edge.listed("Ports", "Port")
                .filter(|port| is(port, "InterfaceSide", "External") && is(port, "Owner", owner))
                .filter_map(|port| port.attribute("ConfiguredFqdn"))
                .find(|fqdn| !fqdn.text.is_empty())
                .cloned()
        };
        Self {
            access: configured("urn:component:AccessEdge"),
            web_conferencing: configured("urn:component:DataEdge"),
            av: configured("urn:component:MediaRelayEdge"),
            xmpp: edge
                .listed("Ports", "Port")
                .any(|port| is(port, "Owner", "urn:component:XmppFederationProxy")),
            ..Self::default()
        }
    }
}

fn web_host<'x>(element: &'x Element<'x>, kind: &str) -> Option<Value<'x>> {
    let mut settings = element.listed("WebService", kind);
    let host = settings.find_map(|settings| settings.attribute("Host"));
    host.filter(|host| !host.text.is_empty()).cloned()
}

/// The host of a URL, at the place of the URL.
pub(super) fn host<'x>(url: &Value<'x>) -> Option<Value<'x>> {
    let (_, rest) = url.text.split_once("://")?;
    let host = rest.split(['/', ':', '?']).next()?.to_owned();
    let Range { start, end } = url.span;
    Some(Value {
        text: host.into(),
        span: start..end,
    })
}
