//! Who may import whom, where each foreign crate is named, who touches the world: the
//! rules that keep data flowing one way. A failure names file, line and rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[path = "architecture/source.rs"]
mod source;

use source::Source;

/// The modules and what each may import, as `CONTRIBUTING.md` explains it. `all` is every
/// other module.
const MODULES: &[(&str, &str)] = &[
    ("codes", "-"),
    ("baseline", "-"),
    ("checks", "-"),
    ("powershell", "-"),
    ("finding", "-"),
    ("markdown", "finding"),
    ("cert", "-"),
    ("x509", "cert"),
    ("secret", "cert, x509"),
    ("pfx", "cert, x509, secret"),
    ("schema", "-"),
    ("manifest", "finding, schema"),
    ("lync", "cert"),
    ("desired", "checks, finding, cert, manifest, lync"),
    ("topology", "finding, cert, manifest"),
    ("proposal", "cert, finding, manifest, desired, topology"),
    (
        "drift",
        "finding, cert, manifest, desired, topology, schema",
    ),
    ("inventory", "finding, cert, x509, secret, pfx"),
    (
        "plan",
        "baseline, finding, cert, x509, lync, desired, inventory, schema",
    ),
    (
        "forecast",
        "baseline, cert, desired, inventory, plan, schema",
    ),
    (
        "rules",
        "baseline, checks, finding, cert, x509, lync, desired, inventory, plan",
    ),
    ("status", "finding, cert, x509, desired, inventory, plan"),
    ("verify", "finding, cert, x509, desired, inventory, plan"),
    (
        "handover",
        "powershell, finding, markdown, cert, x509, desired, inventory, plan",
    ),
    ("mint", "cert, x509, secret"),
    ("issuers", "cert, x509, secret, mint, schema"),
    ("store", "cert, x509, secret, pfx, inventory"),
    (
        "apply",
        "finding, cert, x509, secret, pfx, desired, inventory, plan, mint, issuers, store, accept",
    ),
    (
        "accept",
        "finding, cert, x509, secret, pfx, desired, inventory, plan, mint, store",
    ),
    (
        "bundle",
        "finding, powershell, cert, x509, secret, pfx, lync, desired, inventory, plan, store",
    ),
    (
        "report",
        "checks, codes, finding, markdown, cert, x509, manifest, lync, desired, inventory, plan, status, forecast, drift, verify, apply, accept, bundle",
    ),
    ("cli", "all"),
];

/// Crates whose types are words of every module.
const VOCABULARY: [&str; 6] = [
    "schemars",
    "serde",
    "serde_json",
    "thiserror",
    "time",
    "zeroize",
];

/// The other crates, and the modules that may name them. Two modules are an exception that
/// carries its reason.
const HOMES: &[(&str, &[&str])] = &[
    ("anstream", &["cli"]),
    // A style is a value that text is made with; whether it shows is up to `cli`.
    ("anstyle", &["cli", "report"]),
    // One library for all of cryptography: keys are made and used in `secret`, what others
    // signed is verified in `x509`, which knows no key, and passwords are for `pfx`.
    ("aws_lc_rs", &["secret", "x509", "pfx"]),
    ("base64ct", &["x509"]),
    ("bytes", &["issuers"]),
    ("cbc", &["pfx"]),
    ("clap", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("ctrlc", &["cli"]),
    ("der", &["secret"]),
    ("gethostname", &["cli"]),
    ("http_body", &["issuers"]),
    ("hmac_digest", &["issuers"]),
    ("icalendar", &["report"]),
    ("instant_acme", &["issuers"]),
    ("md4", &["issuers"]),
    ("md5", &["issuers"]),
    ("miette", &["report"]),
    ("petgraph", &["desired"]),
    ("pkcs1", &["secret"]),
    ("pkcs8", &["secret"]),
    ("quick_xml", &["topology"]),
    // What is slow is done on all cores: keys, and PFX files.
    ("rayon", &["apply", "bundle"]),
    ("rc2", &["pfx"]),
    ("rcgen", &["mint"]),
    ("rpassword", &["cli"]),
    ("rustix", &["issuers"]),
    ("rustls", &["issuers"]),
    ("rustls_platform_verifier", &["issuers"]),
    ("saphyr_parser", &["manifest"]),
    ("sec1", &["secret"]),
    ("serde_path_to_error", &["manifest"]),
    ("serde_yaml", &["manifest"]),
    // Before and after of a certificate, and of a plan that has become stale.
    ("similar", &["plan", "report"]),
    // "Did you mean", for whoever has a finding.
    ("strsim", &["finding"]),
    ("tempfile", &["store"]),
    ("terminal_size", &["cli"]),
    ("unicode_width", &["report"]),
    ("ureq", &["issuers"]),
    ("walkdir", &["store"]),
    ("x509_parser", &["x509"]),
    ("zip", &["bundle", "topology"]),
];

/// What reaches out into the world, and the one module that may.
const WORLD: [(&str, &[&str], &str); 4] = [
    (
        "reads the clock",
        &["now_utc", "now_local", "SystemTime::now", "Instant::now"],
        "cli",
    ),
    (
        "uses the terminal",
        &[
            "stdin()",
            "stdout()",
            "stderr()",
            "print!",
            "println!",
            "eprint!",
            "eprintln!",
        ],
        "cli",
    ),
    (
        "changes files",
        &[
            "fs::write",
            "fs::copy",
            "fs::rename",
            "fs::hard_link",
            "fs::remove_file",
            "fs::remove_dir",
            "fs::remove_dir_all",
            "fs::create_dir",
            "fs::create_dir_all",
            "fs::set_permissions",
            "File::create",
            "File::create_new",
            "OpenOptions",
            "DirBuilder",
        ],
        "store",
    ),
    (
        "uses the network",
        &["TcpStream", "TcpListener", "UdpSocket"],
        "issuers",
    ),
];

/// More than this, and a file is hiding a noun.
const LINES: usize = 450;

#[test]
fn a_module_imports_what_the_table_allows() {
    let sources = sources();
    complain(sources.iter().flat_map(forbidden_imports));
}

#[test]
fn every_module_is_in_the_table_and_the_other_way_round() {
    let in_table: BTreeSet<String> = MODULES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let in_tree: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.module().to_owned())
        .filter(|module| !matches!(module.as_str(), "" | "main"))
        .collect();
    assert_eq!(
        in_tree, in_table,
        "left: folders and files of src, right: the table"
    );
}

