//! A plan for people: what will happen, why, and what to run next.

use std::fmt::Write as _;

use crate::cert::CertificateId;
use crate::plan::{Action, CertificateDocument, Plan, PlanDocument, Selection};
use crate::report::Look;
use crate::report::fold::{self, Block};
use crate::report::look::{Ink, padded, width};
use crate::report::outcome::next_line;
use crate::report::words::{count, counted, cure, minute, named, sign};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Where the lines below a certificate's first one begin.
const INDENT: usize = 6;

/// More certificates, or kinds of them, with one action in one step are counted.
const BLOCKS: usize = 8;

/// More facts than there are of any certificate.
const FACTS: usize = 8;

/// Lines of names, of servers, of pools; longer lists are cut.
const LINES: usize = 3;

/// A plan. What is in order is counted, and listed only where `all` asks for it; then long
/// lists are whole, too.
pub fn plan(plan: &Plan, all: bool, look: Look) -> String {
    let look = Look { all, ..look };
    let keep = |entry: &crate::plan::Entry| entry.action == Action::Keep;
    if !all && plan.entries.iter().all(keep) {
        let nothing = format!("Nothing to do: {} in order", are(plan.entries.len()));
        let dated = format!("{nothing} as of {}.", minute(plan.as_of));
        let fits = width(&dated) <= look.width;
        return format!("{}\n", if fits { dated } else { nothing + "." });
    }
    // What a person reads and what a machine reads come from one value.
    document(&PlanDocument::new(plan, ""), "Plan", look)
}

/// A saved plan, which may be stale by now.
pub fn saved_plan(saved: &PlanDocument, look: Look) -> String {
    document(saved, "Saved plan", look)
}

/// What to run next, if there is something. `program` is how this one was called.
pub fn next(plan: &Plan, program: &str, look: Look) -> String {
    let mut text = String::new();
    let mut line = |what: &str, command: &str| {
        let line = format!("{what}: {program} {command}");
        text.push_str(&next_line(&line, look));
    };
    if plan.makes() {
        let selected = options(&plan.selection);
        line("To carry it out", &format!("apply{selected}"));
    }
    let blocked = plan.entries.iter();
    let blocked = blocked.filter(|entry| entry.action == Action::Blocked);
    if let Some(blocked) = blocked.map(|entry| &entry.id).next() {
        line("About what is blocked", &format!("explain {blocked}"));
    }
    if plan.entries.iter().any(|entry| entry.step.polls()) && !plan.makes() {
        line("To ask issuers how it stands", "apply --poll");
    } else if plan.has(Action::Wait) && !plan.makes() {
        line("When answers come", "accept FILE...");
    }
    text
}

/// A selection as it was given on the command line.
pub(super) fn options(selection: &Selection) -> String {
    let Selection {
        pools,
        servers,
        usages,
        ids,
        expiring_within_days,
    } = selection;
    let mut text = String::new();
    for (option, values) in [
        ("pool", pools),
        ("server", servers),
        ("usage", usages),
        ("id", ids),
    ] {
        for value in values {
            write!(text, " --{option} {value}").expect(INFALLIBLE);
        }
    }
    if let Some(days) = expiring_within_days {
        write!(text, " --expiring-within {days}d").expect(INFALLIBLE);
    }
    text
}

fn document(document: &PlanDocument, title: &str, look: Look) -> String {
    let title = format!("{title} as of {}", minute(document.as_of));
    let mut text = format!("{}\n", look.strong(&title));
    let shown = document.certificates.iter();
    let shown = shown.filter(|one| look.all || one.action != Action::Keep.name());
    let mut headings: Vec<(String, Vec<&CertificateDocument>)> = Vec::new();
    for certificate in shown {
        let heading = heading(certificate);
        match headings.last_mut() {
            Some((last, certificates)) if *last == heading => certificates.push(certificate),
            _ => headings.push((heading, vec![certificate])),
        }
    }
    let steps = headings.into_iter().map(|(heading, certificates)| {
        let certificates = certificates.into_iter();
        let blocks = fold::blocks(certificates, document.as_of, !look.all);
        (heading, Step::of(blocks, look))
    });
    let steps: Vec<(String, Step)> = steps.collect();
    let columns = Columns::of(steps.iter().flat_map(|(_, step)| &step.told), look);
    for (heading, step) in &steps {
        write!(text, "\n{}\n", look.strong(heading)).expect(INFALLIBLE);
        for block in &step.told {
            text.push_str(&certificate(block, columns, look));
        }
        for (action, blocks) in &step.counted {
            text.push_str(&rest(*action, blocks, look));
        }
    }
    let counts = Action::ALL.into_iter().filter_map(|action| {
        let count = document.summary.get(action.name())?;
        (*count > 0).then(|| format!("{count} {}", counted(action)))
    });
    text.push('\n');
    text.push_str(&look.wrapped("Plan: ", &counts.collect::<Vec<_>>(), 0));
    text
}

/// What one heading stands above.
struct Step {
    told: Vec<Block>,
    counted: Vec<(Action, Vec<Block>)>,
}

impl Step {
    /// The first ones of each action are told, the others counted.
    fn of(blocks: Vec<Block>, look: Look) -> Self {
        let mut told = Vec::new();
        let mut counted: Vec<(Action, Vec<Block>)> = Vec::new();
        for action in Action::ALL {
            let of_it = blocks.iter().filter(|block| block.action == action);
            let ordinary = of_it.filter(|block| !block.outstanding).count();
            // One that is counted takes as much room as one that is told.
            if ordinary > BLOCKS + 1 && !look.all {
                counted.push((action, Vec::new()));
            }
        }
        for block in blocks {
            let many = counted
                .iter_mut()
                .find(|(action, _)| *action == block.action && !block.outstanding);
            let already = told.iter();
            let already =
                already.filter(|one: &&Block| one.action == block.action && !one.outstanding);
            match many {
                Some((_, rest)) if already.count() >= BLOCKS => rest.push(block),
                _ => told.push(block),
            }
        }
        Self { told, counted }
    }
}

