//! What was handed in: certificates out of any mix of PEM, DER, PKCS#7 and PKCS#12, and
//! the keys of those that came with one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::cert::{Fingerprint, KeyId};
use crate::finding::Finding;
use crate::inventory::{Object, Opener, Passwords, Unread, find_keys, recognise};
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
        Self::opened(files, passwords, &mut passwords.opener())
    }

    /// The same with the bounds of one opener.
    fn opened<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        passwords: &Passwords,
        opener: &mut Opener<'_>,
    ) -> Self {
        let mut reading = Reading {
            arrivals: Self::default(),
            seen: BTreeSet::new(),
            files: Vec::new(),
            keys: BTreeMap::new(),
            passwords,
        };
        for (shown, bytes) in files {
            reading.file(shown, bytes, opener);
        }
        reading.finish(opener)
    }
}

/// What has been read so far.
struct Reading<'a> {
    arrivals: Arrivals,
    seen: BTreeSet<Fingerprint>,
    /// The files, in their order.
    files: Vec<(&'a str, &'a [u8])>,
    /// In which of them each private key lies.
    keys: BTreeMap<KeyId, usize>,
    passwords: &'a Passwords,
}

impl<'a> Reading<'a> {
    fn file(&mut self, shown: &'a str, bytes: &'a [u8], opener: &mut Opener<'_>) {
        let index = self.files.len();
        self.files.push((shown, bytes));
        let mut is_spoken_of = false;
        for recognised in recognise(bytes, opener) {
            match recognised.object {
                Ok(Object::Certificate(certificate)) => {
                    is_spoken_of = true;
                    self.certificate(shown, *certificate);
                }
                Ok(Object::Key(public)) => {
                    self.keys.entry(public.id).or_insert(index);
                }
                Ok(Object::Container(container)) => {
                    for key in &container.keys {
                        self.keys.entry(key.public.id).or_insert(index);
                    }
                    for certificate in container.certificates {
                        is_spoken_of = true;
                        self.certificate(shown, certificate);
                    }
                }
                Ok(Object::Request(_) | Object::RevocationList(_)) => {}
                Err(reason) => {
                    is_spoken_of = true;
                    let unread = unread(shown, &reason, self.passwords);
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

    fn finish(self, opener: &mut Opener<'_>) -> Arrivals {
        let Self {
            mut arrivals,
            seen: _,
            files,
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
        let mut wanted: BTreeMap<usize, BTreeSet<KeyId>> = BTreeMap::new();
        for arrival in &arrivals.leaves {
            let id = arrival.certificate.public_key().id;
            if let Some(index) = keys.get(&id) {
                wanted.entry(*index).or_default().insert(id);
            }
        }
        for (index, ids) in wanted {
            let (shown, bytes) = files[index];
            match find_keys(bytes, &ids, opener) {
                Ok(found) => arrivals.keys.extend(found.into_iter().map(|key| {
                    let (id, key) = (key.public().id, Arc::new(key));
                    let shown = shown.to_owned();
                    (id, ArrivedKey { key, shown })
                })),
                Err(reason) => {
                    let unread = unread(shown, &reason, passwords);
                    arrivals.findings.push(unread.in_file(shown));
                }
            }
        }
        arrivals
    }
}

fn unread(shown: &str, reason: &Unread, passwords: &Passwords) -> Finding {
    if reason.is_locked() {
        let message = passwords.none_opens(shown);
        return Finding::error("pfx_password", message).help(passwords.cure());
    }
    let help = reason.help().unwrap_or("ask for it again, or save it anew");
    Finding::error("unreadable_file", format!("`{shown}`: {reason}")).help(help)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::cert::{Contents, Curve, KeySpec, Subject, Validity};
    use crate::mint::{self, Authority};
    use crate::pfx;
    use crate::secret::random;

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

    /// So many certificates for one key that lies in a PFX file, and what their reading left
    /// of the work.
    fn read(leaves: usize) -> (Arrivals, String) {
        let spec = KeySpec::Ec(Curve::P256);
        let key = PrivateKey::generate(&spec).unwrap();
        let contents = Contents {
            subject: Subject::default().with("CN", Some("sbc01.contoso.net")),
            names: BTreeSet::new(),
            other_names: BTreeSet::new(),
            key: spec.clone(),
            key_usage: None,
            extended_key_usage: BTreeSet::new(),
            template: None,
        };
        let request = mint::request(&contents, &key).unwrap();
        let signer = PrivateKey::generate(&spec).unwrap();
        let validity = Validity {
            not_before: datetime!(2026-11-22 12:00 UTC),
            not_after: datetime!(2027-11-22 12:00 UTC),
        };
        let root = mint::root(&contents, &signer, validity).unwrap();
        let authority = Authority::new(root, signer).unwrap();
        let leaf = || {
            mint::leaf(
                &request,
                &contents,
                &authority,
                validity,
                "http://a.b/c.crl",
            )
        };
        let certificate = leaf().unwrap();
        let container = pfx::Container {
            key: &key,
            certificate: &certificate,
            chain: &[],
            root: false,
            friendly_name: "sbc01",
            provider: pfx::SCHANNEL,
            local_machine: true,
        };
        let password = pfx::Password::new("secret".to_owned().into());
        let encryption = pfx::Encryption::TripleDesSha1;
        let file = container.write(encryption, &password, random()).unwrap();
        let others: String = (1..leaves).map(|_| leaf().unwrap().pem()).collect();
        let passwords = Passwords::new(["secret".to_owned().into()]);
        let mut opener = passwords.opener();
        let files = [("one.pfx", &file[..]), ("others.pem", others.as_bytes())];
        let files = files.into_iter().take(leaves.min(2));
        let arrivals = Arrivals::opened(files, &passwords, &mut opener);
        assert_eq!(arrivals.keys.len(), 1);
        // Once for what is in it, and once for its key.
        let mut twice = passwords.opener();
        let _ = [&file, &file].map(|file| recognise(file, &mut twice));
        assert_eq!(opener.work(), twice.work());
        (arrivals, format!("{:?}", opener.work()))
    }

    #[test]
    fn twelve_certificates_of_one_key_cost_no_more_derivations_than_one() {
        let (one, left) = read(1);
        let (twelve, left_by_twelve) = read(12);
        assert_eq!((one.leaves.len(), twelve.leaves.len()), (1, 12));
        assert_eq!(left, left_by_twelve);
    }
}
