//! Certificates that came with their key, which nobody here has made: what they fit, and
//! what is to be proved before both are taken in.

use std::collections::BTreeSet;

use crate::accept::matching::Target;
use crate::accept::{Acceptance, Arrival, ArrivedKey, Judge, OtherKeys, Place};
use crate::cert::{self, CertificateId};
use crate::desired::DesiredCertificate;
use crate::finding::Finding;
use crate::inventory::Generation;
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
        match (self.other_keys, fits) {
            (OtherKeys::Refused, true) => return Err(vec![self.offer(arrival, key, id)]),
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
        let proved = self.prove(certificate, &target)?;
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

    /// The declared certificate that this one could be, and whether it is what is declared.
    /// One that is awaited goes before one that is not, less surplus before more; a tie is
    /// refused with the candidates.
    fn nearest(
        &self,
        certificate: &Certificate,
    ) -> Result<Option<(&'a DesiredCertificate, bool)>, Vec<Finding>> {
        let found = certificate.contents();
        let declared = self.desired.certificates.values().filter(|declared| {
            !matches!(declared.id, CertificateId::Issuer { .. })
                && !declared.contents.names.is_disjoint(&found.names)
        });
        let mut ranked: Vec<_> = declared
            .map(|declared| {
                let shortfalls = cert::shortfalls(&declared.contents, found).len();
                let awaited = self.inventory.of(&declared.id).any(Generation::is_open);
                let surplus = found.names.difference(&declared.contents.names).count();
                ((shortfalls, !awaited, surplus), declared)
            })
            .collect();
        ranked.sort_by(|(one, a), (other, b)| (one, &a.id).cmp(&(other, &b.id)));
        let Some(&(best, first)) = ranked.first() else {
            return Ok(None);
        };
        let alike = ranked.iter().take_while(|(rank, _)| *rank == best);
        let ids: Vec<String> = alike.map(|(_, it)| format!("`{}`", it.id)).collect();
        let fits = best.0 == 0;
        if ids.len() == 1 || !fits {
            return Ok(Some((first, fits)));
        }
        let message = format!("it could be {} alike", ids.join(" and "));
        let cure = "withdraw the requests that are not meant: forecert withdraw ID --generation N";
        Err(vec![Finding::error("ambiguous", message).help(cure)])
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
