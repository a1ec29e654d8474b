//! Private keys: made, read from every common container, told whose they are, and
//! written as PKCS#8. Key bytes are wiped when dropped and never printed. The
//! system's randomness is drawn here too.

mod container;
mod error;
mod key;
mod random;
mod shape;

pub use error::KeyError;
pub use key::PrivateKey;
pub use random::random;
pub use shape::public_half;
