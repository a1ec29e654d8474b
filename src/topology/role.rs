//! The roles and products of pools, in words of the manifest and of people.

/// What the servers of a pool do, in the order in which a manifest lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each says itself
pub enum Role {
    FrontEnd,
    StandardEdition,
    Director,
    Edge,
    Mediation,
    SurvivableBranch,
    PersistentChat,
    VideoInterop,
    TrustedApplication,
    OfficeWebApps,
}

/// What a pool runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each says itself
pub enum Product {
    Lync2013,
    Sfb2015,
    Sfb2019,
    /// A version that is newer than this reader.
    Newer,
}

impl Product {
    /// Its word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lync2013 => "lync-server-2013",
            Self::Sfb2015 => "skype-for-business-2015",
            Self::Sfb2019 => "skype-for-business-2019",
            Self::Newer => "skype-for-business-se",
        }
    }

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lync2013 => "Lync Server 2013",
            Self::Sfb2015 => "Skype for Business Server 2015",
            Self::Sfb2019 => "Skype for Business Server 2019 or Subscription Edition",
            Self::Newer => "a version after Skype for Business Server 2019",
        }
    }
}

impl Role {
    /// Whether its servers run the product; applications and farms have versions of
    /// their own.
    pub fn is_of_the_product(self) -> bool {
        !matches!(self, Self::TrustedApplication | Self::OfficeWebApps)
    }

    /// Whether such a pool is its only server.
    pub fn is_one_server(self) -> bool {
        matches!(self, Self::StandardEdition | Self::SurvivableBranch)
    }

    /// Its word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::FrontEnd => "front-end",
            Self::StandardEdition => "standard-edition",
            Self::Director => "director",
            Self::Edge => "edge",
            Self::Mediation => "mediation",
            Self::SurvivableBranch => "survivable-branch",
            Self::PersistentChat => "persistent-chat",
            Self::VideoInterop => "video-interop",
            Self::TrustedApplication => "trusted-application",
            Self::OfficeWebApps => "office-web-apps",
        }
    }

    /// One such pool, for people.
    pub fn one(self) -> &'static str {
        match self {
            Self::FrontEnd => "a Front End pool",
            Self::StandardEdition => "a Standard Edition server",
            Self::Director => "a Director pool",
            Self::Edge => "an Edge pool",
            Self::Mediation => "a Mediation pool",
            Self::SurvivableBranch => "a survivable branch server",
            Self::PersistentChat => "a Persistent Chat pool",
            Self::VideoInterop => "a Video Interop pool",
            Self::TrustedApplication => "a trusted application pool",
            Self::OfficeWebApps => "an Office Web Apps farm",
        }
    }

    /// Several of them.
    pub fn many(self) -> &'static str {
        match self {
            Self::FrontEnd => "Front End pools",
            Self::StandardEdition => "Standard Edition servers",
            Self::Director => "Director pools",
            Self::Edge => "Edge pools",
            Self::Mediation => "Mediation pools",
            Self::SurvivableBranch => "survivable branch servers",
            Self::PersistentChat => "Persistent Chat pools",
            Self::VideoInterop => "Video Interop pools",
            Self::TrustedApplication => "trusted application pools",
            Self::OfficeWebApps => "Office Web Apps farms",
        }
    }
}
