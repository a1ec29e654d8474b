//! What was handed in: certificates out of any mix of PEM, DER, PKCS#7 and PKCS#12, and
//! the keys of those that came with one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::cert::{Fingerprint, KeyId};
use crate::finding::Finding;
use crate::inventory::{Object, Opener, Passwords, Unread, find_key, recognise};
use crate::secret::PrivateKey;
use crate::x509::Certificate;

/// One certificate, and the file it came in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The certificate.
    pub certificate: Certificate,
    /// The file, as a person named it.
    pub shown: String,
}

/// A private key that came with its certificate, and the file it came in.
#[derive(Clone)]
pub struct ArrivedKey {
    /// The key.
    pub key: Arc<PrivateKey>,
    /// The file, as a person named it.
    pub shown: String,
}

impl fmt::Debug for ArrivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a key in {}", self.shown)
    }
}

/// Everything that was handed in.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    /// Certificates of servers, the earliest first.
    pub leaves: Vec<Arrival>,
    /// Certificates of authorities.
    pub authorities: Vec<Arrival>,
    /// The keys of certificates among them.
    pub keys: BTreeMap<KeyId, ArrivedKey>,
    /// What could not be read, and files without a certificate.
    pub findings: Vec<Finding>,
}

impl Arrivals {
    /// Reads files: each with its name and its content. Copies of one certificate
    /// count once.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        passwords: &Passwords,
    ) -> Self {
        let mut reading = Reading {
            arrivals: Self::default(),
            seen: BTreeSet::new(),
            keys: BTreeMap::new(),
            passwords,
        };
        let mut opener = passwords.opener();
        for (shown, bytes) in files {
            reading.file(shown, bytes, &mut opener);
        }
        reading.finish()
    }
}

/// What has been read so far.
struct Reading<'a> {
    arrivals: Arrivals,
    seen: BTreeSet<Fingerprint>,
    /// Where each private key lies.
    keys: BTreeMap<KeyId, (&'a str, &'a [u8])>,
    passwords: &'a Passwords,
}

impl<'a> Reading<'a> {
    fn file(&mut self, shown: &'a str, bytes: &'a [u8], opener: &mut Opener<'_>) {
        let mut is_spoken_of = false;
        for recognised in recognise(bytes, opener) {
            match recognised.object {
                Ok(Object::Certificate(certificate)) => {
                    is_spoken_of = true;
                    self.certificate(shown, *certificate);
                }
                Ok(Object::Key(public)) => {
                    self.keys.entry(public.id).or_insert((shown, bytes));
                }
                Ok(Object::Container(container)) => {
                    for key in &container.keys {
                        self.keys.entry(key.public.id).or_insert((shown, bytes));
                    }
                    for certificate in container.certificates {
                        is_spoken_of = true;
                        self.certificate(shown, certificate);
                    }
                }
                Ok(Object::Request(_) | Object::RevocationList(_)) => {}
                Err(reason) => {
                    is_spoken_of = true;
                    let unread = self.unread(shown, &reason);
                    self.arrivals.findings.push(unread.in_file(shown));
                }
            }
        }
        if !is_spoken_of {
            let message = format!("`{shown}` holds no certificate");
            self.arrivals.findings.push(
                Finding::error("no_certificate", message)
                    .in_file(shown)
                    .help("give the issuer's answer: PEM, DER (.cer), PKCS#7 (.p7b) or PFX"),
            );
        }
    }

    fn certificate(&mut self, shown: &str, certificate: Certificate) {
        if !self.seen.insert(certificate.fingerprint()) {
            return;
        }
        let arrival = Arrival {
            certificate,
            shown: shown.to_owned(),
        };
        if arrival.certificate.is_authority() {
            self.arrivals.authorities.push(arrival);
        } else {
            self.arrivals.leaves.push(arrival);
        }
    }

    fn unread(&self, shown: &str, reason: &Unread) -> Finding {
        if reason.is_locked() {
            let message = self.passwords.none_opens(shown);
            return Finding::error("pfx_password", message).help(self.passwords.cure());
        }
        let help = reason.help().unwrap_or("ask for it again, or save it anew");
        Finding::error("unreadable_file", format!("`{shown}`: {reason}")).help(help)
    }

    fn finish(self) -> Arrivals {
        let Self {
            mut arrivals,
            seen: _,
            keys,
            passwords,
        } = self;
        arrivals.leaves.sort_by_key(|arrival| {
            let certificate = &arrival.certificate;
            // Of two from the same moment the one that holds longer counts as the later.
            let validity = certificate.validity();
            (
                validity.not_before,
                validity.not_after,
                certificate.fingerprint(),
            )
        });
        for arrival in &arrivals.leaves {
            let id = arrival.certificate.public_key().id;
            let Some((shown, bytes)) = keys.get(&id) else {
                continue;
            };
            if let Some(key) = find_key(bytes, id, passwords) {
                let shown = (*shown).to_owned();
                let key = Arc::new(key);
                arrivals.keys.insert(id, ArrivedKey { key, shown });
            }
        }
        arrivals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(files: &[(&str, &str)]) -> Vec<&'static str> {
        let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        let arrivals = Arrivals::read(files, &Passwords::default());
        assert!(arrivals.leaves.is_empty() && arrivals.authorities.is_empty());
        arrivals.findings.iter().map(|found| found.code).collect()
    }

    #[test]
    fn a_file_without_a_certificate_is_spoken_of_once() {
        assert_eq!(codes(&[("mail.txt", "Hello,")]), ["no_certificate"]);
        assert_eq!(codes(&[("empty.cer", "")]), ["no_certificate"]);
    }

    #[test]
    fn a_certificate_that_cannot_be_read_is_not_called_none() {
        let cut = "-----BEGIN CERTIFICATE-----\nMIIB";
        assert_eq!(codes(&[("cut.cer", cut)]), ["unreadable_file"]);
    }
}
