//! One order at an authority, step by step.

use std::thread;
use std::time::Duration;

use instant_acme::{
    Account, AuthorizationHandle, AuthorizationStatus, ChallengeStatus, ChallengeType, Error,
    Identifier, Order, OrderStatus,
};
use rustls::pki_types::Der;
use time::OffsetDateTime;

use crate::issuers::acme::wire::{self, done};
use crate::issuers::acme::{Acme, Proof, Refused, Way, pending, refusal, words};
use crate::issuers::received::{certificates, issued};
use crate::issuers::{Answer, Asked, ServiceError};
use crate::x509::Certificate;

/// How often an order is looked at in one go, and the pause in between: twenty seconds, in
/// which an authority that looks at once has looked.
const LOOKS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(500);

/// No authority is given a longer pause in one go, since a thread is held meanwhile.
const HELD: Duration = Duration::from_secs(10);

/// When an authority is asked again that has not decided in one go.
const LATER: Duration = Duration::from_secs(10);

impl Acme {
    /// Takes an order as far as it goes now.
    pub(super) fn advance(
        &self,
        account: &Account,
        order: &mut Order,
        asked: &Asked<'_>,
    ) -> Result<Answer, ServiceError> {
        let mut is_proved = false;
        for _ in 0..LOOKS {
            match order.state().status {
                OrderStatus::Pending if !is_proved => {
                    self.prove(order)?;
                    is_proved = true;
                }
                OrderStatus::Pending | OrderStatus::Processing => {
                    thread::sleep(wire::retry_after().unwrap_or(PAUSE).min(HELD));
                    refreshed(order)?;
                }
                OrderStatus::Ready => match done(order.finalize_csr(asked.request.der())) {
                    Ok(()) => {}
                    Err(error) => match refusal(error) {
                        Refused::Denied(words) => return Ok(Answer::Denied { words }),
                        Refused::Not(error) => return Err(error),
                    },
                },
                OrderStatus::Valid => return self.fetched(account, order, asked),
                OrderStatus::Invalid => {
                    return Ok(Answer::Denied {
                        words: why_invalid(order),
                    });
                }
            }
        }
        Ok(pending(order.url(), LATER))
    }

    /// Shows that the names are ours, and waits until the authority has looked.
    fn prove(&self, order: &mut Order) -> Result<(), ServiceError> {
        let mut proofs = Vec::new();
        let mut is_announced = false;
        let result = self.proved(order, &mut proofs, &mut is_announced);
        // An authority that was told and has not said what it found may look any moment.
        if result.is_ok() || !is_announced {
            for proof in &proofs {
                self.responder.clean_up(proof);
            }
        }
        result
    }

    fn proved(
        &self,
        order: &mut Order,
        proofs: &mut Vec<Proof>,
        is_announced: &mut bool,
    ) -> Result<(), ServiceError> {
        let kind = match self.responder.way() {
            Way::Dns => ChallengeType::Dns01,
            Way::Http => ChallengeType::Http01,
        };
        self.each_pending(order, |authorization| {
            let mut authorization = authorization;
            let Some(challenge) = authorization.challenge(kind.clone()) else {
                return Err(ServiceError::not_taken(
                    format!("it does not let us prove a name by {kind:?}"),
                    "choose another `challenge` in the manifest; a wildcard is proved by DNS only",
                ));
            };
            if is_decided(challenge.status) {
                return Ok(());
            }
            let domain = match challenge.identifier().identifier {
                Identifier::Dns(name) => name.clone(),
                other => format!("{other:?}"),
            };
            let authorization = challenge.key_authorization();
            let proof = match kind {
                ChallengeType::Dns01 => Proof {
                    place: format!("_acme-challenge.{domain}"),
                    value: authorization.dns_value(),
                    domain,
                },
                _ => Proof {
                    place: challenge.token.clone(),
                    value: authorization.as_str().to_owned(),
                    domain,
                },
            };
            // What was begun is taken away too, whether it came about or not.
            proofs.push(proof.clone());
            self.responder
                .present(&proof)
                .map_err(|why| unshown(&proof.domain, &why))
        })?;
        if !proofs.is_empty() {
            let first = proofs[0].domain.clone();
            let settled = self.responder.settle(proofs);
            settled.map_err(|why| unshown(&first, &why))?;
        }
        self.each_pending(order, |authorization| {
            let mut authorization = authorization;
            let Some(mut challenge) = authorization.challenge(kind.clone()) else {
                return Ok(());
            };
            if challenge.status != ChallengeStatus::Pending {
                return Ok(());
            }
            *is_announced = true;
            match done(challenge.set_ready()) {
                // One that fails makes the order invalid, which says why.
                Ok(()) | Err(Error::Api(_)) => Ok(()),
                Err(error) => Err(wire::failure(&error)),
            }
        })?;
        for _ in 0..LOOKS {
            refreshed(order)?;
            if order.state().status != OrderStatus::Pending {
                return Ok(());
            }
            thread::sleep(wire::retry_after().unwrap_or(PAUSE).min(HELD));
        }
        Ok(())
    }

