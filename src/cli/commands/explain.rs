//! `forecert explain`: one certificate, from the rule to what happens next; or what a
//! code means, for which no manifest is needed.

use crate::cli::arguments::{Common, ExplainArgs, Format};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::codes::{self, Code};
use crate::finding::nearest;
use crate::plan::Selection;
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &ExplainArgs) -> Result<Exit, Stop> {
    let Some(what) = args.what.as_deref().filter(|what| *what != "codes") else {
        output::result(&match args.format {
            Format::Human => report::codes(common.verbose, output::look(common)),
            Format::Json => report::codes_json(),
        });
        return Ok(Exit::Done);
    };
    if let Some(code) = codes::find(what) {
        output::result(&match args.format {
            Format::Human => report::code(code, output::look(common)),
            Format::Json => report::code_json(code),
        });
        return Ok(Exit::Done);
    }
    if !may_be_id(what) {
        return Err(unknown_code(common, what));
    }
    certificate(common, args, what)
}

/// Whether a text can be an id. All ids but one have a `/`, the names in them dots, and
/// no code has either.
fn may_be_id(text: &str) -> bool {
    text.contains(['/', '\\', '.']) || text.eq_ignore_ascii_case("oauth")
}

/// Neither a code nor an id, with the one of either that is most like it.
fn unknown_code(common: &Common, text: &str) -> Stop {
    // Without a manifest there are the codes still.
    let ids: Vec<String> = Context::load(common).map_or_else(
        |_| Vec::new(),
        |context| {
            context
                .desired
                .certificates
                .keys()
                .map(ToString::to_string)
                .collect()
        },
    );
    let known = codes::all().map(|code: &Code| code.code);
    let cure = nearest(text, known.chain(ids.iter().map(String::as_str))).map_or_else(
        || "`forecert explain --codes` lists the codes, `forecert status` the ids".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let text = format!("`{text}` is neither a certificate id nor a code");
    Stop::text(Exit::Usage, text, cure)
}

fn certificate(common: &Common, args: &ExplainArgs, what: &str) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let id = context.id(what)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &Selection::default(), now)?;
    let Some(entry) = plan.entry(&id) else {
        let cure = context
            .meant(what)
            .unwrap_or_else(|| "see `forecert status` for all ids".to_owned());
        let text = format!("there is no certificate `{id}`");
        return Err(Stop::text(Exit::Usage, text, cure));
    };
    let manifest = &context.manifest.source;
    let look = output::look(common);
    output::result(&report::explain(
        entry,
        &plan,
        &inventory,
        manifest.text(),
        look,
    ));
    Ok(Exit::Done)
}
