//! The keys that are to be made: what a declaration means, and whether the servers
//! can use it.

use crate::cert::{Curve, KeySpec};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Algorithm, Key};

use super::problems::Problems;

/// The key where nothing is declared: 2048 bits are what Microsoft's wizard proposes
/// ("Environmental requirements", table of certificates).
pub(super) const DEFAULT: KeySpec = KeySpec::Rsa(2048);

/// The key of a local authority where nothing is declared: it outlives its leaves.
pub(super) const AUTHORITY: KeySpec = KeySpec::Rsa(3072);

/// Who will use the key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum User {
    /// A server with a Lync role.
    Lync,
    /// Anything else.
    Other,
}

/// The key that is declared. A wrong size is replaced by the default.
pub(super) fn read(key: &Key, path: &Path, user: User, problems: &mut Problems<'_>) -> KeySpec {
    let (spec, sizes) = match (key.algorithm, key.size) {
        (Algorithm::Rsa, None) => (Some(DEFAULT), ""),
        (Algorithm::Rsa, Some(bits)) => (
            matches!(bits, 2048 | 3072 | 4096).then_some(KeySpec::Rsa(bits)),
            "an RSA key has 2048, 3072 or 4096 bits here",
        ),
        (Algorithm::Ec, bits) => (
            match bits {
                None | Some(256) => Some(KeySpec::Ec(Curve::P256)),
                Some(384) => Some(KeySpec::Ec(Curve::P384)),
                Some(521) => Some(KeySpec::Ec(Curve::P521)),
                Some(_) => None,
            },
            "an EC key is on the curve P-256, P-384 or P-521",
        ),
    };
    let size = path.key("size");
    let Some(spec) = spec else {
        let bits = key.size.unwrap_or_default();
        problems.report(
            Finding::error(
                "key_size_invalid",
                format!("a key of {bits} bits is not possible"),
            )
            .help(sizes)
            .at(problems.value(&size), "this size"),
        );
        return DEFAULT;
    };
    if user == User::Lync {
        usable(&spec, path, problems);
    }
    spec
}

fn usable(spec: &KeySpec, path: &Path, problems: &mut Problems<'_>) {
    match spec {
        // Elliptic-curve keys live in CNG providers only, and assigning such a
        // certificate fails there with "The buffer supplied to a function was too small".
        KeySpec::Ec(_) => problems.report(
            Finding::warning("ec_key", "Lync servers may not be able to use an elliptic-curve key")
                .help("use `{ algorithm: rsa, size: 2048 }`: on Windows an EC key is kept by a CNG provider, which Lync Server 2013 cannot use")
                .at(problems.value(&path.key("algorithm")), "an elliptic curve"),
        ),
        // Microsoft, "Certificate infrastructure requirements for Lync Server 2013":
        // 1024, 2048 and 4096.
        KeySpec::Rsa(3072) => problems.report(
            Finding::warning("key_size_unlisted", "Microsoft lists RSA keys of 2048 and 4096 bits for these servers, not of 3072")
                .help("use 2048 or 4096")
                .at(problems.value(&path.key("size")), "this size"),
        ),
        _ => {}
    }
}