    fn each_pending(
        &self,
        order: &mut Order,
        mut each: impl FnMut(AuthorizationHandle<'_>) -> Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        let mut authorizations = order.authorizations();
        while let Some(authorization) = done(authorizations.next()) {
            let authorization = match authorization {
                Ok(authorization) => authorization,
                Err(error) => return Err(as_error(refusal(error))),
            };
            if authorization.status == AuthorizationStatus::Pending {
                each(authorization)?;
            }
        }
        Ok(())
    }

    /// The certificate of an order that is done, in the chain that is preferred.
    fn fetched(
        &self,
        account: &Account,
        order: &mut Order,
        asked: &Asked<'_>,
    ) -> Result<Answer, ServiceError> {
        let text = match done(order.certificate()) {
            Ok(Some(text)) => text,
            Ok(None) => return Ok(pending(order.url(), LATER)),
            Err(error) => return Err(as_error(refusal(error))),
        };
        let others = wire::alternates();
        let all = certificates(text.as_bytes()).map_err(unreadable)?;
        let Some(preferred) = &self.terms.preferred_chain else {
            return issued(all, asked.request);
        };
        let leads = |chain: &[Certificate]| {
            let last = chain.last();
            last.is_some_and(|last| {
                let names = [last.issuer(), &last.contents().subject];
                names
                    .iter()
                    .any(|name| name.common_name() == Some(preferred.as_str()))
            })
        };
        if !leads(&all) {
            for url in others.iter().take(ALTERNATES) {
                let other = certificates(&wire::fetch_bytes(account, url)).unwrap_or_default();
                if leads(&other) {
                    return issued(other, asked.request);
                }
            }
        }
        // Where it has no such chain, its own one is as good.
        issued(all, asked.request)
    }
}

/// No authority offers more chains.
const ALTERNATES: usize = 8;

/// When an authority wants a certificate renewed (RFC 9773); nothing where it does not say.
pub(super) fn renewal(
    account: &Account,
    certificate: &Certificate,
) -> Result<Option<OffsetDateTime>, ServiceError> {
    let Some(issuer) = certificate.authority_key_id() else {
        return Ok(None);
    };
    let serial = serial(&certificate.serial());
    let id = instant_acme::CertificateIdentifier::new(Der::from_slice(issuer), Der::from(serial));
    match done(account.renewal_info(&id)) {
        Ok((info, _)) => {
            let window = info.suggested_window;
            let share = f64::from(certificate.fingerprint().0[0]) / 256.0;
            // A moment in the window that is the same each time, and another one for each
            // certificate (RFC 9773 4.2).
            Ok(Some(window.start + (window.end - window.start) * share))
        }
        Err(Error::Unsupported(_) | Error::Api(_)) => Ok(None),
        Err(error) => Err(wire::failure(&error)),
    }
}

/// Whether an authority has looked at a proof.
fn is_decided(status: ChallengeStatus) -> bool {
    matches!(status, ChallengeStatus::Valid | ChallengeStatus::Invalid)
}

/// The octets of a serial number, with the one that keeps it positive.
fn serial(hex: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let mut octets: Vec<u8> = (0..hex.len()).step_by(2).filter_map(pair).collect();
    if octets.first().is_some_and(|first| first & 0x80 != 0) {
        octets.insert(0, 0);
    }
    octets
}

fn refreshed(order: &mut Order) -> Result<(), ServiceError> {
    match done(order.refresh()) {
        Ok(_) => Ok(()),
        Err(error) => Err(as_error(refusal(error))),
    }
}

fn as_error(refused: Refused) -> ServiceError {
    match refused {
        Refused::Denied(words) => ServiceError::not_taken(words, "see what the authority says"),
        Refused::Not(error) => error,
    }
}

fn unshown(domain: &str, why: &str) -> ServiceError {
    ServiceError::not_taken(
        format!("the proof for `{domain}` cannot be put into its place: {why}"),
        "see to what it says, then run `forecert apply --poll`: the order stays open",
    )
}

fn unreadable(why: String) -> ServiceError {
    ServiceError::unknown(
        format!("its certificate cannot be read: {why}"),
        "run `forecert apply --poll` again; if it stays so, ask whoever keeps the authority",
    )
}

/// What the authority says of an order that came to nothing.
fn why_invalid(order: &mut Order) -> String {
    let whole = order.state().error.as_ref().map(words);
    let mut all: Vec<String> = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(Ok(authorization)) = done(authorizations.next()) {
        let name = authorization.identifier().to_string();
        let errors = authorization.challenges.iter();
        let errors = errors.filter_map(|challenge| challenge.error.as_ref());
        all.extend(errors.map(|error| format!("{name}: {}", words(error))));
    }
    match (all.is_empty(), whole) {
        (false, _) => all.join("; "),
        (true, Some(whole)) => whole,
        (true, None) => "the order has become invalid, and it does not say why".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::serial;

    #[test]
    fn a_serial_number_keeps_the_octet_that_makes_it_positive() {
        assert_eq!(serial("8765"), [0, 0x87, 0x65]);
        assert_eq!(serial("0765"), [0x07, 0x65]);
    }
}
