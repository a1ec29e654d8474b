//! The estate that the examples of the help speak of.

use std::path::Path;

use forecert::inventory::{Object, Opener, recognise};

use crate::estate::{a_year, authority, signed};
use crate::support::Deployment;

/// One Front End pool, one Edge pool, a saved plan, and answers of the issuer in files.
pub const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
product: skype-for-business-2019
sip_domains: [contoso.com]
simple_urls:
  meet: ["https://meet.contoso.com"]
  dialin: ["https://dialin.contoso.com"]
  admin: ["https://admin.contoso.com"]
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 }, renew_before: 30d }
issuers:
  - name: enterprise
    type: request
    class: enterprise
    validity: 1y
    trust: [pki/root.pem]
    subject: { organization: Contoso, country: US }
  - { name: public, type: request, class: public, validity: 199d, subject: { organization: Contoso, country: US } }
oauth: { issuer: enterprise, key: { algorithm: rsa, size: 2048 } }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [fe01.contoso.net, fe02.contoso.net]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: pool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    certificates: [{ usage: edge-external, issuer: public }]
    servers: [edge01.contoso.net]
"#;

/// What `Get-CsSimpleUrlConfiguration` says, saved.
pub const URLS: &str = r#"{ "Identity": "Global", "SimpleUrl": [
  { "Component": "Meet", "Domain": "contoso.com", "ActiveUrl": "https://meet.contoso.com" } ] }"#;

/// A published topology: one Front End pool of one server.
pub const TOPOLOGY: &str = r#"<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">
  <InternalDomains DefaultDomain="contoso.com"><InternalDomain Name="contoso.com" /></InternalDomains>
  <Sites><CentralSite SiteId="1"><Name>Redmond</Name></CentralSite></Sites>
  <Clusters>
    <Cluster RequiresSetup="true" Fqdn="pool01.contoso.net">
      <ClusterId SiteId="1" Number="1" />
      <Machine OrdinalInCluster="1" Fqdn="fe01.contoso.net" />
    </Cluster>
  </Clusters>
  <Services>
    <Service ServiceVersion="7">
      <ServiceId SiteId="1" RoleName="UserServices" Instance="1" />
      <InstalledOn><ClusterId SiteId="1" Number="1" /></InstalledOn>
    </Service>
    <Service ServiceVersion="7">
      <ServiceId SiteId="1" RoleName="WebServices" Instance="1" />
      <InstalledOn><ClusterId SiteId="1" Number="1" /></InstalledOn>
      <WebService><ExternalSettings Host="webext.contoso.com" /></WebService>
    </Service>
  </Services>
</Topology>
"#;

/// The estate with everything asked for and nothing answered.
pub fn applied() -> Deployment {
    let deployment = Deployment::new(MANIFEST);
    let authority = authority("Contoso Root");
    deployment.write("pki/root.pem", authority.certificate.pem());
    let _ = deployment.forecert(&["init"]).exits(0);
    let _ = deployment
        .forecert(&["plan", "--out", "plan.json"])
        .exits(0);
    let _ = deployment.forecert(&["apply", "plan.json"]).exits(0);
    let _ = deployment
        .forecert(&["plan", "--out", "plan.json"])
        .exits(0);
    let folder = "inventory/pool01.contoso.net/fe01.contoso.net/default/0001";
    let pem = deployment.read(&format!("{folder}/request.csr"));
    let Ok(Object::Request(request)) = recognise(pem.as_bytes(), &mut Opener::closed())
        .remove(0)
        .object
    else {
        panic!("no request: {pem}");
    };
    let answer = signed(&authority, &request, a_year(), |_| {});
    deployment.write("fe01.cer", answer.der());
    deployment.write("answers/fe01.pem", answer.pem());
    deployment.write("estate.tbxml", TOPOLOGY);
    deployment.write("urls.json", URLS);
    deployment.write("issuing-ca.cer", authority.certificate.der());
    deployment
}

/// A copy of it.
pub fn copy(of: &Deployment) -> Deployment {
    let copy = Deployment::new("");
    copy_into(of.root(), copy.root());
    copy
}

fn copy_into(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_into(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// The PATH with `forecert` in front.
pub fn path() -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_forecert"));
    let folder = program.parent().unwrap().display();
    format!("{folder}:{}", std::env::var("PATH").unwrap())
}
