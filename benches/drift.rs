//! How long it takes to read a topology, and to hold a manifest against it: at two sizes of
//! an estate; the time must grow with the number of pools and no faster. Limits, on two cores: 1,000 pools of four servers are read within a second, and held against a topology
//! in which a tenth of them differs within ten.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use forecert::desired;
use forecert::drift;
use forecert::manifest::Manifest;
use forecert::topology::{self, Document, Estate, Manuscript};

/// A published topology of so many pools of four servers; of every tenth pool one server is
/// another one where it has changed.
fn document(pools: usize, changed: bool) -> String {
    let (mut clusters, mut services) = (String::new(), String::new());
    for pool in 0..pools {
        let last = if changed && pool % 10 == 0 {
            "new"
        } else {
            "fe04"
        };
        let machines: String = ["fe01", "fe02", "fe03", last]
            .iter()
            .map(|server| format!("<Machine Fqdn='{server}-{pool:05}.contoso.net'/>"))
            .collect();
        clusters.push_str(&format!(
            "<Cluster RequiresSetup='true' Fqdn='pool{pool:05}.contoso.net'><ClusterId \
             SiteId='1' Number='{pool}'/>{machines}</Cluster>"
        ));
        for role in ["UserServices", "Registrar", "WebServices", "ConfServices"] {
            services.push_str(&format!(
                "<Service ServiceVersion='7'><ServiceId SiteId='1' RoleName='{role}' \
                 Instance='{pool}'/><DependsOn/><InstalledOn><ClusterId SiteId='1' \
                 Number='{pool}'/></InstalledOn><WebService><ExternalSettings \
                 Host='web{pool:05}.contoso.com'/></WebService></Service>"
            ));
        }
    }
    format!(
        "<Topology><InternalDomains DefaultDomain='contoso.com'/><Sites><CentralSite \
         SiteId='1'><Name>Redmond</Name></CentralSite></Sites><Clusters>{clusters}</Clusters>\
         <Services>{services}</Services></Topology>"
    )
}

fn estate(document: &str) -> Estate {
    let document = Document {
        name: "topology.xml",
        bytes: document.as_bytes(),
    };
    topology::read(&[document]).expect("a topology")
}

fn sizes(criterion: &mut Criterion) {
    for pools in [500, 1_000] {
        let mut group = criterion.benchmark_group(format!("{pools} pools"));
        group.sample_size(10);
        group.throughput(Throughput::Elements(pools as u64));
        let (before, after) = (document(pools, false), document(pools, true));
        group.bench_function("read", |bencher| bencher.iter(|| estate(&before)));
        let text = Manuscript::write(&["topology.xml"], &estate(&before)).text;
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).expect("a manifest");
        let desired = desired::resolve(&manifest).expect("a possible one");
        for (name, document) in [("no drift", &before), ("a tenth differs", &after)] {
            let estate = estate(document);
            group.bench_function(name, |bencher| {
                bencher.iter(|| drift::drift(&manifest, &desired, &estate));
            });
        }
        group.finish();
    }
}

criterion_group!(drifts, sizes);
criterion_main!(drifts);
