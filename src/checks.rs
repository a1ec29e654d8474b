//! The checks: what an estate may do and had better not, as a table. How much each weighs is
//! for the manifest to say (`rules_severity`), and an exception stands on a certificate.
//!
//! What each means and what to do about it is in the table of codes, under the same code; the
//! rules that find it are in `rules`, and where the manifest itself is read. What is impossible
//! and not only unwise is an error of its own and no check.

/// How much a check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is said.
    Allow,
    /// It is worth knowing.
    Remark,
    /// It is likely to hurt; the work goes on.
    Warn,
    /// The work is refused.
    Deny,
}

impl Level {
    /// As the manifest writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Remark => "remark",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// Something that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable, `snake_case`; the code of its findings.
    pub code: &'static str,
    /// What it weighs, unless the manifest says otherwise.
    pub severity: Level,
    /// When it applies: the rest of "it applies when ...".
    pub applies: &'static str,
    /// The document behind it.
    pub title: &'static str,
    /// Where that is read.
    pub url: &'static str,
}

/// The check of a code.
pub fn find(code: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.code == code)
}

/// Every check, by code.
pub static CHECKS: [Check; 28] = [
    Check {
        code: "chain_signature_forbidden",
        severity: Level::Deny,
        applies: "an authority in the chain of a certificate is signed with RSASSA-PSS, MD5 or something else that Windows and Lync do not take",
        title: "Microsoft, Certificate infrastructure requirements for Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements",
    },
    Check {
        code: "client_auth_ended",
        severity: Level::Warn,
        applies: "client authentication is asked of a public issuer, and rules that forbid it are in force",
        title: "Chrome Root Program Policy 1.8; DigiCert ALERT53; Let's Encrypt",
        url: "https://googlechrome.github.io/chromerootprogram/",
    },
    Check {
        code: "client_auth_public_issuer",
        severity: Level::Warn,
        applies: "client authentication is asked of a public issuer",
        title: "Microsoft, Certificate requirements for external user access in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-requirements-for-external-user-access",
    },
    Check {
        code: "common_name_dropped",
        severity: Level::Remark,
        applies: "a public issuer is asked for so short a life as profiles have that leave the common name out",
        title: "Let's Encrypt, Profiles (tlsserver, shortlived); CA/Browser Forum, Baseline Requirements 7.1.2.7",
        url: "https://letsencrypt.org/docs/profiles/",
    },
    Check {
        code: "ec_key",
        severity: Level::Warn,
        applies: "a server with a Lync role is to have an elliptic-curve key, which Windows keeps with a CNG provider",
        title: "Perficient, Lync Support for CryptoAPI:NG Certificates",
        url: "https://blogs.perficient.com/2013/12/09/lync-support-for-cryptoaping-certificates",
    },
    Check {
        code: "edge_members_differ",
        severity: Level::Warn,
        applies: "receipts say that servers of a pool use different certificates where the pool shares one",
        title: "Microsoft, Plan for Edge Server certificates in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-plan-for-edge-server-certificates",
    },
    Check {
        code: "edge_names_partly_equal",
        severity: Level::Warn,
        applies: "some of an Edge pool's external names are equal and others are not",
        title: "Microsoft, Define your Edge topology in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-define-your-edge-topology",
    },
    Check {
        code: "internal_name_public_issuer",
        severity: Level::Warn,
        applies: "a public issuer is asked for a name that is nobody's in public DNS",
        title: "CA/Browser Forum, Baseline Requirements 4.2.2",
        url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    Check {
        code: "key_in_clear",
        severity: Level::Warn,
        applies: "the manifest asks for encrypted keys, and there are keys in clear",
        title: "OWASP, Key Management Cheat Sheet",
        url: "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
    },
    Check {
        code: "key_size_unlisted",
        severity: Level::Warn,
        applies: "a server with a Lync role is to have an RSA key of a size that Microsoft does not list",
        title: "Microsoft, Certificate infrastructure requirements for Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements",
    },
    Check {
        code: "keys_unencrypted",
        severity: Level::Allow,
        applies: "the manifest does not ask for encrypted keys",
        title: "OWASP, Key Management Cheat Sheet",
        url: "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
    },
    Check {
        code: "meet_url_missing",
        severity: Level::Warn,
        applies: "a SIP domain has no Meet URL",
        title: "Microsoft, Planning for simple URLs in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-planning-for-simple-urls",
    },
    Check {
        code: "name_left_out",
        severity: Level::Warn,
        applies: "a name that the role needs is taken out of a certificate",
        title: "Microsoft, Certificate requirements for internal servers in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-requirements-for-internal-servers",
    },
    Check {
        code: "no_crl_distribution_point",
        severity: Level::Warn,
        applies: "an issued certificate names no revocation list",
        title: "Microsoft, Certificate infrastructure requirements for Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements",
    },
    Check {
        code: "os_differs",
        severity: Level::Warn,
        applies: "the servers of one pool run different versions of Windows",
        title: "Microsoft, System requirements for Skype for Business Server 2019",
        url: "https://learn.microsoft.com/skypeforbusiness/sfbserver2019/plan/system-requirements",
    },
    Check {
        code: "os_not_confirmed",
        severity: Level::Warn,
        applies: "Microsoft does not say whether the product runs on that Windows",
        title: "Microsoft, Server and tools operating system support in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-server-and-tools-operating-system-support",
    },
    Check {
        code: "outlives_authority",
        severity: Level::Warn,
        applies: "a local authority is to sign for longer than it holds itself",
        title: "RFC 5280 6.1",
        url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1",
    },
    Check {
        code: "pool_issuers_differ",
        severity: Level::Warn,
        applies: "certificates of one kind on the servers of one pool chain to different roots",
        title: "Microsoft, Certificate requirements for internal servers in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-requirements-for-internal-servers",
    },
    Check {
        code: "public_not_sha256",
        severity: Level::Warn,
        applies: "a public issuer signed what external clients see with anything but SHA-256",
        title: "Microsoft, Certificate infrastructure requirements for Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements",
    },
    Check {
        code: "sha512_old_windows",
        severity: Level::Warn,
        applies: "a certificate or its chain is signed with SHA-512, and a server that gets it runs Windows Server 2012 R2 or older",
        title: "Microsoft PFE, SHA512 certificates preventing RTCSRV from starting",
        url: "https://learn.microsoft.com/archive/blogs/canberrapfe/sha512-certificates-preventing-rtcsrv-from-starting",
    },
    Check {
        code: "signature_legacy",
        severity: Level::Warn,
        applies: "an answer is signed with SHA-1",
        title: "Microsoft, Certificate infrastructure requirements for Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements",
    },
    Check {
        code: "trust_not_declared",
        severity: Level::Warn,
        applies: "nothing says what an issuer's certificates chain to",
        title: "RFC 5280 6.1.1",
        url: "https://www.rfc-editor.org/rfc/rfc5280#section-6.1.1",
    },
    Check {
        code: "validity_limit_nears",
        severity: Level::Remark,
        applies: "a public issuer is asked for longer than it may give from a coming day on",
        title: "CA/Browser Forum, Baseline Requirements 6.3.2",
        url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    Check {
        code: "validity_over_limit",
        severity: Level::Warn,
        applies: "a public issuer is asked for longer than it may give on the day",
        title: "CA/Browser Forum, Baseline Requirements 6.3.2",
        url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
    },
    Check {
        code: "web_name_reused",
        severity: Level::Warn,
        applies: "two pools have the same web name",
        title: "Microsoft, DNS requirements for Front End pools in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-dns-requirements-for-front-end-pools",
    },
    Check {
        code: "web_names_equal",
        severity: Level::Warn,
        applies: "a pool's internal and external web names are equal",
        title: "Microsoft, DNS requirements for Front End pools in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-dns-requirements-for-front-end-pools",
    },
    Check {
        code: "wildcard_extra_name",
        severity: Level::Warn,
        applies: "a wildcard is added where desk phones or the product do not take one",
        title: "Microsoft, Wildcard certificate support in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-wildcard-certificate-support",
    },
    Check {
        code: "xmpp_without_edge",
        severity: Level::Warn,
        applies: "XMPP domains are declared, and no Edge pool is there to offer them",
        title: "Microsoft, Setting up XMPP federation in Lync Server 2013",
        url: "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-setting-up-xmpp-federation",
    },
];
