//! The jobs in `examples/ci`: valid YAML, commands that the program takes, no more rights
//! than they need; and their scripts run, with a forge that is played.

use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

use crate::support::Deployment;

const ESTATE: &str = r#"version: 1
rules: "2026.1"
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
issuers: [{ name: enterprise, type: request, class: enterprise, validity: 1y, subject: { organization: Contoso } }]
pools:
  - fqdn: farm.contoso.com
    role: custom
    servers: [web01.contoso.com]
    certificates: [{ usage: tls, dns: ["{server}"] }]
"#;

fn example(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci");
    fs::read_to_string(path.join(file)).expect(file)
}

fn yaml(file: &str) -> Value {
    serde_yaml::from_str(&example(file)).expect(file)
}

/// The scripts of a job in GitHub's file, each with the name of its step.
fn steps(job: &str) -> Vec<(String, String)> {
    let jobs = yaml("github-actions.yml");
    let steps = jobs["jobs"][job]["steps"].as_sequence().unwrap().clone();
    let script = |step: Value| {
        let run = step["run"].as_str()?.to_owned();
        Some((step["name"].as_str().unwrap().to_owned(), run))
    };
    steps.into_iter().filter_map(script).collect()
}

/// The whole script of a job in GitLab's file.
fn script(job: &str) -> String {
    let jobs = yaml("gitlab-ci.yml");
    let lines = jobs[job]["script"].as_sequence().unwrap().clone();
    let lines = lines.iter().map(|line| line.as_str().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The arguments of each call of the program in a script.
fn calls(script: &str) -> Vec<Vec<String>> {
    let joined = script.replace("\\\n", " ");
    let lines = joined.lines().filter_map(|line| {
        let (_, rest) = line
            .trim()
            .split_once("forecert ")
            .filter(|(before, _)| before.is_empty())?;
        let end = rest.find(['>', '|', ';', '&']).unwrap_or(rest.len());
        Some(rest[..end].split_whitespace().map(str::to_owned).collect())
    });
    lines.collect()
}

#[test]
fn the_program_takes_each_command_in_the_jobs_and_the_text_beside_them() {
    let mut scripts: Vec<String> = ["plan", "apply"].iter().map(|job| script(job)).collect();
    for job in ["plan", "apply"] {
        scripts.extend(steps(job).into_iter().map(|(_, run)| run));
    }
    let mut found = Vec::new();
    for script in &scripts {
        found.extend(calls(script));
    }
    assert_eq!(found.len(), 5, "{found:?}");
    let readme = example("README.md");
    let quoted = readme.split('`').skip(1).step_by(2);
    found.extend(quoted.flat_map(calls));
    assert_eq!(found.len(), 11, "{found:?}");
    let deployment = Deployment::new(ESTATE);
    let _ = deployment.forecert(&["init"]).exits(0);
    for args in &found {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = deployment
            .command(env!("CARGO_BIN_EXE_forecert"))
            .args(&args)
            .env("GITHUB_STEP_SUMMARY", "summary.md")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        // There is no answer to accept; the rest works.
        let expected: &[i32] = match args[0] {
            "accept" => &[65],
            _ => &[0, 2, 3],
        };
        let code = run.status.code().unwrap();
        assert!(
            expected.contains(&code),
            "{args:?} ends with {code}: {said}"
        );
    }
}

#[test]
fn the_jobs_have_no_more_rights_than_they_need_and_use_official_actions_only() {
    let all = yaml("github-actions.yml");
    let rights = |value: &Value| -> Vec<String> {
        let map = value.as_mapping().expect("permissions are listed");
        map.iter()
            .map(|(what, how)| format!("{}: {}", what.as_str().unwrap(), how.as_str().unwrap()))
            .collect()
    };
    assert_eq!(rights(&all["permissions"]), ["contents: read"]);
    let (plan, apply) = (&all["jobs"]["plan"], &all["jobs"]["apply"]);
    assert_eq!(
        rights(&plan["permissions"]),
        ["contents: read", "pull-requests: write"]
    );
    assert_eq!(
        rights(&apply["permissions"]),
        ["actions: read", "contents: write", "pull-requests: read"]
    );
    assert_eq!(
        apply["concurrency"]["cancel-in-progress"],
        Value::Bool(false)
    );
    assert_eq!(apply["runs-on"]["group"], "certificates");
    assert_eq!(apply["runs-on"]["labels"][0], "self-hosted");
    let gitlab = yaml("gitlab-ci.yml");
    let token = |job: &str| {
        gitlab[job]["variables"]["FORECERT_TOKEN"]
            .as_str()
            .map(str::to_owned)
    };
    assert_eq!(token("plan").as_deref(), Some("$FORECERT_COMMENT_TOKEN"));
    assert_eq!(token("apply").as_deref(), Some("$FORECERT_PUSH_TOKEN"));
    assert_eq!(
        yaml("gitlab-ci.yml")["apply"]["resource_group"],
        "forecert-apply"
    );
    for job in [plan, apply] {
        for step in job["steps"].as_sequence().unwrap() {
            let Some(action) = step["uses"].as_str() else {
                continue;
            };
            let (name, _) = action.split_once('@').unwrap();
            let official = ["checkout", "upload-artifact", "download-artifact"];
            let name = name.strip_prefix("actions/").expect(action);
            assert!(official.contains(&name), "{action}");
        }
    }
    // The job of somebody else's pull request must not get our rights, or our machine; and
    // what a pull request says of itself is never part of a script.
    let text = example("github-actions.yml");
    assert!(!text.contains("pull_request_target"));
    for job in ["plan", "apply"] {
        for (name, run) in steps(job) {
            assert!(!run.contains("${{"), "{name}: {run}");
            assert!(!run.contains("set -x"), "{name}: {run}");
        }
    }
}

/// A clone of an estate's repository, the storage of the machine that applies, and a forge
/// that answers from files.
#[cfg(unix)]
struct Forge {
    deployment: Deployment,
    bin: PathBuf,
}

#[cfg(unix)]
impl Forge {
    fn new() -> Option<Self> {
        use crate::support::has;
        use std::os::unix::fs::PermissionsExt;

        if !has("git") || !has("jq") || !has("bash") {
            eprintln!("git, jq or bash is not here: the jobs' scripts are not run");
            return None;
        }
        let deployment = Deployment::new("");
        let forge = Self {
            bin: deployment.path("bin"),
            deployment,
        };
        forge.deployment.write("estate/forecert.yaml", ESTATE);
        forge
            .deployment
            .write("estate/.gitignore", "keys\nplan.*\n*.log\n");
        fs::create_dir_all(forge.deployment.path("storage/keys")).unwrap();
        let keys = forge.deployment.path("storage/keys");
        fs::set_permissions(keys, fs::Permissions::from_mode(0o700)).unwrap();
        // `gh api` filters its answer itself; `curl` writes it where it is told to. Both
        // note what they are asked, and answer with the first file that its address names.
        let program = "#!/bin/bash\n\
            echo \"$(basename \"$0\") $*\" >> \"$FORGE/calls.log\"\n\
            [ \"$(basename \"$0\")\" = gh ] || cat > /dev/null\n\
            filter=. out=/dev/stdout answer='[]'\n\
            while [ $# -gt 0 ]; do\n\
            case $1 in --jq) filter=$2; shift ;; --output) out=$2; shift ;; --config) shift ;;\n\
            --request | --method | -F | --data-urlencode) shift ;;\n\
            *comments | */notes*) answer=$(cat \"$FORGE/comments.json\") ;;\n\
            */user) answer='{\"id\": 5}' ;;\n\
            */commits/*) answer='[{\"iid\": 3, \"head\": {\"sha\": \"abc\"}}]' ;;\n\
            */artifacts?name=plan-abc) answer='{\"artifacts\": [\n\
            {\"id\": 1, \"expired\": false, \"workflow_run\": {\"id\": 8}},\n\
            {\"id\": 2, \"expired\": false, \"workflow_run\": {\"id\": 9}}]}' ;;\n\
            */merge_requests/3) answer='{\"head_pipeline\": {\"id\": 4}}' ;;\n\
            */pipelines/4/jobs*) answer='[{\"id\": 6, \"name\": \"plan\"}]' ;;\n\
            */jobs/6/artifacts/plan.json) cp \"$FORGE/plan.json\" \"$out\"; exit ;;\n\
            esac; shift; done\n\
            jq -r \"$filter\" <<< \"$answer\" > \"$out\"\n";
        for name in ["gh", "curl"] {
            forge.deployment.write(&format!("bin/{name}"), program);
            let path = forge.bin.join(name);
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        forge.comments("[]");
        forge.git(&[
            "git init -q -b main . && forecert init -q && git add .",
            "git -c user.name=a -c user.email=a@b commit -qm estate",
            "git clone -q --bare . ../origin.git && git remote add origin ../origin.git",
            "git -C ../origin.git config receive.advertisePushOptions true",
            "git fetch -q && git branch -q -u origin/main",
        ]);
        Some(forge)
    }

    fn comments(&self, json: &str) {
        self.deployment.write("comments.json", json);
    }

    fn git(&self, lines: &[&str]) {
        let (code, said) = self.run(&lines.join("\n"), &[]);
        assert_eq!(code, 0, "{said}");
    }

    /// Runs a script as a runner does, in the clone. Gives its exit code and what it said.
    fn run(&self, script: &str, env: &[(&str, &str)]) -> (i32, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_forecert"));
        let path = format!(
            "{}:{}:{}",
            self.bin.display(),
            program.parent().unwrap().display(),
            std::env::var("PATH").unwrap()
        );
        let root = self.deployment.root();
        let output = self
            .deployment
            .command("bash")
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(root.join("estate"))
            .env("PATH", path)
            .env("FORGE", root)
            .env("FORECERT_HOME", root.join("storage"))
            .env("GITHUB_STEP_SUMMARY", root.join("summary.md"))
            .env("GITHUB_OUTPUT", root.join("output"))
            .env("GITHUB_REPOSITORY", "contoso/estate")
            .env("GITHUB_SHA", "def")
            .env("FORECERT_TOKEN", "sesame")
            .env("API", "https://gitlab.example/api/v4/projects/1")
            .env("CI_API_V4_URL", "https://gitlab.example/api/v4")
            .env("CI_COMMIT_SHA", "def")
            .env("CI_DEFAULT_BRANCH", "main")
            .env("CI_PROJECT_URL", root.join("origin"))
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(!said.contains("sesame"), "{said}");
        (output.status.code().unwrap(), said)
    }

    fn step(&self, job: &str, name: &str, env: &[(&str, &str)]) -> (i32, String) {
        let steps = steps(job);
        let (_, run) = steps.iter().find(|(step, _)| step == name).expect(name);
        self.run(run, env)
    }

    /// What was asked of the forge since the last time.
    fn asked(&self) -> String {
        let asked = self.deployment.read("calls.log");
        fs::remove_file(self.deployment.path("calls.log")).unwrap();
        assert!(!asked.contains("sesame"), "{asked}");
        asked
    }

    /// The files at the tip of the main branch of the forge.
    fn tip(&self) -> String {
        let (_, said) = self.run("git -C ../origin.git ls-tree -r --name-only main", &[]);
        said
    }
}

#[cfg(unix)]
const REQUEST: &str = "inventory/farm.contoso.com/web01.contoso.com/tls/0001/request.csr";

#[cfg(unix)]
#[test]
fn github_s_jobs_comment_once_and_carry_out_what_was_approved() {
    let Some(forge) = Forge::new() else { return };
    let (code, said) = forge.step("plan", "Plan", &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(forge.deployment.read("output"), "code=2\n");
    let pull = [("PULL", "7")];
    forge.step("plan", "Comment", &pull);
    let asked = forge.asked();
    assert!(
        asked.contains("--method POST repos/contoso/estate/issues/7/comments -F body=@plan.md"),
        "{asked}"
    );
    forge.comments(
        r#"[{"id": 1, "user": {"login": "mallory"}, "body": "<!-- forecert-plan -->"},
            {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "other"},
            {"id": 17, "user": {"login": "github-actions[bot]"}, "body": "<!-- forecert-plan -->\nx"}]"#,
    );
    forge.step("plan", "Comment", &pull);
    let asked = forge.asked();
    assert!(
        asked.contains("--method PATCH repos/contoso/estate/issues/comments/17 "),
        "{asked}"
    );
    assert!(!asked.contains("POST"), "{asked}");
    let blocked = |code| {
        forge
            .step("plan", "Nothing is blocked", &[("CODE", code)])
            .0
    };
    assert_eq!(
        [blocked("0"), blocked("2"), blocked("3"), blocked("4")],
        [0, 0, 0, 4]
    );

    let (code, said) = forge.step("apply", "Find the plan that was approved", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        forge
            .deployment
            .read("output")
            .ends_with("name=plan-abc\nrun=9\n")
    );
    let (code, said) = forge.step("apply", "Apply", &[]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = forge.step("apply", "Commit what was made", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(forge.tip().contains(REQUEST), "{}", forge.tip());
    assert!(!forge.tip().contains("keys"), "{}", forge.tip());
    let key = "storage/keys/farm.contoso.com/web01.contoso.com/tls/0001.pem";
    assert!(forge.deployment.path(key).is_file());

    // The same plan once more is stale; a checkout's cleaning leaves the keys alone.
    forge.git(&[
        "cp plan.json ../plan.json",
        "git clean -ffdxq",
        "cp ../plan.json plan.json",
    ]);
    let (code, said) = forge.step("apply", "Apply", &[]);
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("start this workflow by hand"), "{said}");
    assert!(forge.deployment.path(key).is_file());
}

#[cfg(unix)]
#[test]
fn gitlab_s_jobs_comment_once_and_carry_out_what_was_approved() {
    let Some(forge) = Forge::new() else { return };
    let merge = [("CI_MERGE_REQUEST_IID", "3")];
    let (code, said) = forge.run(&script("plan"), &merge);
    assert_eq!(code, 0, "{said}");
    let asked = forge.asked();
    assert!(
        asked.contains("--request POST --data-urlencode body@plan.md "),
        "{asked}"
    );
    forge.comments(
        r#"[{"id": 1, "author": {"id": 4}, "body": "<!-- forecert-plan -->"},
            {"id": 17, "author": {"id": 5}, "body": "<!-- forecert-plan -->\nx"}]"#,
    );
    let (code, said) = forge.run(&script("plan"), &merge);
    assert_eq!(code, 0, "{said}");
    let asked = forge.asked();
    assert!(
        asked.contains("--request PUT ") && asked.contains("/notes/17"),
        "{asked}"
    );
    assert!(!asked.contains("POST"), "{asked}");

    forge.git(&["mv plan.json ../plan.json"]);
    let merged = [("CI_PIPELINE_SOURCE", "push")];
    let (code, said) = forge.run(&script("apply"), &merged);
    assert_eq!(code, 0, "{said}");
    assert!(forge.tip().contains(REQUEST), "{}", forge.tip());
    assert!(!forge.tip().contains("keys"), "{}", forge.tip());
    let (code, said) = forge.run(&script("apply"), &merged);
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("start a pipeline by hand"), "{said}");
}
