//! The deployment's one OAuthTokenIssuer certificate.

use crate::cert::{CertificateId, ExtendedKeyUsage, KeySpec};
use crate::finding::Finding;
use crate::lync;
use crate::manifest::Path;
use crate::manifest::model::Model;

use super::super::keys::User;
use super::super::pools::role;
use super::super::problems::Problems;
use super::super::{DesiredCertificate, NameOrigin, RuleRef};
use super::terms::{self, Declared, Unnamed};
use super::{Draft, Sources, check_public, text};

/// The certificate, where a pool needs it: Front Ends, Standard Edition servers and
/// Directors get it from the central store.
pub(super) fn declare(
    model: &Model,
    sources: &Sources<'_>,
    unnamed: &mut Unnamed,
    problems: &mut Problems<'_>,
) -> Option<DesiredCertificate> {
    let path = Path::root().key("oauth");
    let user = model
        .pools
        .iter()
        .position(|pool| role(pool.role).is_some_and(|role| role.has_web_services()));
    let span = match (&model.oauth, user) {
        (Some(_), _) => problems.key(&path),
        (None, Some(first)) => problems.value(&Path::root().key("pools").index(first).key("fqdn")),
        (None, None) => return None,
    };
    let declared = model.oauth.as_ref().map(Declared::from).unwrap_or_default();
    let terms = terms::read(
        &declared,
        &path,
        User::Lync,
        sources,
        &span,
        unnamed,
        problems,
    );
    if user.is_none() {
        problems.report(
            Finding::warning(
                "oauth_without_pools",
                "no OAuth certificate is made, since no pool uses one",
            )
            .help("take `oauth` out; it is for `front-end`, `standard-edition` and `director`")
            .at(span, "without effect"),
        );
        return None;
    }
    if let KeySpec::Ec(_) = terms.key {
        let own = model
            .oauth
            .as_ref()
            .is_some_and(|oauth| oauth.key.is_some());
        let key = if own {
            path
        } else {
            Path::root().key("defaults")
        };
        let key = key.key("key").key("algorithm");
        problems.report(
            // "Assign a server-to-server authentication certificate": a web server
            // certificate of at least 2048 bits; tokens are signed with RS256.
            Finding::error(
                "oauth_key_not_rsa",
                "the OAuth certificate needs an RSA key",
            )
            .help("add `key: { algorithm: rsa, size: 2048 }` to `oauth`")
            .at(problems.value(&key), "an elliptic curve"),
        );
    }
    let derived = lync::oauth(&sources.estate.deployment)?;
    let places = &sources.estate.sip_domains;
    let place = places.first().cloned().unwrap_or_default();
    problems.common_name(&derived.common_name, "the default SIP domain", place);
    let origins: Vec<NameOrigin> = derived
        .names
        .iter()
        .map(|named| NameOrigin {
            name: text(&named.name),
            rule: RuleRef::of(named.rule, sources.estate.product),
            span: places.get(named.index).cloned(),
        })
        .collect();
    let names = origins.iter().map(|origin| origin.name.as_str());
    let issuer = sources.issuers.get(&terms.issuer);
    check_public(issuer, names, span.clone(), "oauth", problems);
    let draft = Draft {
        id: CertificateId::Oauth,
        role: "deployment",
        usages: vec!["OAuthTokenIssuer".to_owned()],
        common_name: text(&derived.common_name),
        origins,
        extended_key_usage: [ExtendedKeyUsage::ServerAuth].into(),
        span,
    };
    Some(draft.finish(&terms, sources))
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{ESTATE, codes, only};

    #[test]
    fn oauth_without_a_pool_that_uses_it_is_without_effect() {
        let text = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
oauth: { issuer: nobody }
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools: [{ fqdn: med.contoso.net, role: mediation, servers: [med.contoso.net] }]
"#;
        assert_eq!(codes(text), ["unknown_issuer", "oauth_without_pools"]);
        assert_eq!(
            codes(&text.replace("nobody", "ca")),
            ["oauth_without_pools"]
        );
    }

    #[test]
    fn the_default_sip_domain_fits_into_a_common_name() {
        let long = format!("{}contoso.com", "abcdefghi.".repeat(6));
        let text = ESTATE.replace(
            "sip_domains: [contoso.com",
            &format!("sip_domains: [{long}"),
        );
        let finding = only("common_name_too_long", &text);
        assert_eq!(
            finding.labels[0].text,
            "the common name is the default SIP domain"
        );
    }
}
