//! A new certificate for a local authority, which a person asks for: a plan never renews an
//! authority by itself.

use time::OffsetDateTime;

use crate::cert::{self, CertificateId};
use crate::desired::Desired;
use crate::inventory::{Generation, Inventory, KeyState};
use crate::plan::decision::key_blocks;
use crate::plan::{Action, Current, Entry, KeySource, Plan, Reason, Selection, Step};

/// Why an authority gets no new certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// No local authority has this name.
    #[error("no local authority is called `{name}`")]
    Unknown {
        /// The name.
        name: String,
    },
    /// It was never made.
    #[error("`{name}` has no certificate yet")]
    Absent {
        /// Its name.
        name: String,
    },
    /// It was made by something else, with a name and a key of its own.
    #[error("`{name}` was made elsewhere, and only that can renew it")]
    MadeElsewhere {
        /// Its name.
        name: String,
    },
    /// Its key is not there, or cannot be used.
    #[error("`{name}` cannot be renewed: {reason}")]
    Blocked {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
}

impl SuccessionError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "name an issuer of type `local-ca`",
            Self::Absent { .. } => "`forecert apply` makes it",
            Self::MadeElsewhere { .. } => {
                "declare a new issuer of type `local-ca` under a new name, and let the \
                 certificates name that"
            }
            Self::Blocked { .. } => "see the cure in `forecert plan`",
        }
    }
}

/// The plan that gives a local authority a new certificate: with its key, so that the new
/// one proves what the old one signed; or with a new key, after which all that it signed is
/// made anew.
///
/// # Errors
///
/// Where there is no such authority, or its key cannot be used.
pub fn succession(
    name: &str,
    new_key: bool,
    desired: &Desired,
    inventory: &Inventory,
    now: OffsetDateTime,
) -> Result<Plan, SuccessionError> {
    let unknown = || SuccessionError::Unknown {
        name: name.to_owned(),
    };
    let id = CertificateId::parse(&format!("issuer/{name}")).map_err(|_| unknown())?;
    let declared = desired.certificates.get(&id).ok_or_else(unknown)?;
    let current = inventory.authority(&id);
    let Some((current, certificate)) =
        current.and_then(|current| Some((current, current.certificate.as_ref()?)))
    else {
        return Err(SuccessionError::Absent {
            name: name.to_owned(),
        });
    };
    if current
        .order
        .as_ref()
        .is_some_and(|order| order.origin.is_some())
    {
        return Err(SuccessionError::MadeElsewhere {
            name: name.to_owned(),
        });
    }
    let blocked = |reason: String| SuccessionError::Blocked {
        name: name.to_owned(),
        reason,
    };
    if let Some(found) = key_blocks(current) {
        let reason = found.reasons.into_iter().next();
        return Err(blocked(
            reason.map_or(String::new(), |reason| reason.message),
        ));
    }
    if !matches!(current.key, KeyState::Here(_)) {
        return Err(blocked("its key is not here".to_owned()));
    }
    let mut declared = declared.clone();
    // The name stays: by it, servers and what it signed know it.
    declared.contents.subject = certificate.contents().subject.clone();
    if !new_key {
        declared.contents.key = certificate.public_key().spec.clone();
    }
    let generation = free(&id, inventory);
    let key = match new_key {
        true => KeySource::New,
        false => KeySource::From(current.number),
    };
    let end = certificate.validity().not_after;
    let message = format!(
        "it was asked for; version {} ends on {}",
        current.number,
        cert::day(end)
    );
    let entry = Entry {
        id,
        action: Action::Renew,
        step: Step::Make { generation, key },
        reasons: vec![Reason::new("renewal_asked", message)],
        generation: Some(generation),
        current: Some(Current {
            generation: current.number,
            not_after: end,
            renewal_due: declared.renew_before.due(certificate.validity()),
            fingerprint: certificate.fingerprint(),
            is_met: true,
        }),
        change: None,
        since: None,
        needed_by: None,
        send_by: None,
        declared: Some(declared),
    };
    Ok(Plan {
        as_of: now,
        entries: vec![entry],
        findings: Vec::new(),
        selection: Selection::default(),
    })
}

/// The number above all versions, and above keys that a run which was cut off left behind.
fn free(id: &CertificateId, inventory: &Inventory) -> u32 {
    let left = inventory.leftover_keys.get(id);
    let left = left.and_then(|keys| keys.keys().next_back().copied());
    inventory
        .next_generation(id)
        .max(left.map_or(0, |last| last + 1))
}

/// The certificates in use that an authority's present certificate signed.
pub fn signed_by<'a>(
    name: &str,
    desired: &'a Desired,
    inventory: &'a Inventory,
) -> Vec<&'a CertificateId> {
    let id = CertificateId::parse(&format!("issuer/{name}"));
    let authority = id.ok().and_then(|id| inventory.authority(&id));
    let Some(authority) = authority.and_then(|found| found.certificate.as_ref()) else {
        return Vec::new();
    };
    let leaves = desired
        .certificates
        .values()
        .filter(|one| one.issuer == name);
    let leaves = leaves.filter(|one| !matches!(one.id, CertificateId::Issuer { .. }));
    let in_use = |id: &CertificateId| {
        let sound = |found: &&Generation| found.is_sound() && !found.is_withdrawn();
        inventory.of(id).rev().find(sound)
    };
    let signed = leaves.filter(|one| {
        let certificate = in_use(&one.id).and_then(|found| found.certificate.as_ref());
        certificate.is_some_and(|certificate| certificate.is_signed_by(authority))
    });
    signed.map(|one| &one.id).collect()
}
