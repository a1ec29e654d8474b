//! What is worth a remark beside the decision on a certificate: what its issuer did
//! differently, and orders that nobody waits for.

use crate::cert::CertificateId;
use crate::desired::IssuerKind;
use crate::finding::Finding;
use crate::inventory::{ChainState, Generation, OrderState};
use crate::plan::decide::{Case, InUse};
use crate::plan::decision::{Decision, report_damage};
use crate::plan::{Action, adopt, other_validity};

/// Microsoft's name for the type.
const AV_TYPE: &str = "AudioVideoAuthentication";

impl Case<'_> {
    /// Remarks on what is in use, and on orders that nobody waits for.
    pub(super) fn remark(
        &self,
        generations: &[&Generation],
        in_use: Option<&InUse<'_>>,
        open: Option<&Generation>,
        decision: &Decision,
        findings: &mut Vec<Finding>,
    ) {
        let id = &self.declared.id;
        if let Some(in_use) = in_use {
            for difference in &in_use.assessment.remarks {
                let version = in_use.generation.number;
                let message = format!("version {version} was issued differently: {difference}");
                findings.push(Finding::remark("issued_differently", message).about(id));
            }
            self.remark_in_use(in_use.generation, findings);
            findings.extend(self.shared_av(in_use, decision));
            let certificate = in_use.generation.certificate.as_ref();
            if certificate.is_some_and(|certificate| self.inventory.revokes(certificate)) {
                let version = in_use.generation.number;
                findings.push(revoked(id, version));
            }
            if decision.action == Action::Keep
                && in_use.generation.chain_state == ChainState::Unknown
            {
                let message = "the issuer's certificate is not known, so the chain is incomplete";
                findings.push(
                    Finding::warning("chain_incomplete", message)
                        .about(id)
                        .help("`forecert accept` the issuer's certificate, or name it in `trust`"),
                );
            }
        }
        self.remark_days(in_use, open, decision, findings);
        self.remark_exceptions(findings);
        let whole = |found: &&&Generation| found.is_open() && found.damage.is_empty();
        for generation in generations.iter().filter(whole) {
            let state = generation.order.as_ref().map(|order| order.state);
            let refused = matches!(state, Some(OrderState::Denied | OrderState::Unproved));
            if refused || open.is_some_and(|open| open.number == generation.number) {
                continue;
            }
            let asked = generation.order.as_ref();
            let issuer = asked.map_or("somebody", |order| order.issuer.as_str());
            let handle = asked
                .and_then(|order| order.handle.as_ref())
                .map(|handle| format!(" (order {handle})"))
                .unwrap_or_default();
            let version = generation.number;
            let close =
                format!("forecert withdraw {id} --generation {version} --reason superseded");
            let (message, help) = match state {
                Some(OrderState::Prepared) => (
                    format!(
                        "version {version} was made for `{issuer}`, has not left, and is no \
                         longer what is needed"
                    ),
                    format!("close it: {close}"),
                ),
                _ => (
                    format!(
                        "version {version} waits at `{issuer}`{handle} and is no longer what is \
                         needed"
                    ),
                    format!("cancel the order there, then: {close}"),
                ),
            };
            findings.push(
                Finding::remark("superseded", message)
                    .about(id)
                    .in_file(generation.shown.clone())
                    .help(help),
            );
        }
        adopt::report_answers(self, generations, findings);
        if let Some(open) = open.filter(|_| decision.action == Action::Wait) {
            adopt::report_other_key(self, open, findings);
        }
        report_damage(id, generations, decision.at, findings);
    }
}

