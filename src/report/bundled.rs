//! What became of a bundle: which folders there are, and which there cannot be yet.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::bundle::holding::Holding;
use crate::bundle::{Deed, Design};
use crate::finding::{Finding, visible};
use crate::plan::FindingDocument;
use crate::report::Look;
use crate::report::look::{Ink, padded, width};
use crate::report::outcome::{causes, next_line};
use crate::report::words::count;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More folders that are in order are counted.
const SHOWN: usize = 40;

/// A bundle, and what became of it.
pub struct Bundled<'a> {
    /// The directory, as a person would name it.
    pub directory: String,
    /// What it shall hold.
    pub design: &'a Design<'a>,
    /// What became of each folder, in the order of the design.
    pub deeds: &'a [Deed],
    /// The file that generated passwords are kept in.
    pub passwords: Option<String>,
    /// How many passwords are new.
    pub new_passwords: usize,
    /// The open requests, where there are any.
    pub requests: Option<&'a HandedOver>,
    /// What is worth knowing beside.
    pub findings: &'a [Finding],
}

/// The open requests, put together for those who sign them.
pub struct HandedOver {
    /// Where they are, as a person would name it.
    pub folder: String,
    /// How many there are.
    pub count: usize,
    /// Whom they are for.
    pub issuers: Vec<String>,
}

