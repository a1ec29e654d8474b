//! The pages of codes, from the table of codes.

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
