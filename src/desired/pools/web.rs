//! Reading the web services of a pool: their names and simple URLs.

use std::ops::Range;

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync;
use crate::manifest::Path;
use crate::manifest::model::{self, LoadBalancing, Role, Wildcard};

use super::super::deployment::Estate;
use super::super::problems::Problems;
use super::super::simple_urls::{self, SimpleUrl};
use super::Places;
use super::read::layout;

/// What the role rules ask for, where all of it is there.
pub(super) fn web(
    model: &model::Pool,
    fqdn: Option<&DnsName>,
    path: &Path,
    estate: &Estate<'_>,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Option<lync::Web> {
    let own = model.simple_urls.as_ref().map(|urls| {
        let path = path.key("simple_urls");
        let urls = simple_urls::read(urls, &path, problems);
        let (place, domains) = (problems.value(&path), &estate.deployment.sip_domains);
        urls.check_whole(&estate.simple_urls, domains, &place, problems);
        urls
    });
    let urls = own.as_ref().or_else(|| estate.sites.simple_urls(model));
    let urls = urls.unwrap_or(&estate.simple_urls);
    let declared = model.web_services.as_ref()?;
    let path = path.key("web_services");
    let external = problems.name(&declared.external, &path.key("external"));
    places.web_external = problems.value(&path.key("external"));
    let internal_path = path.key("internal");
    let internal = match &declared.internal {
        Some(text) => {
            places.web_internal = problems.value(&internal_path);
            problems.name(text, &internal_path)
        }
        None => {
            places.web_internal = places.fqdn.clone();
            fqdn.cloned()
        }
    };
    if let (Some(fqdn), Some(internal)) = (fqdn, &internal) {
        internal_fits(model, fqdn, internal, &path, places, problems);
    }
    let (internal, external) = (internal?, external?);
    if internal == external {
        problems.report(
            Finding::warning("web_names_equal", format!("internal and external web services have the same name `{internal}`"))
                .help("give the external ones a name of their own: mobile clients tell inside from outside by it")
                .at(places.web_external.clone(), "external")
                .at(places.web_internal.clone(), "internal"),
        );
    }
    let hosts = |urls: &[SimpleUrl]| -> (Vec<DnsName>, Vec<Range<usize>>) {
        urls.iter()
            .map(|url| (url.host.clone(), url.span.clone()))
            .unzip()
    };
    let (meet, meet_spans) = hosts(&urls.meet);
    let (dialin, dialin_spans) = hosts(&urls.dialin);
    let (admin, admin_spans) = hosts(&urls.admin);
    places.meet = meet_spans;
    places.dialin = dialin_spans;
    places.admin = admin_spans;
    Some(lync::Web {
        internal,
        external,
        auto_logon: model.auto_logon.unwrap_or(true),
        layout: layout(model, estate),
        meet,
        dialin,
        admin,
        wildcard: urls.wildcard == Wildcard::All,
    })
}

/// Where a wildcard stands for the simple URLs of a pool.
pub(super) fn wildcard(model: &model::Pool, estate: &Estate<'_>) -> Wildcard {
    let own = model.simple_urls.as_ref().map(|urls| urls.wildcard);
    own.or_else(|| estate.sites.simple_urls(model).map(|urls| urls.wildcard))
        .unwrap_or(estate.simple_urls.wildcard)
}

/// Whether the internal web FQDN is possible. With DNS load balancing it must differ
/// from the pool's, since HTTP still goes through a load balancer; on Standard Edition
/// it cannot be overridden ("DNS requirements for Front End pools in Lync Server 2013").
fn internal_fits(
    model: &model::Pool,
    fqdn: &DnsName,
    internal: &DnsName,
    path: &Path,
    places: &Places,
    problems: &mut Problems<'_>,
) {
    if model.role == Role::StandardEdition {
        if fqdn != internal {
            problems.report(
                Finding::error("internal_web_not_possible", "the internal web services of a Standard Edition server have the server's own name")
                    .help("take `internal` out")
                    .at(places.web_internal.clone(), "cannot be overridden")
                    .at(places.fqdn.clone(), "the server"),
            );
        }
    } else if model.load_balancing == Some(LoadBalancing::Dns) && fqdn == internal {
        problems.report(
            Finding::error("internal_web_missing", format!("with DNS load balancing the internal web services of `{fqdn}` need a name of their own"))
                .help("set `web_services.internal` to a name other than the pool's, for the load balancer of web traffic")
                .at(problems.value(path), "no internal name apart from the pool's")
                .at(places.fqdn.clone(), "the pool"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with};

    #[test]
    fn dns_load_balancing_needs_an_internal_web_name_of_its_own() {
        let front_end =
            |internal: &str| codes(&estate_with("internal: webint.contoso.net, ", internal));
        assert_eq!(front_end(""), ["internal_web_missing"]);
        assert_eq!(
            front_end("internal: pool01.contoso.net, "),
            ["internal_web_missing"]
        );
        let hardware = estate_with("internal: webint.contoso.net, ", "")
            .replace("load_balancing: dns", "load_balancing: hardware");
        assert_eq!(codes(&hardware), [""; 0]);
        let director = estate_with(
            "    role: director\n",
            "    role: director\n    load_balancing: dns\n",
        )
        .replace("internal: dirwebint.contoso.net, ", "");
        assert_eq!(codes(&director), ["internal_web_missing"]);
    }
}
