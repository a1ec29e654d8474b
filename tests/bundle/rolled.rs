//! An A/V certificate that takes over on all members of its pool at once.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::estate::{ISSUING, ROOT, answer, bundle_of, open_requests};
use crate::support::Deployment;

const MANIFEST: &str = r#"version: 1
rules: "2026.1"
product: skype-for-business-2019
sip_domains: [contoso.com]
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
oauth: { issuer: enterprise, key: { algorithm: rsa, size: 2048 } }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y, trust: [root.pem, issuing.pem] }
pools:
  - fqdn: edge.contoso.net
    role: edge
    next_hop: se01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com, av_certificate: separate }
    servers: [edge01.contoso.net, edge02.contoso.net]
  - fqdn: se01.contoso.net
    role: standard-edition
    web_services: { external: webext.contoso.com }
"#;

/// What stands behind `Roll = ` in a script, by the file of its certificate.
fn rolls(estate: &Deployment, script: &str) -> Vec<(String, String)> {
    let text = estate.read(script);
    let of = |name: &str| -> Vec<String> {
        let begin = format!("        {name} = ");
        let lines = text.lines().filter_map(|line| line.strip_prefix(&begin));
        lines.map(str::to_owned).collect()
    };
    of("File").into_iter().zip(of("Roll")).collect()
}

fn moment(roll: &str, name: &str) -> OffsetDateTime {
    let (_, after) = roll
        .split_once(&format!("{name} = [datetime]'"))
        .expect(roll);
    OffsetDateTime::parse(after.split('\'').next().unwrap(), &Rfc3339).expect(roll)
}

#[test]
fn every_member_of_an_edge_pool_changes_to_a_renewed_av_certificate_at_the_same_moment() {
    let estate = Deployment::new(MANIFEST);
    estate.write("root.pem", ROOT);
    estate.write("issuing.pem", ISSUING);
    let _ = estate
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let (due, others): (Vec<_>, Vec<_>) = open_requests(&estate)
        .into_iter()
        .partition(|folder| folder.contains("edge-av") || folder.starts_with("oauth"));
    // 20 days and 3 days before their end.
    let (av, oauth): (Vec<_>, Vec<_>) = due.into_iter().partition(|one| one.contains("edge-av"));
    answer(&estate, &av, 300, 20);
    answer(&estate, &oauth, 300, 3);
    answer(&estate, &others, 1, 400);
    let _ = estate.forecert(&["bundle"]).exits(0);
    let scripts = ["edge01.contoso.net", "edge02.contoso.net"]
        .map(|server| format!("bundle/{server}/Install-Certificates.ps1"));
    let oauth = "bundle/deployment/Install-OAuth.ps1";
    for script in scripts.iter().map(String::as_str).chain([oauth]) {
        let rolls = rolls(&estate, script);
        assert!(
            !rolls.is_empty() && rolls.iter().all(|(_, roll)| roll == "$null"),
            "{rolls:?}"
        );
    }

    let _ = estate.forecert(&["apply", "--yes"]).exits(0);
    answer(&estate, &open_requests(&estate), 0, 400);
    let now = OffsetDateTime::now_utc();
    let run = estate
        .forecert(&["bundle", "--server", "edge02.contoso.net"])
        .exits(0);
    assert!(run.stdout.contains("Bundle: 1 made"), "{run:?}");
    let run = estate.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 3 made, 1 unchanged"),
        "{run:?}"
    );
    let [first, second] = scripts.each_ref().map(|script| rolls(&estate, script));
    assert_eq!(first, second);
    for (file, roll) in &first {
        if file != "'edge-av.pfx'" {
            assert_eq!(roll, "$null", "{file}");
            continue;
        }
        let (effective, latest) = (moment(roll, "EffectiveDate"), moment(roll, "Latest"));
        // 20 days less 8 hours; a week at most.
        assert!((latest - now - Duration::hours(20 * 24 - 8)).abs() < Duration::minutes(2));
        assert!(
            (effective - now - Duration::days(7)).abs() < Duration::minutes(2),
            "{roll}"
        );
    }
    let rolled = rolls(&estate, oauth);
    let roll = &rolled[0].1;
    let (effective, latest) = (moment(roll, "EffectiveDate"), moment(roll, "Latest"));
    assert!(
        (latest - now - Duration::days(2)).abs() < Duration::minutes(2),
        "{roll}"
    );
    assert!(
        (effective - now - Duration::days(1)).abs() < Duration::minutes(2),
        "{roll}"
    );

    // The date stays, also where the rest of a folder is made anew.
    let made = bundle_of(&estate);
    let _ = estate.forecert(&["bundle"]).exits(0);
    assert!(made == bundle_of(&estate));
    estate.write("bundle/edge01.contoso.net/README.txt", "changed");
    let _ = estate.forecert(&["bundle"]).exits(0);
    assert_eq!(rolls(&estate, &scripts[0]), first);
    let _ = estate.forecert(&["verify"]).exits(0);
}

/// The findings of a code in a plan, by the certificates that they are about.
fn said(estate: &Deployment, code: &str) -> Vec<String> {
    let plan = estate
        .forecert(&["plan", "--format", "json"])
        .exits(0)
        .json();
    let findings = plan["findings"].as_array().expect("findings").iter();
    let found = findings.filter(|found| found["code"] == code);
    found.map(|found| found["message"].to_string()).collect()
}

#[test]
fn a_certificate_that_av_shares_says_what_one_of_its_own_would_give() {
    let readme = "bundle/edge01.contoso.net/README.txt";
    for (kind, told) in [("shared", true), ("separate", false)] {
        let estate = Deployment::new(&MANIFEST.replace(
            "av_certificate: separate",
            &format!("av_certificate: {kind}"),
        ));
        estate.write("root.pem", ROOT);
        estate.write("issuing.pem", ISSUING);
        let _ = estate
            .forecert(&["apply", "--yes", "--create-inventory"])
            .exits(0);
        // Nothing is there that a first certificate could follow.
        assert_eq!(said(&estate, "av_shared"), [""; 0]);
        let (edge, others): (Vec<_>, Vec<_>) = open_requests(&estate)
            .into_iter()
            .partition(|folder| folder.contains("edge-"));
        answer(&estate, &edge, 300, 20);
        answer(&estate, &others, 1, 400);
        let _ = estate.forecert(&["bundle"]).exits(0);
        assert!(!estate.read(readme).contains("takes over"));
        let before = said(&estate, "av_shared");
        assert_eq!(before.len(), usize::from(told), "{before:?}");
        if told {
            assert!(before[0].contains("`edge.contoso.net/edge-external` is for A/V"));
        }
        let _ = estate.forecert(&["apply", "--yes"]).exits(0);
        assert_eq!(said(&estate, "av_shared").len(), usize::from(told));
        answer(&estate, &open_requests(&estate), 0, 400);
        assert_eq!(said(&estate, "av_shared"), [""; 0]);
        let _ = estate.forecert(&["bundle"]).exits(0);
        let text = estate.read(readme);
        assert_eq!(text.contains("at once, for all its types"), told, "{text}");
        assert_eq!(text.contains("edge.av_certificate: separate"), told);
    }
}
