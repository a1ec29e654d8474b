//! The contract of every issuer that is asked by machine.

use time::OffsetDateTime;

use crate::cert::Lifetime;
use crate::issuers::{Answer, ServiceError};
use crate::x509::{Certificate, Request};

/// An issuer that is asked by machine.
///
/// Whoever calls it keeps a record that a request is about to leave before [`submit`]
/// (and its handle before anything else happens), so that a crash at any moment leaves
/// an order that can be taken up again.
///
/// [`submit`]: Service::submit
pub trait Service: Send + Sync {
    /// What the issuer says beforehand about a request, where it says anything: nothing of
    /// the request has left then.
    ///
    /// # Errors
    ///
    /// Where it cannot be asked; the request is not handed in.
    fn foresee(&self, asked: &Asked<'_>) -> Result<Foresight, ServiceError> {
        let _ = asked;
        Ok(Foresight::default())
    }

    /// Hands a request in. It is called once for a request, or again where the issuer
    /// said that it did not take it.
    ///
    /// # Errors
    ///
    /// Where there is no answer, or one that is none.
    fn submit(&self, asked: &Asked<'_>) -> Result<Answer, ServiceError>;

    /// Asks how a request stands that has this handle.
    ///
    /// # Errors
    ///
    /// Where there is no answer, or one that is none. The request is with the issuer all
    /// the same.
    fn poll(&self, handle: &str, asked: &Asked<'_>) -> Result<Answer, ServiceError>;

    /// Finds out what became of a request that was about to be handed in; `None` where it
    /// never arrived, or where to hand it in again does no harm.
    ///
    /// # Errors
    ///
    /// Where that cannot be found out.
    fn look_up(&self, asked: &Asked<'_>) -> Result<Option<Answer>, ServiceError>;

    /// When the issuer wants a certificate of its own renewed; nothing where it does not
    /// say.
    ///
    /// # Errors
    ///
    /// Where it cannot be asked.
    fn renewal(&self, certificate: &Certificate) -> Result<Option<OffsetDateTime>, ServiceError> {
        let _ = certificate;
        Ok(None)
    }
}

/// What an issuer would make of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foresight {
    /// Why it would refuse it, or sign something that falls short.
    pub refuses: Vec<String>,
    /// What it would do otherwise, and may.
    pub changes: Vec<String>,
}

/// What an issuer is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The issuer's name in the manifest.
    pub issuer: &'a str,
    /// The id of the certificate, which is of use to a person who looks at both sides.
    pub id: &'a str,
    /// Its generation.
    pub generation: u32,
    /// The request.
    pub request: &'a Request,
    /// How long the certificate shall hold.
    pub validity: Lifetime,
    /// The certificate template's name, where it has such.
    pub template: Option<&'a str>,
}
