//! Whether a certificate is what was asked for: what is hard, and what is a remark.

use time::OffsetDateTime;

use crate::accept::matching::Target;
use crate::cert::{self, CertificateId, Lifetime};
use crate::desired::Desired;
use crate::finding::Finding;
use crate::inventory::{Inventory, KeyState};
use crate::plan;
use crate::x509::{self, Certificate, Request, SignatureKind};

/// A certificate that passed.
pub struct Proved {
    /// Its issuer and those above.
    pub chain: Vec<Certificate>,
    /// What the issuer did differently and may.
    pub remarks: Vec<Finding>,
}

/// What a certificate is held against.
pub struct Prover<'a> {
    pub(super) desired: &'a Desired,
    pub(super) inventory: &'a Inventory,
    /// Every authority certificate at hand.
    pub(super) pool: Vec<Certificate>,
    pub(super) now: OffsetDateTime,
}

/// A request that an issuer was asked for by machine.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The id of the certificate.
    pub id: &'a CertificateId,
    /// Its generation.
    pub generation: u32,
    /// What was asked for.
    pub request: &'a Request,
    /// Who was asked.
    pub issuer: &'a str,
}

impl<'a> Prover<'a> {
    /// What is at hand to prove answers with.
    pub fn new(desired: &'a Desired, inventory: &'a Inventory, now: OffsetDateTime) -> Self {
        Self {
            desired,
            inventory,
            pool: inventory.authorities(),
            now,
        }
    }

    /// Proves the answer to a question, with the certificates that came along, as an
    /// answer that a person brings is proved.
    ///
    /// # Errors
    ///
    /// Every reason against it, with its cure.
    pub fn answer(
        &self,
        question: &Question<'_>,
        certificate: &Certificate,
        chain: &[Certificate],
        now: OffsetDateTime,
    ) -> Result<Proved, Vec<Finding>> {
        let Question {
            id,
            generation,
            request,
            issuer,
        } = *question;
        if certificate.public_key().id != request.public_key().id {
            let message = "it has another key than the request";
            let cure = "the issuer has mixed up its answers: tell whoever keeps it";
            return Err(vec![
                Finding::error("other_key", message).about(id).help(cure),
            ]);
        }
        let target = Target {
            id: id.clone(),
            generation: Some(generation),
            key_of: generation,
            withdrawn: false,
            request: Some(request),
            issuer: issuer.to_owned(),
        };
        let with_chain = Self {
            pool: [&self.pool, chain].concat(),
            now,
            ..*self
        };
        with_chain.prove(certificate, &target)
    }

    /// Proves a certificate against what was asked, or gives every reason against it.
    pub(super) fn prove(
        &self,
        certificate: &Certificate,
        target: &Target<'_>,
    ) -> Result<Proved, Vec<Finding>> {
        let id = &target.id;
        let declared = self.desired.certificates.get(id);
        let waived = |code| declared.is_some_and(|declared| declared.allows(code, self.now));
        let mut reasons = Vec::new();
        let mut remarks = Vec::new();
        let wanted = target
            .request
            .map(|request| request.contents())
            .or_else(|| declared.map(|declared| &declared.contents));
        if let Some(wanted) = wanted {
            for difference in cert::shortfalls(wanted, certificate.contents()) {
                let message = format!("it is not what was asked for: {difference}");
                reasons.push(
                    Finding::error(difference.code(), message)
                        .about(id)
                        .help("send it back: the issuer must sign what the request asks for"),
                );
            }
            for difference in cert::surplus(wanted, certificate.contents()) {
                let message = format!("the issuer did it differently: {difference}");
                remarks.push(Finding::remark("issued_differently", message).about(id));
            }
        }
        let is_authority = matches!(id, CertificateId::Issuer { .. });
        if is_authority && !certificate.is_authority() {
            let message = "it must not sign others: basicConstraints does not say CA:TRUE";
            let cure = "send it back: its request asks for an authority that signs certificates";
            let refused = Finding::error("not_an_authority", message);
            reasons.push(refused.about(id).help(cure));
        }
        if let SignatureKind::Forbidden(_) = certificate.signature()
            && !waived("signature_forbidden")
        {
            let message = format!("it is signed with {}", certificate.signature());
            let cure = "have it signed with RSA PKCS#1 and SHA-256 (or ECDSA)";
            reasons.push(self.refusal("signature_forbidden", message, cure, target));
        }
        if let SignatureKind::Legacy(_) = certificate.signature() {
            let message = format!("it is signed with {}", certificate.signature());
            remarks.push(
                Finding::warning("signature_legacy", message)
                    .about(id)
                    .help("clients of today may refuse it; ask the issuer for SHA-256"),
            );
        }
        let validity = certificate.validity();
        if validity.expired(self.now) {
            let message = format!("it ended on {}", cert::day(validity.not_after));
            let cure = "ask for one that still holds; is this the right file?";
            reasons.push(Finding::error("expired", message).about(id).help(cure));
        } else if validity.not_before > self.now {
            let message = format!("it holds only from {} on", cert::day(validity.not_before));
            remarks.push(Finding::warning("not_yet_valid", message).about(id));
        }
        let chain = self.proved_chain(certificate, target, waived("chain_unproved"));
        let chain = match chain {
            Ok(chain) => chain,
            Err(refused) => {
                reasons.push(*refused);
                Vec::new()
            }
        };
        if !reasons.is_empty() {
            return Err(reasons);
        }
        self.remark(certificate, target, &chain, &mut remarks);
        Ok(Proved { chain, remarks })
    }

