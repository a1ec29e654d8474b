//! How long it takes to resolve a manifest and plan it against an inventory in which
//! everything is in order, and against an empty one. The time must grow with the
//! number of certificates and no faster.

mod estate;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use estate::{Made, NOW, SIZES, manifest};
use forecert::desired::resolve;
use forecert::inventory::{Inventory, Snapshot};
use forecert::manifest::Manifest;
use forecert::plan::{Action, Plan, Selection, Terms, plan};

fn planned(manifest: &Manifest, inventory: &Inventory) -> Plan {
    let desired = resolve(manifest).expect("a valid manifest");
    let selection = Selection::default();
    let terms = Terms {
        now: NOW,
        selection: &selection,
    };
    plan(&desired, inventory, &terms)
}

fn benchmark(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("plan");
    group.sample_size(20);
    for size in SIZES {
        group.throughput(Throughput::Elements(size as u64));
        let manifest = manifest(size);
        let desired = resolve(&manifest).expect("a valid manifest");
        let made = Made::of(&desired);
        let inventory = Inventory::read(&made.snapshot);
        let empty = Inventory::read(&Snapshot::default());
        let kept = planned(&manifest, &inventory).summary();
        assert_eq!(kept.get(&Action::Keep), Some(&(size + 1)), "{kept:?}");
        group.bench_function(BenchmarkId::new("all kept", size), |bencher| {
            bencher.iter(|| planned(black_box(&manifest), black_box(&inventory)));
        });
        group.bench_function(BenchmarkId::new("all new", size), |bencher| {
            bencher.iter(|| planned(black_box(&manifest), black_box(&empty)));
        });
        group.bench_function(BenchmarkId::new("resolve alone", size), |bencher| {
            bencher.iter(|| resolve(black_box(&manifest)));
        });
        group.bench_function(BenchmarkId::new("inventory alone", size), |bencher| {
            bencher.iter(|| Inventory::read(black_box(&made.snapshot)));
        });
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
