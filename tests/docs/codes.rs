//! The pages of codes, from the table of codes.

use forecert::checks::CHECKS;
use forecert::codes::{AREAS, Area, Code, Exit, Kind};

use crate::generated::MADE;

/// The page of exit codes.
pub fn exits() -> String {
    let mut page = format!(
        "{MADE}# Exit codes\n\n\
         A script can rely on these; the words beside them may change. Where several apply, the\n\
         first of 64, 65, 1, 7, 8, 6, 5, 4, 2, 3. `forecert explain 3` says the same of one code\n\
         at the prompt.\n\n\
         | code | what it means | what to do |\n|---|---|---|\n"
    );
    for exit in Exit::ALL {
        let Code { meaning, cure, .. } = exit.code();
        let number = exit.number();
        page += &format!(
            "| <a id=\"exit-{number}\"></a>{number} | {} | {} |\n",
            cell(meaning),
            cell(cure)
        );
    }
    page += "\nIn a pipeline, `plan --detailed-exitcode` is the one to branch on: 0 is in order, 2 is\n\
             work, 3 is waiting, 4 is a person's turn. `forecert COMMAND --help` lists what each command\n\
             can end with.\n";
    page
}

/// The page of every code but the exit codes, which have their own.
pub fn page() -> String {
    let mut page = format!(
        "{MADE}# What a message means\n\n\
         Findings, reasons of a plan and refusals carry a code in brackets. `forecert explain CODE`\n\
         says at the prompt what stands here; `forecert explain --codes` lists them.\n"
    );
    for Area { title, codes } in AREAS.iter().filter(|area| !is_exits(area)) {
        page += &format!("\n## {title}\n\n| code | what it means | what to do |\n|---|---|---|\n");
        for Code {
            code,
            kinds: _,
            meaning,
            cure,
            see: _,
        } in *codes
        {
            page += &format!(
                "| <a id=\"{code}\"></a>`{code}` | {} | {} |\n",
                cell(meaning),
                cell(cure)
            );
        }
    }
    page
}

/// The page of checks.
pub fn checks() -> String {
    let mut page = format!(
        "{MADE}# Checks\n\n\
         What an estate may do and had better not. `forecert explain --checks` lists them at the\n\
         prompt. What is impossible is an error of its own, and no check.\n\n\
         ## How much a check weighs\n\n\
         ```yaml\nrules_severity:\n  - {{ code: no_crl_distribution_point, severity: deny }}\n  \
         - {{ code: validity_limit_nears, severity: allow }}\n```\n\n\
         | severity | what happens |\n|---|---|\n\
         | `allow` | nothing is said |\n\
         | `remark` | it is said, as worth knowing |\n\
         | `warn` | it is warned of; the work goes on |\n\
         | `deny` | `validate`, `plan`, `apply`, `accept` and `verify` end with exit code 5; nothing was made or taken in |\n\n\
         An exception stands on the certificate that needs it, with who agreed and until when:\n\n\
         ```yaml\ncertificates:\n  - usage: edge-external\n    allow:\n      \
         - {{ code: public_not_sha256, reason: ticket 4711, until: 2027-03-01 }}\n```\n\n\
         It holds to the end of that day, in UTC. One that has ended\n\
         ([`exception_expired`](codes.md#exception_expired)), or that nothing needs\n\
         ([`exception_unused`](codes.md#exception_unused)), is told.\n\n\
         ## The checks\n\n\
         | check | weighs | applies when | source |\n|---|---|---|---|\n"
    );
    for check in &CHECKS {
        let code = check.code;
        page += &format!(
            "| [`{code}`](codes.md#{code}) | {} | {} | [{}]({}) |\n",
            check.severity.name(),
            cell(check.applies),
            cell(check.title),
            check.url
        );
    }
    page
}

fn is_exits(area: &Area) -> bool {
    area.codes.iter().all(|code| code.kinds == [Kind::Exit])
}

/// A text as a cell of a table.
pub fn cell(text: &str) -> String {
    let text = text.replace('|', "\\|").replace('\n', " ");
    // Outside of code, a page may read `<` as HTML.
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => part.replace('<', "&lt;"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}
