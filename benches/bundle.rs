//! How long it takes to draw a bundle in which every server has its folder, and the
//! order of installation. The time must grow with the number of
//! servers and no faster.

mod estate;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use estate::{Made, NOW, SIZES, manifest};
use forecert::bundle::holding::oauth_hosts;
use forecert::bundle::{self, Task, Wishes};
use forecert::desired::{Desired, resolve};
use forecert::inventory::Inventory;
use forecert::plan::{Plan, Selection, Terms, plan};

fn planned(desired: &Desired, inventory: &Inventory) -> Plan {
    let selection = Selection::default();
    let terms = Terms {
        now: NOW,
        selection: &selection,
    };
    plan(desired, inventory, &terms)
}

fn benchmark(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bundle");
    group.sample_size(20);
    for size in SIZES {
        group.throughput(Throughput::Elements(size as u64));
        let desired = resolve(&manifest(size)).expect("a valid manifest");
        let made = Made::of(&desired);
        let inventory = Inventory::read(&made.snapshot);
        let plan = planned(&desired, &inventory);
        let hosts = oauth_hosts(&desired);
        let settled = BTreeMap::new();
        let design = || {
            bundle::design(
                black_box(&desired),
                black_box(&inventory),
                black_box(&plan),
                &hosts,
                &settled,
            )
        };
        let drawn = design();
        let none = BTreeMap::new();
        let tasks = bundle::tasks(&drawn, &none, Wishes::default());
        assert_eq!(tasks, vec![Task::Make; size]);
        group.bench_function(BenchmarkId::new("design", size), |bencher| {
            bencher.iter(design);
        });
        group.bench_function(BenchmarkId::new("order", size), |bencher| {
            bencher.iter(|| bundle::order(black_box(&desired), black_box(&drawn.holdings)));
        });
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
