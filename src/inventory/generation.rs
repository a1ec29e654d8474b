//! One generation of a declared certificate, and whether it is sound.

use std::fmt;

use crate::cert::PublicKey;
use crate::inventory::order::Order;
use crate::x509::{Certificate, Request};

/// What is known of a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It is there, and this is its public half.
    Here(PublicKey),
    /// The key directory is there, the key is not. Where a key with the wanted
    /// public half lies instead, if one was found.
    Missing {
        /// The path of such a key.
        elsewhere: Option<String>,
    },
    /// The file is there and cannot be read as a key.
    Unreadable(String),
    /// There is no key directory here, as in a pull-request job.
    NotHere,
}

impl KeyState {
    /// The public half, if the key could be read.
    pub fn public(&self) -> Option<&PublicKey> {
        match self {
            Self::Here(public) => Some(public),
            Self::Missing { .. } | Self::Unreadable(_) | Self::NotHere => None,
        }
    }
}

/// What is wrong with a generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A file of it does not parse.
    Unreadable {
        /// The file's path.
        path: String,
        /// Why.
        reason: String,
    },
    /// Neither request nor certificate is there.
    Empty,
    /// A request is there, but not the record of who was asked.
    NoOrder,
    /// Request and certificate have different public keys.
    RequestNotCertificate,
    /// The key at the generation's place is not the request's or certificate's.
    KeyDoesNotFit,
    /// The request is not signed by its own key.
    NoPossession,
    /// The certificate is a root's, and its signature is not its own.
    NotSignedByItself,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, reason } => write!(f, "`{path}` cannot be read: {reason}"),
            Self::Empty => f.write_str("neither request nor certificate is there"),
            Self::NoOrder => f.write_str("`order.json` is missing beside the request"),
            Self::RequestNotCertificate => {
                f.write_str("the certificate has another key than the request")
            }
            Self::KeyDoesNotFit => f.write_str("the private key belongs to something else"),
            Self::NoPossession => f.write_str("the request is not signed by its own key"),
            Self::NotSignedByItself => {
                f.write_str("the certificate is a root's, and its signature is not its own")
            }
        }
    }
}

/// How far the chain of a certificate is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainState {
    /// There is no `chain.pem`, or there is no certificate yet.
    Unknown,
    /// The first certificate of `chain.pem` signed the leaf, the next one that one,
    /// and so on; a root at the end signed itself.
    Proves,
    /// They do not.
    Broken,
}

/// One generation: a version of a declared certificate.
#[derive(Clone, Debug)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u32,
    /// Its folder as a person would name it.
    pub shown: String,
    /// Who was asked.
    pub order: Option<Order>,
    /// The request.
    pub request: Option<Request>,
    /// The certificate.
    pub certificate: Option<Certificate>,
    /// The issuer's certificate and those above it, nearest first.
    pub chain: Vec<Certificate>,
    /// How far the chain holds.
    pub chain_state: ChainState,
    /// Its private key.
    pub key: KeyState,
    /// What is wrong with it.
    pub damage: Vec<Damage>,
}

impl Generation {
    /// Complete, parsed, and key (or request) fits the certificate. Dates and the
    /// declaration do not count.
    pub fn is_sound(&self) -> bool {
        self.certificate.is_some() && self.damage.is_empty()
    }

    /// A request without an answer, that nobody closed.
    pub fn is_open(&self) -> bool {
        self.certificate.is_none() && self.request.is_some() && !self.is_withdrawn()
    }

    /// Closed by a person.
    pub fn is_withdrawn(&self) -> bool {
        use crate::inventory::order::OrderState;
        self.order
            .as_ref()
            .is_some_and(|order| order.state == OrderState::Withdrawn)
    }

    /// The public key that joins its parts: the certificate's, else the request's,
    /// else the private key's.
    pub fn public_key(&self) -> Option<&PublicKey> {
        self.certificate
            .as_ref()
            .map(Certificate::public_key)
            .or_else(|| self.request.as_ref().map(Request::public_key))
            .or_else(|| self.key.public())
    }

    /// Finds what is wrong beyond what did not parse, and judges the chain.
    pub(super) fn judge(&mut self) {
        if self.request.is_none() && self.certificate.is_none() && self.damage.is_empty() {
            self.damage.push(Damage::Empty);
        }
        if let Some(request) = &self.request {
            if !request.is_self_signed() {
                self.damage.push(Damage::NoPossession);
            }
            if self.order.is_none() && self.certificate.is_none() && self.damage.is_empty() {
                self.damage.push(Damage::NoOrder);
            }
            if let Some(certificate) = &self.certificate
                && certificate.public_key() != request.public_key()
            {
                self.damage.push(Damage::RequestNotCertificate);
            }
        }
        let wanted = self
            .certificate
            .as_ref()
            .map(Certificate::public_key)
            .or_else(|| self.request.as_ref().map(Request::public_key));
        if let (Some(key), Some(wanted)) = (self.key.public(), wanted)
            && key != wanted
        {
            self.damage.push(Damage::KeyDoesNotFit);
        }
        let root = self.certificate.as_ref();
        if root.is_some_and(Certificate::is_damaged_root) {
            self.damage.push(Damage::NotSignedByItself);
        }
        self.chain_state = self.chain_state();
    }

    fn chain_state(&self) -> ChainState {
        let Some(certificate) = &self.certificate else {
            return ChainState::Unknown;
        };
        if self.chain.is_empty() {
            return ChainState::Unknown;
        }
        let below = std::iter::once(certificate).chain(&self.chain);
        let is_whole = !self.chain.last().is_some_and(Certificate::is_damaged_root);
        if is_whole
            && below
                .zip(&self.chain)
                .all(|(signed, issuer)| signed.is_signed_by(issuer))
        {
            ChainState::Proves
        } else {
            ChainState::Broken
        }
    }
}
