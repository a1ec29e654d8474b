//! A page of two thousand certificates: within its length, whole in each of its blocks,
//! and honest about what it leaves out.

use forecert::desired::{Desired, resolve};
use forecert::inventory::{Inventory, Snapshot};
use forecert::manifest::Manifest;
use forecert::plan::{PlanDocument, Selection, Terms, plan};
use forecert::report::{COMMENT_LIMIT, Origin, Page, markdown};

use crate::judge::{Fold, LIMIT, Seen, judge};
use crate::plans::{self, NOW, certificate, replaced, waiting, warning};

const POOLS: usize = 40;
const SERVERS: usize = 50;

/// So many pools of so many servers with a certificate each, and the plan to make them.
fn estate(pools: usize, servers: usize) -> (Desired, PlanDocument) {
    let mut text = String::from(
        r#"version: 1
rules: "2026.1"
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
issuers: [{ name: enterprise, type: request, class: enterprise, validity: 1y, subject: { organization: Contoso } }]
pools:
"#,
    );
    for pool in 0..pools {
        let servers: Vec<String> = (0..servers)
            .map(|server| format!("s{server:04}.p{pool:02}.contoso.net"))
            .collect();
        text.push_str(&format!(
            "  - {{ fqdn: pool{pool:02}.contoso.net, role: custom, servers: [{}], \
             certificates: [{{ usage: tls, dns: [\"{{server}}\"] }}] }}\n",
            servers.join(", ")
        ));
    }
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).expect("a manifest");
    let desired = resolve(&manifest).expect("a manifest without faults");
    let inventory = Inventory::read(&Snapshot::default());
    let selection = Selection::default();
    let terms = Terms {
        now: NOW,
        selection: &selection,
    };
    let plan = plan(&desired, &inventory, &terms);
    (desired, PlanDocument::new(&plan, manifest.source.text()))
}

fn page(desired: &Desired, document: &PlanDocument, limit: usize) -> String {
    markdown(&Page {
        document,
        origin: Origin::Made(&desired.graph),
        limit,
    })
}

/// The number before some words in a text; none where they are not there.
fn before(words: &str, text: &str) -> Option<usize> {
    let (before, _) = text.split_once(words)?;
    let number = before.rsplit([' ', '\n', '(']).next()?;
    Some(number.replace(',', "").parse().expect(text))
}

/// How many certificates a fold's summary counts, those in order apart.
fn counted(fold: &Fold) -> usize {
    let (_, counts) = fold.summary.split_once(": ").expect("a summary counts");
    let counts = counts.split(" (").flat_map(|part| {
        // What is in brackets is counted before them already.
        part.split_once("), ")
            .map_or(part, |(_, rest)| rest)
            .split(", ")
    });
    let counts = counts.filter(|part| !part.contains("in order") && !part.contains("lost"));
    counts
        .map(|part| part.split(' ').next().unwrap().replace(',', ""))
        .map(|number| number.parse::<usize>().expect(&fold.summary))
        .sum()
}

fn is_pool(fold: &Fold) -> bool {
    fold.summary.contains(".net: ") || fold.summary.starts_with("The deployment")
}

/// How many certificates the rows of a fold tell of.
fn told(fold: &Fold) -> usize {
    let rows = fold.rows.iter();
    rows.map(|row| before(" servers", &row[1]).unwrap_or(1))
        .sum()
}

/// That each fold counts what it hides, and the end of the page all of it.
#[track_caller]
fn adds_up(seen: &Seen, certificates: usize, pools: usize) {
    let (mut rows, mut hidden, mut partly) = (0, 0, 0);
    for fold in seen.folds.iter().filter(|fold| is_pool(fold)) {
        let said = fold.paragraphs.iter();
        let more: usize = said.filter_map(|text| before(" more here: ", text)).sum();
        assert_eq!(told(fold) + more, counted(fold), "{}", fold.summary);
        rows += told(fold);
        hidden += more;
        partly += usize::from(more > 0);
    }
    let shown = seen.folds.iter().filter(|fold| is_pool(fold)).count();
    let end = seen.outside.join("\n");
    let left = before(" more certificate", &end).unwrap_or_default();
    assert_eq!(rows + left, certificates, "{end}");
    assert!(hidden <= left);
    let of = end.split(" in ").nth(1).map_or(0, |rest| {
        before(" pool", &format!(" {rest}")).unwrap_or_default()
    });
    let of = if left == 0 { 0 } else { of };
    assert_eq!(of, pools - shown + partly, "{end}");
}

#[test]
fn two_thousand_certificates_that_are_alike_by_pool_are_all_shown() {
    let (desired, document) = estate(POOLS, SERVERS);
    let page = page(&desired, &document, COMMENT_LIMIT);
    assert!(page.chars().count() < LIMIT);
    assert!(!page.contains("want of room"), "{page}");
    let seen = judge(&page);
    // The one OAuth certificate belongs to no pool, and is only made for a Lync product.
    assert_eq!(document.certificates.len(), POOLS * SERVERS);
    assert_eq!(seen.headings, ["forecert plan: 2,000 to make"]);
    adds_up(&seen, POOLS * SERVERS, POOLS);
    assert_eq!(seen.folds[0].rows[0][1], "`{server}/tls` on 50 servers");
}

