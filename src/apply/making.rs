//! How one step is carried out: the key first, and durable before anything that
//! depends on it.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use crate::apply::{Deed, Failure, Job, adoption};
use crate::cert::{CertificateId, Validity};
use crate::desired::{DesiredCertificate, IssuerKind};
use crate::inventory::{Inventory, Order, OrderState};
use crate::issuers::{Answer, Issuer};
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

/// Carries out steps.
pub(super) struct Making<'a> {
    pub(super) job: &'a Job<'a>,
    /// The local authorities that are needed.
    pub(super) signers: BTreeMap<CertificateId, Signer>,
    /// The authorities that may prove the chain of what is adopted.
    pub(super) authorities: Vec<Certificate>,
}

impl Making<'_> {
    pub(super) fn carry_out(&self, entry: &Entry) -> Result<Deed, Failure> {
        let declared = entry.declared.as_ref();
        let declared = declared.ok_or_else(|| gone("its declaration"))?;
        match &entry.step {
            Step::Rest => Err(gone("what is to be done")),
            Step::Make { generation, key } => {
                let key = self.key(&entry.id, *generation, *key, declared)?;
                match entry.id {
                    CertificateId::Issuer { .. } => {
                        self.make_authority(declared, *generation, &key)
                    }
                    _ => self.make(declared, *generation, &key),
                }
            }
            Step::Answer { generation } => self.answer(declared, *generation),
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
        }
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

    fn make(
        &self,
        declared: &DesiredCertificate,
        generation: u32,
        key: &PrivateKey,
    ) -> Result<Deed, Failure> {
        let request = mint::request(&declared.contents, key)?;
        let order = Order::new(&declared.issuer, OrderState::Pending, self.job.now);
        let store = self.job.store;
        match self.submit(declared, &request)? {
            Answer::Issued { certificate, chain } => {
                let answer = Answered {
                    certificate: &certificate,
                    chain: &chain,
                };
                let id = &declared.id;
                store.create_generation(id, generation, Some(&request), &order, Some(answer))?;
                Ok(issued(&certificate))
            }
            Answer::Pending { handle } => {
                let order = order.with_handle(handle);
                store.create_generation(&declared.id, generation, Some(&request), &order, None)?;
                Ok(Deed::Requested {
                    issuer: declared.issuer.clone(),
                })
            }
            Answer::Denied { words } => Err(Failure::Denied(words)),
        }
    }

    fn answer(&self, declared: &DesiredCertificate, generation: u32) -> Result<Deed, Failure> {
        let request = self
            .job
            .inventory
            .generation(&declared.id, generation)
            .and_then(|found| found.request.as_ref())
            .ok_or_else(|| gone("its request"))?;
        match self.submit(declared, request)? {
            Answer::Issued { certificate, chain } => {
                let answer = Answered {
                    certificate: &certificate,
                    chain: &chain,
                };
                self.job
                    .store
                    .add_answer(&declared.id, generation, answer)?;
                Ok(issued(&certificate))
            }
            Answer::Pending { .. } => Ok(Deed::Requested {
                issuer: declared.issuer.clone(),
            }),
            Answer::Denied { words } => Err(Failure::Denied(words)),
        }
    }

    fn submit(&self, declared: &DesiredCertificate, request: &Request) -> Result<Answer, Failure> {
        let desired = &self.job.desired.issuers[&declared.issuer];
        let issuer = match &desired.kind {
            IssuerKind::Request => Issuer::Request,
            IssuerKind::LocalCa { crl_url, .. } => Issuer::LocalCa {
                authority: &self.signer(declared)?.authority,
                crl_url,
            },
        };
        let contents = &declared.contents;
        let answer = issuer.submit(request, contents, declared.validity, self.job.now)?;
        Ok(match answer {
            Answer::Issued {
                certificate,
                mut chain,
            } => {
                if let IssuerKind::LocalCa { .. } = desired.kind {
                    chain.extend_from_slice(&self.signer(declared)?.above);
                }
                Answer::Issued { certificate, chain }
            }
            other => other,
        })
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

fn issued(certificate: &Certificate) -> Deed {
    Deed::Issued {
        not_after: certificate.validity().not_after,
    }
}

// RFC 5280 4.1.2.5: no fractions.
fn whole_seconds(moment: OffsetDateTime) -> OffsetDateTime {
    moment.replace_nanosecond(0).expect("zero is a nanosecond")
}
