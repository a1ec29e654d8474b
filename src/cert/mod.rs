//! What is a certificate, as a value: names, key specification, usages, validity,
//! contents and their differences. No bytes, no files, no clock.

mod contents;
mod difference;
mod digest;
mod id;
mod key;
mod lifetime;
mod name;
mod renewal;
mod subject;
mod usage;

pub use contents::Contents;
pub use difference::{Difference, LostNames, differences, lost_names, shortfalls, surplus};
pub use digest::{Fingerprint, KeyId};
pub use id::{CertificateId, IdError, PATH_LIMIT, Usage};
pub use key::{Curve, KeySpec, PublicKey};
pub use lifetime::{Lifetime, LifetimeError, Validity, day};
pub use name::{DnsName, NameError};
pub use renewal::{RenewBefore, RenewBeforeError};
pub use subject::Subject;
pub use usage::{ExtendedKeyUsage, KeyUsage};
