//! Certificates that came with their key, which nobody here has made: what they fit, and
//! what is to be proved before both are taken in.

use std::collections::BTreeSet;

use crate::accept::matching::Target;
use crate::accept::{Acceptance, Arrival, ArrivedKey, Judge, OtherKeys, Place};
use crate::cert::{self, CertificateId};
use crate::desired::DesiredCertificate;
use crate::finding::Finding;
use crate::inventory::Generation;
use crate::plan;
use crate::x509::Certificate;

impl<'a> Judge<'a> {
    /// Whether a certificate has a key that came with it and is nobody's here.
    pub(super) fn brings_a_key(&self, certificate: &Certificate) -> bool {
        let key = certificate.public_key().id;
        self.keys.contains_key(&key) && self.inventory.owners(key).next().is_none()
    }

    /// Takes certificate and key in, or offers to.
    pub(super) fn other_key(&mut self, arrival: &Arrival) -> Result<Acceptance, Vec<Finding>> {
        let certificate = &arrival.certificate;
        let key = &self.keys[&certificate.public_key().id];
        let Some((declared, fits)) = self.nearest(certificate)? else {
            return Err(vec![self.stranger(certificate)]);
        };
        let id = &declared.id;
        let no_gain = self.no_gain(certificate, declared);
        match (self.other_keys, fits) {
            (OtherKeys::Refused, true) if no_gain.is_empty() => {
                return Err(vec![self.offer(arrival, key, id)]);
            }
            (OtherKeys::Refused, true) => return Err(no_gain),
            (OtherKeys::Refused, false) => return Err(vec![self.stranger(certificate)]),
            // Where it does not fit, the proof says what it falls short of.
            (OtherKeys::Adopted, _) => {}
        }
        let target = Target {
            id: id.clone(),
            generation: None,
            key_of: 0,
            withdrawn: false,
            request: None,
            issuer: declared.issuer.clone(),
        };
        let proved = self.prover.prove(certificate, &target)?;
        if !no_gain.is_empty() {
            return Err(no_gain);
        }
        self.usable(key, id)?;
        self.adopted.insert(key.key.public().id, id.clone());
        let generation = self.free(id, certificate);
        let place = Place::Adoption {
            generation,
            issuer: target.issuer,
        };
        let closes = self.open_below(id, generation);
        let acceptance = self.acceptance(arrival, id.clone(), place, proved.chain, proved.remarks);
        Ok(Acceptance {
            closes,
            ..acceptance
        })
    }

    /// Why a certificate is not worth a version of its own: its renewal is due, so that the
    /// plan would have another one made at once, or what is in use is no worse.
    fn no_gain(&self, certificate: &Certificate, declared: &DesiredCertificate) -> Vec<Finding> {
        let id = &declared.id;
        let brings = certificate.validity();
        let (begin, end) = (cert::day(brings.not_before), cert::day(brings.not_after));
        let mut reasons = Vec::new();
        let due = declared.renew_before.due(brings);
        if self.now >= due {
            let due = cert::day(due);
            let message = format!("it ends on {end}, and its renewal is due since {due}");
            let cure = "ask for one that holds longer, or wait for the answer to the request; \
                        `renew_before` says how early a renewal is due";
            reasons.push(Finding::error("expiring", message).about(id).help(cure));
        }
        let issuer = &self.desired.issuers[&declared.issuer];
        if let Some((current, has)) =
            plan::loses_to(certificate, declared, issuer, self.inventory, self.now)
        {
            let version = current.number;
            let (began, ends) = (cert::day(has.not_before), cert::day(has.not_after));
            let message = format!(
                "it holds from {begin} to {end}, and version {version} of `{id}`, which is what \
                 is declared, from {began} to {ends}"
            );
            let cure = format!(
                "nothing is to be done: the better one is here; to use this one all the same, \
                 retire that version first: forecert withdraw {id} --generation {version} \
                 --reason \"...\""
            );
            let older = Finding::error("older_certificate", message);
            reasons.push(older.about(id).help(cure));
        }
        reasons
    }

    /// What a run that was cut off has left open: the certificate is in, and the requests
    /// below it are to be closed yet.
    pub(super) fn left_open(
        &self,
        certificate: &Certificate,
        id: &CertificateId,
        generation: u32,
    ) -> Vec<u32> {
        let key = certificate.public_key().id;
        match self.other_keys {
            OtherKeys::Adopted if self.keys.contains_key(&key) => self.open_below(id, generation),
            _ => Vec::new(),
        }
    }

    fn open_below(&self, id: &CertificateId, generation: u32) -> Vec<u32> {
        let below = |found: &&Generation| found.is_open() && found.number < generation;
        let open = self.inventory.of(id).filter(below);
        open.map(|found| found.number).collect()
    }

    fn offer(&self, arrival: &Arrival, key: &ArrivedKey, id: &CertificateId) -> Finding {
        let open = self.inventory.of(id).rev().find(|found| found.is_open());
        let message = match open {
            Some(open) => format!(
                "it looks like an answer to version {} of `{id}`, and has another key, which came \
                 with it",
                open.number
            ),
            None => format!("it fits `{id}`, and has a key that came with it"),
        };
        let files: BTreeSet<&str> = [arrival.shown.as_str(), &key.shown].into();
        let files: Vec<String> = files.iter().map(|file| format!("'{file}'")).collect();
        let closes = open.map_or("", |_| " and closes the request");
        let cure = format!(
            "if that key was made on purpose: forecert accept --adopt {}; that takes key and \
             certificate in as a new version{closes}",
            files.join(" ")
        );
        Finding::error("other_key", message).about(id).help(cure)
    }

    /// Whether a key can be taken in here, for this certificate.
    fn usable(&self, key: &ArrivedKey, id: &CertificateId) -> Result<(), Vec<Finding>> {
        let public = key.key.public();
        if let Some(other) = self.adopted.get(&public.id).filter(|other| *other != id) {
            let message = format!("its key is taken in for `{other}`, and never for two");
            let cure = "have a key of its own made for it: forecert apply";
            return Err(vec![
                Finding::error("ambiguous", message).about(id).help(cure),
            ]);
        }
        if let Err(error) = key.key.check() {
            let message = format!("the key in `{}` cannot be used: {error}", key.shown);
            let unusable = Finding::error("unreadable_file", message).about(id);
            return Err(vec![unusable.help(error.help())]);
        }
        let mut owned = self.inventory.generations.keys();
        let has_keys = owned.any(|id| !matches!(id, CertificateId::Issuer { .. }));
        if has_keys && !self.inventory.has_key_directory {
            let message = "it brings a private key, and there is no key directory here";
            let cure = "accept it where the private keys are, or restore their directory first";
            return Err(vec![
                Finding::error("keys_not_here", message)
                    .about(id)
                    .help(cure),
            ]);
        }
        Ok(())
    }
}
