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

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with};

    fn with(key: &str) -> String {
        estate_with(
            "defaults: { issuer: enterprise }",
            &format!("defaults: {{ issuer: enterprise, key: {key} }}"),
        )
    }

    #[test]
    fn a_key_has_a_size_that_windows_and_authorities_take() {
        for key in [
            "{ algorithm: rsa, size: 1024 }",
            "{ algorithm: rsa, size: 2047 }",
            "{ algorithm: rsa, size: 8192 }",
            "{ algorithm: ec, size: 2048 }",
            "{ algorithm: ec, size: 512 }",
        ] {
            assert!(codes(&with(key)).contains(&"key_size_invalid"), "{key}");
        }
        assert_eq!(codes(&with("{ algorithm: rsa, size: 4096 }")), [""; 0]);
        assert_eq!(
            codes(&with("{ algorithm: rsa, size: 3072 }")),
            ["key_size_unlisted"]
        );
    }

    #[test]
    fn lync_servers_need_rsa_and_everything_else_may_have_a_curve() {
        let edge = estate_with(
            "usage: edge-external,",
            "usage: edge-external, key: { algorithm: ec },",
        );
        assert_eq!(codes(&edge), ["ec_key"]);
        let usage = |text: &str, id: &str| {
            let id = crate::cert::CertificateId::parse(id).unwrap();
            let contents = desired(text).certificates[&id].contents.clone();
            format!("{} {:?}", contents.key, contents.key_usage.unwrap())
        };
        assert_eq!(
            usage(&edge, "edge.contoso.net/edge-external"),
            "EC P-256 {DigitalSignature}"
        );
        let custom = estate_with(
            "usage: tls,",
            "usage: tls, key: { algorithm: ec, size: 521 },",
        );
        assert_eq!(codes(&custom), [""; 0]);
        assert_eq!(
            usage(&custom, "sbc.contoso.net/sbc01.contoso.net/tls"),
            "EC P-521 {DigitalSignature}"
        );
    }

    #[test]
    fn the_oauth_certificate_has_an_rsa_key() {
        assert!(codes(&with("{ algorithm: ec }")).contains(&"oauth_key_not_rsa"));
        let own = estate_with(
            "pools:\n",
            "oauth: { key: { algorithm: ec, size: 384 } }\npools:\n",
        );
        assert!(codes(&own).contains(&"oauth_key_not_rsa"));
        let mended = with("{ algorithm: ec }")
            .replace("pools:\n", "oauth: { key: { algorithm: rsa } }\npools:\n");
        assert_eq!(codes(&mended), ["ec_key"]);
    }
}
