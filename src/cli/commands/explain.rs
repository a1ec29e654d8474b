//! `forecert explain`: one certificate, from the rule to what happens next; or what a
//! code means, for which no manifest is needed.

use std::collections::BTreeSet;

use crate::cert::{CertificateId, DnsName};
use crate::cli::arguments::{Common, ExplainArgs, Format};
use crate::cli::context::{Context, resolved};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::codes::{self, Code};
use crate::finding::nearest;
use crate::manifest::model::Edition;
use crate::plan::{self, Selection};
use crate::report::{self, Explained, Holding, Rules};

pub(in crate::cli) fn run(common: &Common, args: &ExplainArgs) -> Result<Exit, Stop> {
    if let Some(written) = &args.edition {
        return edition(common, args, written);
    }
    if args.checks {
        output::result(&match args.format {
            Format::Human => report::checks(output::look(common)),
            Format::Json => report::checks_json(),
        });
        return Ok(Exit::Done);
    }
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
    match &args.name {
        Some(asked) => name(common, args, what, asked),
        None => certificate(common, args, what),
    }
}

/// What another edition of the rules would change: a question to the manifest alone.
fn edition(common: &Common, args: &ExplainArgs, written: &str) -> Result<Exit, Stop> {
    let written = written.trim_matches('"');
    let known = Edition::ALL.map(Edition::name);
    let asked = Edition::ALL.into_iter().find(|one| one.name() == written);
    let Some(asked) = asked else {
        let text = format!("the edition `{written}` of the rules is not known");
        let cure = format!(
            "this forecert knows {}; a newer one may know more",
            known.map(|name| format!("`{name}`")).join(", ")
        );
        return Err(Stop::text(Exit::Usage, text, cure));
    };
    let context = Context::load(common)?;
    let named = context.manifest.model.rules;
    let mut other = context.manifest.clone();
    other.model.rules = asked;
    let then = resolved(&other)?;
    let changes = plan::edition_changes(&context.desired, &then);
    let view = report::EditionView {
        named: named.name(),
        asked: asked.name(),
        changes: &changes,
    };
    output::result(&match args.format {
        Format::Human => report::editions(&view, output::look(common)),
        Format::Json => report::editions_json(&view),
    });
    Ok(Exit::Done)
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

/// Why a name is in a certificate, or is not: a question to the manifest alone.
fn name(common: &Common, args: &ExplainArgs, what: &str, name: &str) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let name = DnsName::parse_wildcard(name).map_err(|error| {
        let text = format!("`{name}` is not a DNS name: {error}");
        Stop::text(Exit::Usage, text, "write it such as `sip.contoso.com`")
    })?;
    let id = context.id(what)?;
    let desired = &context.desired;
    let declared = desired
        .certificates
        .get(desired.served.get(&id).unwrap_or(&id));
    let declared = declared.ok_or_else(|| unknown(&context, &id, what, "the manifest declares"))?;
    let of = Rules {
        desired,
        manifest: manifest(&context),
    };
    let look = output::look(common);
    output::result(&match args.format {
        Format::Human => report::explain_name(declared, &name, &of, common.verbose, look),
        Format::Json => report::explain_name_json(declared, &name, &of),
    });
    Ok(Exit::Done)
}

fn certificate(common: &Common, args: &ExplainArgs, what: &str) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &Selection::default(), now)?;
    let of = Explained {
        desired: &context.desired,
        inventory: &inventory,
        plan: &plan,
        manifest: manifest(&context),
    };
    let look = output::look(common);
    // A pool or a server is no certificate, and has some.
    let holder = DnsName::parse(what).ok();
    if let Some(holding) = holder.and_then(|holder| Holding::of(holder, &of)) {
        output::result(&match args.format {
            Format::Human => report::explain_holding(&holding, look),
            Format::Json => report::explain_holding_json(&holding),
        });
        return Ok(Exit::Done);
    }
    let id = context
        .id(what)
        .map_err(|stop| near_holder(&context, what).unwrap_or(stop))?;
    // What another certificate serves is explained by that one.
    let entry = plan.entry(context.desired.served.get(&id).unwrap_or(&id));
    let entry = entry.ok_or_else(|| unknown(&context, &id, what, "there is"))?;
    output::result(&match args.format {
        Format::Human => report::explain(entry, &of, common.verbose, look),
        Format::Json => report::explain_json(entry, &of),
    });
    Ok(Exit::Done)
}

/// A name that is nearly that of a pool or a server.
fn near_holder(context: &Context, text: &str) -> Option<Stop> {
    DnsName::parse(text).ok()?;
    let ids = context.desired.certificates.keys();
    let names: BTreeSet<&str> = ids
        .flat_map(|id| [id.pool(), id.server()])
        .flatten()
        .map(DnsName::as_str)
        .collect();
    let near = nearest(text, names)?;
    let text = format!("`{text}` is no pool and no server of the manifest");
    Some(Stop::text(
        Exit::Usage,
        text,
        format!("did you mean `{near}`?"),
    ))
}

fn manifest(context: &Context) -> report::Manifest<'_> {
    let source = &context.manifest.source;
    report::Manifest {
        name: source.name(),
        text: source.text(),
    }
}

fn unknown(context: &Context, id: &CertificateId, written: &str, there: &str) -> Stop {
    let message = format!("{there} no certificate `{id}`");
    // One that the pool would have otherwise is no slip.
    let absent = context.desired.background.unmet(id);
    if let Some((why, setting)) = absent {
        let cure = format!("set {setting} to have it");
        return Stop::text(Exit::Usage, format!("{message}: {why}"), cure);
    }
    let cure = context
        .meant(written)
        .unwrap_or_else(|| "see `forecert status` for all ids".to_owned());
    Stop::text(Exit::Usage, message, cure)
}
