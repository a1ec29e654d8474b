//! Copying a certificate and its key from elsewhere into forecert's folders.

use crate::apply::making::gone;
use crate::apply::{Deed, Failure, Job};
use crate::cert::{Fingerprint, KeyId};
use crate::desired::DesiredCertificate;
use crate::inventory::{Inventory, Order, OrderState, Root, find_key};
use crate::secret::PrivateKey;
use crate::store::{Answered, Layout, read_key};
use crate::x509::{self, Certificate};

/// Copies; nothing is moved. The authorities are those that may prove its chain.
pub(super) fn adopt(
    job: &Job<'_>,
    authorities: &[Certificate],
    declared: &DesiredCertificate,
    generation: u32,
    fingerprint: Fingerprint,
    key: KeyId,
) -> Result<Deed, Failure> {
    let (certificate, origin) =
        certificate(job.inventory, fingerprint, key).ok_or_else(|| gone("the certificate"))?;
    let key = private_key(job, key)?;
    let chain = x509::chain(certificate, authorities, &[]);
    let store = job.store;
    let (place, there) = job.inventory.place(&declared.id, key.public().id);
    // A run that was cut off may have copied it already.
    if !(there && place == generation) {
        store.create_key(&declared.id, generation, &key)?;
    }
    let order = Order::new(&declared.issuer, OrderState::Pending, job.now).taken_from(&origin);
    let answer = Answered {
        certificate,
        chain: &chain.issuers,
    };
    store.create_generation(&declared.id, generation, None, &order, Some(answer))?;
    Ok(Deed::Adopted {
        not_after: certificate.validity().not_after,
    })
}

fn certificate(
    inventory: &Inventory,
    fingerprint: Fingerprint,
    key: KeyId,
) -> Option<(&Certificate, String)> {
    let loose = inventory.loose.get(&key).into_iter().flatten();
    let mut loose = loose.filter(|loose| loose.certificate.fingerprint() == fingerprint);
    if let Some(loose) = loose.next() {
        return Some((&loose.certificate, loose.shown.clone()));
    }
    let (_, generation) = inventory.standing(fingerprint)?;
    Some((generation.certificate.as_ref()?, generation.shown.clone()))
}

fn private_key(job: &Job<'_>, id: KeyId) -> Result<PrivateKey, Failure> {
    let files = job.inventory.keys.get(&id).ok_or_else(|| gone("the key"))?;
    let file = files.first().ok_or_else(|| gone("the key"))?;
    let path = directory(job.store.layout(), &file.root)
        .ok_or_else(|| gone("the key"))?
        .join(&file.path);
    let bytes = read_key(&path)?;
    let key = find_key(&bytes, id, &job.inventory.passwords).ok_or_else(|| gone("the key"))?;
    key.check()?;
    Ok(key)
}

fn directory<'a>(layout: &'a Layout, root: &Root) -> Option<&'a std::path::Path> {
    match root {
        Root::Inventory => Some(&layout.inventory),
        Root::Keys => Some(&layout.keys),
        Root::Authority(issuer) => layout.authorities.get(issuer).map(|path| path.as_path()),
        Root::Trust(_) => None,
    }
}