/// For people.
pub fn bundled(bundled: &Bundled<'_>, look: Look) -> String {
    let holdings = &bundled.design.holdings;
    let pairs: Vec<(&Holding<'_>, &Deed)> = holdings.iter().zip(bundled.deeds).collect();
    let (good, bad): (Vec<_>, Vec<_>) = pairs.iter().copied().partition(|pair| is_good(pair));
    let shown = match good.len() {
        many if many > SHOWN + 1 && !look.all => SHOWN,
        all => all,
    };
    let columns = pairs
        .iter()
        .map(|(holding, _)| width(holding.recipient.name()));
    let columns = columns.max().unwrap_or_default();
    let mut text = String::new();
    for pair in &good[..shown] {
        text.push_str(&line(pair, columns, look));
    }
    if shown < good.len() {
        let more = format!("    and {} more folders; -v lists all", good.len() - shown);
        writeln!(text, "{more}").expect(INFALLIBLE);
    }
    for pair in &bad {
        text.push_str(&line(pair, columns, look));
    }
    let of = |wanted: fn(&Deed) -> bool| bundled.deeds.iter().filter(|deed| wanted(deed)).count();
    let mut counts = vec![
        format!("{} made", of(|deed| matches!(deed, Deed::Made))),
        format!("{} unchanged", of(|deed| matches!(deed, Deed::Unchanged))),
    ];
    for (number, word) in [
        (of(|deed| matches!(deed, Deed::LeftOut { .. })), "left out"),
        (of(|deed| matches!(deed, Deed::Failed(_))), "failed"),
    ] {
        if number > 0 {
            counts.push(format!("{number} {word}"));
        }
    }
    write!(text, "\n{}", look.wrapped("Bundle: ", &counts, 0)).expect(INFALLIBLE);
    text
}

/// What to run next, and where things are.
pub fn bundled_next(bundled: &Bundled<'_>, program: &str, look: Look) -> String {
    let mut text = String::new();
    let mut line = |line: String| text.push_str(&next_line(&line, look));
    let made = bundled.deeds.iter();
    let made = made.filter(|deed| matches!(deed, Deed::Made | Deed::Unchanged));
    if made.count() > 0 {
        let directory = &bundled.directory;
        line(format!(
            "folders: {directory}; the order of installation: {directory}/order.txt"
        ));
    }
    if let Some(requests) = bundled.requests {
        line(requests.sentence());
    }
    if let Some(passwords) = &bundled.passwords {
        let new = match bundled.new_passwords {
            0 => String::new(),
            new => format!(" ({} new)", count(new, "password")),
        };
        line(format!(
            "passwords: {passwords}{new}; carry them another way than the folders"
        ));
    }
    let mut holdings = bundled.design.holdings.iter();
    if let Some(absent) = holdings.find_map(|holding| holding.absent.first()) {
        let cure = absent.cure.replace("forecert", program);
        line(format!(
            "What is missing, for instance `{}`: {cure}",
            absent.id
        ));
    }
    text
}

fn is_good((holding, deed): &(&Holding<'_>, &Deed)) -> bool {
    matches!(deed, Deed::Made | Deed::Unchanged) && holding.absent.is_empty()
}

fn line((holding, deed): &(&Holding<'_>, &Deed), columns: usize, look: Look) -> String {
    let complete = holding.absent.is_empty();
    let items = count(holding.items.len(), "certificate");
    let (sign, ink, what) = match deed {
        Deed::Made if complete => (" ok", Ink::Good, items),
        Deed::Made => ("  !", Ink::Change, format!("{items}, INCOMPLETE")),
        Deed::Unchanged if complete => ("  =", Ink::Faint, format!("{items}, unchanged")),
        Deed::Unchanged => (
            "  !",
            Ink::Change,
            format!("{items}, INCOMPLETE, unchanged"),
        ),
        Deed::LeftOut { stays: false } => ("  -", Ink::Change, "left out".to_owned()),
        Deed::LeftOut { stays: true } => {
            let what = "left out; its folder from before stays, do not carry it";
            ("  -", Ink::Change, what.to_owned())
        }
        Deed::Failed(error) => ("  !", Ink::Bad, format!("failed: {}", causes(error))),
    };
    let name = holding.recipient.name();
    let head = format!("    {}  ", padded(name, columns));
    let set = look.set(&head, &visible(&what), 8, Ink::Plain);
    let mut text = format!("{} {}", look.paint(ink, sign), &set["    ".len()..]);
    for absent in &holding.absent {
        let why = format!("{}: {}", absent.id, absent.why);
        text.push_str(&look.set("      ", &why, 8, Ink::Plain));
    }
    if let Deed::Failed(error) = deed
        && let Some(help) = error.help()
    {
        text.push_str(&look.set("      help: ", &help, 8, Ink::Plain));
    }
    text
}

/// For machines.
pub fn bundled_json(bundled: &Bundled<'_>, manifest: &str) -> String {
    let holdings = bundled.design.holdings.iter();
    let folders = holdings.zip(&bundled.design.blueprints).zip(bundled.deeds);
    let folders: Vec<Value> = folders
        .map(|((holding, blueprint), deed)| {
            let certificates = blueprint.certificates.iter().map(|listed| {
                json!({
                    "id": listed.id.to_string(),
                    "generation": listed.generation,
                    "thumbprint": listed.thumbprint,
                })
            });
            let missing = holding.absent.iter().map(|absent| {
                json!({ "id": absent.id.to_string(), "message": absent.why, "help": absent.cure })
            });
            let mut folder = json!({
                "server": holding.recipient.name(),
                "folder": blueprint.folder,
                "state": state(deed),
                "complete": blueprint.complete,
                "certificates": certificates.collect::<Vec<_>>(),
                "missing": missing.collect::<Vec<_>>(),
            });
            if let Deed::Failed(error) = deed {
                folder["message"] = causes(error).into();
            }
            folder
        })
        .collect();
    let findings = bundled.findings.iter();
    let findings: Vec<FindingDocument> = findings
        .map(|finding| FindingDocument::new(finding, manifest))
        .collect();
    let value = json!({
        "format_version": "1.0",
        "directory": bundled.directory,
        "passwords": bundled.passwords,
        "folders": folders,
        "requests": bundled.requests.map(HandedOver::json),
        "findings": findings,
    });
    format!("{value:#}\n")
}

impl HandedOver {
    fn sentence(&self) -> String {
        let Self {
            folder,
            count: number,
            issuers,
        } = self;
        match number {
            0 => format!("requests: none is open; {folder} says so"),
            _ => format!(
                "requests: {} for {} in {folder}",
                count(*number, "open request"),
                issuers.join(", ")
            ),
        }
    }

    fn json(&self) -> Value {
        json!({ "folder": self.folder, "open": self.count, "issuers": self.issuers })
    }
}

/// The open requests alone, for people.
pub fn handed_over(requests: Option<&HandedOver>, look: Look) -> String {
    let sentence =
        requests.map_or_else(|| "requests: none is open".to_owned(), HandedOver::sentence);
    look.set("", &sentence, 2, Ink::Plain)
}

/// The same for machines.
pub fn handed_over_json(requests: Option<&HandedOver>) -> String {
    let value = json!({
        "format_version": "1.0",
        "requests": requests.map(HandedOver::json),
    });
    format!("{value:#}\n")
}

fn state(deed: &Deed) -> &'static str {
    match deed {
        Deed::Made => "made",
        Deed::Unchanged => "unchanged",
        Deed::LeftOut { .. } => "left-out",
        Deed::Failed(_) => "failed",
    }
}