/// How a certificate's first line is divided.
#[derive(Clone, Copy)]
struct Columns {
    /// Of the ids; nothing where they do not fit beside the actions.
    id: Option<usize>,
    /// How many of the facts stand beside the action: all, the version, or none.
    facts: usize,
}

impl Columns {
    fn of<'a>(blocks: impl Iterator<Item = &'a Block> + Clone, look: Look) -> Self {
        let widest = |of: &dyn Fn(&Block) -> usize| blocks.clone().map(of).max().unwrap_or(0);
        let id = widest(&|block| width(&block.id));
        let room = look.width.saturating_sub(INDENT + id);
        let mut fits = [FACTS, 1, 0].into_iter();
        match fits.find(|facts| widest(&|block| width(&deed(block, *facts))) <= room) {
            Some(facts) => Self {
                id: Some(id),
                facts,
            },
            None => Self { id: None, facts: 0 },
        }
    }
}

/// The action and so many of the facts.
fn deed(block: &Block, facts: usize) -> String {
    let mut words = vec![named(block.action).to_owned()];
    words.extend(block.facts.iter().take(facts).cloned());
    words.join(", ")
}

fn are(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", count(number, "certificate"))
}

fn heading(certificate: &CertificateDocument) -> String {
    match certificate.wave {
        _ if certificate.is_urgent() => "Urgent".to_owned(),
        None => "No longer in the manifest".to_owned(),
        Some(wave) => format!("Step {wave}"),
    }
}

fn certificate(block: &Block, columns: Columns, look: Look) -> String {
    let blank = " ".repeat(INDENT);
    let line = |text: &str, ink| look.set(&blank, text, INDENT + 2, ink);
    let sign = sign(block.action, look);
    let mut text = match columns.id {
        Some(id) => {
            let blanks = &padded(&block.id, id)[block.id.len()..];
            let id = look.strong(&block.id);
            format!("{sign} {id}{blanks}  {}\n", deed(block, columns.facts))
        }
        None => {
            let id = look.set("    ", &block.id, INDENT, Ink::Strong);
            format!("{sign} {}", &id["    ".len()..])
        }
    };
    if !block.servers.is_empty() {
        let servers = format!("{} servers: ", block.servers.len());
        let place = "-v lists all";
        text.push_str(&look.folded(&servers, &block.servers, INDENT, LINES, place));
    }
    let facts = match columns.id {
        Some(_) => block.facts.get(columns.facts..).unwrap_or(&[]).join(", "),
        None => deed(block, FACTS),
    };
    if !facts.is_empty() {
        text.push_str(&line(&facts, Ink::Plain));
    }
    if let Some(subject) = &block.subject {
        text.push_str(&line(&format!("subject: {subject}"), Ink::Plain));
    }
    if !block.names.is_empty() {
        let place = format!("forecert explain {}", block.first);
        text.push_str(&look.folded("names: ", &block.names, INDENT, LINES, &place));
    }
    for (code, message) in &block.reasons {
        let ink = match code.as_str() {
            "expired" => Ink::Bad,
            "expiring" => Ink::Change,
            _ => Ink::Faint,
        };
        text.push_str(&line(message, ink));
    }
    if let Some(diff) = &block.diff {
        text.push_str(&difference(diff, INDENT, look));
    }
    for name in &block.lost {
        text.push_str(&line(&format!("loses the name {name}"), Ink::Bad));
    }
    let first = block.reasons.first();
    if let Some((code, _)) = first.filter(|_| block.action == Action::Blocked)
        && let Ok(id) = CertificateId::parse(&block.first)
    {
        text.push_str(&line(&cure(code, &id, block.version), Ink::Plain));
    }
    text
}

/// How many more there are, and of which pools.
fn rest(action: Action, blocks: &[Block], look: Look) -> String {
    let number: usize = blocks.iter().map(Block::certificates).sum();
    let mut pools: Vec<String> = blocks
        .iter()
        .filter_map(|block| block.pool.clone())
        .collect();
    pools.sort();
    pools.dedup();
    let what = format!("and {number} more {}; -v lists all", counted(action));
    let what = look.set("    ", &what, INDENT, Ink::Plain);
    let mut text = format!("{} {}", sign(action, look), &what["    ".len()..]);
    if !pools.is_empty() {
        let head = format!("{}: ", count(pools.len(), "pool"));
        text.push_str(&look.folded(&head, &pools, INDENT, LINES, "-v lists all"));
    }
    text
}

/// A unified diff: a line that is too long goes on behind blanks, its sign stands once.
pub(super) fn difference(diff: &str, indent: usize, look: Look) -> String {
    let blank = " ".repeat(indent);
    let lines = diff.lines().map(|line| {
        let ink = match line.chars().next() {
            Some('+') => Ink::Good,
            Some('-') => Ink::Bad,
            Some('@') => Ink::Faint,
            _ => Ink::Plain,
        };
        match line.strip_prefix(' ') {
            Some(same) => look.set(&format!("{blank} "), same, indent + 3, ink),
            None => look.set(&blank, line, indent + 3, ink),
        }
    });
    lines.collect()
}
