//! When there are colours, and that they say nothing that the text does not say.

use crate::estate::{BEGIN, CONTOSO};
use crate::scene::Scene;

const DAY: &str = "2027-10-20T12:00:00Z";

fn scene(name: &'static str) -> Scene {
    let scene = Scene::farm(name);
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc02"], BEGIN);
    scene.denied("sbc03", "the name is not ours", BEGIN);
    scene.edit("\"{pool}\", sip.contoso.net]", "voice.contoso.net]");
    scene
}

#[test]
fn colours_come_when_asked_for() {
    let scene = scene("colours");
    let plan = ["plan", "--as-of", DAY, "--color", "always"];
    scene.shows("plan-always.txt", &plan);
    let status = ["status", "--as-of", DAY, "--color", "always"];
    scene.shows("status-always.txt", &status);
    // The option is nearer than the environment.
    let no_colour = [("NO_COLOR", "1")];
    let asked = scene.run(&plan, &no_colour);
    assert_eq!(asked.stdout, scene.run(&plan, &[]).stdout);
    scene.ends();
}

#[test]
fn without_its_colours_the_text_is_the_same() {
    let scene = scene("colours");
    let invalid = CONTOSO.replace("role: front-end", "role: frontend");
    scene.deployment.write("invalid.yaml", invalid);
    for args in [
        &["plan", "--as-of", DAY][..],
        &["plan", "-v", "--as-of", DAY],
        &["status", "--as-of", DAY],
        &["verify", "--as-of", DAY],
        &["graph"],
        &[
            "explain",
            "sbc.contoso.net/sbc01.contoso.net/tls",
            "--as-of",
            DAY,
        ],
        &["-f", "invalid.yaml", "validate"],
    ] {
        let plain = scene.run(args, &[]);
        let coloured = scene.run(&[args, &["--color", "always"]].concat(), &[]);
        let bare = |text: &str| anstream::adapter::strip_str(text).to_string();
        assert_ne!(
            coloured.stdout.len() + coloured.stderr.len(),
            plain.stdout.len() + plain.stderr.len(),
            "{args:?}"
        );
        assert_eq!(bare(&coloured.stdout), plain.stdout, "{args:?}");
        assert_eq!(bare(&coloured.stderr), plain.stderr, "{args:?}");
        for set in [("NO_COLOR", "1"), ("TERM", "xterm"), ("CLICOLOR", "0")] {
            let run = scene.run(args, &[set]);
            assert_eq!(run.stdout, plain.stdout, "{set:?} {args:?}");
            assert_eq!(run.stderr, plain.stderr, "{set:?} {args:?}");
        }
    }
}

#[test]
fn where_only_ascii_is_understood_there_is_nothing_else() {
    let scene = scene("ascii");
    let invalid = CONTOSO.replace("role: front-end", "role: frontend");
    scene.deployment.write("invalid.yaml", invalid);
    let plan = ["plan", "--as-of", DAY];
    let validate = ["-f", "invalid.yaml", "validate"];
    for (args, file) in [
        (&plan[..], "plan.txt"),
        (&validate, "validate.txt"),
        (&["graph"], "graph.txt"),
    ] {
        scene.shows_with(file, args, &[("TERM", "dumb")]);
        let dumb = scene.run(args, &[("TERM", "dumb")]);
        let text = dumb.stdout + &dumb.stderr;
        assert!(text.is_ascii(), "{text}");
        let locale = scene.run(args, &[("LC_ALL", "C")]);
        assert_eq!(locale.stdout + &locale.stderr, text);
        let coloured = scene.run(&[args, &["--color", "always"]].concat(), &[("LC_ALL", "C")]);
        let coloured = coloured.stdout + &coloured.stderr;
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), text);
    }
    scene.ends();
}
