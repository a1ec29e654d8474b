//! Contents as rcgen's parameters, with nothing left to its defaults.

use rcgen::string::Ia5String;
use rcgen::{
    CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyIdMethod, KeyUsagePurpose, SanType,
};

use super::MintError;
use crate::cert::Contents;
use crate::cert::DnsName;
use crate::cert::ExtendedKeyUsage;
use crate::cert::KeyUsage;
use crate::x509::asn1::{self, tag};

/// szOID_ENROLL_CERTTYPE_EXTENSION: asks a Windows authority for a template by name.
const TEMPLATE: &[u64] = &[1, 3, 6, 1, 4, 1, 311, 20, 2];

/// Names, usages and template. The subject is a placeholder, to be replaced by the
/// real one: all that rcgen takes from it is that there is one.
pub(super) fn parameters(contents: &Contents) -> Result<CertificateParams, MintError> {
    let Contents {
        subject,
        names: _,
        other_names,
        key: _,
        key_usage,
        extended_key_usage,
        template,
    } = contents;
    if let Some(name) = other_names.first() {
        let name = name.clone();
        return Err(MintError::OtherName { name });
    }
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    if !subject.0.is_empty() {
        let name = &mut parameters.distinguished_name;
        name.push(DnType::CommonName, "placeholder");
    }
    parameters.subject_alt_names = alternative_names(contents)?;
    parameters.is_ca = IsCa::NoCa;
    parameters.key_usages = key_usage.iter().flatten().copied().map(usage).collect();
    parameters.extended_key_usages = extended_key_usage
        .iter()
        .map(purpose)
        .collect::<Result<_, _>>()?;
    parameters.name_constraints = None;
    parameters.crl_distribution_points = Vec::new();
    parameters.custom_extensions = template.iter().map(|name| named_template(name)).collect();
    parameters.use_authority_key_identifier_extension = false;
    // RFC 7093 2, method 1.
    parameters.key_identifier_method = KeyIdMethod::Sha256;
    Ok(parameters)
}

/// The DNS names, the common name first as Microsoft's own wizard writes them, then
/// in their order.
fn alternative_names(contents: &Contents) -> Result<Vec<SanType>, MintError> {
    let common = contents.subject.common_name().unwrap_or_default();
    let common = common.to_lowercase();
    let first = contents.names.iter().filter(|name| **name == common);
    let rest = contents.names.iter().filter(|name| **name != common);
    let names = first.chain(rest).map(|name| {
        let wrong = |source| MintError::Name {
            name: name.clone(),
            source,
        };
        let parsed = DnsName::parse_wildcard(name).map_err(wrong)?;
        let text = Ia5String::try_from(parsed.as_str())
            .map_err(|error| MintError::Library(error.to_string()))?;
        Ok(SanType::DnsName(text))
    });
    names.collect()
}

fn usage(usage: KeyUsage) -> KeyUsagePurpose {
    match usage {
        KeyUsage::DigitalSignature => KeyUsagePurpose::DigitalSignature,
        KeyUsage::NonRepudiation => KeyUsagePurpose::ContentCommitment,
        KeyUsage::KeyEncipherment => KeyUsagePurpose::KeyEncipherment,
        KeyUsage::DataEncipherment => KeyUsagePurpose::DataEncipherment,
        KeyUsage::KeyAgreement => KeyUsagePurpose::KeyAgreement,
        KeyUsage::KeyCertSign => KeyUsagePurpose::KeyCertSign,
        KeyUsage::CrlSign => KeyUsagePurpose::CrlSign,
        KeyUsage::EncipherOnly => KeyUsagePurpose::EncipherOnly,
        KeyUsage::DecipherOnly => KeyUsagePurpose::DecipherOnly,
    }
}

fn purpose(usage: &ExtendedKeyUsage) -> Result<ExtendedKeyUsagePurpose, MintError> {
    Ok(match usage {
        ExtendedKeyUsage::ServerAuth => ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsage::ClientAuth => ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsage::Other(text) => {
            let wrong = || MintError::Purpose {
                usage: text.clone(),
            };
            // The writer below takes any numbers; this one knows which make an OID.
            asn1::object_identifier(text).ok_or_else(wrong)?;
            let arcs = text.split('.').map(|arc| arc.parse().map_err(|_| wrong()));
            ExtendedKeyUsagePurpose::Other(arcs.collect::<Result<_, _>>()?)
        }
    })
}

fn named_template(name: &str) -> CustomExtension {
    let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    CustomExtension::from_oid_content(TEMPLATE, asn1::write(tag::BMP_STRING, &[&units]))
}
