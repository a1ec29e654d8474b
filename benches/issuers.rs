//! How long an apply of 200 certificates takes with an issuer that answers in 300 ms, beside
//! the bare generator of their 200 RSA keys on the same cores. The answers alone are a minute,
//! one after another: they must be waited for while keys are made.

mod deployment;

use std::collections::BTreeSet;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use deployment::{applied, cores, keys};
use forecert::apply::Services;
use forecert::cert::{Contents, Curve, KeySpec, Subject, Validity};
use forecert::desired::{Desired, resolve};
use forecert::issuers::{Answer, Asked, LocalCa, Service, ServiceError};
use forecert::manifest::Manifest;
use forecert::mint::{self, Authority};
use forecert::secret::PrivateKey;
use time::OffsetDateTime;

const CERTIFICATES: usize = 200;
const ANSWER: Duration = Duration::from_millis(300);

fn desired() -> Desired {
    let servers: Vec<String> = (1..=CERTIFICATES)
        .map(|n| format!("s{n:03}.contoso.net"))
        .collect();
    let text = format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ issuer: slow, key: {{ algorithm: rsa, size: 2048 }} }}
issuers:
  - {{ name: slow, type: command, program: ./slow, class: enterprise, validity: 1y }}
pools:
  - fqdn: pool.contoso.net
    role: custom
    servers: [{}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{pool}}"], eku: [server-auth] }}
"#,
        servers.join(", ")
    );
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).expect("a valid manifest");
    resolve(&manifest).expect("a possible one")
}

/// An issuer that takes its time and signs everything.
struct Slow(Authority);

impl Slow {
    fn new() -> Self {
        let spec = KeySpec::Ec(Curve::P256);
        let key = PrivateKey::generate(&spec).expect("a key");
        let contents = Contents {
            subject: Subject::default().with("CN", Some("Slow")),
            names: BTreeSet::new(),
            other_names: BTreeSet::new(),
            key: spec,
            key_usage: None,
            extended_key_usage: BTreeSet::new(),
            template: None,
        };
        let now = OffsetDateTime::now_utc();
        let validity = Validity {
            not_before: now - time::Duration::days(1),
            not_after: now + time::Duration::days(3650),
        };
        let root = mint::root(&contents, &key, validity).expect("a root");
        Self(Authority::new(root, key).expect("an authority"))
    }
}

impl Service for Slow {
    fn submit(&self, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        std::thread::sleep(ANSWER);
        let issuer = LocalCa {
            authority: &self.0,
            crl_url: "http://pki.contoso.com/slow.crl",
        };
        let contents = asked.request.contents();
        let now = OffsetDateTime::now_utc();
        let certificate = issuer
            .sign(asked.request, contents, asked.validity, now)
            .expect("it signs");
        Ok(Answer::Issued {
            certificate: Box::new(certificate),
            chain: vec![self.0.certificate.clone()],
        })
    }

    fn poll(&self, _: &str, _: &Asked<'_>) -> Result<Answer, ServiceError> {
        unreachable!("it answers at once")
    }

    fn look_up(&self, _: &Asked<'_>) -> Result<Option<Answer>, ServiceError> {
        unreachable!("nothing is lost")
    }
}

fn benchmark(criterion: &mut Criterion) {
    let (jobs, pool) = cores();
    let desired = desired();
    let mut services = Services::new();
    services.insert("slow".to_owned(), Ok(Box::new(Slow::new())));
    let mut group = criterion.benchmark_group("200 certificates, RSA 2048, answers in 300 ms");
    // The time to find a key varies by itself, so that many samples change little.
    group.sample_size(10);
    group.throughput(Throughput::Elements(CERTIFICATES as u64));
    group.bench_function("bare key generator", |bencher| {
        bencher.iter(|| keys(&pool, CERTIFICATES));
    });
    group.bench_function("apply", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().expect("a temporary folder"),
            |folder| {
                let outcome = applied(&desired, &services, folder.path(), jobs);
                assert_eq!(outcome.done.len(), CERTIFICATES);
                folder
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
