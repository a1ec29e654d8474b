//! A chain of two authorities that somebody took one out of.

use crate::count::{self, ID, REQUESTS};
use crate::office::{Office, Wrapping};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

/// A certificate of an office, taken in with its chain.
fn accepted() -> Deployment {
    let manifest = count::manifest(&format!("{REQUESTS}, trust: [pki/root.pem]"));
    let deployment = Deployment::new(&manifest);
    let office = Office::open(&deployment);
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let request = format!("inventory/{ID}/0001/request.csr");
    let answer = office.sign(&request, "answer", Wrapping::TextAndPem);
    let _ = deployment
        .forecert(&["accept", &answer, "pki/issuing.pem"])
        .exits(0);
    let _ = deployment.forecert(&["verify"]).exits(0);
    deployment
}

/// The first fault that `verify` finds, and what the plan does.
fn told(deployment: &Deployment) -> (String, String) {
    let verify = deployment
        .forecert(&["verify", "--format", "json"])
        .exits(4);
    let plan = deployment.forecert(&["plan", "--format", "json"]).exits(0);
    (
        verify.json()["findings"][0]["code"].to_string(),
        plan.json()["certificates"][0]["action"].to_string(),
    )
}

#[test]
fn a_chain_without_its_intermediate_is_told_and_is_no_reason_to_ask_again() {
    tool_or_pass!("openssl");
    let deployment = accepted();
    let chain = format!("inventory/{ID}/0001/chain.pem");
    let whole = deployment.read(&chain);
    let found = |code: &str| (format!("\"{code}\""), "\"blocked\"".to_owned());
    deployment.write(&chain, deployment.read("pki/root.pem"));
    assert_eq!(told(&deployment), found("chain_broken"));
    std::fs::remove_file(deployment.path(&chain)).unwrap();
    assert_eq!(told(&deployment), found("chain_incomplete"));
    // As the cure says.
    let _ = deployment.forecert(&["accept", "pki/issuing.pem"]).exits(0);
    let _ = deployment.forecert(&["verify"]).exits(0);
    assert_eq!(deployment.read(&chain), whole);
}
