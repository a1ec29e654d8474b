//! Which certificates does a role need, and what is in them: Microsoft's
//! requirements as tables.
//!
//! | question | file |
//! |---|---|
//! | where does a name come from, and who says so | [`rules`] |
//! | the pages that say so | [`sources`] |
//! | which certificates has a role, and which rules fill them | [`roles`] |
//! | what is asked of the estate | [`inputs`] |
//! | the names of one certificate, in order | [`derive`](mod@derive) |
//! | why a name is not in one | [`absence`](mod@absence) |
//! | what a certificate is for, and why it is shared or not | [`purpose`](mod@purpose) |
//! | which Windows Server a product runs on | [`windows`] |
//!
//! Where Microsoft's pages contradict each other, the reading taken is said at the
//! rule or the role it concerns.

pub mod absence;
pub mod derive;
mod given;
pub mod inputs;
pub mod purpose;
pub mod roles;
pub mod rules;
pub mod sources;
#[cfg(test)]
mod tests;
pub mod windows;

pub use absence::{Absence, absence};
pub use derive::{Derived, Members, Named, derive, oauth, profiles, types};
pub use inputs::{
    Deployment, Domain, Edge, Farm, Kind, Layout, Pool, Product, Publication, Web, Xmpp, XmppStyle,
};
pub use roles::{CommonName, Profile, Role, Scope};
pub use rules::{Condition, Input, Rule};
pub use sources::{Source, Sources};
pub use windows::{Support, Windows};
