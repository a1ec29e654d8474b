//! Whose certificate it is: by public key, and only by public key. Names serve to
//! say what it looks like when the key fits nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::accept::Judge;
use crate::cert::{self, CertificateId};
use crate::finding::Finding;
use crate::inventory::{Damage, Generation, Inventory};
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
}

impl<'a> Judge<'a> {
    fn at(
        &self,
        id: &CertificateId,
        generation: &'a Generation,
        answers: Option<u32>,
    ) -> Target<'a> {
        // Where no record says who was asked, it is whom the manifest names.
        let asked = generation.order.as_ref().map(|order| &order.issuer);
        let declared = self.desired.certificates.get(id);
        let issuer = asked.or(declared.map(|declared| &declared.issuer));
        Target {
            id: id.clone(),
            generation: answers,
            key_of: generation.number,
            withdrawn: generation.is_withdrawn(),
            request: generation.request.as_ref(),
            issuer: issuer.cloned().unwrap_or_default(),
        }
    }

    /// Finds the one place where a certificate belongs.
    pub(super) fn target(&self, certificate: &Certificate) -> Result<Target<'a>, Vec<Finding>> {
        let key = certificate.public_key();
        let with_key: Vec<(&'a CertificateId, &'a Generation)> = self
            .inventory
            .owners(key.id)
            // An authority that signs itself is asked of nobody.
            .filter(|(id, found)| {
                !matches!(id, CertificateId::Issuer { .. }) || found.request.is_some()
            })
            .collect();
        if with_key.is_empty() {
            return Err(vec![self.stranger(certificate)]);
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
            // The answer to a renewal with the same key is not older than what it renews.
            let before: Vec<_> = with_key
                .iter()
                .copied()
                .filter(|(_, found)| found.number < generation.number)
                .collect();
            if let Some((version, _)) = newest(id, &before)
                .filter(|(_, newest)| certificate.validity().not_before < *newest)
            {
                return Err(vec![older(id, version)]);
            }
            if let Some(damage) = generation.damage.first()
                && *damage != Damage::NoOrder
            {
                let version = generation.number;
                let message =
                    format!("it answers version {version} of `{id}`, which is damaged: {damage}");
                let cure = format!(
                    "restore or remove that file, or retire the version: forecert withdraw {id} \
                     --generation {version} --reason damaged; then accept again"
                );
                let refused = Finding::error("damaged", message);
                return Err(vec![refused.about(id).help(cure)]);
            }
            return Ok(self.at(id, generation, Some(generation.number)));
        }
        self.reissued(certificate, &with_key)
    }

    /// A second certificate for a key that has one.
    fn reissued(
        &self,
        certificate: &Certificate,
        with_key: &[(&'a CertificateId, &'a Generation)],
    ) -> Result<Target<'a>, Vec<Finding>> {
        let (id, latest) = with_key.last().expect("somebody has the key");
        if let Some((other, _)) = with_key.iter().find(|(other, _)| other != id) {
            let message = format!("`{other}` and `{id}` both have this certificate's key");
            let cure = "forecert never gives one key to two; withdraw the generation that is wrong";
            return Err(vec![Finding::error("ambiguous", message).help(cure)]);
        }
        match newest(id, with_key) {
            Some((version, newest)) if certificate.validity().not_before < newest => {
                Err(vec![older(id, version)])
            }
            _ => Ok(self.at(id, latest, None)),
        }
    }

    /// An authority's certificate that has the key of one of our requests.
    pub(super) fn mistaken(&self, certificate: &Certificate) -> Option<Finding> {
        let mut owners = self.inventory.owners(certificate.public_key().id);
        let (id, generation) =
            owners.find(|(id, _)| !matches!(id, CertificateId::Issuer { .. }))?;
        let message = format!(
            "it has the key of version {} of `{id}`, and is an authority's certificate",
            generation.number
        );
        let cure = "send it back: a server's certificate must not be able to sign others";
        Some(Finding::error("is_authority", message).about(id).help(cure))
    }

    /// No key here is its key.
    pub(super) fn stranger(&self, certificate: &Certificate) -> Finding {
        let mut common: BTreeMap<(&CertificateId, u32), usize> = BTreeMap::new();
        for name in &certificate.contents().names {
            let asking = self.open_by_name.get(name.as_str());
            for place in asking.into_iter().flatten().take(ALIKE_LIMIT) {
                *common.entry(*place).or_default() += 1;
            }
        }
        let alike = common
            .into_iter()
            .map(|((id, number), common)| (common, id, number))
            .max_by_key(|(common, id, number)| (*common, Reverse((*id, *number))));
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

/// A name that more requests ask for tells nothing of whose certificate it is.
const ALIKE_LIMIT: usize = 100;

/// The open requests that ask for a name, in order.
pub(super) type OpenByName<'a> = BTreeMap<&'a str, Vec<(&'a CertificateId, u32)>>;

/// Finds the open requests by the names they ask for.
pub(super) fn open_by_name(inventory: &Inventory) -> OpenByName<'_> {
    let mut by_name = OpenByName::new();
    for (id, generations) in &inventory.generations {
        for generation in generations.values().filter(|found| found.is_open()) {
            let request = generation.request.as_ref();
            let names = request.map(|request| &request.contents().names);
            for name in names.into_iter().flatten() {
                let asking = by_name.entry(name.as_str()).or_default();
                asking.push((id, generation.number));
            }
        }
    }
    by_name
}

/// The version of a certificate that has the newest one for a key, and its beginning.
fn newest(
    id: &CertificateId,
    with_key: &[(&CertificateId, &Generation)],
) -> Option<(u32, OffsetDateTime)> {
    with_key
        .iter()
        .filter(|(owner, _)| *owner == id)
        .filter_map(|(_, found)| Some((found.number, found.certificate.as_ref()?)))
        .map(|(number, certificate)| (number, certificate.validity().not_before))
        .max_by_key(|(_, begins)| *begins)
}

fn older(id: &CertificateId, version: u32) -> Finding {
    let message = format!(
        "it is older than the certificate that version {version} of `{id}` has for the same key"
    );
    Finding::error("older_certificate", message)
        .about(id)
        .help("nothing is to be done: the newer one is here")
}

/// The open request that a certificate fits best: no shortfall, then the least
/// surplus. A tie is refused with the candidates.
fn best<'a>(
    certificate: &Certificate,
    open: &[(&'a CertificateId, &'a Generation)],
) -> Result<(&'a CertificateId, &'a Generation), Vec<Finding>> {
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
    let fitting: Vec<_> = open
        .iter()
        .copied()
        .filter(|(_, generation)| distance(generation) == least)
        .collect();
    if let [only] = fitting[..] {
        return Ok(only);
    }
    let candidates: Vec<String> = fitting
        .iter()
        .map(|(id, generation)| format!("version {} of `{id}`", generation.number))
        .collect();
    let message = format!("it answers {} alike", candidates.join(" and "));
    let cure = "withdraw the request that is not meant: forecert withdraw ID --generation N";
    Err(vec![Finding::error("ambiguous", message).help(cure)])
}
