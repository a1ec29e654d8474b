//! A real ACME authority (`pebble`), real DNS (`named`, `nsupdate`). Passed over, and said so,
//! where one of them is missing.

mod orders;
mod pebble;
mod proofs;

macro_rules! needs {
    ($($name:literal)*) => { $( tool_or_pass!($name); )* };
}
pub(crate) use needs;
