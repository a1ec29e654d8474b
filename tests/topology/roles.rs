//! Which pools a document leads to: role, servers, names, next hop, product.

use forecert::manifest::model::{Pool, Product, Role, Server};

use crate::{BUILDER, PUBLISHED, model, pool, read, with};

fn servers(pool: &Pool) -> Vec<&str> {
    fn fqdn(server: &Server) -> &str {
        match server {
            Server::Fqdn(fqdn) => fqdn,
            Server::Detailed(server) => &server.fqdn,
        }
    }
    pool.servers.iter().map(fqdn).collect()
}

#[test]
fn every_role_is_told_by_its_services() {
    let model = model(PUBLISHED);
    let found: Vec<(&str, Role, Vec<&str>, Option<&str>)> = model
        .pools
        .iter()
        .map(|pool| {
            (
                pool.fqdn.as_str(),
                pool.role,
                servers(pool),
                pool.next_hop.as_deref(),
            )
        })
        .collect();
    let front_end = Some("pool01.litware.net");
    assert_eq!(
        found,
        [
            (
                "pool01.litware.net",
                Role::FrontEnd,
                vec!["fe01.litware.net", "fe02.litware.net"],
                None
            ),
            ("se01.litware.net", Role::StandardEdition, vec![], None),
            (
                "dirpool.litware.net",
                Role::Director,
                vec!["dir01.litware.net"],
                front_end
            ),
            (
                "edge.litware.net",
                Role::Edge,
                vec!["edge01.litware.net", "edge02.litware.net"],
                Some("dirpool.litware.net")
            ),
            (
                "medpool.litware.net",
                Role::Mediation,
                vec!["med01.litware.net"],
                front_end
            ),
            (
                "sba01.litware.net",
                Role::SurvivableBranch,
                vec![],
                front_end
            ),
            (
                "chat.litware.net",
                Role::PersistentChat,
                vec!["chat01.litware.net"],
                front_end
            ),
            (
                "video.litware.net",
                Role::VideoInterop,
                vec!["video01.litware.net"],
                front_end
            ),
            (
                "apps.litware.net",
                Role::TrustedApplication,
                vec!["app01.litware.net", "app02.litware.net"],
                front_end
            ),
            (
                "wac.litware.net",
                Role::OfficeWebApps,
                vec!["wac01.litware.net"],
                None
            ),
        ]
    );
}

#[test]
fn names_of_web_services_and_edge_services_are_taken_in_lower_case() {
    let model = model(PUBLISHED);
    let web = |fqdn: &str| pool(&model, fqdn).web_services.as_ref().unwrap();
    assert_eq!(web("pool01.litware.net").external, "webext.litware.com");
    assert_eq!(web("pool01.litware.net").internal, None);
    assert_eq!(web("se01.litware.net").external, "weblyon.litware.com");
    let edge = pool(&model, "edge.litware.net").edge.as_ref().unwrap();
    assert_eq!(edge.access, "sip.litware.com");
    assert_eq!(edge.web_conferencing, "webcon.litware.com");
    assert_eq!(edge.av.as_deref(), Some("av.litware.com"));
    assert_eq!(model.sip_domains, ["litware.com", "fabrikam.com"]);
}

#[test]
fn a_builder_file_is_read_from_its_new_topology() {
    let model = model(BUILDER);
    assert_eq!(model.sip_domains, ["adatum.com"]);
    assert_eq!(
        model.simple_urls.meet,
        ["https://lync.adatum.com/meet", "https://meet.adatum.com"]
    );
    assert_eq!(model.simple_urls.dialin, ["https://lync.adatum.com/dialin"]);
    assert_eq!(model.simple_urls.admin, ["https://admin.adatum.com"]);
    let [server, edge] = &model.pools[..] else {
        panic!("{:#?}", model.pools);
    };
    assert_eq!(
        (server.fqdn.as_str(), server.role),
        ("se01.adatum.net", Role::StandardEdition)
    );
    assert_eq!(
        (edge.fqdn.as_str(), edge.role),
        ("edge01.adatum.net", Role::Edge)
    );
    assert_eq!(edge.next_hop.as_deref(), Some("se01.adatum.net"));
    assert_eq!(servers(edge), ["edge01.adatum.net"]);
    let names = edge.edge.as_ref().unwrap();
    assert_eq!(
        [
            names.access.as_str(),
            &names.web_conferencing,
            names.av.as_deref().unwrap()
        ],
        ["sip.adatum.com"; 3]
    );
}

#[test]
fn an_enterprise_pool_of_one_is_not_standard_edition() {
    let apart = with(BUILDER, "InstalledOn=\"se-rtc\"", "InstalledOn=\"edge\"");
    assert_eq!(pool(&model(&apart), "se01.adatum.net").role, Role::FrontEnd);
}

