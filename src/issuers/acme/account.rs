//! Our account with an authority: its key is kept before anything rests on it.

use std::sync::PoisonError;

use instant_acme::{Account, Error, ExternalAccountKey, Key, NewAccount};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::cert::{Curve, KeySpec};
use crate::issuers::ServiceError;
use crate::issuers::acme::{Acme, Refused, Wire, done, refusal};
use crate::issuers::http::Client;
use crate::secret::PrivateKey;
use crate::x509::armor;

impl Acme {
    /// Our account, made on first use.
    pub(super) fn account(&self) -> Result<Account, ServiceError> {
        let mut kept = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = &*kept {
            return Ok(account.clone());
        }
        let external = self.terms.external_account.as_ref();
        let found = match self.key.get() {
            None => None,
            Some(key) => self.found(key)?,
        };
        let account = match (found, external, self.key.get()) {
            (Some(account), _, _) => account,
            (None, Some(external), _) => self.bound(&external.key_id, &external.key)?,
            (None, None, Some(key)) => self.registered(key)?,
            (None, None, None) => {
                let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256))
                    .map_err(|error| not_made(&error.to_string()))?;
                (self.terms.keep)(&key).map_err(|why| not_made(&why))?;
                self.registered(self.key.get_or_init(|| key))?
            }
        };
        *kept = Some(account.clone());
        Ok(account)
    }

    fn wire(&self) -> Result<Box<Wire>, ServiceError> {
        let client = Client::new(&self.connection).map_err(|reason| {
            ServiceError::not_taken(reason, "correct `connection` in the manifest")
        })?;
        Ok(Box::new(Wire(client)))
    }

    /// The account of a key that was kept; none where a run ended before it was made.
    fn found(&self, key: &PrivateKey) -> Result<Option<Account>, ServiceError> {
        let builder = Account::builder_with_http(self.wire()?);
        let found = done(builder.from_key(pair(key)?, self.terms.directory.clone()));
        match found {
            Ok((account, _)) => Ok(Some(account)),
            Err(Error::Api(problem))
                if problem
                    .r#type
                    .as_deref()
                    .is_some_and(|kind| kind.ends_with(":accountDoesNotExist")) =>
            {
                Ok(None)
            }
            Err(error) => Err(taken_by_nobody(error)),
        }
    }

    fn registered(&self, key: &PrivateKey) -> Result<Account, ServiceError> {
        let builder = Account::builder_with_http(self.wire()?);
        let made = done(builder.create_from_key(pair(key)?, self.terms.directory.clone()));
        let (account, _) = made.map_err(taken_by_nobody)?;
        let contact: Vec<&str> = self.terms.contact.iter().map(String::as_str).collect();
        if !contact.is_empty() {
            done(account.update_contacts(&contact)).map_err(taken_by_nobody)?;
        }
        Ok(account)
    }

    /// An account that is bound to another one. The library makes its key itself, so it is
    /// kept at once after, and not before.
    fn bound(&self, key_id: &str, key: &str) -> Result<Account, ServiceError> {
        let wrong = || {
            ServiceError::not_taken(
                "the key of `external_account` is no base64url",
                "put it where the manifest says, as the authority gave it",
            )
        };
        let key = base64url(key).ok_or_else(wrong)?;
        let external = ExternalAccountKey::new(key_id.to_owned(), &key);
        let contact: Vec<&str> = self.terms.contact.iter().map(String::as_str).collect();
        let new = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let builder = Account::builder_with_http(self.wire()?);
        let made = done(builder.create(&new, self.terms.directory.clone(), Some(&external)));
        let (account, credentials) = made.map_err(taken_by_nobody)?;
        let key = PrivateKey::from_der(credentials.private_key().secret_pkcs8_der());
        let key = key.map_err(|error| not_made(&error.to_string()))?;
        (self.terms.keep)(&key).map_err(|why| not_made(&why))?;
        let _ = self.key.set(key); // one that has no account stays beside it
        Ok(account)
    }
}

/// The key as the library takes it.
fn pair(key: &PrivateKey) -> Result<(Key, PrivateKeyDer<'static>), ServiceError> {
    let der = || PrivatePkcs8KeyDer::from(key.pkcs8().to_vec());
    let signs = Key::from_pkcs8_der(der()).map_err(|error| not_made(&error.to_string()))?;
    Ok((signs, PrivateKeyDer::Pkcs8(der())))
}

fn not_made(why: &str) -> ServiceError {
    ServiceError::not_taken(
        format!("our account's key cannot be kept or used: {why}"),
        "see to the key directory, then run `forecert apply` again",
    )
}

fn taken_by_nobody(error: Error) -> ServiceError {
    match refusal(error) {
        Refused::Denied(words) => ServiceError::not_taken(
            format!("it makes no account for us: {words}"),
            "correct `contact` and `external_account` in the manifest",
        ),
        // No request has left with an account.
        Refused::Not(ServiceError::Unknown { reason, help }) => {
            ServiceError::NotTaken { reason, help }
        }
        Refused::Not(error) => error,
    }
}

/// RFC 4648 5, with padding or without.
fn base64url(text: &str) -> Option<Vec<u8>> {
    let plain = text.trim().trim_end_matches('=');
    let plain = plain.replace('-', "+").replace('_', "/");
    let padding = "=".repeat((4 - plain.len() % 4) % 4);
    armor::from_base64(&format!("{plain}{padding}"))
}

#[cfg(test)]
mod tests {
    use super::base64url;

    #[test]
    fn a_key_is_read_with_padding_and_without() {
        assert_eq!(base64url("_-8"), Some(vec![0xff, 0xef]));
        assert_eq!(base64url("_-8=\n"), Some(vec![0xff, 0xef]));
        assert_eq!(base64url("a b!"), None);
    }
}
