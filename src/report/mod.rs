//! Shows a plan, an outcome, an inventory, a graph: text for people and JSON for
//! machines from the same values. Prints nothing.

mod accepted;
mod bundled;
mod checks;
mod drift;
mod editions;
mod explain;
mod findings;
mod fold;
mod forecast;
mod graph;
mod installed;
mod json;
mod look;
mod markdown;
mod mermaid;
#[cfg(test)]
mod narrow;
mod outcome;
mod plan;
mod stale;
mod status;
mod words;

pub use accepted::{accepted, accepted_json};
pub use bundled::{
    Bundled, HandedOver, bundled, bundled_json, bundled_next, handed_over, handed_over_json,
};
pub use checks::{checks, checks_json};
pub use drift::{Declared, drift, drift_markdown};
pub use editions::{EditionView, editions, editions_json};
pub use explain::{
    Explained, Holding, Manifest, Rules, code, code_json, codes, codes_json, explain,
    explain_holding, explain_holding_json, explain_json, explain_name, explain_name_json,
};
pub use findings::{findings, findings_json, in_manifest, verdict_json};
pub use forecast::{forecast, forecast_calendar};
pub use graph::{dot, graph_json, tree};
pub use json::{done_line, failed_line, outcome_line, stream_head};
pub use look::Look;
pub use markdown::{COMMENT_LIMIT, Origin, Page, markdown};
pub use mermaid::mermaid;
pub use outcome::{
    NOTHING_TO_POLL, causes, failure, next_line, outcome, outcome_next, sentence, step_done,
    step_failed, step_started,
};
pub use plan::{next, plan, saved_plan};
pub use stale::stale;
pub use status::{status, status_json, status_next};
pub use words::count;
