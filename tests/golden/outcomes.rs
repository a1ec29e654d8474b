//! What became of an apply and of answers that were handed in. Both run at the clock, so
//! what is there before them has no end and no age.

use time::{Duration, OffsetDateTime};

use crate::estate::{BEGIN, CONTOSO, SBC, a_year};
use crate::scene::Scene;

#[test]
fn an_apply_is_done_in_part() {
    let scene = Scene::farm("applied-in-part");
    scene.deployment.write(
        "keys/sbc.contoso.net/sbc02.contoso.net",
        "a file where a folder belongs\n",
    );
    private(&scene, "keys/sbc.contoso.net");
    private(&scene, "keys");
    let args = ["apply", "--yes", "--jobs", "1"];
    scene.shows("apply.txt", &args);
    scene.ends();
}

#[test]
fn an_apply_leaves_what_is_blocked() {
    let scene = Scene::trusting("applied-but-blocked", SBC);
    scene.edit(
        "sbc02.contoso.net, sbc03.contoso.net, sbc04.contoso.net]",
        "sbc02.contoso.net]",
    );
    scene.applied(BEGIN);
    for server in ["sbc01", "sbc02"] {
        scene.denied(server, "the template needs a manager's approval", BEGIN);
    }
    scene.shows("nothing-to-make.txt", &["apply", "--yes"]);
    scene.edit(
        "sbc02.contoso.net]",
        "sbc02.contoso.net, sbc05.contoso.net]",
    );
    scene.shows("apply.txt", &["apply", "--yes"]);
    scene.ends();
}

#[test]
fn a_saved_plan_holds_no_longer() {
    let scene = Scene::trusting("stale-plan", SBC);
    let _ = scene.run(&["plan", "--out", "plan.json"], &[]).exits(0);
    scene.edit(
        "sbc03.contoso.net, sbc04.contoso.net]",
        "sbc05.contoso.net]",
    );
    scene.applied(BEGIN);
    scene.edit("sip.contoso.net]", "voice.contoso.net]");
    scene.edit(
        "sbc05.contoso.net]",
        "sbc04.contoso.net, sbc05.contoso.net]",
    );
    scene.edit("algorithm: ec, size: 256", "algorithm: ec, size: 384");
    scene.shows("apply.txt", &["apply", "plan.json"]);
    scene.shows_at(60, "apply-60.txt", &["apply", "plan.json"]);
    scene.ends();
}

#[test]
fn an_apply_is_done_whole() {
    let scene = Scene::farm("applied");
    let args = ["apply", "--yes", "--jobs", "1"];
    scene.shows_at(80, "apply-80.txt", &args);
    scene.ends();
}

#[test]
fn answers_are_taken_in_and_refused() {
    let scene = Scene::farm("answers");
    scene.applied(BEGIN);
    let now = OffsetDateTime::now_utc() - Duration::hours(1);
    let year = a_year(now);
    let short = a_year(now - Duration::days(100));
    let write = |file: &str, text: String| scene.deployment.write(file, text);
    write("answers/a.cer", scene.answer("sbc01", year, |_| {}));
    let fewer = |contents: &mut forecert::cert::Contents| {
        contents.names.remove("sip.contoso.net");
    };
    write("answers/b.cer", scene.answer("sbc02", year, fewer));
    let other = |contents: &mut forecert::cert::Contents| {
        contents.names.insert("www.contoso.net".into());
    };
    write("answers/c.cer", scene.answer("sbc03", year, other));
    write("answers/d.cer", scene.answer("sbc04", short, |_| {}));
    write("answers/note.txt", "yours, the PKI team\n".into());
    scene.shows("accept.txt", &["accept", "answers"]);
    scene.shows_at(60, "again-60.txt", &["accept", "answers"]);
    scene.shows("nothing.txt", &["accept", "answers/note.txt"]);
    scene.shows(
        "accept.json",
        &["accept", "answers/b.cer", "--format", "json"],
    );
    scene.ends();
}

#[test]
fn a_command_cannot_be_carried_out() {
    let scene = Scene::new("refused", CONTOSO);
    std::fs::remove_dir_all(scene.deployment.path("inventory")).unwrap();
    scene.shows("no-inventory.txt", &["plan"]);
    scene.shows("no-manifest.txt", &["-f", "other.yaml", "plan"]);
    scene.shows("no-consent.txt", &["apply", "--create-inventory"]);
    let id = "pool01.contoso.net/fe1.contoso.net/default";
    scene.shows("no-certificate.txt", &["explain", id]);
    scene.shows("no-pool.txt", &["status", "--pool", "pol01.contoso.net"]);
    scene.ends();
}

/// What keys lie in is for their owner only.
fn private(scene: &Scene, folder: &str) {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    set_permissions(scene.deployment.path(folder), Permissions::from_mode(0o700)).unwrap();
}
