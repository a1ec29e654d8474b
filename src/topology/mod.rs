//! Which estate do documents speak of, and which manifest would a person have written for it.
//!
//! | question | file |
//! |---|---|
//! | what comes out of an archive | `archive` |
//! | bytes as text | `decode` |
//! | text as bounded XML, as objects that PowerShell saved | `xml`, `record` |
//! | where in a document is the topology | `document`, `export` |
//! | what is in a topology | `document`, `service`, `url` |
//! | what does the output of cmdlets say | `cmdlets` |
//! | several documents as one | `join` |
//! | which pool has which role, and where does its traffic go | `classify`, `role`, `next_hop` |
//! | the estate that comes out | `estate` |
//! | all of these steps, one after another | `reading` |
//! | the manifest of an estate, with a question for what no document holds | `manuscript`, `pools`, `page` |
//! | what is said where something is wrong | `wording` |
//!
//! Whether the manifest is valid is asked by whoever writes it to a file.

mod archive;
mod classify;
mod cmdlets;
mod decode;
mod document;
mod estate;
mod export;
mod join;
mod manuscript;
mod next_hop;
mod page;
mod pools;
mod reading;
mod record;
mod role;
mod service;
mod url;
mod wording;
mod xml;

pub use document::Kind;
pub use estate::{Edge, Estate, Pool, Site, Unknown, Web, Why};
pub use manuscript::Manuscript;
pub use page::{Page, quoted, scalar, text_scalar};
pub use pools::Around;
pub use reading::{Document, MAX_BYTES, Refused, RefusedDocument, read};
pub use role::{Product, Role};
pub use url::{SimpleUrls, Url};
