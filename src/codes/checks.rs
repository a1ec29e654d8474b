//! Checks that need the clock or what was issued, and what is said of checks themselves.

use super::Kind::{Problem, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Checks",
    codes: &[
        Code {
            code: "chain_signature_forbidden",
            kinds: &[Problem],
            meaning: "An authority above a certificate is signed with RSASSA-PSS, MD5 or another \
                     scheme that Lync Server does not take. With RSASSA-PSS anywhere in a chain, \
                     sign-in and call forwarding fail.",
            cure: "Have the authority signed anew with RSA by PKCS#1 v1.5 and SHA-256, or choose \
                  another issuer.",
            see: &["signature_forbidden"],
        },
        Code {
            code: "chain_superseded",
            kinds: &[Remark],
            meaning: "An authority above certificates in use has a newer certificate under the same \
                     name: it was renewed, or given a new key. The older one proves the \
                     certificates still, so nothing is made anew for that.",
            cure: "Bring the newer one to servers and clients before the older one ends.",
            see: &["issuer_replaced", "issuer_renewed"],
        },
        Code {
            code: "client_auth_ended",
            kinds: &[Warning],
            meaning: "A public issuer is asked for client authentication, and on that day rules \
                     are in force by which public certificates for servers come without it.",
            cure: "Take `client-auth` out of `eku`. Only public IM with AOL asked for it, and that \
                  has ended.",
            see: &["client_auth_public_issuer"],
        },
        Code {
            code: "common_name_dropped",
            kinds: &[Remark],
            meaning: "A public issuer is asked for a life of 47 days or less. Profiles that give so \
                     little leave the common name out, and Lync Server finds its certificates by \
                     it.",
            cure: "Ask for a profile that keeps the common name. An answer without it is refused by \
                  `forecert accept`.",
            see: &["common_name_differs", "validity_over_limit"],
        },
        Code {
            code: "edge_members_differ",
            kinds: &[Warning],
            meaning: "The servers of a pool share a certificate, and by their receipts they use \
                     different ones. On an Edge pool, A/V authentication fails with that: what one \
                     server hands out, another one does not take.",
            cure: "Assign the same version on each server, restart one after the other, and have \
                  new receipts written.",
            see: &[],
        },
        Code {
            code: "exception_unused",
            kinds: &[Remark],
            meaning: "An exception in `allow` holds, and the check that it waives finds nothing in \
                     that certificate.",
            cure: "Take it out of `allow`: an exception that nobody needs hides the next fault.",
            see: &["exception_expired"],
        },
        Code {
            code: "keys_unencrypted",
            kinds: &[Remark],
            meaning: "Private keys are kept in clear, and nothing but their directory protects \
                     them. It is said only where `rules_severity` asks for it.",
            cure: "Say in `keys.encryption` where a passphrase is; keys that are made from then on \
                  are encrypted.",
            see: &["key_in_clear"],
        },
        Code {
            code: "pool_issuers_differ",
            kinds: &[Warning],
            meaning: "Certificates of one kind on the servers of one pool chain to different roots. \
                     Servers that do not trust both refuse each other, and phones trust only the \
                     root that they were given.",
            cure: "Have them all from one issuer, or bring both roots to every server and phone.",
            see: &["issuer_replaced"],
        },
        Code {
            code: "public_not_sha256",
            kinds: &[Warning],
            meaning: "A certificate that clients from outside see, or its chain, is signed with \
                     something other than SHA-256. Phones and old clients take nothing else.",
            cure: "Ask the public issuer for a chain in SHA-256.",
            see: &["signature_legacy"],
        },
        Code {
            code: "severity_twice",
            kinds: &[Problem],
            meaning: "`rules_severity` weighs one check twice, and nobody could say which counts.",
            cure: "Leave one of the two.",
            see: &[],
        },
        Code {
            code: "sha512_old_windows",
            kinds: &[Warning],
            meaning: "A certificate or its chain is signed with SHA-512, and a server that gets it \
                     runs Windows Server 2012 R2 or older. Without Microsoft's update its Front End \
                     service does not start on the second and further servers of a pool.",
            cure: "Ask the issuer for SHA-256, or install the update for SHA-512 with TLS 1.2 \
                  (KB2973337) before.",
            see: &[],
        },
        Code {
            code: "validity_limit_nears",
            kinds: &[Remark],
            meaning: "A public issuer is asked for longer than it may give from a coming day on: \
                     200 days since 15 March 2026, 100 from 15 March 2027 on, 47 from 15 March 2029 \
                     on.",
            cure: "Nothing is to be done today. `forecert forecast` shows how many renewals that \
                  makes.",
            see: &["validity_over_limit"],
        },
        Code {
            code: "validity_over_limit",
            kinds: &[Warning],
            meaning: "A public issuer is asked for longer than public authorities may give on that \
                     day. It refuses, or gives less than asked.",
            cure: "Shorten `validity` to the limit that the message names.",
            see: &["validity_limit_nears"],
        },
    ],
};
