//! On a terminal: the program behind a real one, made by `script` of util-linux.

use crate::estate::BEGIN;
use crate::scene::Scene;
use crate::{shown, support};

const DAY: &str = "2027-10-20T12:00:00Z";

/// A terminal with so many columns; nothing where there is no `script`.
fn terminal(scene: &Scene, columns: usize, environment: &str, args: &str) -> Option<String> {
    if !support::has("script") {
        println!("passed over: script is missing");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_forecert");
    let command = format!("stty cols {columns} rows 24; {environment} {program} {args}");
    let text = scene
        .deployment
        .tool("script", &["-q", "-e", "-c", &command, "/dev/null"]);
    Some(text.replace("\r\n", "\n"))
}

fn scene() -> Scene {
    let scene = Scene::farm("on-a-terminal");
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc02"], BEGIN);
    scene
}

#[test]
fn a_terminal_gets_colours_and_its_own_width() {
    let scene = scene();
    let status = format!("status --as-of {DAY}; true");
    let Some(text) = terminal(&scene, 72, "TERM=xterm", &status) else {
        return;
    };
    assert!(text.contains('\u{1b}'), "{text}");
    let bare = anstream::adapter::strip_str(&text).to_string();
    let file = scene.run(&["status", "--as-of", DAY], &[("COLUMNS", "72")]);
    assert_eq!(bare, file.stdout + &file.stderr);
    scene.hold("status.txt", &shown::masked(&text, scene.deployment.root()));
    scene.ends();
}

#[test]
fn a_terminal_is_taken_at_its_word() {
    let scene = scene();
    let plan = format!("plan --quiet --as-of {DAY}");
    let file = |environment: &[(&str, &str)]| {
        scene
            .run(&["plan", "--quiet", "--as-of", DAY], environment)
            .stdout
    };
    let dumb = ("TERM", "dumb");
    for (columns, environment, like) in [
        (72, "TERM=dumb", &[dumb, ("COLUMNS", "72")][..]),
        (72, "TERM=xterm NO_COLOR=1", &[("COLUMNS", "72")]),
        (72, "TERM=dumb COLUMNS=90", &[dumb, ("COLUMNS", "90")]),
        // What is too narrow or too wide to read is set as if it were not.
        (20, "TERM=dumb", &[dumb, ("COLUMNS", "60")]),
        (400, "TERM=dumb", &[dumb, ("COLUMNS", "200")]),
    ] {
        let Some(text) = terminal(&scene, columns, environment, &plan) else {
            return;
        };
        assert_eq!(text, file(like), "{columns} {environment}");
    }
}
