//! What the extensions of a certificate or a request say, as the comparable contents.

use std::collections::BTreeSet;

use x509_parser::extensions::{
    DistributionPointName, ExtendedKeyUsage as ParsedPurposes, GeneralName,
    KeyUsage as ParsedUsage, ParsedExtension, X509Extension,
};

use super::DecodeError;
use super::asn1::{Element, dotted, text};
use super::names::{AlternativeName, alternative};
use super::whole::reason;
use crate::cert::ExtendedKeyUsage;
use crate::cert::KeyUsage;

/// What forecert looks at among the extensions (RFC 5280 4.2).
#[derive(Clone, Default)]
pub(super) struct Extensions {
    pub names: BTreeSet<String>,
    pub other_names: BTreeSet<String>,
    pub key_usage: Option<BTreeSet<KeyUsage>>,
    pub extended_key_usage: BTreeSet<ExtendedKeyUsage>,
    pub template: Option<String>,
    /// basicConstraints says CA:TRUE.
    pub authority: bool,
    /// How many more authorities may follow below this one.
    pub path_length: Option<u32>,
    pub subject_key_id: Option<Vec<u8>>,
    pub authority_key_id: Option<Vec<u8>>,
    pub crl_urls: Vec<String>,
}

/// Extensions that must be understood, with the name that people know them by.
const DECISIVE: &[(&str, &str)] = &[
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.37", "extendedKeyUsage"),
];

/// szOID_ENROLL_CERTTYPE_EXTENSION: the name of a version 1 template.
const TEMPLATE: &str = "1.3.6.1.4.1.311.20.2";

impl Extensions {
    /// Reads the extensions. Those that decide what the certificate is for must be
    /// readable, the others say nothing if they are not.
    pub fn read(extensions: &[X509Extension<'_>]) -> Result<Self, DecodeError> {
        let mut read = Self::default();
        let mut seen = BTreeSet::new();
        for extension in extensions {
            let oid = dotted(extension.oid.as_bytes());
            if !seen.insert(oid.clone()) {
                let name = common_name(&oid).map_or(oid, str::to_owned);
                return Err(DecodeError::DuplicateExtension { name });
            }
            read.take(&oid, extension)?;
        }
        Ok(read)
    }

    fn take(&mut self, oid: &str, extension: &X509Extension<'_>) -> Result<(), DecodeError> {
        match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(found) => {
                for name in found.general_names.iter().map(alternative) {
                    match name {
                        AlternativeName::Dns(name) => self.names.insert(name),
                        AlternativeName::Other(name) => self.other_names.insert(name),
                    };
                }
            }
            ParsedExtension::KeyUsage(found) => self.key_usage = Some(usages(found)),
            ParsedExtension::ExtendedKeyUsage(found) => self.extended_key_usage = purposes(found),
            ParsedExtension::BasicConstraints(found) => {
                self.authority = found.ca;
                self.path_length = found.path_len_constraint;
            }
            ParsedExtension::SubjectKeyIdentifier(found) => {
                self.subject_key_id = Some(found.0.to_vec());
            }
            ParsedExtension::AuthorityKeyIdentifier(found) => {
                self.authority_key_id = found.key_identifier.as_ref().map(|id| id.0.to_vec());
            }
            ParsedExtension::CRLDistributionPoints(found) => {
                let points = found.points.iter();
                let names = points.filter_map(|point| point.distribution_point.as_ref());
                self.crl_urls = names.flat_map(urls).collect();
            }
            ParsedExtension::ParseError { error } => {
                if let Some(name) = common_name(oid) {
                    let reason = reason(error.clone());
                    return Err(DecodeError::Extension { name, reason });
                }
            }
            _ if oid == TEMPLATE => {
                self.template = Element::whole(extension.value)
                    .map(|element| text(element.tag, element.content));
            }
            _ => {}
        }
        Ok(())
    }
}

fn common_name(oid: &str) -> Option<&'static str> {
    let known = DECISIVE.iter().find(|(known, _)| *known == oid);
    known.map(|(_, name)| *name)
}

fn usages(found: &ParsedUsage) -> BTreeSet<KeyUsage> {
    [
        (found.digital_signature(), KeyUsage::DigitalSignature),
        (found.non_repudiation(), KeyUsage::NonRepudiation),
        (found.key_encipherment(), KeyUsage::KeyEncipherment),
        (found.data_encipherment(), KeyUsage::DataEncipherment),
        (found.key_agreement(), KeyUsage::KeyAgreement),
        (found.key_cert_sign(), KeyUsage::KeyCertSign),
        (found.crl_sign(), KeyUsage::CrlSign),
        (found.encipher_only(), KeyUsage::EncipherOnly),
        (found.decipher_only(), KeyUsage::DecipherOnly),
    ]
    .into_iter()
    .filter_map(|(set, usage)| set.then_some(usage))
    .collect()
}

fn purposes(found: &ParsedPurposes<'_>) -> BTreeSet<ExtendedKeyUsage> {
    let other = |oid: &str| ExtendedKeyUsage::Other(oid.to_owned());
    [
        (found.server_auth, ExtendedKeyUsage::ServerAuth),
        (found.client_auth, ExtendedKeyUsage::ClientAuth),
        (found.any, other("2.5.29.37.0")),
        (found.code_signing, other("1.3.6.1.5.5.7.3.3")),
        (found.email_protection, other("1.3.6.1.5.5.7.3.4")),
        (found.time_stamping, other("1.3.6.1.5.5.7.3.8")),
        (found.ocsp_signing, other("1.3.6.1.5.5.7.3.9")),
    ]
    .into_iter()
    .filter_map(|(set, purpose)| set.then_some(purpose))
    .chain(found.other.iter().map(|oid| other(&dotted(oid.as_bytes()))))
    .collect()
}

fn urls(name: &DistributionPointName<'_>) -> Vec<String> {
    let DistributionPointName::FullName(names) = name else {
        return Vec::new();
    };
    let urls = names.iter().filter_map(|name| match name {
        GeneralName::URI(url) => Some((*url).to_owned()),
        _ => None,
    });
    urls.collect()
}
