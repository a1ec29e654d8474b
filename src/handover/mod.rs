//! What the PKI team is given: the open requests of each issuer, with sheets that say what
//! is asked and why, and with what submits them. Nothing is written here.
//!
//! | question | file |
//! |---|---|
//! | which requests are open, in which order, and which are not to be signed | `awaited` |
//! | what is handed over, folder by folder | `folder` |
//! | what there is to say of a request | `facts` |
//! | the sheet as plain text, and as Markdown | `sheet`, `page` |
//! | the order over all issuers | `index` |
//! | how an enterprise CA is asked | `certreq` |
//! | which files are ours, when the folders are made anew | `record` |

mod awaited;
mod certreq;
mod facts;
mod folder;
mod index;
mod page;
mod record;
mod sheet;
#[cfg(test)]
mod tests;

pub use folder::{Folder, Handover, handover};
pub use record::{RECORD, record, recorded};
