//! An authority that speaks ACME (RFC 8555), with our own keys and requests.
//!
//! An order at the authority is made by `submit`, and its address is the handle; everything
//! after that is `poll`: the proof that the names are ours, the request itself, the
//! certificate. So each step is durable before the next one.

mod account;
mod order;
mod responder;
mod wire;

use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use instant_acme::{Account, Error, Identifier, NewOrder};
use zeroize::Zeroizing;

use crate::issuers::http::Connection;
use crate::issuers::{Answer, Asked, Service, ServiceError};
use crate::secret::PrivateKey;
use crate::x509::Certificate;

use wire::{Wire, done};

pub use responder::{DnsHook, Proof, Responder, Way};

/// An authority that speaks ACME.
pub struct Acme {
    terms: AcmeTerms,
    connection: Connection,
    responder: Box<dyn Responder>,
    account: Mutex<Option<Account>>,
    /// The key of our account, once it is kept.
    key: OnceLock<PrivateKey>,
}

/// Who asks an authority that speaks ACME, and for what.
pub struct AcmeTerms {
    /// The address of its directory.
    pub directory: String,
    /// Whom it writes to, such as `mailto:pki@contoso.com`.
    pub contact: Vec<String>,
    /// The account that ours is bound to.
    pub external_account: Option<ExternalAccount>,
    /// The profile of its certificates.
    pub profile: Option<String>,
    /// The common name of the root that the chain shall lead to.
    pub preferred_chain: Option<String>,
    /// The key of our account, if it was made before.
    pub key: Option<PrivateKey>,
    /// Keeps the key of our account, durable before anything rests on it.
    pub keep: Keep,
}

/// Keeps a key, or says why it cannot.
pub type Keep = Box<dyn Fn(&PrivateKey) -> Result<(), String> + Send + Sync>;

/// An account with an authority that an ACME account is bound to (RFC 8555 7.3.4).
pub struct ExternalAccount {
    /// The key's id.
    pub key_id: String,
    /// The key, in base64url.
    pub key: Zeroizing<String>,
}

impl Acme {
    /// The authority, over this connection.
    pub fn new(
        mut terms: AcmeTerms,
        connection: Connection,
        responder: Box<dyn Responder>,
    ) -> Self {
        let key = terms.key.take().map_or_else(OnceLock::new, OnceLock::from);
        Self {
            key,
            terms,
            connection,
            responder,
            account: Mutex::default(),
        }
    }

    /// The identifiers of a request.
    fn identifiers(asked: &Asked<'_>) -> Vec<Identifier> {
        let contents = asked.request.contents();
        let common_name = contents.subject.common_name();
        let mut names = contents.names.clone();
        names.extend(common_name.map(str::to_lowercase));
        names.into_iter().map(Identifier::Dns).collect()
    }

    /// An order of ours that has these names and is not finished: one that a run made
    /// whose record is lost. Authorities that list no orders have none.
    fn unfinished(&self, account: &Account, asked: &Asked<'_>) -> Option<String> {
        let ours = serde_json::to_value(Self::identifiers(asked)).ok()?;
        let list = wire::fetch(account, account.id())?;
        let list = list["orders"].as_str()?.to_owned();
        let orders = wire::fetch(account, &list)?;
        let orders = orders["orders"].as_array()?;
        let recent = orders
            .iter()
            .rev()
            .take(ORDERS)
            .filter_map(|url| url.as_str());
        recent
            .filter(|url| {
                let order = wire::fetch(account, url);
                order.is_some_and(|order| {
                    let is_open = matches!(order["status"].as_str(), Some("pending" | "ready"));
                    is_open && same(&order["identifiers"], &ours)
                })
            })
            .map(str::to_owned)
            .next()
    }
}

/// How many orders are looked through for one that was lost.
const ORDERS: usize = 50;

/// Whether two lists have the same identifiers, in any order.
fn same(some: &serde_json::Value, others: &serde_json::Value) -> bool {
    let sorted = |list: &serde_json::Value| {
        let mut values: Vec<String> = list
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one["value"].as_str().unwrap_or_default().to_lowercase())
            .collect();
        values.sort();
        values
    };
    sorted(some) == sorted(others)
}

