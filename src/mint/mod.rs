//! Makes requests, certificates and revocation lists. Every field is set here and
//! none by a default of the library, and each product is read again and its
//! signature verified before it is handed out. Who signs what is for `issuers`.

mod authority;
mod certificate;
mod error;
mod name;
mod request;
mod revocation;
mod template;
mod unsigned;

pub use authority::Authority;
pub use certificate::{leaf, root};
pub use error::MintError;
pub use request::{authority_request, request};
pub use revocation::revocation_list;

#[cfg(test)]
mod tests;
