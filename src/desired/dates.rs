//! By when certificates must be there, and whether those who sign can answer by then.

use std::collections::BTreeMap;
use std::ops::Range;

use time::OffsetDateTime;

use crate::cert::{CertificateId, DnsName, Lifetime, Validity, day};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Model, Server};

use super::DesiredCertificate;
use super::issuers::{Issuer, Issuers};
use super::pools::Pool;
use super::problems::Problems;

/// A day that something is needed by, and where the manifest says so.
#[derive(Clone, Debug)]
struct Day {
    moment: OffsetDateTime,
    place: Range<usize>,
}

/// The days of all servers.
struct Days {
    /// The deployment's own, or else the earliest of all.
    deployment: Option<Day>,
    /// Of each server, by pool and server.
    servers: BTreeMap<(DnsName, DnsName), Day>,
    /// The earliest of each pool.
    pools: BTreeMap<DnsName, Day>,
}

/// Puts the days to the certificates, and warns of issuers that cannot keep them.
pub(super) fn put(
    certificates: &mut [DesiredCertificate],
    model: &Model,
    pools: &[Pool<'_>],
    issuers: &Issuers,
    problems: &mut Problems<'_>,
) {
    let days = Days::read(model, pools, problems);
    let mut earliest: BTreeMap<&str, (Day, &CertificateId)> = BTreeMap::new();
    for certificate in certificates.iter_mut() {
        let needed = days.of(certificate);
        certificate.needed_by = needed.as_ref().map(|day| day.moment);
    }
    for certificate in certificates.iter() {
        let Some(needed) = days.of(certificate) else {
            continue;
        };
        let entry = earliest.entry(&certificate.issuer);
        let entry = entry.or_insert_with(|| (needed.clone(), &certificate.id));
        if needed.moment < entry.0.moment {
            *entry = (needed, &certificate.id);
        }
    }
    for issuer in issuers.iter() {
        let name = issuer.desired.name.as_str();
        if let Some((day, id)) = earliest.get(name) {
            check_hold(issuer, day, id, problems);
        }
        check_renewals(issuer, certificates, problems);
    }
}

impl Days {
    fn read(model: &Model, pools: &[Pool<'_>], problems: &mut Problems<'_>) -> Self {
        let mut read = |text: &Option<String>, path: &Path| {
            let path = path.key("needed_by");
            let moment = problems.day(text.as_ref()?, &path)?;
            let place = problems.value(&path);
            Some(Day { moment, place })
        };
        let whole = read(&model.needed_by, &Path::root());
        let mut servers = BTreeMap::new();
        let mut earliest = BTreeMap::new();
        for pool in pools {
            let of_pool = read(&pool.model.needed_by, &pool.path);
            let of_pool = of_pool.or_else(|| whole.clone());
            let mut own = BTreeMap::new();
            for (index, server) in pool.model.servers.iter().enumerate() {
                if let Server::Detailed(server) = server {
                    let path = pool.path.key("servers").index(index);
                    let day = read(&server.needed_by, &path);
                    own.extend(day.map(|day| (server.fqdn.to_ascii_lowercase(), day)));
                }
            }
            let of = |server: &DnsName| own.get(server.as_str()).or(of_pool.as_ref()).cloned();
            for server in &pool.servers {
                let day = of(server);
                servers.extend(day.map(|day| ((pool.fqdn.clone(), server.clone()), day)));
            }
            let all = pool.servers.iter().filter_map(of);
            let first = match pool.servers.is_empty() {
                true => of_pool.clone(),
                false => all.min_by_key(|day| day.moment),
            };
            earliest.extend(first.map(|day| (pool.fqdn.clone(), day)));
        }
        Self {
            deployment: whole
                .into_iter()
                .chain(earliest.values().cloned())
                .min_by_key(|day| day.moment),
            servers,
            pools: earliest,
        }
    }

    /// When a certificate is needed: the earliest day of those that get it.
    fn of(&self, certificate: &DesiredCertificate) -> Option<Day> {
        let of = |id: &CertificateId| match (id.pool(), id.server()) {
            (Some(pool), Some(server)) => self.servers.get(&(pool.clone(), server.clone())),
            (Some(pool), None) => self.pools.get(pool),
            (None, _) if matches!(id, CertificateId::Oauth) => self.deployment.as_ref(),
            // An authority is made together with what it signs.
            (None, _) => None,
        };
        let served = certificate.serves.iter().map(|served| &served.id);
        let all = served.chain([&certificate.id]).filter_map(of);
        all.min_by_key(|day| day.moment).cloned()
    }
}

/// A request that is held back must leave early enough for its answer.
fn check_hold(issuer: &Issuer, needed: &Day, id: &CertificateId, problems: &mut Problems<'_>) {
    let Some(held) = issuer.desired.submit_after else {
        return;
    };
    let lead = issuer.desired.lead_time;
    let last = needed.moment - lead.map_or(time::Duration::ZERO, Lifetime::duration);
    if held <= last {
        return;
    }
    let takes = lead.map_or(String::new(), |lead| {
        format!(", and an answer takes {lead}")
    });
    problems.report(
        Finding::warning(
            "held_too_long",
            format!(
                "`{id}` is needed by {}{takes}: its request must leave by {}",
                day(needed.moment),
                day(last)
            ),
        )
        .help("set `submit_after` to that day or an earlier one, or move `needed_by`")
        .at(
            problems.value(&issuer.path.key("submit_after")),
            "held back until then",
        )
        .at(needed.place.clone(), "needed by then"),
    );
}

/// A renewal that is due later than its answer takes comes when the old one is over.
fn check_renewals(
    issuer: &Issuer,
    certificates: &[DesiredCertificate],
    problems: &mut Problems<'_>,
) {
    let Some(lead) = issuer.desired.lead_time else {
        return;
    };
    let short = certificates.iter().filter(|certificate| {
        certificate.issuer == issuer.desired.name && ahead(certificate) < lead.duration()
    });
    let short: Vec<&DesiredCertificate> = short.collect();
    let Some(first) = short.first() else {
        return;
    };
    let (id, days) = (&first.id, ahead(first).whole_days());
    let more = match short.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    problems.report(
        Finding::warning(
            "renew_before_short",
            format!(
                "`{}` takes {lead} to answer, and the renewal of `{id}`{more} is due {days} days \
                 before its end",
                issuer.desired.name
            ),
        )
        .help(
            "lengthen `renew_before`, above a third of the lifetime as a share, such as `50%`; \
             or let the certificates hold longer",
        )
        .at(
            problems.value(&issuer.path.key("lead_time")),
            "the answer comes after the end",
        ),
    );
}

/// How long before its end a certificate is due that holds as long as it shall.
fn ahead(certificate: &DesiredCertificate) -> time::Duration {
    let begin = OffsetDateTime::UNIX_EPOCH;
    let not_after = begin + certificate.validity.duration();
    let validity = Validity {
        not_before: begin,
        not_after,
    };
    not_after - certificate.renew_before.due(validity)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, codes, desired, estate_with, places};

    fn needed(text: &str, id: &str) -> Option<time::OffsetDateTime> {
        let id = CertificateId::parse(id).unwrap();
        desired(text).certificates[&id].needed_by
    }

    #[test]
    fn the_nearest_day_counts_and_of_what_is_shared_the_earliest() {
        let text = estate_with("sip_domains:", "needed_by: 2027-06-01\nsip_domains:")
            .replace(
                "    role: front-end\n",
                "    role: front-end\n    needed_by: 2027-05-01\n",
            )
            .replace(
                "os: windows-server-2012-r2 }",
                "os: windows-server-2012-r2, needed_by: 2027-07-01 }",
            )
            .replace(
                "[edge01.contoso.net,",
                "[{ fqdn: Edge01.contoso.net, needed_by: 2027-05-31 },",
            );
        let of = |id: &str| needed(&text, id);
        let june = Some(datetime!(2027-06-01 0:00 UTC));
        let may = Some(datetime!(2027-05-01 0:00 UTC));
        assert_eq!(of("medpool.contoso.net/med01.contoso.net/default"), june);
        assert_eq!(of("pool01.contoso.net/fe01.contoso.net/default"), may);
        assert_eq!(
            of("pool01.contoso.net/fe02.contoso.net/default"),
            Some(datetime!(2027-07-01 0:00 UTC))
        );
        assert_eq!(
            of("edge.contoso.net/edge-internal"),
            Some(datetime!(2027-05-31 0:00 UTC))
        );
        assert_eq!(of("oauth"), may);
        assert_eq!(of("issuer/lab"), None);
        assert_eq!(needed(ESTATE, "oauth"), None);
    }

    #[test]
    fn a_day_that_is_none_is_told_at_its_place() {
        let text = estate_with("sip_domains:", "needed_by: 2027-02-29\nsip_domains:");
        assert_eq!(places("date_invalid", &text), ["2027-02-29"]);
    }

    #[test]
    fn a_request_that_is_held_back_leaves_early_enough_or_that_is_told() {
        let with = |held: &str| {
            codes(
                &estate_with("sip_domains:", "needed_by: 2027-03-15\nsip_domains:").replace(
                    "class: public,",
                    &format!("class: public, lead_time: 14d, submit_after: {held},"),
                ),
            )
        };
        assert_eq!(with("2027-03-01"), [""; 0]);
        assert_eq!(with("2027-03-02"), ["held_too_long"]);
    }

    #[test]
    fn a_renewal_that_is_due_later_than_its_answer_takes_is_told() {
        let with = |lead: &str, before: &str| {
            codes(
                &estate_with(
                    "usage: edge-external,",
                    &format!("usage: edge-external, renew_before: {before},"),
                )
                .replace(
                    "class: public,",
                    &format!("class: public, lead_time: {lead},"),
                ),
            )
        };
        assert_eq!(with("30d", "30d"), [""; 0]);
        assert_eq!(with("31d", "30d"), ["renew_before_short"]);
        // A third of 199 days.
        assert_eq!(with("66d", "150d"), [""; 0]);
        assert_eq!(with("67d", "150d"), ["renew_before_short"]);
        assert_eq!(with("67d", "50%"), [""; 0]);
    }
}
