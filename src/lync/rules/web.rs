//! The rules of what stands before and beside the web services: reverse proxies and
//! Office Web Apps.

use super::super::sources::{OFFICE_WEB_APPS, REVERSE_PROXY};
use super::{Condition, Input, Rule, rule};

/// The reverse proxy answers for every pool that it publishes. The first of them is the
/// common name.
pub static PUBLISHED_WEB: Rule = rule(
    "published_web",
    "the external FQDN of the web services of a published pool",
    Input::PublishedWeb,
    REVERSE_PROXY,
);

/// Meetings are joined from outside too.
pub static PUBLISHED_MEET: Rule = Rule {
    wildcard: true,
    ..rule(
        "published_meet",
        "the host of a published Meet URL",
        Input::Meet,
        REVERSE_PROXY,
    )
};

/// Dial-in conferencing settings from outside. Admin URLs are never published.
pub static PUBLISHED_DIALIN: Rule = Rule {
    wildcard: true,
    ..rule(
        "published_dialin",
        "the host of a published Dial-in URL",
        Input::Dialin,
        REVERSE_PROXY,
    )
};

/// Presentations in meetings come from the farm directly.
pub static PUBLISHED_FARM: Rule = rule(
    "published_farm",
    "the external FQDN of a published Office Web Apps farm",
    Input::PublishedFarms,
    REVERSE_PROXY,
);

/// The listener answers Autodiscover, unless clients ask for it by HTTP first.
pub static PUBLISHED_LYNCDISCOVER: Rule = Rule {
    wildcard: true,
    when: Condition::AutodiscoverHttps,
    ..rule(
        "published_lyncdiscover",
        "Autodiscover from outside, in each SIP domain",
        Input::Lyncdiscover,
        REVERSE_PROXY,
    )
};

/// The farm's name has to be among the alternative names.
pub static FARM: Rule = rule(
    "farm_fqdn",
    "the Office Web Apps farm's FQDN",
    Input::Pool,
    OFFICE_WEB_APPS,
);

/// Where the farm is reached under another name from outside.
pub static FARM_EXTERNAL: Rule = rule(
    "farm_external",
    "the Office Web Apps farm's external FQDN",
    Input::FarmExternal,
    OFFICE_WEB_APPS,
);

/// Only where a load balancer looks after each server by HTTPS.
pub static FARM_SERVER: Rule = Rule {
    when: Condition::FarmServers,
    ..rule(
        "farm_server_fqdn",
        "the FQDN of a server of the farm, which is reached by it",
        Input::Servers,
        OFFICE_WEB_APPS,
    )
};