#[test]
fn a_branch_site_has_clusters_of_its_own_in_a_builder_file() {
    let branch = with(
        BUILDER,
        "<RemoteSites />",
        "<RemoteSites><RemoteSite SiteId='2'><Name>Branch</Name><Clusters><Cluster UniqueId='b' \
         RequiresSetup='true' Fqdn='sba01.adatum.net'><Machines><Machine/></Machines></Cluster>\
         </Clusters></RemoteSite></RemoteSites>",
    );
    let branch = with(
        &branch,
        "<Services>\n",
        "<Services><Service UniqueId='b-1' RoleName='Registrar' InstalledOn='b' ServiceVersion='8'>\
         <DependsOn><Dependency ServiceUniqueId='se-1'/></DependsOn></Service>\n",
    );
    let model = model(&branch);
    let pool = pool(&model, "sba01.adatum.net");
    assert_eq!(pool.role, Role::SurvivableBranch);
    assert_eq!(pool.next_hop.as_deref(), Some("se01.adatum.net"));
    assert_eq!(pool.site.as_deref(), Some("Branch"));
    let sites: Vec<&str> = model.sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(sites, ["Zürich", "Branch"]);
}

#[test]
fn the_product_is_what_most_pools_run_and_others_name_theirs() {
    let mixed = model(PUBLISHED);
    assert_eq!(mixed.product, Some(Product::Sfb2015));
    assert_eq!(
        pool(&mixed, "sba01.litware.net").product,
        Some(Product::Lync2013)
    );
    let named = mixed
        .pools
        .iter()
        .filter(|pool| pool.product.is_some())
        .count();
    assert_eq!(named, 1);
    for (version, product) in [
        ("6", Product::Lync2013),
        ("7", Product::Sfb2015),
        ("8", Product::Sfb2019),
        ("9", Product::SfbSe),
    ] {
        let document = BUILDER.replace(
            "ServiceVersion=\"8\"",
            &format!("ServiceVersion=\"{version}\""),
        );
        assert_eq!(model(&document).product, Some(product), "{version}");
        let asked = read(&document).text.contains("which product is it?")
            || read(&document).text.contains("or Subscription Edition");
        assert_eq!(asked, version > "7", "{version}");
    }
}

#[test]
fn a_pool_from_before_lync_2013_is_asked_about_and_is_nobodys_next_hop() {
    let document = include_str!("../../examples/topology/contoso.tbxml");
    let older: String = document
        .split_inclusive('\n')
        .map(|line| match line.contains("UniqueId=\"pool-") {
            true => line.replace("ServiceVersion=\"7\"", "ServiceVersion=\"5\""),
            false => line.to_owned(),
        })
        .collect();
    assert_ne!(older, document);
    let text = read(&older).text;
    assert!(text.contains("runs a product"), "{text}");
    assert!(text.contains("which pool is the `next_hop`?"), "{text}");
    let fqdns: Vec<String> = model(&older)
        .pools
        .into_iter()
        .map(|pool| pool.fqdn)
        .collect();
    assert_eq!(fqdns, ["edge.contoso.net"]);
}

#[test]
fn an_internal_web_name_is_taken_where_a_document_has_one() {
    let document = with(
        PUBLISHED,
        "<ExternalSettings Host=\"WebExt.litware.com\">",
        "<InternalSettings Host=\"webint.litware.net\" /><ExternalSettings Host=\"webext.litware.com\">",
    );
    let model = model(&document);
    let web = pool(&model, "pool01.litware.net")
        .web_services
        .as_ref()
        .unwrap();
    assert_eq!(web.internal.as_deref(), Some("webint.litware.net"));
    assert!(
        !read(&document)
            .text
            .contains("FQDN of the web services overridden?")
    );
}

#[test]
fn only_the_edge_service_says_what_an_edge_pool_is_called() {
    // Gateways and others have ports with a configured FQDN too.
    let other = "<Services><Service ServiceVersion='7'><ServiceId SiteId='1' \
        RoleName='PstnGateway' Instance='9'/><InstalledOn><ClusterId SiteId='1' Number='4'/>\
        </InstalledOn><Ports><Port Owner='urn:component:AccessEdge' InterfaceSide='External' \
        ConfiguredFqdn='gw.litware.com'/></Ports></Service>";
    let model = model(&with(PUBLISHED, "<Services>", other));
    let edge = pool(&model, "edge.litware.net").edge.as_ref().unwrap();
    assert_eq!(edge.access, "sip.litware.com");
}

#[test]
fn a_pool_that_uses_an_office_web_apps_farm_depends_on_it() {
    let document = with(
        PUBLISHED,
        "<ServiceId SiteId=\"1\" RoleName=\"WebServices\" Instance=\"1\" />\n      <DependsOn>",
        "<ServiceId SiteId=\"1\" RoleName=\"WebServices\" Instance=\"1\" />\n      <DependsOn>\
         <Dependency Usage='Default'><ServiceId SiteId='1' RoleName='WacService' Instance='1'/>\
         </Dependency>",
    );
    let model = model(&document);
    assert_eq!(
        pool(&model, "pool01.litware.net").depends_on,
        ["wac.litware.net"]
    );
    let of_others = model
        .pools
        .iter()
        .filter(|pool| !pool.depends_on.is_empty());
    assert_eq!(of_others.count(), 1);
}

#[test]
fn unknown_elements_attributes_and_services_are_passed_over() {
    let document = PUBLISHED
        .replace("<Clusters>", "<Clusters Future=\"x\"><New><Cluster/></New>")
        .replace(
            "<Services>",
            "<Services><!-- later --><Whatever Fqdn=\"$x\" />",
        )
        .replace("<Machine ", "<Machine Rack=\"7\" ");
    assert_eq!(read(&document).text, read(PUBLISHED).text);
}
