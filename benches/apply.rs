//! How long an apply of 40 requests takes, beside the bare generator of their 40 RSA
//! keys on the same cores: what lies between the two is forecert.

mod deployment;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use deployment::{applied, cores, keys};
use forecert::apply::Services;
use forecert::desired::{Desired, resolve};
use forecert::manifest::Manifest;

const REQUESTS: usize = 40;

fn desired() -> Desired {
    let servers: Vec<String> = (1..=REQUESTS)
        .map(|n| format!("s{n:02}.contoso.net"))
        .collect();
    let text = format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ issuer: enterprise, key: {{ algorithm: rsa, size: 2048 }} }}
issuers:
  - {{ name: enterprise, type: request, class: enterprise, validity: 2y }}
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

fn benchmark(criterion: &mut Criterion) {
    let (jobs, pool) = cores();
    let desired = desired();
    let mut group = criterion.benchmark_group("40 requests, RSA 2048");
    // The time to find a key varies by itself, so that many samples change little.
    group.sample_size(10);
    group.throughput(Throughput::Elements(REQUESTS as u64));
    group.bench_function("bare key generator", |bencher| {
        bencher.iter(|| keys(&pool, REQUESTS));
    });
    group.bench_function("apply", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().expect("a temporary folder"),
            |folder| {
                let outcome = applied(&desired, &Services::new(), folder.path(), jobs);
                assert_eq!(outcome.done.len(), REQUESTS);
                folder
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
