//! Mistakes on the command line, answered with what was meant. The rules are tested where
//! they live; here is that the commands ask them.

use crate::world;

#[test]
fn an_id_is_understood_as_windows_writes_it_and_a_slip_is_answered() {
    let estate = world::applied();
    let explain = |id: &str| estate.forecert(&["explain", id, "--as-of", "2040-01-01"]);
    let plain = explain("pool01.contoso.net/fe01.contoso.net/default").exits(0);
    for written in [
        "POOL01.contoso.net\\FE01.contoso.net\\Default",
        ".\\pool01.contoso.net\\fe01.contoso.net\\default\\",
    ] {
        assert_eq!(explain(written).exits(0).stdout, plain.stdout, "{written}");
    }
    let selected = [
        "plan",
        "--verbose",
        "--id",
        "Edge.contoso.net\\edge-external",
    ];
    let selected = estate.forecert(&selected).exits(0).stdout;
    assert!(
        selected.contains("edge.contoso.net/edge-external"),
        "{selected}"
    );
    let before = estate.files();
    let reason = ["--reason", "wrong"];
    for (args, says) in [
        (
            // `explain` lists what a pool has.
            &[&["withdraw", "pool01.contoso.net"], &reason[..]].concat()[..],
            "did you mean `pool01.contoso.net/fe01.contoso.net/default` or \
             `pool01.contoso.net/fe02.contoso.net/default`?",
        ),
        (
            &["explain", "pool01.contoso.net/default"],
            "did you mean `pool01.contoso.net/fe01.contoso.net/default` or",
        ),
        (
            &[
                &["withdraw", "pool01.contoso.net/fe01.contoso.net/defualt"],
                &reason[..],
            ]
            .concat(),
            "did you mean `pool01.contoso.net/fe01.contoso.net/default`?",
        ),
        (
            &[&["withdraw", "oauth", "--generation", "9"], &reason[..]].concat(),
            "there is only version 1: --generation 1",
        ),
        (
            &[
                "plan",
                "--id",
                "edge.contoso.net/edge01.contoso.net/edge-external",
            ],
            "did you mean `edge.contoso.net/edge-external`?",
        ),
        (
            &["status", "--pool", "fe01.contoso.net"],
            "it is a server: --server fe01.contoso.net",
        ),
        (
            &["verify", "--usage", "AccessEdgeExternal"],
            "did you mean `edge-external`?",
        ),
        (
            &[
                "apply",
                "--yes",
                "--pool",
                "edge.contoso.net",
                "--server",
                "fe01.contoso.net",
            ],
            "of edge.contoso.net there is `edge.contoso.net/edge-external` and",
        ),
    ] {
        let run = estate.forecert(args).exits(64);
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
    assert_eq!(estate.files(), before);
}
