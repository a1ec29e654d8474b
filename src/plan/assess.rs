//! Whether a generation meets its declaration: the two legs of the comparison.
//!
//! | leg | how strict |
//! |---|---|
//! | declaration against request | exact; every difference is a reason |
//! | certificate against request, or against the declaration where there is none | a shortfall is a reason, a surplus is a remark |

use time::OffsetDateTime;

use crate::cert::{self, Difference};
use crate::desired::{DesiredCertificate, DesiredIssuer, IssuerKind};
use crate::inventory::{Generation, Inventory};
use crate::plan::Reason;
use crate::x509::{self, Certificate, SignatureKind};

/// What holding a generation against its declaration brought.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    /// What the declaration asks otherwise.
    pub declaration: Vec<Difference>,
    /// In what the certificate falls short.
    pub certificate: Vec<Difference>,
    /// Other reasons: the signature, the issuer.
    pub others: Vec<Reason>,
    /// What the issuer did differently and may.
    pub remarks: Vec<Difference>,
}

impl Assessment {
    /// Whether nothing has to be made anew.
    pub fn is_met(&self) -> bool {
        self.declaration.is_empty() && self.certificate.is_empty() && self.others.is_empty()
    }

    /// All reasons against it.
    pub fn reasons(&self) -> Vec<Reason> {
        let differences = self.declaration.iter().chain(&self.certificate);
        let mut reasons: Vec<Reason> = differences
            .map(|difference| Reason::new(difference.code(), difference.to_string()))
            .collect();
        reasons.dedup();
        reasons.extend(self.others.iter().cloned());
        reasons
    }
}

/// Holds a sound generation against its declaration.
pub fn assess(
    generation: &Generation,
    declared: &DesiredCertificate,
    issuer: &DesiredIssuer,
    inventory: &Inventory,
    now: OffsetDateTime,
) -> Assessment {
    let Some(certificate) = &generation.certificate else {
        return Assessment::default();
    };
    let request = generation.request.as_ref();
    let wanted = request.map_or(&declared.contents, |request| request.contents());
    let found = certificate.contents();
    let mut others = Vec::new();
    if let SignatureKind::Forbidden(_) = certificate.signature() {
        let message = format!("it is signed with {}", certificate.signature());
        others.push(Reason::new("signature_forbidden", message));
    }
    let asked = generation.order.as_ref().map(|order| order.issuer.as_str());
    others.extend(issuer_is_other(
        certificate,
        &generation.chain,
        asked,
        declared,
        issuer,
        inventory,
        now,
    ));
    Assessment {
        declaration: request.map_or_else(Vec::new, |request| {
            cert::differences(&declared.contents, request.contents())
        }),
        certificate: cert::shortfalls(wanted, found),
        others,
        remarks: cert::surplus(wanted, found),
    }
}

/// How far the validity that was given differs from the one that is asked for. A day or
/// two is the skew that issuers allow for.
pub fn other_validity(certificate: &Certificate, declared: &DesiredCertificate) -> Option<String> {
    let validity = certificate.validity();
    let given = (validity.not_after - validity.not_before).whole_days();
    let asked = i64::from(declared.validity.whole_days());
    ((given - asked).abs() > 2).then(|| format!("validity: {given} days instead of {asked}"))
}

/// Why a certificate does not come from the declared issuer, if it does not.
///
/// What proves it is a chain to what the issuer may chain to. Only where nothing of
/// that kind is known does the name count that was asked.
pub fn issuer_is_other(
    certificate: &Certificate,
    chain: &[Certificate],
    asked: Option<&str>,
    declared: &DesiredCertificate,
    issuer: &DesiredIssuer,
    inventory: &Inventory,
    now: OffsetDateTime,
) -> Option<Reason> {
    let name = &issuer.name;
    if let IssuerKind::LocalCa { .. } = issuer.kind {
        let id = crate::cert::CertificateId::parse(&format!("issuer/{name}")).ok()?;
        let authority = inventory
            .authority(&id)
            .and_then(|found| found.certificate.as_ref());
        return match authority {
            Some(authority) if certificate.is_signed_by(authority) => None,
            Some(_) if signed_by_earlier(certificate, &id, inventory) => Some(Reason::new(
                "issuer_renewed",
                format!("`{name}` has a new key, and this is signed with the one before"),
            )),
            Some(_) => Some(Reason::new(
                "issuer_replaced",
                format!("it is not signed by the certificate that `{name}` has now"),
            )),
            None if asked == Some(name) => None,
            None => Some(other_name(asked, name)),
        };
    }
    let trust = inventory.trust.get(name).map_or(&[][..], Vec::as_slice);
    if trust.is_empty() {
        return (asked.is_some_and(|asked| asked != name)).then(|| other_name(asked, name));
    }
    if declared.allows("chain_unproved", now) {
        return None;
    }
    if x509::chain(certificate, chain, trust).anchored() {
        return None;
    }
    let message = format!("it does not chain to what `{name}` may chain to");
    Some(Reason::new("issuer_replaced", message))
}

/// Whether an earlier certificate of a local authority signed this one.
fn signed_by_earlier(
    certificate: &Certificate,
    authority: &crate::cert::CertificateId,
    inventory: &Inventory,
) -> bool {
    let mut earlier = inventory.of(authority).filter(|found| found.is_sound());
    earlier.any(|found| {
        let authority = found.certificate.as_ref();
        authority.is_some_and(|authority| certificate.is_signed_by(authority))
    })
}

fn other_name(asked: Option<&str>, declared: &str) -> Reason {
    let asked = asked.unwrap_or("nobody known");
    let message = format!("it was asked of `{asked}`, and `{declared}` is declared");
    Reason::new("issuer_replaced", message)
}
