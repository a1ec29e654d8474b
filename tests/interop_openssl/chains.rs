//! Chains over authorities that OpenSSL made.

use forecert::x509::{Certificate, Chain, ChainEnd, chain};

use crate::bench::Bench;

impl Bench {
    /// A certificate with the key of that name, signed by another one's key.
    fn issued(&self, file: &str, subject: &str, by: (&str, &str), extensions: &str) -> Certificate {
        let key = file.split('-').next().unwrap();
        if !self.path(&format!("{key}.key")).exists() {
            self.openssl(&format!(
                "ecparam -name P-256 -genkey -noout -out {key}.key"
            ));
        }
        self.write("ext", format!("[e]\n{}\n", extensions.replace(' ', "\n")));
        let request = format!("req -new -key {key}.key -subj {subject} -out r.pem");
        self.openssl(&request);
        let (issuer, issuer_key) = by;
        let sign = match issuer {
            "" => format!("-signkey {key}.key"),
            _ => format!("-CA {issuer}.pem -CAkey {issuer_key}.key -CAcreateserial"),
        };
        self.openssl(&format!(
            "x509 -req -in r.pem {sign} -days 30 -extfile ext -extensions e -out {file}.pem"
        ));
        self.certificate(&format!("{file}.pem"))
    }
}

const CA: &str = "basicConstraints=critical,CA:TRUE subjectKeyIdentifier=hash";
const LEAF: &str = "basicConstraints=CA:FALSE authorityKeyIdentifier=keyid";

struct Estate {
    leaf: Certificate,
    issuing: Certificate,
    policy: Certificate,
    root: Certificate,
    /// The root's key and name, certified by an older root.
    cross: Certificate,
    old: Certificate,
}

fn estate() -> Estate {
    let bench = Bench::new();
    let old = bench.issued("old", "/CN=Old", ("", ""), CA);
    let root = bench.issued("root", "/CN=Root", ("", ""), CA);
    Estate {
        cross: bench.issued("root-x", "/CN=Root", ("old", "old"), CA),
        policy: bench.issued("policy", "/CN=Policy", ("root", "root"), CA),
        issuing: bench.issued("issuing", "/CN=Issuing", ("policy", "policy"), CA),
        leaf: bench.issued("leaf", "/CN=fe01", ("issuing", "issuing"), LEAF),
        root,
        old,
    }
}

fn names(chain: &Chain) -> Vec<String> {
    let subjects = chain.issuers.iter().map(|it| &it.contents().subject);
    subjects.map(|subject| subject.to_string()).collect()
}

#[test]
fn a_chain_is_found_in_any_order_and_ends_where_it_can_be_proved() {
    let it = estate();
    let mut pool = vec![
        it.root.clone(),
        it.policy.clone(),
        it.leaf.clone(),
        it.issuing.clone(),
    ];
    for _ in 0..pool.len() {
        pool.rotate_left(1);
        let found = chain(&it.leaf, &pool, std::slice::from_ref(&it.root));
        assert_eq!(names(&found), ["CN=Issuing", "CN=Policy", "CN=Root"]);
        assert!(found.anchored());
        assert_eq!(chain(&it.leaf, &pool, &[]).end, ChainEnd::Root);
    }
    // The root need not be at hand in a chain, and an anchor need not be a root.
    let open = chain(&it.leaf, &[it.policy.clone(), it.issuing.clone()], &[]);
    assert_eq!((names(&open).len(), open.end), (2, ChainEnd::Open));
    let middle = chain(&it.leaf, &pool, std::slice::from_ref(&it.issuing));
    assert_eq!((names(&middle).len(), middle.end), (1, ChainEnd::Anchored));
    assert!(chain(&it.leaf, &[], &[]).unknown());
    assert!(chain(&it.leaf, std::slice::from_ref(&it.root), &[]).unknown());
    let own = chain(&it.root, &[], &[]);
    assert_eq!((own.issuers.len(), own.end), (0, ChainEnd::Root));
    assert!(chain(&it.root, &[], std::slice::from_ref(&it.root)).anchored());
}

