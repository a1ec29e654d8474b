//! What a server says that it has. It tells where certificates lie and changes no plan.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use crate::cert::DnsName;

/// What a server had at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The server.
    pub server: DnsName,
    /// When it was asked.
    pub at: OffsetDateTime,
    /// What is assigned there.
    pub assigned: Vec<Assigned>,
    /// The thumbprints of the certificates in its store that have their key, in upper case.
    pub with_key: BTreeSet<String>,
    /// Its file, as a person would name it.
    pub shown: String,
}

/// A certificate that is assigned to one of Microsoft's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The type, as `Get-CsCertificate` names it.
    pub to: String,
    /// The certificate's thumbprint, in upper case.
    pub thumbprint: String,
    /// From when on it is used, where that was said.
    pub effective: Option<OffsetDateTime>,
}

impl Receipt {
    /// The thumbprints of what is there and can be used: assigned, or in the store with its
    /// key.
    pub fn thumbprints(&self) -> impl Iterator<Item = &String> {
        let assigned = self.assigned.iter().map(|one| &one.thumbprint);
        self.with_key.iter().chain(assigned)
    }

    /// Whether a certificate is assigned to a type. Case counts for nothing in PowerShell.
    pub fn is_assigned(&self, thumbprint: &str, to: &str) -> bool {
        let mut assigned = self.assigned.iter();
        assigned.any(|one| one.thumbprint == thumbprint && one.to.eq_ignore_ascii_case(to))
    }

    /// The day after the receipt from which on a certificate is used that was assigned in
    /// advance.
    pub fn staged(&self, thumbprint: &str) -> Option<OffsetDateTime> {
        let own = self
            .assigned
            .iter()
            .filter(|one| one.thumbprint == thumbprint);
        let days = own.filter_map(|one| one.effective);
        days.filter(|day| *day > self.at).max()
    }

    /// Whether a certificate is there and can be used: assigned, or in the store with its
    /// key.
    pub fn holds(&self, thumbprint: &str) -> bool {
        let mut assigned = self.assigned.iter();
        self.with_key.contains(thumbprint) || assigned.any(|one| one.thumbprint == thumbprint)
    }
}