#[test]
fn the_table_in_contributing_is_the_one_that_is_held() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let documented: BTreeMap<String, String> = rows(&text);
    let held: BTreeMap<String, String> = MODULES
        .iter()
        .map(|(name, may)| ((*name).to_owned(), (*may).to_owned()))
        .collect();
    assert_eq!(documented, held, "left: CONTRIBUTING.md, right: the test");
}

#[test]
fn a_foreign_crate_is_named_in_its_module_only() {
    let sources = sources();
    complain(sources.iter().flat_map(strangers));
}

#[test]
fn every_dependency_has_a_home_and_is_used_there() {
    let declared: BTreeSet<String> = dependencies("[dependencies]")
        .into_iter()
        .chain(dependencies("[target.'cfg(unix)'.dependencies]"))
        .map(|(_, name, _)| name.replace('-', "_"))
        .collect();
    let homes: BTreeSet<String> = HOMES
        .iter()
        .map(|(name, _)| *name)
        .chain(VOCABULARY)
        .map(str::to_owned)
        .collect();
    assert_eq!(
        declared, homes,
        "left: Cargo.toml, right: homes and vocabulary"
    );

    let sources = sources();
    let unused = homes.iter().filter(|name| {
        let named = |source: &Source| !source.names_crate(name).is_empty();
        !sources.iter().any(named)
    });
    complain(unused.map(|name| format!("Cargo.toml: `{name}` is named nowhere: take it out")));
}

#[test]
fn every_dependency_has_its_reason_beside_it() {
    let all = dependencies("[dependencies]")
        .into_iter()
        .chain(dependencies("[target.'cfg(unix)'.dependencies]"))
        .chain(dependencies("[dev-dependencies]"));
    let bare = all.filter(|(_, _, reason)| reason.split_whitespace().count() < 2);
    complain(bare.map(|(line, name, _)| {
        format!("Cargo.toml:{line}: `{name}` has no reason beside it: add `# …`")
    }));
}

#[test]
fn only_the_module_meant_for_it_reaches_out_into_the_world() {
    let sources = sources();
    complain(sources.iter().flat_map(reaching_out));
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let lints = manifest.split("[lints.rust]").nth(1).unwrap_or_default();
    let section = lints.split("\n[").next().unwrap_or_default();
    assert!(
        section.contains("unsafe_code = \"forbid\""),
        "Cargo.toml, [lints.rust]: {section}"
    );
}

#[test]
fn a_file_says_first_what_it_answers_and_is_not_long() {
    let sources = sources();
    complain(sources.iter().flat_map(|source| {
        let lines = source.text.lines().count();
        let silent = !source.text.starts_with("//!");
        let silent = silent.then(|| format!("{}:1: a file begins with `//!`", source.path));
        let long = (lines > LINES)
            .then(|| format!("{}:{lines}: a file has {LINES} lines at most", source.path));
        silent.into_iter().chain(long)
    }));
}

// What the checks themselves make of a source.

#[test]
fn an_import_against_the_stream_is_found_at_its_line() {
    let text = "//! Names.\nuse std::fmt;\n\nuse crate::plan::{Action, Plan};\n";
    let found = forbidden_imports(&Source::new("src/cert/name.rs", text));
    assert_eq!(
        found,
        ["src/cert/name.rs:4: `cert` may not import `plan`; it may import: -"]
    );
}

