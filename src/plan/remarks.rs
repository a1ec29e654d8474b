//! What is worth a remark beside the decision on a certificate: what its issuer did
//! differently, and orders that nobody waits for.

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::inventory::{ChainState, Generation, OrderState};
use crate::plan::decide::{Case, InUse};
use crate::plan::decision::{Decision, report_damage};
use crate::plan::{Action, adopt};

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
        for generation in generations.iter().filter(|generation| generation.is_open()) {
            let refused = generation
                .order
                .as_ref()
                .is_some_and(|order| order.state == OrderState::Denied);
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
            let message = format!(
                "version {version} waits at `{issuer}`{handle} and is no longer what is needed"
            );
            findings.push(
                Finding::remark("superseded", message)
                    .about(id)
                    .in_file(generation.shown.clone())
                    .help(format!(
                        "cancel the order there, then: forecert withdraw {id} \
                         --generation {version} --reason superseded"
                    )),
            );
        }
        adopt::report_answers(self, generations, findings);
        report_damage(id, generations, decision.at, findings);
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
