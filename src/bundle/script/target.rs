//! What a script is made for: a server, the certificates that it gets, the authorities it
//! has to trust.

use time::OffsetDateTime;

use crate::cert::DnsName;

/// The server that a folder is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The machine, by its full name.
    pub server: DnsName,
    /// Its pool.
    pub pool: DnsName,
    /// The pool's role, in the manifest's word.
    pub role: &'static str,
    /// Whether it is a server of Lync or Skype for Business, where Set-CsCertificate is.
    pub takes_assignment: bool,
    /// Whether it gets the deployment's OAuth certificate by replication.
    pub needs_oauth: bool,
    /// The thumbprint of that certificate, where it is known.
    pub oauth: Option<String>,
    /// All servers of the pool.
    pub members: Vec<DnsName>,
}

/// A certificate with its key, as it lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity in the plan.
    pub id: String,
    /// Its PFX file, below the folder.
    pub file: String,
    /// SHA-1 of the certificate: 40 hexadecimal digits in upper case, as Windows says it.
    pub thumbprint: String,
    /// The name that Windows shows for it.
    pub friendly_name: String,
    /// Microsoft's names of what it is assigned to. None: nothing is to be assigned.
    pub types: Vec<String>,
    /// Its end.
    pub not_after: OffsetDateTime,
    /// How it follows another one, where both live side by side for a while.
    pub roll: Option<Roll>,
    /// Whether the key may leave the server again.
    pub exportable: bool,
    /// The provider that its key is for.
    pub provider: String,
    /// Whether it is an RSA key. Others are in no CSP.
    pub is_rsa: bool,
}

/// When a certificate takes over from another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    /// The thumbprint of the one before.
    pub previous: String,
    /// When the new one takes over.
    pub effective: OffsetDateTime,
    /// The last moment at which it may: 8 hours before the end of the one before for
    /// AudioVideoAuthentication, 24 for OAuthTokenIssuer (Microsoft, "Staging AV and OAuth
    /// certificates using -Roll in Set-CsCertificate").
    pub latest: OffsetDateTime,
}

/// The certificate of an authority, as it lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its file, below the folder.
    pub file: String,
    /// SHA-1 of the certificate, as above.
    pub thumbprint: String,
    /// Whose it is.
    pub subject: String,
}

/// What a server gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    /// Which server.
    pub target: Target,
    /// Its certificates, in the order of their installation.
    pub entries: Vec<Entry>,
    /// For the machine's trusted roots.
    pub roots: Vec<Authority>,
    /// For the machine's intermediate authorities.
    pub intermediates: Vec<Authority>,
}

/// What the deployment gets once, for all of its servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The servers on one of which the script is run: Front Ends and Standard Editions.
    pub servers: Vec<DnsName>,
    /// The OAuthTokenIssuer certificate.
    pub entry: Entry,
    /// For the machine's trusted roots.
    pub roots: Vec<Authority>,
    /// For the machine's intermediate authorities.
    pub intermediates: Vec<Authority>,
}
