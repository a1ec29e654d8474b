//! An order that is cut off, stopped, lost or forgotten: it is gone on with, and never made twice.

use crate::acme::needs;
use crate::acme::pebble::{APPLY, Pebble};
use crate::tools::tool_or_pass;

#[test]
fn a_server_that_dies_or_hangs_amid_an_order_is_asked_again_for_the_same_order() {
    needs!("pebble" "named" "nsupdate");
    let pebble = Pebble::with_named("");
    let challenge = pebble.hook().replace("./nsupdate.sh", "./stops.sh");
    // The server stops between the order and its proof, and goes on later.
    let stops = "#!/bin/sh\n[ -e stopped ] || { : >stopped; kill -STOP $(cat pebble.pid); }\nexec ./nsupdate.sh \"$@\"\n";
    pebble.deployment.write("stops.sh", stops);
    pebble.deployment.tool("chmod", &["+x", "stops.sh"]);
    let pid = pebble.servers.last().unwrap().id().to_string();
    pebble.deployment.write("pebble.pid", &pid);
    pebble.manifest("a.contoso.net", &challenge);
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains("its answer did not come"),
        "{}",
        run.stdout
    );
    let order = pebble.order();
    assert_eq!(order["state"], "pending");
    pebble.deployment.tool("kill", &["-CONT", &pid]);
    let run = pebble.forecert(&["apply", "--poll"]).exits(0);
    assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_run_that_dies_amid_an_order_goes_on_with_the_same_one() {
    needs!("pebble" "named" "nsupdate");
    let pebble = Pebble::with_named("");
    let challenge = pebble.hook().replace("./nsupdate.sh", "./dies.sh");
    let dies = "#!/bin/sh\n[ -e died ] || { : >died; kill -9 $PPID; }\nexec ./nsupdate.sh \"$@\"\n";
    pebble.deployment.write("dies.sh", dies);
    pebble.deployment.tool("chmod", &["+x", "dies.sh"]);
    pebble.manifest("a.contoso.net", &challenge);
    let _ = pebble.forecert(&APPLY).exits(-1);
    let order = pebble.order();
    assert_eq!(order["state"], "pending");
    let run = pebble.forecert(&["apply", "--poll"]).exits(0);
    assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_server_that_forgot_an_order_is_given_another_only_by_a_person() {
    needs!("pebble" "named" "nsupdate");
    let mut pebble = Pebble::with_named("");
    let challenge = pebble.hook().replace("./nsupdate.sh", "./kills.sh");
    let kills = "#!/bin/sh\n[ -e killed ] || { : >killed; kill -9 $(cat pebble.pid); }\nexec ./nsupdate.sh \"$@\"\n";
    pebble.deployment.write("kills.sh", kills);
    pebble.deployment.tool("chmod", &["+x", "kills.sh"]);
    let pid = pebble.servers.last().unwrap().id().to_string();
    pebble.deployment.write("pebble.pid", pid);
    pebble.manifest("a.contoso.net", &challenge);
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains("`pebble` gave no answer"),
        "{}",
        run.stdout
    );
    let handle = pebble.order()["handle"].clone();
    assert!(handle.as_str().unwrap().contains("/my-order/"), "{handle}");
    let run = pebble.forecert(&["apply", "--poll"]).exits(1);
    assert!(run.stdout.contains("it is not reached"), "{}", run.stdout);

    // It keeps nothing: the one that comes up knows neither the account nor the order.
    pebble.start("", &[]);
    let run = pebble.forecert(&["apply", "--poll"]).exits(1);
    assert!(run.stdout.contains("withdraw"), "{}", run.stdout);
    assert_eq!(pebble.order()["handle"], handle);
    let id = "sbc.contoso.net/a.contoso.net/tls";
    let _ = pebble
        .forecert(&["withdraw", id, "--reason", "the authority lost it"])
        .exits(0);
    let _ = pebble.forecert(&["apply", "--yes"]).exits(0);
}

#[test]
fn a_person_is_shown_the_record_and_nothing_happens_where_there_is_none() {
    needs!("pebble" "pebble-challtestsrv");
    let pebble = Pebble::with_test_dns("", &[]);
    pebble.manifest("a.contoso.net", "    challenge: { dns_manual: {} }\n");
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stderr
            .contains("  _acme-challenge.a.contoso.net.  IN TXT  \""),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("there is no terminal to wait at"),
        "{}",
        run.stdout
    );
    assert_eq!(pebble.order()["state"], "pending");

    // Without the account's key nothing is asked, and no other account is made.
    let key = pebble.deployment.path("keys/acme");
    std::fs::rename(&key, pebble.deployment.path("backup")).unwrap();
    let run = pebble.forecert(&["apply", "--poll"]).exits(1);
    assert!(
        run.stdout
            .contains("the key of the account that ordered it is not here"),
        "{}",
        run.stdout
    );
    assert!(!key.exists());
    std::fs::rename(pebble.deployment.path("backup"), &key).unwrap();
    // A run that died behind the order and before its record finds it again.
    let order = pebble.order();
    let path = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/order.json";
    let mut lost = order.clone();
    lost["state"] = "submitting".into();
    let fields = lost.as_object_mut().unwrap();
    fields.remove("handle");
    fields.remove("poll_after");
    pebble.deployment.write(path, lost.to_string());
    let _ = pebble.forecert(&["apply", "--yes"]).exits(1);
    assert_eq!(pebble.order()["handle"], order["handle"]);
}
