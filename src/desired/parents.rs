//! Who signs a local authority, where it does not sign itself.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Issuer, Model};

use super::issuers::Issuers;
use super::problems::Problems;

/// Sees to it that an authority is signed by somebody who takes requests: two of forecert's
/// own would be two keys in the same hands.
pub(super) fn check(issuers: &Issuers, model: &Model, problems: &mut Problems<'_>) {
    for (index, declared) in model.issuers.iter().enumerate() {
        let Issuer::LocalCa(local) = declared else {
            continue;
        };
        let Some(parent) = &local.authority.issuer else {
            continue;
        };
        let path = Path::root().key("issuers").index(index);
        let path = path.key("authority").key("issuer");
        let found = issuers.find(parent, &path, problems);
        let Some(found) = found.filter(|found| !found.desired.is_carried()) else {
            continue;
        };
        let (why, what) = match found.desired.is_asked() {
            true => (
                "its answers are certificates of servers",
                "not carried by a person",
            ),
            false => ("it is a local one", "a local authority"),
        };
        problems.report(
            Finding::error(
                "authority_issuer_local",
                format!(
                    "`{parent}` cannot sign the authority `{}`: {why}",
                    local.name
                ),
            )
            .help("name an issuer of type `request`, or leave it out: then it signs itself")
            .at(problems.value(&path), what),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{codes, desired, estate_with, places};

    fn under(parent: &str) -> String {
        estate_with(
            "directory: ca,",
            &format!("directory: ca, authority: {{ issuer: {parent} }},"),
        )
    }

    #[test]
    fn an_authority_signs_itself_or_is_asked_of_somebody_else() {
        let id = CertificateId::parse("issuer/lab").unwrap();
        let issuer = |text: &str| desired(text).certificates[&id].issuer.clone();
        assert_eq!(issuer(crate::desired::trial::ESTATE), "lab");
        assert_eq!(issuer(&under("enterprise")), "enterprise");
    }

    #[test]
    fn an_authority_is_signed_by_no_local_one_and_by_nobody_unknown() {
        assert_eq!(places("authority_issuer_local", &under("lab")), ["lab"]);
        assert_eq!(codes(&under("offline")), ["unknown_issuer"]);
    }
}
