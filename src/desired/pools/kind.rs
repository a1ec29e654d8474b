//! What the role rules ask of a pool beside the names of itself and its servers.

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync::{self, Kind};
use crate::manifest::Path;
use crate::manifest::model::{self, AvCertificate, Role};

use super::super::deployment::Estate;
use super::super::problems::Problems;
use super::Places;
use super::web::web;

/// What the role rules ask for beside names of pool and servers.
pub(super) fn kind(
    model: &model::Pool,
    fqdn: Option<&DnsName>,
    path: &Path,
    estate: &Estate<'_>,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Option<Kind> {
    match model.role {
        Role::FrontEnd => web(model, fqdn, path, estate, places, problems).map(Kind::FrontEnd),
        Role::StandardEdition => {
            web(model, fqdn, path, estate, places, problems).map(Kind::StandardEdition)
        }
        Role::Director => web(model, fqdn, path, estate, places, problems).map(Kind::Director),
        Role::Edge => edge(model.edge.as_ref()?, &path.key("edge"), places, problems),
        Role::Mediation => Some(Kind::Mediation),
        Role::PersistentChat => Some(Kind::PersistentChat),
        Role::VideoInterop => Some(Kind::VideoInterop),
        Role::SurvivableBranch => Some(Kind::SurvivableBranch),
        Role::TrustedApplication => Some(Kind::TrustedApplication),
        Role::OfficeWebApps => farm(model, &path.key("office_web_apps"), places, problems),
        // A reverse proxy is complete when all others are read.
        Role::ReverseProxy | Role::Custom => None,
    }
}

fn farm(
    model: &model::Pool,
    path: &Path,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Option<Kind> {
    let Some(model::OfficeWebApps {
        external,
        server_names,
    }) = &model.office_web_apps
    else {
        return Some(Kind::OfficeWebApps(lync::Farm {
            external: None,
            server_names: false,
        }));
    };
    let path = path.key("external");
    let external = match external {
        Some(text) => {
            places.farm_external = problems.value(&path);
            Some(problems.name(text, &path)?)
        }
        None => None,
    };
    Some(Kind::OfficeWebApps(lync::Farm {
        external,
        server_names: *server_names,
    }))
}

fn edge(
    edge: &model::Edge,
    path: &Path,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Option<Kind> {
    let model::Edge {
        access,
        web_conferencing,
        av,
        av_certificate,
    } = edge;
    let mut name = |text: &str, key: &str| {
        let path = path.key(key);
        (problems.name(text, &path), problems.value(&path))
    };
    let (access, access_span) = name(access, "access");
    let (web_conferencing, web_conferencing_span) = name(web_conferencing, "web_conferencing");
    let av = av.as_ref().and_then(|av| {
        let (av, span) = name(av, "av");
        av.map(|av| (av, span))
    });
    // Topology Builder knows one FQDN for all three services, or three.
    if let (Some(access), Some(web_conferencing)) = (&access, &web_conferencing) {
        let equal = access == web_conferencing;
        let partly = match &av {
            Some((av, _)) => {
                (av == access || av == web_conferencing) != equal || equal && av != access
            }
            None => false,
        };
        if partly {
            problems.report(
                Finding::warning("edge_names_partly_equal", "two of the three Edge services have the same name")
                    .help("an Edge pool has one FQDN for all three services, or one for each: compare with Topology Builder")
                    .at(access_span.clone(), "Access Edge")
                    .at(web_conferencing_span.clone(), "Web Conferencing Edge"),
            );
        }
    }
    places.access = access_span;
    places.web_conferencing = web_conferencing_span;
    Some(Kind::Edge(lync::Edge {
        access: access?,
        web_conferencing: web_conferencing?,
        separate_av: *av_certificate == AvCertificate::Separate,
    }))
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with};

    #[test]
    fn an_edge_has_one_name_for_all_services_or_one_for_each() {
        let edge = |edge: &str| {
            estate_with(
                "edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }",
                &format!("edge: {{ {edge} }}"),
            )
        };
        let one = edge(
            "access: edge.contoso.com, web_conferencing: edge.contoso.com, av: edge.contoso.com",
        );
        let desired = desired(&one);
        assert_eq!(desired.findings, []);
        let id = crate::cert::CertificateId::parse("edge.contoso.net/edge-external").unwrap();
        let names: Vec<&String> = desired.certificates[&id].contents.names.iter().collect();
        assert_eq!(
            names,
            ["edge.contoso.com", "sip.contoso.com", "sip.fabrikam.com"]
        );
        for partly in [
            "access: a.contoso.com, web_conferencing: a.contoso.com, av: av.contoso.com",
            "access: a.contoso.com, web_conferencing: w.contoso.com, av: a.contoso.com",
            "access: a.contoso.com, web_conferencing: w.contoso.com, av: w.contoso.com",
        ] {
            assert_eq!(
                codes(&edge(partly)),
                ["edge_names_partly_equal"],
                "{partly}"
            );
        }
    }

    #[test]
    fn an_edge_certificate_for_av_has_its_own_issuer_and_lifetime() {
        let text = estate_with("av: av.contoso.com }", "av: av.contoso.com, av_certificate: separate }").replace(
            "- { usage: edge-external, issuer: public }",
            "- { usage: edge-external, issuer: public }\n      - { usage: edge-av, issuer: enterprise, validity: 3y }",
        );
        let id = crate::cert::CertificateId::parse("edge.contoso.net/edge-av").unwrap();
        let certificate = &desired(&text).certificates[&id];
        assert_eq!(certificate.issuer, "enterprise");
        assert_eq!(certificate.validity.to_string(), "1095d");
        assert_eq!(certificate.usages, ["AudioVideoAuthentication"]);
    }
}