impl Service for Acme {
    fn submit(&self, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        let account = self.account()?;
        let identifiers = Self::identifiers(asked);
        let mut order = NewOrder::new(&identifiers);
        if let Some(profile) = &self.terms.profile {
            order = order.profile(profile);
        }
        match done(account.new_order(&order)) {
            Ok(order) => Ok(pending(order.url(), Duration::ZERO)),
            // Without its address nothing can come of an order, so nothing was taken.
            Err(error) => match refusal(error) {
                Refused::Denied(words) => Ok(Answer::Denied { words }),
                Refused::Not(ServiceError::Unknown { reason, help }) => {
                    Err(ServiceError::NotTaken { reason, help })
                }
                Refused::Not(error) => Err(error),
            },
        }
    }

    fn poll(&self, handle: &str, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        if self.key.get().is_none() {
            // A new account would know nothing of the order.
            return Err(ServiceError::not_taken(
                "the key of the account that ordered it is not here",
                "restore it from the backup of the private keys, in the folder `acme`; if it is \
                 lost, withdraw the request and apply again",
            ));
        }
        let account = self.account()?;
        let mut order = match done(account.order(handle.to_owned())) {
            Ok(order) => order,
            Err(error) => return refusal(error).answer(),
        };
        self.advance(&account, &mut order, asked)
    }

    fn look_up(&self, asked: &Asked<'_>) -> Result<Option<Answer>, ServiceError> {
        let account = self.account()?;
        // What is not found is ordered anew: an order that has seen no request of ours is
        // never signed.
        let found = self.unfinished(&account, asked);
        Ok(found.map(|url| pending(&url, Duration::ZERO)))
    }

    fn renewal(
        &self,
        certificate: &Certificate,
    ) -> Result<Option<time::OffsetDateTime>, ServiceError> {
        if self.key.get().is_none() {
            return Ok(None);
        }
        let account = self.account()?;
        order::renewal(&account, certificate)
    }
}

fn pending(url: &str, again: Duration) -> Answer {
    Answer::Pending {
        handle: url.to_owned(),
        again: Some(again),
        words: None,
    }
}

/// What an authority means with an error.
enum Refused {
    /// It will not sign that.
    Denied(String),
    Not(ServiceError),
}

impl Refused {
    fn answer(self) -> Result<Answer, ServiceError> {
        match self {
            Self::Denied(words) => Ok(Answer::Denied { words }),
            Self::Not(error) => Err(error),
        }
    }
}

/// The problems that stay however often one asks (RFC 8555 6.7).
const FINAL: [&str; 7] = [
    "badCSR",
    "caa",
    "compound",
    "malformed",
    "rejectedIdentifier",
    "unsupportedIdentifier",
    "invalidProfile",
];

fn refusal(error: Error) -> Refused {
    let Error::Api(problem) = &error else {
        return Refused::Not(wire::failure(&error));
    };
    let kind = problem.r#type.as_deref().unwrap_or_default();
    let kind = kind.rsplit(':').next().unwrap_or_default();
    let words = words(problem);
    if FINAL.contains(&kind) {
        return Refused::Denied(words);
    }
    // A server may forget what it gave out a moment ago (RFC 8555 6.5), also several times.
    if kind == "badNonce" {
        return Refused::Not(ServiceError::Busy {
            reason: words,
            after: Duration::from_secs(1),
        });
    }
    let busy = kind == "rateLimited" || problem.status == Some(503);
    if busy && let Some(after) = wire::retry_after() {
        return Refused::Not(ServiceError::Busy {
            reason: words,
            after,
        });
    }
    let help = match kind {
        "externalAccountRequired" => {
            "declare `external_account` with what the authority gave you for it"
        }
        "unauthorized" | "accountDoesNotExist" => {
            "check `external_account`, and that the account was not closed at the authority"
        }
        "userActionRequired" => "read the authority's new terms of service, at its own address",
        "rateLimited" => "the authority says when it takes more; run `forecert apply` then",
        _ => "run `forecert apply` again; if it stays so, ask whoever keeps the authority",
    };
    Refused::Not(ServiceError::not_taken(words, help))
}

/// A problem in the authority's words.
fn words(problem: &instant_acme::Problem) -> String {
    let mut all: Vec<String> = problem.detail.iter().cloned().collect();
    let sub = problem.subproblems.iter();
    all.extend(sub.filter_map(|one| {
        let name = one.identifier.as_ref();
        let name = name.map(|name| format!("{}: ", name_of(name)));
        Some(format!(
            "{}{}",
            name.unwrap_or_default(),
            one.detail.as_ref()?
        ))
    }));
    if all.is_empty() {
        all.extend(problem.r#type.clone());
    }
    super::http::shown(all.join("; ").as_bytes())
}

fn name_of(identifier: &Identifier) -> String {
    match identifier {
        Identifier::Dns(name) => name.clone(),
        other => format!("{other:?}"),
    }
}