#[test]
fn a_path_in_an_expression_and_in_a_group_is_an_import_too() {
    let text = "use crate::{cert::Usage, store::{Layout, read}};\nfn f() { crate::cli::run() }\n";
    let found = forbidden_imports(&Source::new("src/x509/mod.rs", text));
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("src/x509/mod.rs:1: `x509` may not import `store`"));
    assert!(found[1].starts_with("src/x509/mod.rs:2: `x509` may not import `cli`"));
}

#[test]
fn comments_strings_and_tests_import_nothing() {
    let text = "/// See [`crate::plan`].\nconst A: &str = \"crate::plan\"; /* crate::plan */\n\
                const B: &str = r#\"\" crate::plan \"#; const C: char = '\"';\n\
                #[cfg(test)]\nmod tests { use crate::plan::Plan; fn f() { if true {} } }\n";
    assert_eq!(Source::new("src/cert/a.rs", text).imports(), []);
    let behind = format!("{text}use crate::plan::Plan;\n");
    assert_eq!(
        Source::new("src/cert/a.rs", &behind).imports(),
        [(6, "plan".to_owned())]
    );
}

#[test]
fn a_crate_away_from_home_is_found_and_a_namesake_inside_of_a_path_is_not() {
    let text = "use crate::der::Reader;\nuse der::Decode;\nfn f(a: asn1::der::X, under: u8) {}\n";
    let found = strangers(&Source::new("src/plan/mod.rs", text));
    assert_eq!(
        found,
        ["src/plan/mod.rs:2: `plan` may not name the crate `der`, which is for: secret"]
    );
}

#[test]
fn the_clock_and_a_written_file_are_found_outside_of_their_modules() {
    let text = "fn f() { OffsetDateTime::now_utc(); fs::write(a, b); c.stdin(Stdio::null()); }\n";
    let found = reaching_out(&Source::new("src/plan/mod.rs", text));
    assert_eq!(
        found,
        [
            "src/plan/mod.rs:1: `plan` reads the clock (`now_utc`), which is for `cli` only",
            "src/plan/mod.rs:1: `plan` changes files (`fs::write`), which is for `store` only",
        ]
    );
}

fn forbidden_imports(source: &Source) -> Vec<String> {
    let module = source.module();
    // `lib.rs` introduces; `main.rs` calls `cli`.
    let may = match module {
        "" => "-",
        "main" => "cli",
        _ => MODULES
            .iter()
            .find(|(name, _)| *name == module)
            .map_or("-", |(_, may)| *may),
    };
    let allowed =
        |name: &str| name == module || may == "all" || may.split(", ").any(|one| one == name);
    let imports = source.imports().into_iter();
    imports
        .filter(|(_, name)| !allowed(name))
        .map(|(line, name)| {
            let path = &source.path;
            format!("{path}:{line}: `{module}` may not import `{name}`; it may import: {may}")
        })
        .collect()
}

fn strangers(source: &Source) -> Vec<String> {
    let (path, module) = (&source.path, source.module());
    let away = HOMES
        .iter()
        .filter(|(_, modules)| !modules.contains(&module));
    away.flat_map(|(name, modules)| {
        let modules = modules.join(", ");
        source.names_crate(name).into_iter().map(move |line| {
            format!(
                "{path}:{line}: `{module}` may not name the crate `{name}`, which is for: {modules}"
            )
        })
    })
    .collect()
}

fn reaching_out(source: &Source) -> Vec<String> {
    let (path, module) = (&source.path, source.module());
    let mut found = Vec::new();
    for (deed, patterns, home) in WORLD.iter().filter(|(_, _, home)| *home != module) {
        for pattern in *patterns {
            found.extend(source.mentions(pattern).into_iter().map(|line| {
                format!(
                    "{path}:{line}: `{module}` {deed} (`{pattern}`), which is for `{home}` only"
                )
            }));
        }
    }
    found
}

/// Line, name and reason of each dependency in a section of `Cargo.toml`.
fn dependencies(section: &str) -> Vec<(usize, String, String)> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim_end() == section;
        } else if let Some((name, rest)) = line.split_once(" = ").filter(|_| inside)
            && !line.starts_with('#')
        {
            let reason = rest.rsplit_once("# ").map_or("", |(_, reason)| reason);
            found.push((index + 1, name.to_owned(), reason.to_owned()));
        }
    }
    found
}

/// The rows of the module table: name, and what it may import.
fn rows(text: &str) -> BTreeMap<String, String> {
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line
            .strip_prefix("| `")?
            .strip_suffix(" |")?
            .split(" | ")
            .collect();
        let [names, _, may] = cells[..] else {
            return None;
        };
        Some((names, may))
    });
    rows.flat_map(|(names, may)| {
        let names = names.trim_end_matches('`').split("`, `");
        names.map(move |name| (name.to_owned(), may.to_owned()))
    })
    .collect()
}

fn sources() -> Vec<Source> {
    source::below(root(), "src")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn complain(faults: impl Iterator<Item = String>) {
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
