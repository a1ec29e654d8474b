//! Whose certificate it is: by public key, and only by public key. Names serve to
//! say what it looks like when the key fits nothing.

use crate::accept::Judge;
use crate::cert::{self, CertificateId};
use crate::finding::Finding;
use crate::inventory::Generation;
use crate::x509::{Certificate, Request};

/// Where a certificate belongs.
pub(super) struct Target<'a> {
    pub(super) id: CertificateId,
    /// The generation that asked for it; `None` for a reissue.
    pub(super) generation: Option<u32>,
    /// The generation whose key it has.
    pub(super) key_of: u32,
    /// Whether that generation was withdrawn.
    pub(super) withdrawn: bool,
    /// What was asked for.
    pub(super) request: Option<&'a Request>,
    /// Who was asked.
    pub(super) issuer: String,
    /// For a reissue, the certificate that is there.
    pub(super) before: Option<&'a Certificate>,
}

impl<'a> Judge<'a> {
    /// Finds the one place where a certificate belongs.
    pub(super) fn target(&self, certificate: &Certificate) -> Result<Target<'a>, Finding> {
        let key = certificate.public_key();
        let with_key: Vec<(&'a CertificateId, &'a Generation)> = self
            .inventory
            .generations
            .iter()
            .filter(|(id, _)| !matches!(id, CertificateId::Issuer { .. }))
            .flat_map(|(id, generations)| generations.values().map(move |found| (id, found)))
            .filter(|(_, generation)| generation.public_key() == Some(key))
            .collect();
        if with_key.is_empty() {
            return Err(self.stranger(certificate));
        }
        let unanswered = with_key.iter().copied().filter(|(id, generation)| {
            let answered = self.answered.contains(&((*id).clone(), generation.number));
            generation.certificate.is_none() && generation.request.is_some() && !answered
        });
        let (withdrawn, open): (Vec<_>, Vec<_>) =
            unanswered.partition(|(_, generation)| generation.is_withdrawn());
        let open = if open.is_empty() { withdrawn } else { open };
        if !open.is_empty() {
            let (id, generation) = best(certificate, &open)?;
            return Ok(target(id, generation, Some(generation.number)));
        }
        self.reissued(certificate, &with_key)
    }

    /// A second certificate for a key that has one.
    fn reissued(
        &self,
        certificate: &Certificate,
        with_key: &[(&'a CertificateId, &'a Generation)],
    ) -> Result<Target<'a>, Finding> {
        let (id, latest) = with_key.last().expect("somebody has the key");
        if let Some((other, _)) = with_key.iter().find(|(other, _)| other != id) {
            let message = format!("`{other}` and `{id}` both have this certificate's key");
            return Err(Finding::error("ambiguous", message).help(
                "forecert never gives one key to two; withdraw the generation that is wrong",
            ));
        }
        let target = target(id, latest, None);
        let newer = target
            .before
            .is_none_or(|before| certificate.validity().not_before >= before.validity().not_before);
        if !newer {
            let message = format!(
                "it is older than the certificate that version {} of `{id}` has for the same key",
                latest.number
            );
            return Err(Finding::error("older_certificate", message)
                .about(id)
                .help("nothing is to be done: the newer one is here"));
        }
        Ok(target)
    }

    /// No key here is its key.
    fn stranger(&self, certificate: &Certificate) -> Finding {
        let names = certificate.contents();
        let alike = self
            .inventory
            .generations
            .iter()
            .flat_map(|(id, generations)| generations.values().map(move |found| (id, found)))
            .filter(|(_, generation)| generation.is_open())
            .filter_map(|(id, generation)| {
                let request = generation.request.as_ref()?;
                let common = request.contents().names.intersection(&names.names).count();
                (common > 0).then_some((common, id, generation.number))
            })
            .max_by_key(|(common, _, _)| *common);
        let key = self.inventory.keys.get(&certificate.public_key().id);
        let lying = key.and_then(|files| files.first()).map(|file| &file.shown);
        match (alike, lying) {
            (_, Some(path)) => Finding::error(
                "not_asked_here",
                format!("no request here asked for it, though its key lies in `{path}`"),
            )
            .help("put the certificate into the inventory, so that `forecert plan` adopts it"),
            (Some((_, id, version)), None) => Finding::error(
                "other_key",
                format!(
                    "it looks like an answer to version {version} of `{id}`, and has another key"
                ),
            )
            .about(id)
            .help(
                "the issuer must sign the request as it is; if the key was made elsewhere, put \
                 key and certificate into the inventory, so that `forecert plan` adopts them",
            ),
            (None, None) => Finding::error("not_asked_here", "no request here asked for it")
                .help("see `forecert status` for what is awaited; is it the right inventory?"),
        }
    }
}

fn target<'a>(id: &CertificateId, generation: &'a Generation, answers: Option<u32>) -> Target<'a> {
    let order = generation.order.as_ref();
    Target {
        id: id.clone(),
        generation: answers,
        key_of: generation.number,
        withdrawn: answers.is_some() && generation.is_withdrawn(),
        request: generation.request.as_ref(),
        issuer: order.map(|order| order.issuer.clone()).unwrap_or_default(),
        before: generation.certificate.as_ref(),
    }
}

/// The open request that a certificate fits best: no shortfall, then the least
/// surplus. A tie is refused with the candidates.
fn best<'a>(
    certificate: &Certificate,
    open: &[(&'a CertificateId, &'a Generation)],
) -> Result<(&'a CertificateId, &'a Generation), Finding> {
    let distance = |generation: &Generation| {
        let request = generation
            .request
            .as_ref()
            .map(|request| request.contents());
        request.map_or((usize::MAX, 0), |request| {
            let found = certificate.contents();
            let missing = request.names.difference(&found.names).count();
            let shortfalls = cert::shortfalls(request, found).len();
            let surplus = found.names.difference(&request.names).count();
            (shortfalls + missing, surplus)
        })
    };
    let least = open
        .iter()
        .map(|(_, generation)| distance(generation))
        .min()
        .expect("there is a candidate");
    let mut fitting = open
        .iter()
        .copied()
        .filter(|(_, generation)| distance(generation) == least);
    let first = fitting.next().expect("the least is somebody's");
    let Some(_) = fitting.next() else {
        return Ok(first);
    };
    let candidates: Vec<String> = open
        .iter()
        .map(|(id, generation)| format!("version {} of `{id}`", generation.number))
        .collect();
    let message = format!("it answers {} alike", candidates.join(" and "));
    Err(Finding::error("ambiguous", message)
        .help("withdraw the request that is not meant: forecert withdraw ID --generation N"))
}
