//! Trees with bad files in them.

use std::fs;

use crate::support::Deployment;
use crate::{SMALL, TLS, made, refusal, refused};

#[test]
fn an_inventory_that_is_missing_is_an_error_and_no_reason_to_make_everything_anew() {
    let deployment = made();
    fs::rename(deployment.path("inventory"), deployment.path("elsewhere")).unwrap();
    for command in [
        &["plan"][..],
        &["apply", "--yes"],
        &["status"],
        &["verify"],
        &["explain", TLS],
        &["accept", "forecert.yaml"],
        &["withdraw", TLS, "--reason", "x"],
    ] {
        let words = ["inventory", "does not exist", "forecert init"];
        refused(&deployment, command, 1, &words);
    }
}

#[test]
fn a_directory_without_the_mark_is_no_inventory() {
    let deployment = made();
    fs::remove_dir_all(deployment.path("inventory/.forecert")).unwrap();
    for command in [
        &["plan"][..],
        &["apply", "--yes"],
        &["accept", "forecert.yaml"],
        &["withdraw", TLS, "--reason", "x"],
    ] {
        refused(&deployment, command, 1, &["not marked as an inventory"]);
    }
}

#[test]
fn a_file_as_inventory_is_told() {
    let deployment = Deployment::new(SMALL);
    deployment.write("inventory", "a file");
    refused(&deployment, &["plan"], 1, &["inventory"]);
    refused(
        &deployment,
        &["apply", "--yes", "--create-inventory"],
        1,
        &["inventory"],
    );
}

#[test]
fn a_truncated_pem_is_named_and_spoils_nothing_else() {
    let deployment = made();
    let whole = deployment.read(&format!("inventory/{TLS}/0001/certificate.pem"));
    deployment.write("inventory/old/cut.pem", &whole[..whole.len() / 2]);
    let words = ["inventory/old/cut.pem", "no end of its own"];
    refused(&deployment, &["plan", "--detailed-exitcode"], 0, &words);
    refused(&deployment, &["verify"], 0, &words);
}

#[test]
fn a_truncated_pem_in_a_generation_blocks_it() {
    let deployment = made();
    let path = format!("inventory/{TLS}/0001/certificate.pem");
    let whole = deployment.read(&path);
    deployment.write(&path, &whole[..whole.len() / 2]);
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(4);
    assert!(
        plan.stdout.contains("blocked") && plan.stdout.contains(&path),
        "{plan:?}"
    );
    let before = deployment.files();
    let _ = deployment.forecert(&["apply", "--yes"]).exits(1);
    assert!(deployment.files() == before, "something was written");
}

#[test]
fn a_key_that_belongs_to_nobody_is_a_remark() {
    let deployment = made();
    let other = made().read(&format!("keys/{TLS}/0001.pem"));
    deployment.write("keys/stray.pem", other);
    private(&deployment, "keys/stray.pem");
    let words = ["stray_key", "keys/stray.pem", "belongs to no request"];
    refused(&deployment, &["plan", "--detailed-exitcode"], 0, &words);
    refused(&deployment, &["verify"], 0, &words);
}

#[cfg(unix)]
#[test]
fn a_world_readable_key_is_a_warning_and_does_not_verify() {
    use std::os::unix::fs::PermissionsExt;
    let deployment = made();
    let key = format!("keys/{TLS}/0001.pem");
    fs::set_permissions(deployment.path(&key), fs::Permissions::from_mode(0o644)).unwrap();
    let words = ["key_mode", &key, "0644", "chmod 600"];
    refused(&deployment, &["plan", "--detailed-exitcode"], 0, &words);
    refused(&deployment, &["verify"], 4, &words);
}

#[test]
fn a_certificate_whose_key_is_missing_is_blocked() {
    let deployment = made();
    fs::remove_file(deployment.path(&format!("keys/{TLS}/0001.pem"))).unwrap();
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(4);
    assert!(plan.stdout.contains("key"), "{plan:?}");
    let before = deployment.files();
    let _ = deployment.forecert(&["apply", "--yes"]).exits(1);
    refused(&deployment, &["verify"], 4, &[TLS]);
    assert!(deployment.files() == before, "something was written");
}

