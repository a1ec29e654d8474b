//! Distinguished names and subject alternative names as text.

use std::net::{Ipv4Addr, Ipv6Addr};

use x509_parser::extensions::GeneralName;
use x509_parser::x509::X509Name;

use super::asn1::{Element, dotted, hex, printable, text};
use crate::cert::Subject;

/// Attribute types by the short names that people write (RFC 4519, RFC 2985).
const ATTRIBUTES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "GN"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

/// The user principal name, as Windows puts it beside the DNS names (szOID_NT_PRINCIPAL_NAME).
const UPN: &str = "1.3.6.1.4.1.311.20.2.3";

/// The OID of a subject attribute by its short name; an OID stands for itself.
pub fn attribute_oid(name: &str) -> &str {
    ATTRIBUTES
        .iter()
        .find(|(_, short)| *short == name)
        .map_or(name, |(oid, _)| oid)
}

/// A name as text; the values of a multi-valued part stand one after the other.
pub(super) fn subject(name: &X509Name<'_>) -> Subject {
    let attributes = name.iter_attributes().map(|attribute| {
        let oid = dotted(attribute.attr_type().as_bytes());
        let short = ATTRIBUTES
            .iter()
            .find(|(known, _)| *known == oid)
            .map_or(oid.as_str(), |(_, short)| short);
        let value = attribute.attr_value();
        // The universal tags are below 31: the tables of `text` know no others.
        let tag = u8::try_from(value.tag().0).unwrap_or(0);
        (short.to_owned(), text(tag, value.data))
    });
    Subject(attributes.collect())
}

/// One subject alternative name.
pub(super) enum AlternativeName {
    /// Of type dNSName, lower-case.
    Dns(String),
    /// Of another type, which stands in front.
    Other(String),
}

/// Reads a subject alternative name (RFC 5280 4.2.1.6).
pub(super) fn alternative(name: &GeneralName<'_>) -> AlternativeName {
    AlternativeName::Other(match name {
        GeneralName::DNSName(name) => {
            return AlternativeName::Dns(printable(&name.to_lowercase()));
        }
        GeneralName::IPAddress(octets) => format!("IP {}", address(octets)),
        GeneralName::URI(uri) => format!("URI {}", printable(uri)),
        GeneralName::RFC822Name(mailbox) => format!("email {}", printable(mailbox)),
        GeneralName::DirectoryName(name) => format!("directory {}", subject(name)),
        GeneralName::RegisteredID(oid) => format!("OID {}", dotted(oid.as_bytes())),
        GeneralName::OtherName(oid, value) => other(&dotted(oid.as_bytes()), value),
        GeneralName::X400Address(value) => format!("X.400 {}", hex(value.data)),
        GeneralName::EDIPartyName(value) => format!("EDI {}", hex(value.data)),
        GeneralName::Invalid(tag, octets) => format!("unreadable {} {}", tag.0, hex(octets)),
    })
}

fn address(octets: &[u8]) -> String {
    if let Ok(four) = <[u8; 4]>::try_from(octets) {
        return Ipv4Addr::from(four).to_string();
    }
    match <[u8; 16]>::try_from(octets) {
        Ok(sixteen) => Ipv6Addr::from(sixteen).to_string(),
        Err(_) => hex(octets),
    }
}

/// An otherName; its value is wrapped in an explicit [0].
fn other(oid: &str, value: &[u8]) -> String {
    let inner = Element::whole(value).and_then(|wrapper| Element::whole(wrapper.content));
    let shown = inner.map_or_else(|| hex(value), |inner| text(inner.tag, inner.content));
    match oid {
        UPN => format!("UPN {shown}"),
        _ => format!("other {oid} {shown}"),
    }
}