#[test]
fn a_root_with_two_certificates_is_no_circle_and_the_anchor_decides() {
    let it = estate();
    let pool = [
        it.cross.clone(),
        it.policy.clone(),
        it.issuing.clone(),
        it.root.clone(),
        it.old.clone(),
    ];
    // Name and key of the root are the anchor's, whichever certificate stands for it.
    let found = chain(&it.leaf, &pool, std::slice::from_ref(&it.root));
    assert_eq!(names(&found), ["CN=Issuing", "CN=Policy", "CN=Root"]);
    let found = chain(&it.leaf, &pool, std::slice::from_ref(&it.old));
    assert_eq!(
        names(&found),
        ["CN=Issuing", "CN=Policy", "CN=Root", "CN=Old"]
    );
    assert!(found.anchored());
    let shortest = chain(&it.leaf, &pool, &[]);
    assert_eq!((shortest.issuers.len(), shortest.end), (3, ChainEnd::Root));
}

#[test]
fn authorities_that_signed_each_other_end_the_search() {
    let bench = Bench::new();
    bench.issued("a", "/CN=A", ("", ""), CA);
    bench.issued("b", "/CN=B", ("", ""), CA);
    let a = bench.issued("a-b", "/CN=A", ("b", "b"), CA);
    let b = bench.issued("b-a", "/CN=B", ("a", "a"), CA);
    let leaf = bench.issued("leaf", "/CN=x", ("a", "a"), LEAF);
    let found = chain(&leaf, &[a, b, leaf.clone()], &[]);
    assert_eq!((names(&found).len(), found.end), (2, ChainEnd::Open));
}

#[test]
fn who_may_not_sign_is_no_issuer() {
    let bench = Bench::new();
    let root = bench.issued(
        "root",
        "/CN=Root",
        ("", ""),
        "basicConstraints=critical,CA:TRUE,pathlen:0",
    );
    let below = bench.issued("below", "/CN=Below", ("root", "root"), CA);
    let deep = bench.issued("deep", "/CN=deep", ("below", "below"), LEAF);
    let server = bench.issued("server", "/CN=Server", ("root", "root"), LEAF);
    let forged = bench.issued("forged", "/CN=forged", ("server", "server"), LEAF);
    let pool = [root.clone(), below, server.clone()];
    assert!(chain(&server, &pool, std::slice::from_ref(&root)).anchored());
    assert!(chain(&forged, &pool, std::slice::from_ref(&root)).unknown());
    // The path length of the root leaves no room for the authority below it.
    let found = chain(&deep, &pool, std::slice::from_ref(&root));
    assert_eq!(
        (names(&found), found.end),
        (vec!["CN=Below".to_owned()], ChainEnd::Open)
    );
}

#[test]
fn ten_thousand_authorities_of_one_name_cost_little() {
    let it = estate();
    // Copies of the issuing authority that differ in a bit of their signature.
    let der = it.issuing.der();
    let mut pool: Vec<Certificate> = (0..10_000_usize)
        .map(|n| {
            let mut der = der.to_vec();
            let end = der.len() - 1;
            der[end] ^= 1 | (n & 0x7f) as u8;
            der[end - 1] ^= (n >> 7) as u8;
            Certificate::parse(&der).unwrap()
        })
        .collect();
    pool.push(it.policy.clone());
    pool.push(it.root.clone());
    let found = chain(&it.leaf, &pool, &[]);
    assert_eq!(names(&found), ["CN=Issuing"]);
    let anchors = [it.issuing, it.root];
    assert!(chain(&it.leaf, &pool, &anchors).anchored());
}

#[test]
fn a_thumbprint_is_what_openssl_calls_the_sha1_fingerprint() {
    let bench = Bench::new();
    let root = bench.issued("root", "/CN=Root", ("", ""), CA);
    let said = bench.openssl("x509 -in root.pem -noout -fingerprint -sha1");
    let (_, said) = said.trim().split_once('=').unwrap();
    assert_eq!(root.thumbprint(), said.replace(':', ""));
    assert_eq!(root.thumbprint().len(), 40);
}
