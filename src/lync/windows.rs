//! Which Windows Server a product runs on, as far as Microsoft says.

use super::sources::{SYSTEMS, Source};
use super::{Product, Role};

/// A version of Windows Server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Windows {
    /// Windows Server 2008 R2
    Server2008R2,
    /// Windows Server 2012
    Server2012,
    /// Windows Server 2012 R2
    Server2012R2,
    /// Windows Server 2016
    Server2016,
    /// Windows Server 2019
    Server2019,
    /// Windows Server 2022
    Server2022,
    /// Windows Server 2025
    Server2025,
}

/// What Microsoft says of a product on a version of Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It is supported.
    Yes,
    /// It is supported under a condition, in words.
    With(&'static str),
    /// Nothing is said.
    Silent,
    /// The list of what is supported does not have it.
    No,
}

impl Windows {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server2008R2 => "Windows Server 2008 R2",
            Self::Server2012 => "Windows Server 2012",
            Self::Server2012R2 => "Windows Server 2012 R2",
            Self::Server2016 => "Windows Server 2016",
            Self::Server2019 => "Windows Server 2019",
            Self::Server2022 => "Windows Server 2022",
            Self::Server2025 => "Windows Server 2025",
        }
    }

    /// Its word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::Server2008R2 => "windows-server-2008-r2",
            Self::Server2012 => "windows-server-2012",
            Self::Server2012R2 => "windows-server-2012-r2",
            Self::Server2016 => "windows-server-2016",
            Self::Server2019 => "windows-server-2019",
            Self::Server2022 => "windows-server-2022",
            Self::Server2025 => "windows-server-2025",
        }
    }

    /// Whether it opens a PKCS#12 file in AES-256 with SHA-256: Windows Server 2019 and
    /// later, and no earlier one, which calls the password wrong (`PKCS12_PBES2_EXPORT_PARAMS`
    /// in Microsoft's `wincrypt.h` documentation names Windows 10 1709 and Server 2019).
    pub fn opens_aes(self) -> bool {
        self >= Self::Server2019
    }
}

impl Product {
    /// Whether its servers run on a version of Windows.
    ///
    /// | | 2008 R2 | 2012 | 2012 R2 | 2016 | 2019 | later |
    /// |---|---|---|---|---|---|---|
    /// | Lync Server 2013 | SP1 | yes | October 2013 update | no | no | no |
    /// | Skype for Business Server 2015 | in-place upgrade | yes | yes | CU5 | CU9 | no |
    /// | 2019, Subscription Edition | no | no | no | yes | yes | not said |
    pub fn runs_on(self, windows: Windows) -> Support {
        use Support::{No, Silent, With, Yes};
        use Windows::{
            Server2008R2, Server2012, Server2012R2, Server2016, Server2019, Server2022, Server2025,
        };
        match (self, windows) {
            (Self::Lync2013, Server2008R2) => With("Service Pack 1"),
            (Self::Lync2013, Server2012R2) => With("the cumulative update of October 2013"),
            (Self::Sfb2015, Server2008R2) => With("an in-place upgrade from Lync Server 2013"),
            (Self::Sfb2015, Server2016) => With("cumulative update 5"),
            (Self::Sfb2015, Server2019) => With("cumulative update 9"),
            (Self::Lync2013 | Self::Sfb2015, Server2012) | (Self::Sfb2015, Server2012R2) => Yes,
            (Self::Sfb2019 | Self::SfbSe, Server2016 | Server2019) => Yes,
            (Self::Sfb2019 | Self::SfbSe, Server2022 | Server2025) => Silent,
            (Self::Lync2013, Server2016 | Server2019 | Server2022 | Server2025)
            | (Self::Sfb2015, Server2022 | Server2025)
            | (Self::Sfb2019 | Self::SfbSe, Server2008R2 | Server2012 | Server2012R2) => No,
        }
    }

    /// The page that lists what it runs on.
    pub fn systems(self) -> Source {
        SYSTEMS.of(self)
    }
}

impl Role {
    /// Whether its servers run the product itself, so that the product's list of systems
    /// holds for them. Appliances, applications and what stands beside have their own.
    pub fn runs_the_product(self) -> bool {
        !matches!(
            self,
            Self::SurvivableBranch
                | Self::TrustedApplication
                | Self::ReverseProxy
                | Self::OfficeWebApps
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aes_begins_with_windows_server_2019() {
        assert!(!Windows::Server2016.opens_aes());
        assert!(Windows::Server2019.opens_aes());
        assert!(Windows::Server2025.opens_aes());
    }

    #[test]
    fn each_product_runs_on_what_its_page_lists() {
        let told = |product: Product| {
            [
                Windows::Server2008R2,
                Windows::Server2012,
                Windows::Server2012R2,
                Windows::Server2016,
                Windows::Server2019,
                Windows::Server2022,
                Windows::Server2025,
            ]
            .map(|windows| match product.runs_on(windows) {
                Support::Yes => 'y',
                Support::With(_) => 'w',
                Support::Silent => '?',
                Support::No => '-',
            })
            .iter()
            .collect::<String>()
        };
        assert_eq!(told(Product::Lync2013), "wyw----");
        assert_eq!(told(Product::Sfb2015), "wyyww--");
        assert_eq!(told(Product::Sfb2019), "---yy??");
        assert_eq!(told(Product::SfbSe), told(Product::Sfb2019));
    }
}
