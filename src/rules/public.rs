//! What is asked of public authorities that they do not give, or soon will not.

use std::collections::BTreeMap;

use time::{Date, Duration, UtcOffset};

use crate::baseline::{self, CLIENT_AUTH_ENDS, VALIDITY_LIMITS, ValidityLimit};
use crate::cert::{CertificateId, ExtendedKeyUsage};
use crate::desired::{Class, Desired, DesiredCertificate, DesiredIssuer};
use crate::finding::Finding;
use crate::plan::Plan;

/// The longest life of the profiles that leave the common name out (Let's Encrypt, Profiles).
const WITHOUT_COMMON_NAME: u32 = 47;

/// How long before its day a limit is told.
const NEAR: Duration = Duration::days(365);

/// What is found, once for each issuer where it is about the issuer.
pub(super) fn asked(plan: &Plan, desired: &Desired) -> Vec<Finding> {
    let entries = plan.entries.iter();
    let declared = entries.filter_map(|entry| entry.declared.as_ref());
    let mut by_issuer: BTreeMap<&str, Vec<&DesiredCertificate>> = BTreeMap::new();
    for certificate in declared {
        let all = by_issuer.entry(&certificate.issuer).or_default();
        all.push(certificate);
    }
    let mut findings = Vec::new();
    for (name, certificates) in by_issuer {
        let Some(issuer) = desired.issuers.get(name) else {
            continue;
        };
        if issuer.class == Class::Public && issuer.is_asked() {
            let each = certificates.iter();
            findings.extend(each.clone().filter_map(|one| over_limit(issuer, one, plan)));
            findings.extend(limit_nears(issuer, &certificates, plan));
            findings.extend(each.filter_map(|one| common_name(issuer, one)));
            findings.extend(client_auth(issuer, &certificates, plan));
        }
    }
    findings
}

/// What is asked for longer than the limit of today.
fn over_limit(issuer: &DesiredIssuer, one: &DesiredCertificate, plan: &Plan) -> Option<Finding> {
    let (asked, name) = (one.validity, &issuer.name);
    let limit = baseline::validity_limit(plan.as_of);
    if asked.whole_days() <= limit.most {
        return None;
    }
    let message = format!(
        "`{}` is asked of `{name}` for {asked}, and public authorities may give {} days{}",
        one.id,
        limit.most,
        since(limit)
    );
    let finding = Finding::warning("validity_over_limit", message).about(&one.id);
    let finding = finding.at(one.span.clone(), "");
    Some(
        finding
            .at(issuer.span.clone(), "a public issuer")
            .help(format!(
                "ask for `validity: {}d` or less: more is refused or cut short",
                limit.most
            )),
    )
}

/// What is asked for longer than the limit of a day within a year, once for each issuer.
fn limit_nears(
    issuer: &DesiredIssuer,
    certificates: &[&DesiredCertificate],
    plan: &Plan,
) -> Option<Finding> {
    let day = plan.as_of.to_offset(UtcOffset::UTC).date();
    let today = baseline::validity_limit(plan.as_of).most;
    let asked = certificates.iter().map(|one| one.validity);
    let asked = asked.filter(|asked| asked.whole_days() <= today).max()?;
    let next = VALIDITY_LIMITS.iter().find(|limit| {
        let is_near = |from: Date| from > day && from - day <= NEAR;
        limit.from.is_some_and(is_near) && asked.whole_days() > limit.most
    })?;
    let message = format!(
        "`{}` is asked for {asked}, and public authorities may give {} days{}",
        issuer.name,
        next.most,
        since(next)
    );
    let finding = Finding::remark("validity_limit_nears", message);
    Some(finding.at(issuer.span.clone(), "a public issuer").help(
        "`forecert forecast` shows how many renewals that makes; a share as `renew_before`, \
         such as `33%`, goes on being right",
    ))
}

fn since(limit: &ValidityLimit) -> String {
    limit
        .from
        .map_or(String::new(), |from| format!(" from {from} on"))
}

/// Profiles of so short a life leave the common name out, which Lync Server needs.
fn common_name(issuer: &DesiredIssuer, one: &DesiredCertificate) -> Option<Finding> {
    if one.validity.whole_days() > WITHOUT_COMMON_NAME {
        return None;
    }
    let message = format!(
        "`{}` is asked of `{}` for {}: profiles of so short a life leave the common name out",
        one.id, issuer.name, one.validity
    );
    let finding = Finding::remark("common_name_dropped", message).about(&one.id);
    Some(finding.at(one.span.clone(), "").help(
        "ask for a profile that keeps the common name: Lync Server finds its certificates by it",
    ))
}

/// Client authentication, by whose rules it has ended.
fn client_auth(
    issuer: &DesiredIssuer,
    certificates: &[&DesiredCertificate],
    plan: &Plan,
) -> Vec<Finding> {
    let day = plan.as_of.to_offset(UtcOffset::UTC).date();
    let ended = CLIENT_AUTH_ENDS.iter().filter(|end| end.from <= day);
    let ended: Vec<String> = ended
        .map(|end| format!("{} since {}", end.whose, end.from))
        .collect();
    if ended.is_empty() {
        return Vec::new();
    }
    let asks = |one: &&&DesiredCertificate| {
        let usages = &one.contents.extended_key_usage;
        usages.contains(&ExtendedKeyUsage::ClientAuth)
            && !matches!(one.id, CertificateId::Issuer { .. })
    };
    let asking = certificates.iter().filter(asks);
    asking
        .map(|one| {
            let message = format!(
                "`{}` is asked for client authentication, which ended: {}",
                issuer.name,
                ended.join(", ")
            );
            let finding = Finding::warning("client_auth_ended", message).about(&one.id);
            finding.at(one.span.clone(), "").help(
                "take `client-auth` out of `eku`: only public IM with AOL asked for it, and that \
                 has ended",
            )
        })
        .collect()
}
