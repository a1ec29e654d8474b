//! The whole page: head, blocks as far as they fit, and what is left out.

use std::fmt::Write as _;

use crate::desired::Graph;
use crate::markdown::code;
use crate::plan::{FindingDocument, PlanDocument};
use crate::report::markdown::block::{Block, Kind, Shown};
use crate::report::markdown::budget::fit;
use crate::report::markdown::head::numbered;
use crate::report::markdown::{drawing, findings, head, pools};
use crate::report::mermaid::Drawing;
use crate::report::plan::options;

/// GitHub takes a comment of 65,536 characters; the rest is for what a job adds.
pub const COMMENT_LIMIT: usize = 65_000;

/// The first line: by it a job finds the one comment that it keeps up to date.
const MARKER: &str = "<!-- forecert-plan -->\n";

/// Where a plan comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// Made just now, with this graph.
    Made(&'a Graph),
    /// Saved in this file.
    Saved(&'a str),
}

/// A plan as a page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The plan.
    pub document: &'a PlanDocument,
    /// Where it comes from.
    pub origin: Origin<'a>,
    /// How long the page may become, in bytes, which are never fewer than characters.
    pub limit: usize,
}

/// The page as Markdown.
pub fn markdown(page: &Page<'_>) -> String {
    let Page {
        document,
        origin,
        limit,
    } = *page;
    let nothing = head::nothing(document);
    let body = Body::new(page, nothing.is_some());
    let title = match origin {
        Origin::Made(_) => "forecert plan",
        Origin::Saved(_) => "forecert plan, as it was saved",
    };
    let head = nothing.unwrap_or_else(|| head::head(document, title));
    let mut text = format!("{MARKER}{head}");
    let none = vec![None; body.blocks.len()];
    let room = limit.saturating_sub(text.len() + body.left_out(&none).len() + FEW);
    let shown = fit(&body.blocks, room);
    for (block, shown) in body.blocks.iter().zip(&shown) {
        if let Some(shown) = shown {
            text.push('\n');
            text.push_str(&block.text(*shown));
        }
    }
    text.push_str(&body.left_out(&shown));
    text
}

/// What is left out is never said in more words than that everything is, but for these.
const FEW: usize = 8;

/// What stands below the head.
struct Body {
    blocks: Vec<Block>,
    /// Whether there is a graph and no room for it in any comment.
    graph_too_large: bool,
    /// The command that shows everything, as Markdown.
    whole: String,
}

impl Body {
    fn new(page: &Page<'_>, nothing: bool) -> Self {
        let Page {
            document, origin, ..
        } = *page;
        let whole_plan = whole(page, None);
        let mut blocks = pools::blocks(document, |pool| whole(page, pool));
        let told: Vec<&FindingDocument> = document
            .findings
            .iter()
            .filter(|finding| !head::tells(&finding.code))
            .collect();
        blocks.extend(findings::blocks(&told, &whole_plan));
        let drawing = match origin {
            Origin::Made(graph) if !nothing && document.selection.is_everything() => {
                drawing::draw(document, graph)
            }
            Origin::Made(_) | Origin::Saved(_) => Drawing::Nothing,
        };
        let graph_too_large = matches!(drawing, Drawing::TooLarge);
        if let Drawing::Small(chart) = drawing {
            blocks.push(drawing::block(&chart));
        }
        Self {
            blocks,
            graph_too_large,
            whole: whole_plan,
        }
    }

    /// What is not shown, counted, and what shows it.
    fn left_out(&self, shown: &[Option<Shown>]) -> String {
        let (mut certificates, mut pools, mut findings) = (0, 0, 0);
        let (mut differences, mut contents) = (0, 0);
        let mut graph = self.graph_too_large;
        for (block, shown) in self.blocks.iter().zip(shown) {
            graph |= block.kind == Kind::Graph && shown.is_none();
            let shown = shown.unwrap_or_default();
            let lines = block.hidden(shown);
            differences += block.differences.len() - shown.differences;
            contents += block.contents.len() - shown.contents;
            if block.kind.is_pool() {
                certificates += lines;
                pools += usize::from(lines > 0);
            } else {
                findings += lines;
            }
        }
        let mut parts = Vec::new();
        if certificates > 0 {
            let certificates = numbered(certificates, "more certificate");
            parts.push(format!("{certificates} in {}", numbered(pools, "pool")));
        }
        let rest = [
            (differences, "difference"),
            (findings, "finding"),
            (contents, "name list"),
        ];
        for (left, noun) in rest {
            parts.extend((left > 0).then(|| numbered(left, noun)));
        }
        let mut text = String::new();
        if !parts.is_empty() {
            let parts = parts.join(", ");
            let whole = &self.whole;
            write!(
                text,
                "\n**Not shown, for want of room:** {parts}: {whole}\n"
            )
            .expect("writing to a string cannot fail");
        }
        if graph {
            text.push_str("\nThe graph has no room here: `forecert graph`\n");
        }
        text
    }
}

/// The command that shows all of a pool, or of the plan.
fn whole(page: &Page<'_>, pool: Option<&str>) -> String {
    let selection = &page.document.selection;
    let everything = selection.is_everything();
    code(&match (page.origin, pool) {
        (Origin::Saved(path), _) => format!("forecert show {path}"),
        (Origin::Made(_), Some(pool)) if everything => format!("forecert plan --pool {pool}"),
        (Origin::Made(_), _) => format!("forecert plan{}", options(selection)),
    })
}
