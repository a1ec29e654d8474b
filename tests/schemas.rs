//! The published schemas: up to date, taken by a stranger's validator, and agreeing with
//! the examples, with what is wrong, and with what `plan` prints.

mod support;

use serde_json::Value;
use support::Deployment;

const MANIFEST: &str = include_str!("../schemas/manifest.schema.json");
const PLAN: &str = include_str!("../schemas/plan.schema.json");
const FORECAST: &str = include_str!("../schemas/forecast.schema.json");
const COMMAND: &str = include_str!("../schemas/command.schema.json");
const DRIFT: &str = include_str!("../schemas/drift.schema.json");

fn validator(schema: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn the_published_schemas_are_what_forecert_prints() {
    let deployment = Deployment::new("");
    for (name, published) in [
        ("manifest", MANIFEST),
        ("plan", PLAN),
        ("forecast", FORECAST),
        ("drift", DRIFT),
        ("command", COMMAND),
    ] {
        let printed = deployment.forecert(&["schema", name]).exits(0).stdout;
        assert!(
            printed == published.replace("\r\n", "\n"),
            "run: forecert schema {name} > schemas/{name}.schema.json"
        );
    }
}

#[test]
fn every_example_and_the_starter_fit_the_schema_of_the_manifest() {
    let validator = validator(MANIFEST);
    for (name, text) in [
        (
            "quickstart",
            include_str!("../examples/quickstart/forecert.yaml"),
        ),
        ("contoso", include_str!("../examples/contoso/forecert.yaml")),
        ("custom", include_str!("../examples/custom/forecert.yaml")),
        ("command", include_str!("../examples/command/forecert.yaml")),
        (
            "contoso-sfb2015",
            include_str!("estates/contoso-sfb2015.yaml"),
        ),
        (
            "tenant-sfb2015",
            include_str!("estates/tenant-sfb2015.yaml"),
        ),
        ("starter", &forecert::manifest::starter()),
    ] {
        let manifest = yaml(text);
        let faults: Vec<String> = validator
            .iter_errors(&manifest)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

#[test]
fn what_is_wrong_does_not_fit_the_schema_and_is_refused_by_the_reader_too() {
    let good = include_str!("../examples/custom/forecert.yaml");
    let validator = validator(MANIFEST);
    let wrong = [
        (
            "an unknown key",
            good.replacen("version: 1", "version: 1\ncolour: red", 1),
        ),
        (
            "another version",
            good.replacen("version: 1", "version: 7", 1),
        ),
        ("an unknown edition", good.replacen("2026.1", "1999.1", 1)),
        (
            "an unknown role",
            good.replacen("role: custom", "role: toaster", 1),
        ),
        (
            "no issuers",
            good.replacen("issuers:", "issuers: []\nkeys: {}\nx:", 1),
        ),
        (
            "an edition that is a number",
            good.replacen("\"2026.1\"", "2026.1", 1),
        ),
        (
            "an unknown issuer type",
            good.replacen("type: request", "type: carrier-pigeon", 1),
        ),
    ];
    for (what, text) in wrong {
        assert_ne!(text, good, "{what} was not put in");
        let is_refused = forecert::manifest::Manifest::parse("x", text.as_bytes()).is_err();
        assert!(is_refused, "{what} is read");
        assert!(!validator.is_valid(&yaml(&text)), "{what} fits the schema");
    }
}

#[test]
fn a_drift_in_json_fits_its_schema() {
    let deployment = Deployment::new(include_str!("../examples/quickstart/forecert.yaml"));
    let document = include_str!("../examples/topology/contoso.tbxml");
    deployment.write("estate.tbxml", document);
    let args = ["drift", "estate.tbxml", "--format", "json"];
    let run = deployment.forecert(&args).exits(4);
    let faults: Vec<String> = validator(DRIFT)
        .iter_errors(&run.json())
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn a_plan_and_a_forecast_in_json_fit_their_schemas_before_and_after_apply() {
    let deployment = Deployment::new(include_str!("../examples/quickstart/forecert.yaml"));
    let apply = ["apply", "--create-inventory", "--yes", "--quiet"];
    deployment.forecert(&["init"]).exits(0);
    for _ in 0..2 {
        for (command, schema) in [("plan", PLAN), ("forecast", FORECAST)] {
            let run = deployment.forecert(&[command, "--format", "json"]);
            let faults: Vec<String> = validator(schema)
                .iter_errors(&run.exits(0).json())
                .map(|fault| format!("{}: {fault}", fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{command}: {faults:?}");
        }
        deployment.forecert(&apply).exits(0);
    }
}
