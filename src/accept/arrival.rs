//! What was handed in: certificates out of any mix of PEM, DER and PKCS#7.

use crate::finding::Finding;
use crate::inventory::{Object, recognise};
use crate::x509::Certificate;

/// One certificate, and the file it came in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The certificate.
    pub certificate: Certificate,
    /// The file, as a person named it.
    pub shown: String,
}

/// Everything that was handed in.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    /// Certificates of servers, the earliest first.
    pub leaves: Vec<Arrival>,
    /// Certificates of authorities.
    pub authorities: Vec<Arrival>,
    /// What could not be read, and files without a certificate.
    pub findings: Vec<Finding>,
}

impl Arrivals {
    /// Reads files: each with its name and its content. Copies of one certificate
    /// count once.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut arrivals = Self::default();
        let mut seen = std::collections::BTreeSet::new();
        for (shown, bytes) in files {
            let found = recognise(bytes);
            let mut certificates = 0;
            for recognised in found {
                match recognised.object {
                    Ok(Object::Certificate(certificate)) => {
                        certificates += 1;
                        if !seen.insert(certificate.fingerprint()) {
                            continue;
                        }
                        let arrival = Arrival {
                            certificate: *certificate,
                            shown: shown.to_owned(),
                        };
                        if arrival.certificate.is_authority() {
                            arrivals.authorities.push(arrival);
                        } else {
                            arrivals.leaves.push(arrival);
                        }
                    }
                    Ok(_) => {}
                    Err(reason) => {
                        certificates += 1; // it has been spoken of
                        arrivals.findings.push(
                            Finding::error("unreadable_file", format!("`{shown}`: {reason}"))
                                .in_file(shown)
                                .help("ask for it again, or save it anew"),
                        );
                    }
                }
            }
            if certificates == 0 {
                arrivals.findings.push(
                    Finding::error("no_certificate", format!("`{shown}` holds no certificate"))
                        .in_file(shown)
                        .help("give the issuer's answer: PEM, DER (.cer) or PKCS#7 (.p7b)"),
                );
            }
        }
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
        arrivals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(files: &[(&str, &str)]) -> Vec<&'static str> {
        let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        let arrivals = Arrivals::read(files);
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
