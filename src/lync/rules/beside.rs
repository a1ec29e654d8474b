//! The rules of servers that lean on a Front End pool: survivable branches, Persistent
//! Chat, Video Interop, trusted applications.

use super::super::sources::{INTERNAL, PERSISTENT_CHAT, TRUSTED_APPLICATION, VIDEO_INTEROP};
use super::{Input, Rule, rule};

/// A survivable branch appliance or server is its pool. The printed example leaves its
/// name out of the alternative names; clients do not look at a subject where there are
/// any, so it is put in.
pub static BRANCH: Rule = rule(
    "branch_fqdn",
    "the FQDN of the survivable branch appliance or server",
    Input::Pool,
    INTERNAL,
);

/// Clients of the branch register with it under these names, whether or not they find
/// their pool without being told.
pub static BRANCH_SIP: Rule = rule(
    "branch_sip",
    "clients of the branch look for this name in each SIP domain",
    Input::Sip,
    INTERNAL,
);

/// Microsoft prints no names for Persistent Chat, only who shall sign: taken as on a
/// Mediation server, which is a pool without web services or sign-in too.
pub static CHAT_POOL: Rule = rule(
    "chat_pool_fqdn",
    "the Persistent Chat pool's FQDN",
    Input::Pool,
    PERSISTENT_CHAT,
);

/// As [`CHAT_POOL`].
pub static CHAT_SERVER: Rule = rule(
    "chat_server_fqdn",
    "the Persistent Chat server's FQDN",
    Input::Servers,
    PERSISTENT_CHAT,
);

/// Microsoft prints no names for Video Interop Servers: taken as on a Mediation server.
pub static VIDEO_POOL: Rule = rule(
    "video_pool_fqdn",
    "the Video Interop Server pool's FQDN",
    Input::Pool,
    VIDEO_INTEROP,
);

/// As [`VIDEO_POOL`].
pub static VIDEO_SERVER: Rule = rule(
    "video_server_fqdn",
    "the Video Interop Server's FQDN",
    Input::Servers,
    VIDEO_INTEROP,
);

/// The application pool's name, which is the common name.
pub static APPLICATION_POOL: Rule = rule(
    "application_pool_fqdn",
    "the trusted application pool's FQDN",
    Input::Pool,
    TRUSTED_APPLICATION,
);

/// All computers of the pool use one certificate, so that all their names are in it.
pub static APPLICATION_SERVER: Rule = rule(
    "application_server_fqdn",
    "the FQDN of a computer of the trusted application pool",
    Input::Servers,
    TRUSTED_APPLICATION,
);
