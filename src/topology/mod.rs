//! Which pools does a topology document hold, and which manifest would a person have
//! written for them.
//!
//! An export is unpacked (`archive`), bytes become text (`decode`), text becomes bounded XML
//! (`xml`), every kind of document becomes one value (`document`, `export`), its clusters
//! become pools with roles (`classify`) and next hops (`next_hop`), and those become a
//! manifest's text with a question for everything that no topology document holds
//! (`manuscript`). Whether that text is valid is asked by whoever writes it to a file.

mod archive;
mod classify;
mod decode;
mod document;
mod export;
mod manuscript;
mod next_hop;
mod page;
mod pools;
mod reading;
mod role;
mod wording;
mod xml;

pub use manuscript::Manuscript;
pub use reading::{MAX_BYTES, Refused, read};