#[test]
fn two_thousand_certificates_of_many_kinds_fit_into_a_comment_and_the_rest_is_counted() {
    let (desired, document) = estate(1_000, 2);
    let page = page(&desired, &document, COMMENT_LIMIT);
    assert!(page.chars().count() < LIMIT && page.len() > LIMIT - 5_000);
    let seen = judge(&page);
    assert_eq!(document.certificates.len(), 2_000);
    adds_up(&seen, 2_000, 1_000);
    assert!(
        seen.outside.last().unwrap().contains("`forecert plan`"),
        "{page}"
    );
}

#[test]
fn the_command_that_shows_the_rest_of_a_selection_repeats_it() {
    let (desired, mut document) = estate(1, 4);
    document.selection.usages = vec!["tls".to_owned()];
    let page = page(&desired, &document, 400);
    let end = "4 more certificates in 1 pool, 1 name list: `forecert plan --usage tls`\n";
    assert!(page.contains(end), "{page}");
}

#[test]
fn one_pool_of_two_thousand_that_differ_shows_as_many_as_there_is_room_for() {
    let (desired, mut document) = estate(1, POOLS * SERVERS);
    for (number, certificate) in document.certificates.iter_mut().enumerate() {
        certificate.generation = u32::try_from(number).ok();
    }
    let page = page(&desired, &document, COMMENT_LIMIT);
    assert!(page.chars().count() < LIMIT);
    let seen = judge(&page);
    adds_up(&seen, POOLS * SERVERS, 1);
    assert!(
        seen.folds[0].rows.len() > 300,
        "{}",
        seen.folds[0].rows.len()
    );
    let more = &seen.folds[0].paragraphs[0];
    assert!(
        more.ends_with("`forecert plan --pool pool00.contoso.net`"),
        "{more}"
    );
}

#[test]
fn a_page_of_any_length_is_whole_and_adds_up() {
    let (desired, document) = estate(12, 4);
    let mixed = mixed();
    for limit in (1_000..40_000).step_by(487) {
        let page = page(&desired, &document, limit);
        assert!(page.len() <= limit, "{} of {limit}", page.len());
        adds_up(&judge(&page), 48, 12);
        let page = markdown(&Page {
            document: &mixed,
            origin: Origin::Saved("plan.json"),
            limit,
        });
        assert!(page.len() <= limit.max(2_500), "{} of {limit}", page.len());
        adds_up(&judge(&page), 120, 6);
    }
}

#[test]
fn all_of_it_is_shown_where_it_fits() {
    let (desired, document) = estate(12, 4);
    let page = page(&desired, &document, COMMENT_LIMIT);
    assert!(!page.contains("want of room"), "{page}");
    let seen = judge(&page);
    assert_eq!(
        seen.folds.iter().map(|fold| fold.rows.len()).sum::<usize>(),
        12
    );
    assert_eq!(seen.folds.iter().map(told).sum::<usize>(), 48);
}

/// Pools of twenty, in each of which something else is the worst.
fn mixed() -> PlanDocument {
    let worst = ["create", "wait", "renew", "replace", "blocked", "urgent"];
    let mut certificates = Vec::new();
    for (pool, worst) in worst.into_iter().enumerate() {
        let pool = format!("{pool}-{worst}.contoso.net");
        for server in 0..20 {
            let server = format!("s{server:02}.contoso.net");
            certificates.push(match (worst, server.ends_with("7.contoso.net")) {
                ("wait", _) => waiting(&pool, &server, 3, false),
                ("urgent", true) => waiting(&pool, &server, 52, true),
                ("replace", true) => replaced(&pool, &server),
                (_, false) | ("create", _) => {
                    certificate(&pool, &server, "create", "there is none")
                }
                (worst, true) => certificate(&pool, &server, worst, "for a reason"),
            });
        }
    }
    let mut plan = plans::plan(certificates);
    plan.findings = (0..30).map(|_| warning("it may hurt")).collect();
    plan
}

#[test]
fn the_worst_pool_comes_first_and_stays_longest() {
    let document = mixed();
    let pools = |page: &str| -> Vec<String> {
        let folds = judge(page).folds.into_iter().filter(is_pool);
        let name = |fold: Fold| fold.summary.split('.').next().unwrap()[2..].to_owned();
        folds.map(name).collect()
    };
    let order = ["urgent", "blocked", "replace", "renew", "create", "wait"];
    let whole = plans::page(&document);
    assert_eq!(pools(&whole), order);
    let seen = judge(&whole);
    assert_eq!(
        seen.headings[0].split(": ").nth(1),
        Some("2 urgent, 2 blocked, 96 to make, 20 awaited")
    );
    // In each pool too: the sign of the worst opens its table.
    let signs: Vec<&str> = seen.folds[..6]
        .iter()
        .map(|fold| fold.rows[0][0].as_str())
        .collect();
    assert_eq!(signs, ["`…`", "`!`", "`-/+`", "`~`", "`+`", "`…`"]);
    for limit in (3_000..30_000).step_by(1_000) {
        let page = markdown(&Page {
            document: &document,
            origin: Origin::Saved("plan.json"),
            limit,
        });
        let pools = pools(&page);
        assert_eq!(pools, order[..pools.len()], "{limit}");
    }
}
