//! How one step is carried out: the key first, and durable before anything that
//! depends on it.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use crate::apply::asking::{Aim, Ask};
use crate::apply::{Deed, Failure, Job, adoption};
use crate::cert::{CertificateId, Validity};
use crate::desired::{DesiredCertificate, IssuerKind};
use crate::inventory::{Inventory, Order, OrderState};
use crate::issuers::LocalCa;
use crate::mint::{self, Authority};
use crate::plan::{Entry, KeySource, Step};
use crate::secret::PrivateKey;
use crate::store::{Answered, read_key};
use crate::x509::{Certificate, Request};

/// How long a revocation list holds. It is renewed by each apply that signs, and a
/// year is the longest that CA/Browser Forum Baseline Requirements 4.9.7 grants to
/// the lists of authorities that sign rarely.
const REVOCATION_LIST_LIFETIME: Duration = Duration::days(365);

/// How far the clock of a server may lag behind the one that signs.
const CLOCK_SKEW: Duration = Duration::hours(1);

/// A local authority that can sign, with the authorities above it.
pub(super) struct Signer {
    authority: Authority,
    above: Vec<Certificate>,
}

/// How far a step is carried out here.
pub(super) enum Carried<'e> {
    /// To its end.
    Done(Deed),
    /// Its issuer is to be asked, by machine.
    ToAsk(Box<Ask<'e>>),
}

/// Carries out steps.
pub(super) struct Making<'a> {
    pub(super) job: &'a Job<'a>,
    /// The local authorities that are needed.
    pub(super) signers: BTreeMap<CertificateId, Signer>,
    /// The authorities that may prove the chain of what is adopted.
    pub(super) authorities: Vec<Certificate>,
}