    fn proved_chain(
        &self,
        certificate: &Certificate,
        target: &Target<'_>,
        waived: bool,
    ) -> Result<Vec<Certificate>, Box<Finding>> {
        if certificate.is_self_issued() {
            let message = "it is self-signed: nobody issued it";
            let cure = "take the issuer's answer, not the request's own certificate";
            let refused = Finding::error("self_signed", message);
            return Err(Box::new(refused.about(&target.id).help(cure)));
        }
        let trust = self.inventory.trust.get(&target.issuer);
        let anchors = trust.map_or(&[][..], Vec::as_slice);
        let declared = self.desired.issuers.get(&target.issuer);
        // What is to be trusted was named and cannot be read: that proves nothing.
        if anchors.is_empty() && !waived && declared.is_some_and(|issuer| !issuer.trust.is_empty())
        {
            let message = format!("nothing that `{}` is to `trust` can be read", target.issuer);
            let refused = Finding::error("trust_missing", message);
            let cure = "restore the files that the issuer's `trust` names, and accept again";
            return Err(Box::new(refused.about(&target.id).help(cure)));
        }
        let chain = x509::chain(certificate, &self.pool, anchors);
        if anchors.is_empty() || chain.anchored() || waived {
            return Ok(chain.issuers);
        }
        let message = format!(
            "it was issued by `{}`, which does not chain to the `trust` of `{}`",
            certificate.issuer(),
            target.issuer
        );
        let cure = format!(
            "hand in the intermediate certificates with it, or add the issuer to the `trust` of \
             `{}`",
            target.issuer
        );
        Err(Box::new(self.refusal(
            "chain_unproved",
            message,
            &cure,
            target,
        )))
    }

    fn remark(
        &self,
        certificate: &Certificate,
        target: &Target<'_>,
        chain: &[Certificate],
        remarks: &mut Vec<Finding>,
    ) {
        let id = &target.id;
        if chain.is_empty() {
            let message = "its issuer's certificate is not known, so the chain is incomplete";
            remarks.push(
                Finding::warning("chain_incomplete", message)
                    .about(id)
                    .help("`forecert accept` the issuer's certificate too"),
            );
        }
        let issuer = self.desired.issuers.get(&target.issuer);
        if let Some(issuer) = issuer.filter(|issuer| issuer.takes_anything()) {
            let message = format!(
                "`{}` has no `trust`: whoever signed this was taken at its word",
                issuer.name
            );
            remarks.push(
                Finding::warning("trust_not_declared", message)
                    .about(id)
                    .help(issuer.cure_for_trust()),
            );
        }
        // Microsoft, "Certificate infrastructure requirements for Lync Server 2013".
        if certificate.crl_urls().is_empty() && !matches!(id, CertificateId::Issuer { .. }) {
            let message = "it has no CRL distribution point, which Lync Server demands";
            remarks.push(
                Finding::warning("no_crl_distribution_point", message)
                    .about(id)
                    .help("ask the issuer for a certificate with one"),
            );
        }
        let declared = self.desired.certificates.get(id);
        let given = declared.and_then(|declared| plan::other_validity(certificate, declared));
        if let Some(message) = given {
            remarks.push(Finding::remark("validity_differs", message).about(id));
        }
        if target.withdrawn {
            let message = match target.generation {
                Some(_) => "its request was withdrawn; it is opened again",
                None => "the version that its key comes from was withdrawn",
            };
            remarks.push(Finding::warning("was_withdrawn", message).about(id));
        }
        match self.desired.certificates.get(id) {
            None => {
                let message = format!("`{id}` is no longer in the manifest");
                remarks.push(Finding::warning("not_declared", message).about(id));
            }
            Some(declared) => {
                let superseded = target.request.is_some_and(|request| {
                    let asked = request.contents();
                    !cert::differences(&declared.contents, asked).is_empty()
                });
                if superseded {
                    let message = "its request is no longer what the manifest declares";
                    remarks.push(Finding::warning("superseded", message).about(id));
                }
            }
        }
        let generation = self.inventory.generation(id, target.key_of);
        if let Some(KeyState::Missing { .. } | KeyState::Unreadable(_)) =
            generation.map(|generation| &generation.key)
        {
            let message = format!("the key of version {} cannot be used", target.key_of);
            remarks.push(
                Finding::warning("key_missing", message)
                    .about(id)
                    .help("restore it from its backup; without it the certificate is of no use"),
            );
        }
    }

    /// A refusal that a person may waive, with the lines that do it.
    fn refusal(
        &self,
        code: &'static str,
        message: String,
        cure: &str,
        target: &Target<'_>,
    ) -> Finding {
        let until = cert::day(self.now + EXCEPTION.duration());
        let lines = format!(
            "{cure}; to take it all the same, put this on the certificate `{}` in the \
             manifest:\n  allow:\n    - {{ code: {code}, reason: \"...\", until: {until} }}",
            target.id
        );
        Finding::error(code, message).about(&target.id).help(lines)
    }
}

/// How long a proposed exception holds: time to have it done right.
const EXCEPTION: Lifetime = Lifetime::days(90);
