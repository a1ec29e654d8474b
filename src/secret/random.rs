//! The system's randomness.

use aws_lc_rs::rand;

/// Random octets from the system.
///
/// # Panics
///
/// When the system has no randomness: nothing can be made then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    rand::fill(&mut octets).expect("the system has randomness");
    octets
}
