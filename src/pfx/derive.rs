//! Keys out of passwords, and how much work that may be.

use std::num::NonZeroU32;

use aws_lc_rs::{digest, pbkdf2};
use zeroize::Zeroizing;

use super::OpenError;
use super::scheme::Hash;

/// What a derivation of PKCS#12 is for (RFC 7292 B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Vector = 2,
    Mac = 3,
}

/// The most iterations of one derivation: what Java takes too, and above every
/// recommendation there is.
pub(super) const MOST_ITERATIONS: u32 = 5_000_000;

/// The most iterations over one whole file: some seconds.
const MOST_IN_ALL: u32 = 4 * MOST_ITERATIONS;

/// How many files may ask for the most there is before the others are left closed: what
/// reads a whole directory ends within a minute or so, whatever lies there.
const MOST_GREEDY_FILES: u32 = 5;

/// How much may still be derived, for one file or for many.
#[derive(Debug, PartialEq, Eq)]
pub struct Work(u32);

impl Work {
    /// So many iterations.
    pub fn of(iterations: u32) -> Self {
        Self(iterations)
    }

    /// For one file.
    pub fn for_one() -> Self {
        Self(MOST_IN_ALL)
    }

    /// For the files of a whole directory together.
    pub fn for_many() -> Self {
        Self(MOST_GREEDY_FILES * MOST_IN_ALL)
    }

    /// Parts the share of one file from what is left for many.
    pub(super) fn share(&self) -> Self {
        Self(self.0.min(MOST_IN_ALL))
    }

    /// Takes what was spent of a share. Where the share ended for want of work that other
    /// files had before, the file is not to blame.
    pub(super) fn settle<T>(
        &mut self,
        share: Self,
        result: Result<T, OpenError>,
    ) -> Result<T, OpenError> {
        let whole = self.share().0;
        self.0 -= whole - share.0;
        match result {
            Err(OpenError::TooMuchWork { asked })
                if whole < MOST_IN_ALL && asked <= MOST_IN_ALL =>
            {
                Err(OpenError::NoWorkLeft)
            }
            result => result,
        }
    }

    /// Takes the iterations of one derivation, in so many blocks, from what is left.
    pub(super) fn spend(&mut self, iterations: u32, blocks: u32) -> Result<(), OpenError> {
        let asked = iterations.saturating_mul(blocks);
        let left = self.0.checked_sub(asked);
        match left.filter(|_| iterations <= MOST_ITERATIONS) {
            Some(left) => self.0 = left,
            None => {
                return Err(OpenError::TooMuchWork {
                    asked: asked.max(iterations),
                });
            }
        }
        Ok(())
    }
}

/// RFC 7292 B.2: octets from a password in UTF-16 and a salt.
pub(super) fn pkcs12(
    hash: Hash,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let algorithm = hash.digest();
    let block = algorithm.block_len();
    let filled = |octets: &[u8]| -> Zeroizing<Vec<u8>> {
        let length = octets.len().div_ceil(block) * block;
        Zeroizing::new(octets.iter().copied().cycle().take(length).collect())
    };
    let diversifier = vec![purpose as u8; block];
    let (salt, password) = (filled(salt), filled(password));
    let mut mixed = Zeroizing::new([&salt[..], &password[..]].concat());
    let mut derived = Zeroizing::new(Vec::with_capacity(length + algorithm.output_len()));
    loop {
        let mut context = digest::Context::new(algorithm);
        context.update(&diversifier);
        context.update(&mixed);
        let mut round = Zeroizing::new([0; digest::MAX_OUTPUT_LEN]);
        let round = &mut round[..algorithm.output_len()];
        round.copy_from_slice(context.finish().as_ref());
        for _ in 1..iterations {
            let next = digest::digest(algorithm, round);
            round.copy_from_slice(next.as_ref());
        }
        derived.extend_from_slice(round);
        if derived.len() >= length {
            derived.truncate(length);
            return derived;
        }
        // Every block of the mixture grows by the round and one, modulo its size.
        for block in mixed.chunks_exact_mut(block) {
            let mut carry = 1_u16;
            let repeated = (0..block.len()).map(|at| round[at % round.len()]);
            let repeated: Zeroizing<Vec<u8>> = Zeroizing::new(repeated.collect());
            for (octet, more) in block.iter_mut().zip(repeated.iter()).rev() {
                carry += u16::from(*octet) + u16::from(*more);
                *octet = carry.to_be_bytes()[1];
                carry >>= 8;
            }
        }
    }
}

/// RFC 8018 5.2: PBKDF2.
pub(super) fn pbkdf2(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    length: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    let algorithm = match hash {
        Hash::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        Hash::Sha224 => return None,
        Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Hash::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
        Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
    };
    let mut derived = Zeroizing::new(vec![0; length]);
    pbkdf2::derive(algorithm, iterations, salt, password, &mut derived);
    Some(derived)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::x509::asn1::hex;

    /// Values that are passed around as proof of B.2, and that OpenSSL's PKCS12KDF gives too.
    #[test]
    fn keys_and_vectors_are_those_of_others() {
        let derived = |text: &str, salt: u64, hash, purpose, iterations, length| {
            let units = text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes);
            let (password, salt) = (units.collect::<Vec<u8>>(), salt.to_be_bytes());
            hex(&pkcs12(hash, purpose, &password, &salt, iterations, length))
        };
        let (smeg, queeg) = (0x0A58_CF64_530D_823F, 0x05DE_C959_ACFF_72F7);
        let sha1 = |text, salt, purpose, iterations, length| {
            derived(text, salt, Hash::Sha1, purpose, iterations, length)
        };
        assert_eq!(
            sha1("smeg", smeg, Purpose::Key, 1, 24),
            "#8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"
        );
        assert_eq!(
            sha1("smeg", smeg, Purpose::Vector, 1, 8),
            "#79993dfe048d3b76"
        );
        assert_eq!(
            sha1("queeg", queeg, Purpose::Key, 1000, 24),
            "#ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4"
        );
        assert_eq!(
            sha1("queeg", queeg, Purpose::Vector, 1000, 8),
            "#11dedad7758d4860"
        );
    }

    #[test]
    fn the_work_for_a_file_is_bounded_as_a_whole() {
        let mut work = Work::for_one();
        for _ in 0..4 {
            assert!(work.spend(MOST_ITERATIONS, 1).is_ok());
        }
        assert!(work.spend(1, 1).is_err());
        let bomb = Work::for_one().spend(i32::MAX as u32, 3);
        assert_eq!(bomb, Err(OpenError::TooMuchWork { asked: u32::MAX }));
        assert!(Work::for_one().spend(MOST_ITERATIONS + 1, 1).is_err());
    }

    #[test]
    fn the_work_for_many_files_is_bounded_and_the_last_is_not_blamed() {
        let mut work = Work::for_many();
        for _ in 0..MOST_GREEDY_FILES {
            let mut share = work.share();
            let spent = (0..5).try_for_each(|_| share.spend(MOST_ITERATIONS, 1));
            let asked = MOST_ITERATIONS;
            assert_eq!(
                work.settle(share, spent),
                Err(OpenError::TooMuchWork { asked })
            );
        }
        let mut share = work.share();
        let spent = share.spend(2048, 1);
        assert_eq!(work.settle(share, spent), Err(OpenError::NoWorkLeft));
    }
}