#[test]
fn a_key_directory_that_is_missing_where_keys_were_is_not_made_anew() {
    let deployment = made();
    fs::rename(deployment.path("keys"), deployment.path("elsewhere")).unwrap();
    let manifest = SMALL.replace("[a.contoso.net]", "[a.contoso.net, b.contoso.net]");
    deployment.write("forecert.yaml", manifest);
    refused(
        &deployment,
        &["apply", "--yes"],
        1,
        &["keys_missing", "`keys`"],
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_inventory_is_not_waited_for() {
    let deployment = made();
    deployment.tool("mkfifo", &["inventory/pipe.pem", "keys/pipe.pem"]);
    let _ = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    let _ = deployment.forecert(&["verify"]).exits(0);
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
}

// As root no mode makes a file unreadable, but this one fails at its first byte.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_named_and_a_key_that_cannot_be_read_blocks() {
    let deployment = made();
    std::os::unix::fs::symlink("/proc/self/mem", deployment.path("inventory/mem.pem")).unwrap();
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    for words in [
        "unreadable_file",
        "`inventory/mem.pem`",
        "os error",
        "help: ",
    ] {
        assert!(plan.stderr.contains(words), "{words}: {plan:?}");
    }
    let key = deployment.path(&format!("keys/{TLS}/0001.pem"));
    fs::rename(&key, deployment.path("key.kept")).unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", &key).unwrap();
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(4);
    assert!(plan.stdout.contains("cannot be read"), "{plan:?}");
    let _ = deployment.forecert(&["apply", "--yes"]).exits(1);
    assert!(fs::symlink_metadata(&key).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn a_circle_of_links_is_named_and_not_followed() {
    let deployment = made();
    std::os::unix::fs::symlink(
        deployment.path("inventory"),
        deployment.path("inventory/loop"),
    )
    .unwrap();
    std::os::unix::fs::symlink("self", deployment.path("inventory/self")).unwrap();
    std::os::unix::fs::symlink("nowhere", deployment.path("inventory/dangling")).unwrap();
    let run = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    for link in ["inventory/loop", "inventory/self", "inventory/dangling"] {
        assert!(run.stderr.contains(link), "{link}: {}", run.stderr);
    }
    let _ = deployment.forecert(&["verify"]).exits(0);
}

#[test]
fn a_tree_too_deep_to_follow_is_told() {
    let deployment = made();
    let deep = format!("inventory/{}x.pem", "d/".repeat(60));
    deployment.write(&deep, "-----BEGIN CERTIFICATE-----\n");
    refused(
        &deployment,
        &["plan", "--detailed-exitcode"],
        0,
        &["too deep"],
    );
}

#[cfg(unix)]
#[test]
fn two_gigabytes_that_begin_like_pem_are_not_read() {
    let deployment = made();
    deployment.write("inventory/huge.pem", "-----BEGIN CERTIFICATE-----\n");
    let file = fs::OpenOptions::new()
        .write(true)
        .open(deployment.path("inventory/huge.pem"));
    file.unwrap().set_len(2 << 30).unwrap();
    let run = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    assert!(
        run.stderr.contains("inventory/huge.pem") && run.stderr.contains("2147483648 bytes"),
        "{run:?}"
    );
}

#[test]
fn a_megabyte_of_beginnings_without_end_is_one_remark() {
    let deployment = made();
    let line = "-----BEGIN CERTIFICATE-----\n";
    deployment.write("inventory/lines.pem", line.repeat((1 << 20) / line.len()));
    let words = ["inventory/lines.pem", "no end of its own", "more"];
    let run = refusal(&deployment, &["plan", "--detailed-exitcode"], 0, &words);
    assert!(
        run.stderr.lines().count() < 20,
        "{}",
        run.stderr.lines().count()
    );
}

#[test]
fn an_order_that_cannot_be_read_blocks_its_certificate() {
    let deployment = crate::awaiting();
    let order = "inventory/sbc.contoso.net/a.contoso.net/asked/0001/order.json";
    deployment.write(order, "{\"format_version\": \"1.0\"");
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(4);
    assert!(plan.stdout.contains(order), "{plan:?}");
}

fn private(deployment: &Deployment, path: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o600);
        fs::set_permissions(deployment.path(path), mode).unwrap();
    }
    let _ = (deployment, path);
}
