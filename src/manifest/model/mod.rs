//! The manifest as it is written: one type for each mapping, nothing checked yet
//! beyond its shape. The JSON schema is made from these types, and so are the
//! checks of unknown keys and wrong types.

mod acme;
mod adcs;
mod bundle;
mod certificate;
mod estate;
mod issuer;
mod pool;
mod secret;
mod service;
mod vault;

pub use acme::{AcmeIssuer, Challenge, DnsHook, DnsManual, ExternalAccount, HttpWebroot};
pub use adcs::{AdcsIssuer, AdcsLogin, AdcsMethod};
pub use bundle::{Bundle, Generated, Output, OutputFormat, PasswordSource, PasswordsPer};
pub use certificate::{Algorithm, Allow, Certificate, Eku, Key, Oauth, Per, RenewalKey};
pub use estate::{
    Autodiscover, Defaults, Dns, Edition, Encryption, Freeze, KeyEncryption, Keys, Layout, Model,
    NoEncryption, Product, RuleSeverity, Severity, SimpleUrls, Site, Wildcard, Xmpp, XmppStyle,
};
pub use issuer::{Authority, Class, Issuer, LocalCa, RequestIssuer, SubjectParts};
pub use pool::{
    AvCertificate, DetailedServer, Edge, LoadBalancing, OfficeWebApps, Os, Pool, Role, Server,
    WebServices,
};
pub use secret::SecretSource;
pub use service::{CommandIssuer, Connection};
pub use vault::{AppRole, VaultIssuer, VaultLogin};