impl Making<'_> {
    pub(super) fn carry_out<'e>(&self, entry: &'e Entry) -> Result<Carried<'e>, Failure> {
        let declared = entry.declared.as_ref();
        let declared = declared.ok_or_else(|| gone("its declaration"))?;
        let done = match &entry.step {
            Step::Rest => Err(gone("what is to be done")),
            Step::Make { generation, key } => {
                let key = self.key(&entry.id, *generation, *key, declared)?;
                match entry.id {
                    CertificateId::Issuer { .. } => {
                        self.make_authority(declared, *generation, &key)
                    }
                    _ => return self.make(entry, declared, *generation, &key),
                }
            }
            Step::Answer { generation } | Step::Poll { generation } => {
                return self.answer(entry, declared, *generation);
            }
            Step::Adopt {
                generation,
                fingerprint,
                key,
            } => adoption::adopt(
                self.job,
                &self.authorities,
                declared,
                *generation,
                *fingerprint,
                *key,
            ),
        };
        done.map(Carried::Done)
    }

    /// The key of a new generation, durable at its place.
    fn key(
        &self,
        id: &CertificateId,
        generation: u32,
        source: KeySource,
        declared: &DesiredCertificate,
    ) -> Result<PrivateKey, Failure> {
        let store = self.job.store;
        let existing = |number| {
            let bytes = read_key(&store.layout().key(id, number))?;
            Ok::<_, Failure>(store.layout().at_rest.read(&bytes)?)
        };
        let key = match source {
            KeySource::InPlace => return existing(generation),
            KeySource::New => PrivateKey::generate(&declared.contents.key)?,
            KeySource::From(earlier) => existing(earlier)?,
        };
        store.create_key(id, generation, &key)?;
        Ok(key)
    }

    fn make<'e>(
        &self,
        entry: &'e Entry,
        declared: &'e DesiredCertificate,
        generation: u32,
        key: &PrivateKey,
    ) -> Result<Carried<'e>, Failure> {
        let request = mint::request(&declared.contents, key)?;
        let (id, store, now) = (&declared.id, self.job.store, self.job.now);
        let issuer = &self.job.desired.issuers[&declared.issuer];
        let pending = Order::new(&declared.issuer, OrderState::Pending, now);
        match &issuer.kind {
            IssuerKind::Request => {
                store.create_generation(id, generation, Some(&request), &pending, None)?;
                Ok(Carried::Done(Deed::Requested {
                    issuer: declared.issuer.clone(),
                }))
            }
            IssuerKind::LocalCa { crl_url, .. } => {
                let (certificate, chain) = self.sign(declared, &request, crl_url)?;
                let answer = Answered {
                    certificate: &certificate,
                    chain: &chain,
                };
                store.create_generation(id, generation, Some(&request), &pending, Some(answer))?;
                Ok(Carried::Done(issued(&certificate)))
            }
            IssuerKind::Service(_) => {
                let order = Order::new(&declared.issuer, OrderState::Prepared, now);
                store.create_generation(id, generation, Some(&request), &order, None)?;
                if issuer.submit_after.is_some_and(|until| now < until) {
                    return Ok(Carried::Done(Deed::Prepared {
                        issuer: declared.issuer.clone(),
                    }));
                }
                let aim = Aim::Submit;
                let ask = Ask::new(entry, declared, generation, request, order, aim);
                Ok(Carried::ToAsk(Box::new(ask)))
            }
        }
    }

    /// The rest of a generation whose request is there.
    fn answer<'e>(
        &self,
        entry: &'e Entry,
        declared: &'e DesiredCertificate,
        generation: u32,
    ) -> Result<Carried<'e>, Failure> {
        let found = self.job.inventory.generation(&declared.id, generation);
        let request = found.and_then(|found| found.request.as_ref());
        let request = request.ok_or_else(|| gone("its request"))?;
        match &self.job.desired.issuers[&declared.issuer].kind {
            IssuerKind::Request => Err(gone("its issuer")),
            IssuerKind::LocalCa { crl_url, .. } => {
                let (certificate, chain) = self.sign(declared, request, crl_url)?;
                let answer = Answered {
                    certificate: &certificate,
                    chain: &chain,
                };
                let store = self.job.store;
                store.add_answer(&declared.id, generation, answer)?;
                Ok(Carried::Done(issued(&certificate)))
            }
            IssuerKind::Service(_) => {
                let order = found.and_then(|found| found.order.clone());
                let order = order.ok_or_else(|| gone("its order"))?;
                let aim = match (order.state, &order.handle) {
                    (OrderState::Pending, Some(handle)) => Aim::Poll(handle.clone()),
                    (OrderState::Submitting, _) => Aim::LookUp,
                    _ => Aim::Submit,
                };
                let request = request.clone();
                let ask = Ask::new(entry, declared, generation, request, order, aim);
                Ok(Carried::ToAsk(Box::new(ask)))
            }
        }
    }

    /// A certificate of a local authority, and those above it.
    fn sign(
        &self,
        declared: &DesiredCertificate,
        request: &Request,
        crl_url: &str,
    ) -> Result<(Certificate, Vec<Certificate>), Failure> {
        let Signer { authority, above } = self.signer(declared)?;
        let contents = &declared.contents;
        let issuer = LocalCa { authority, crl_url };
        let certificate = issuer.sign(request, contents, declared.validity, self.job.now)?;
        let mut chain = vec![authority.certificate.clone()];
        chain.extend_from_slice(above);
        Ok((certificate, chain))
    }

    fn signer(&self, declared: &DesiredCertificate) -> Result<&Signer, Failure> {
        let signer = self.job.desired.graph.signed_by(&declared.id);
        let signer = signer.and_then(|signer| self.signers.get(&signer));
        signer.ok_or_else(|| gone("its authority"))
    }

    fn make_authority(
        &self,
        declared: &DesiredCertificate,
        generation: u32,
        key: &PrivateKey,
    ) -> Result<Deed, Failure> {
        if declared.id.issuer() != Some(&declared.issuer) {
            // Somebody else signs it: its request goes out like any other.
            let request = mint::authority_request(&declared.contents, key)?;
            let order = Order::new(&declared.issuer, OrderState::Pending, self.job.now);
            let store = self.job.store;
            store.create_generation(&declared.id, generation, Some(&request), &order, None)?;
            return Ok(Deed::Requested {
                issuer: declared.issuer.clone(),
            });
        }
        let not_before = whole_seconds(self.job.now - CLOCK_SKEW);
        let validity = Validity {
            not_before,
            not_after: whole_seconds(self.job.now + declared.validity.duration()),
        };
        let certificate = mint::root(&declared.contents, key, validity)?;
        let order = Order::new(&declared.issuer, OrderState::Pending, self.job.now);
        let answer = Answered {
            certificate: &certificate,
            chain: &[],
        };
        let store = self.job.store;
        store.create_generation(&declared.id, generation, None, &order, Some(answer))?;
        Ok(issued(&certificate))
    }

    /// The authority as it stands in an inventory, with its key and a fresh revocation
    /// list.
    pub(super) fn ready_signer(
        &self,
        id: &CertificateId,
        inventory: &Inventory,
    ) -> Result<Signer, Failure> {
        let signer = self.load_signer(id, inventory)?;
        self.refresh_revocation_list(id, &signer)?;
        Ok(signer)
    }

    fn load_signer(&self, id: &CertificateId, inventory: &Inventory) -> Result<Signer, Failure> {
        let store = self.job.store;
        let generation = inventory
            .authority(id)
            .ok_or_else(|| gone("its authority"))?;
        let certificate = generation.certificate.clone();
        let certificate = certificate.ok_or_else(|| gone("its authority"))?;
        let bytes = read_key(&store.layout().key(id, generation.number))?;
        let key = store.layout().at_rest.read(&bytes)?;
        Ok(Signer {
            authority: Authority::new(certificate, key)?,
            above: generation.chain.clone(),
        })
    }

    /// The end of a revocation list that is made now.
    pub(super) fn list_ends(&self) -> OffsetDateTime {
        whole_seconds(self.job.now) + REVOCATION_LIST_LIFETIME
    }

    fn refresh_revocation_list(&self, id: &CertificateId, signer: &Signer) -> Result<(), Failure> {
        let now = whole_seconds(self.job.now);
        let next = self.list_ends();
        // RFC 5280 5.2.3: the number only has to grow, and time does.
        let number = u64::try_from(now.unix_timestamp()).unwrap_or_default();
        let list = mint::revocation_list(&signer.authority, now, next, number)?;
        Ok(self.job.store.set_revocation_list(id, &list)?)
    }
}

pub(super) fn gone(what: &str) -> Failure {
    Failure::Gone(format!(
        "{what} is gone since the plan was made; plan again"
    ))
}

pub(super) fn issued(certificate: &Certificate) -> Deed {
    Deed::Issued {
        not_after: certificate.validity().not_after,
    }
}

// RFC 5280 4.1.2.5: no fractions.
fn whole_seconds(moment: OffsetDateTime) -> OffsetDateTime {
    moment.replace_nanosecond(0).expect("zero is a nanosecond")
}
