//! The pages that the rules rest on, for each product that has one of its own.

use super::Product;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its title.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

/// The page that says the same thing of each product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sources {
    lync_2013: Source,
    sfb_2015: Source,
    /// Skype for Business Server Subscription Edition is held to the pages of 2019, of
    /// which it is the continuation.
    sfb_2019: Source,
}

impl Sources {
    /// One page for all products: the later ones have none, or link to it.
    pub(super) const fn one(source: Source) -> Self {
        Self {
            lync_2013: source,
            sfb_2015: source,
            sfb_2019: source,
        }
    }

    /// The page about a product.
    pub fn of(self, product: Product) -> Source {
        match product {
            Product::Lync2013 => self.lync_2013,
            Product::Sfb2015 => self.sfb_2015,
            Product::Sfb2019 | Product::SfbSe => self.sfb_2019,
        }
    }

    /// Each page once, the oldest product's first.
    pub fn all(self) -> impl Iterator<Item = Source> {
        let Self {
            lync_2013,
            sfb_2015,
            sfb_2019,
        } = self;
        let second = (sfb_2015 != lync_2013).then_some(sfb_2015);
        let third = (sfb_2019 != sfb_2015).then_some(sfb_2019);
        [Some(lync_2013), second, third].into_iter().flatten()
    }
}

macro_rules! lync {
    ($title:literal, $file:literal) => {
        Source {
            title: $title,
            url: concat!(
                "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-",
                $file
            ),
        }
    };
}

macro_rules! sfb {
    ($title:literal, $path:literal) => {
        Source {
            title: $title,
            url: concat!("https://learn.microsoft.com/skypeforbusiness/", $path),
        }
    };
}

/// The tables of certificates inside.
pub(super) const INTERNAL: Sources = Sources {
    lync_2013: lync!(
        "Certificate requirements for internal servers in Lync Server 2013",
        "certificate-requirements-for-internal-servers"
    ),
    sfb_2015: sfb!(
        "Environmental requirements for Skype for Business Server 2015",
        "plan-your-deployment/requirements-for-your-environment/environmental-requirements"
    ),
    sfb_2019: sfb!(
        "System requirements for Skype for Business Server 2019",
        "plan/system-requirements"
    ),
};

/// The tables of certificates on the Edge. One page serves Skype for Business Server 2015
/// and all that came after it.
pub(super) const EXTERNAL: Sources = Sources {
    lync_2013: lync!(
        "Certificate requirements for external user access in Lync Server 2013",
        "certificate-requirements-for-external-user-access"
    ),
    sfb_2015: EDGE,
    sfb_2019: EDGE,
};

const EDGE: Source = sfb!(
    "Edge Server environmental requirements in Skype for Business Server",
    "plan-your-deployment/edge-server-deployments/edge-environmental-requirements"
);

pub(super) const AUTODISCOVER: Sources = Sources::one(lync!(
    "Configuring certificates for Autodiscover in Lync Server 2013",
    "configuring-certificates-for-autodiscover"
));

pub(super) const MOBILITY: Sources = Sources::one(lync!(
    "Certificate requirements for mobility in Lync Server 2013",
    "certificate-requirements-for-mobility"
));

/// The page of Skype for Business Server asks for both names of the other style; the
/// bare domain is what the deployment wizard puts in.
pub(super) const XMPP: Sources = Sources {
    sfb_2015: EDGE,
    sfb_2019: EDGE,
    ..Sources::one(lync!(
        "Certificate summary - XMPP federation in Lync Server 2013",
        "certificate-summary-extensible-messaging-and-presence-protocol-xmpp-federation"
    ))
};

pub(super) const OAUTH: Sources = Sources {
    sfb_2015: OAUTH_ASSIGN,
    sfb_2019: OAUTH_ASSIGN,
    ..Sources::one(lync!(
        "Managing server-to-server authentication (OAuth) and partner applications in Lync Server 2013",
        "managing-server-to-server-authentication-oauth-and-partner-applications"
    ))
};

const OAUTH_ASSIGN: Source = sfb!(
    "Assign a server-to-server authentication certificate to Skype for Business Server",
    "manage/authentication/assign-a-server-to-server-certificate"
);

pub(super) const PERSISTENT_CHAT: Sources = Sources::one(lync!(
    "Certificate requirements for Persistent Chat Server in Lync Server 2013",
    "certificate-requirements-for-persistent-chat-server"
));

pub(super) const VIDEO_INTEROP: Sources = Sources::one(sfb!(
    "Deploy the Video Interop Server role in Skype for Business Server",
    "deploy/deploy-video-interop-server/deploy-the-vis-server-role"
));

pub(super) const TRUSTED_APPLICATION: Sources = Sources::one(Source {
    title: "General application activation (UCMA)",
    url: "https://github.com/OfficeDev/skype-docs/blob/master/Skype/UCMA/general-application-activation.md",
});

pub(super) const REVERSE_PROXY: Sources = Sources::one(lync!(
    "Certificate summary - Reverse proxy in Lync Server 2013",
    "certificate-summary-reverse-proxy"
));

pub(super) const OFFICE_WEB_APPS: Sources = Sources::one(Source {
    title: "Plan Office Online Server",
    url: "https://learn.microsoft.com/officeonlineserver/plan-office-online-server",
});

/// The lists of Windows versions.
pub(super) const SYSTEMS: Sources = Sources {
    lync_2013: lync!(
        "Server and tools operating system support in Lync Server 2013",
        "server-and-tools-operating-system-support"
    ),
    sfb_2015: sfb!(
        "Server requirements for Skype for Business Server 2015",
        "plan-your-deployment/requirements-for-your-environment/server-requirements"
    ),
    sfb_2019: sfb!(
        "System requirements for Skype for Business Server 2019",
        "plan/system-requirements"
    ),
};

/// The page that says where wildcards are possible.
pub const WILDCARDS: Source = lync!(
    "Wildcard certificate support in Lync Server 2013",
    "wildcard-certificate-support"
);

/// The page that lets one public certificate serve the Edge and the reverse proxy.
pub const ONE_FOR_BOTH: Source = lync!(
    "Request and configure a certificate for your reverse HTTP proxy in Lync Server 2013",
    "request-and-configure-a-certificate-for-your-reverse-http-proxy"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_has_the_page_that_is_about_it() {
        let titles: Vec<&str> = [
            Product::Lync2013,
            Product::Sfb2015,
            Product::Sfb2019,
            Product::SfbSe,
        ]
        .map(|product| INTERNAL.of(product).title)
        .into();
        assert!(titles[0].ends_with("Lync Server 2013"));
        assert!(titles[1].ends_with("Skype for Business Server 2015"));
        assert!(titles[2].ends_with("Skype for Business Server 2019"));
        assert_eq!(titles[2], titles[3]);
        assert_eq!(INTERNAL.all().count(), 3);
        assert_eq!(EXTERNAL.all().count(), 2);
        assert_eq!(MOBILITY.all().count(), 1);
    }
}