impl Case<'_> {
    /// What is odd about the generation in use and makes no other.
    fn remark_in_use(&self, generation: &Generation, findings: &mut Vec<Finding>) {
        let id = &self.declared.id;
        let version = generation.number;
        if generation.order.is_none() {
            let message = format!("version {version} has no `order.json`: who was asked is lost");
            findings.push(
                Finding::remark("order_missing", message)
                    .about(id)
                    .help("restore the file from version control or backup"),
            );
        }
        let Some(certificate) = &generation.certificate else {
            return;
        };
        if self.issuer.is_asked()
            && let Some(difference) = other_validity(certificate, self.declared)
        {
            let message = format!("version {version} was issued differently: {difference}");
            findings.push(Finding::remark("issued_differently", message).about(id));
        }
        if let IssuerKind::LocalCa { crl_url, .. } = &self.issuer.kind
            && !certificate.crl_urls().contains(crl_url)
        {
            let message = format!("version {version} does not name the revocation list {crl_url}");
            findings.push(
                Finding::warning("crl_url_differs", message)
                    .about(id)
                    .help(format!(
                        "keep the old address alive until it is renewed, or have it made anew: \
                     forecert withdraw {id} --generation {version} --reason \"other CRL address\""
                    )),
            );
        }
        let retired = self.inventory.of(id).find(|other| {
            other.is_withdrawn()
                && other.certificate.is_some()
                && other.public_key() == Some(certificate.public_key())
        });
        if let Some(retired) = retired {
            let order = retired.order.as_ref();
            let why = order
                .and_then(|order| order.reason.as_deref())
                .unwrap_or("no reason");
            let message = format!(
                "version {version} has the key of version {}, which was withdrawn: {why}",
                retired.number
            );
            findings.push(
                Finding::warning("withdrawn_key", message)
                    .about(id)
                    .help(format!(
                        "if the key is lost or compromised: forecert withdraw {id} \
                     --generation {version} --reason \"...\", then forecert apply"
                    )),
            );
        }
    }

    /// What a certificate of its own would give A/V authentication, when one that it shares
    /// is followed by another while it holds (Microsoft, "Staging AV and OAuth certificates
    /// using -Roll in Set-CsCertificate": only these two types keep an old and a new one).
    fn shared_av(&self, in_use: &InUse<'_>, decision: &Decision) -> Option<Finding> {
        let usages = &self.declared.usages;
        let is_shared = usages.len() > 1 && usages.iter().any(|usage| usage == AV_TYPE);
        let is_followed = matches!(
            decision.action,
            Action::Renew | Action::Replace | Action::Resume | Action::Wait
        );
        let validity = in_use.generation.certificate.as_ref()?.validity();
        if !is_shared || !is_followed || validity.expired(self.now) {
            return None;
        }
        let id = &self.declared.id;
        let message = format!(
            "`{id}` is for A/V authentication too, so its successor takes over at once: tokens \
             made with the old one, good for 8 hours, are refused from then on"
        );
        let finding = Finding::remark("av_shared", message).about(id);
        Some(finding.at(self.declared.span.clone(), "").help(
            "replace it in a quiet hour; with `edge.av_certificate: separate`, A/V has a \
             certificate of its own that takes over by date",
        ))
    }

    /// Exceptions that have ended.
    fn remark_exceptions(&self, findings: &mut Vec<Finding>) {
        for exception in &self.declared.exceptions {
            let code = &exception.code;
            if self.declared.allows(code, self.now) {
                continue;
            }
            let message = format!("the exception for `{code}` has ended: {}", exception.reason);
            findings.push(
                Finding::warning("exception_expired", message)
                    .about(&self.declared.id)
                    .at(self.declared.span.clone(), "for this certificate")
                    .help("take it out of `allow`, or have it agreed anew with a later `until`"),
            );
        }
    }
}

/// A certificate in use that its issuer has revoked. Whether and when it is replaced
/// is for a person to say.
pub fn revoked(id: &CertificateId, version: u32) -> Finding {
    let message = format!("`{id}`: the issuer has revoked version {version}");
    Finding::warning("revoked", message).about(id).help(format!(
        "to have another made: forecert withdraw {id} --generation {version} --reason revoked, \
         then forecert apply"
    ))
}
