//! What is done with a certificate, why, and what becomes of its key.

use crate::cert::{Fingerprint, KeyId};

/// What happens to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// In order.
    Keep,
    /// Key and request are made, and the certificate where the issuer answers at once.
    Create,
    /// A fitting certificate stands elsewhere in the inventory and is copied.
    Adopt,
    /// A new generation, because time is up.
    Renew,
    /// A new generation, because the declaration changed or the certificate falls short.
    Replace,
    /// The key or the request is there; the rest is made.
    Resume,
    /// With the issuer.
    Wait,
    /// A person must act.
    Blocked,
    /// In forecert's folders, no longer in the manifest; never touched.
    Orphan,
}

impl Action {
    /// Every action, in the order in which they are counted.
    pub const ALL: [Self; 9] = [
        Self::Keep,
        Self::Create,
        Self::Adopt,
        Self::Renew,
        Self::Replace,
        Self::Resume,
        Self::Wait,
        Self::Blocked,
        Self::Orphan,
    ];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Renew => "renew",
            Self::Replace => "replace",
            Self::Resume => "resume",
            Self::Wait => "wait",
            Self::Blocked => "blocked",
            Self::Orphan => "orphan",
        }
    }

    /// Whether apply has something to make.
    pub fn makes(self) -> bool {
        matches!(
            self,
            Self::Create | Self::Adopt | Self::Renew | Self::Replace | Self::Resume
        )
    }
}

/// Why an action is taken: a stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable, `snake_case`.
    pub code: &'static str,
    /// Lower case, no full stop.
    pub message: String,
}

impl Reason {
    /// A reason.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// What becomes of the private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFate {
    /// A new one is made.
    New,
    /// One that is there is used.
    Kept,
    /// Nothing happens to it.
    None,
}

impl KeyFate {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Kept => "kept",
            Self::None => "none",
        }
    }
}

/// Where the key of a new generation comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// It is made.
    New,
    /// It lies at the generation's own place already.
    InPlace,
    /// It is copied from an earlier generation.
    From(u32),
}

/// What apply does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Rest,
    /// Makes a generation.
    Make {
        /// Its number.
        generation: u32,
        /// Where its key comes from.
        key: KeySource,
    },
    /// Hands in the request of a generation, where the issuer answers by itself.
    Answer {
        /// Its number.
        generation: u32,
    },
    /// Asks the issuer how the request of a generation stands.
    Poll {
        /// Its number.
        generation: u32,
    },
    /// Copies a certificate and its key from elsewhere into a new generation.
    Adopt {
        /// Its number.
        generation: u32,
        /// Which certificate.
        fingerprint: Fingerprint,
        /// Whose key.
        key: KeyId,
    },
}

impl Step {
    /// The generation it makes or completes.
    pub fn generation(&self) -> Option<u32> {
        match self {
            Self::Rest => None,
            Self::Make { generation, .. }
            | Self::Answer { generation }
            | Self::Poll { generation }
            | Self::Adopt { generation, .. } => Some(*generation),
        }
    }

    /// Whether it does nothing but ask how a request stands.
    pub fn polls(&self) -> bool {
        matches!(self, Self::Poll { .. })
    }

    /// What becomes of the key.
    pub fn key_fate(&self) -> KeyFate {
        match self {
            Self::Rest | Self::Poll { .. } => KeyFate::None,
            Self::Make {
                key: KeySource::New,
                ..
            } => KeyFate::New,
            Self::Make { .. } | Self::Answer { .. } | Self::Adopt { .. } => KeyFate::Kept,
        }
    }
}
