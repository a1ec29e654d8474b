//! Reasons of a plan entry that is not blocked.

use super::Kind::{Problem, Reason, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Why a plan acts",
    codes: &[
        Code {
            code: "awaiting_issuer",
            kinds: &[Reason],
            meaning: "The request has been handed to the issuer, and its answer is not here. \
                     Nothing is submitted twice: the plan waits, however long it takes.",
            cure: "Carry `request.csr` from the version's folder to the issuer if nobody has. \
                  When the answer comes: `forecert accept FILE`. To give up on it: `forecert \
                  withdraw ID --reason \"...\"`.",
            see: &["expiring", "superseded", "denied"],
        },
        Code {
            code: "common_name_differs",
            kinds: &[Reason, Problem],
            meaning: "The common name is another one than declared or asked for. Lync Server \
                     picks the certificate of a service by it, and setup refuses another.",
            cure: "In a plan, `forecert apply` asks for a new version. An answer with another \
                  common name goes back: the issuer has to sign the request as it is.",
            see: &["names_differ", "subject_differs"],
        },
        Code {
            code: "expired",
            kinds: &[Reason, Problem],
            meaning: "The certificate's last moment has passed. Clients and servers refuse it.",
            cure: "In a plan, `forecert apply` makes or asks for the next version; hurry a \
                  request that waits already. An expired answer is refused by `forecert accept`: \
                  ask the issuer for one that holds.",
            see: &["expiring"],
        },
        Code {
            code: "expiring",
            kinds: &[Reason, Problem],
            meaning: "The certificate still holds, and the time to renew it has come: \
                     `renew_before` its end, at most a third of its lifetime.",
            cure: "Run `forecert apply` and install the new version before the date shown. \
                  `renew_before` sets how much notice your issuer and change window need. A \
                  certificate with a key of its own is not adopted by `forecert accept` when its \
                  renewal is due already: ask for one that holds longer.",
            see: &["expired", "awaiting_issuer"],
        },
        Code {
            code: "found",
            kinds: &[Reason],
            meaning: "A certificate with its key that satisfies the declaration lies elsewhere in \
                     the inventory: names, key, usages, issuer and dates. It is taken instead of \
                     making another.",
            cure: "Run `forecert apply`: certificate and key are copied to their place, and the \
                  files found stay where they are.",
            see: &[],
        },
        Code {
            code: "issuer_renewed",
            kinds: &[Reason],
            meaning: "The local authority was given a new key with `forecert ca renew --new-key`, \
                     and this certificate is signed with the one before. Its successor is made, so \
                     that one root is enough.",
            cure: "Bring the new root to servers and clients first, then run `forecert apply` and \
                  install what it makes.",
            see: &["issuer_replaced"],
        },
        Code {
            code: "issuer_replaced",
            kinds: &[Reason],
            meaning: "The certificate does not come from the issuer that the manifest names: \
                     another one was asked, its chain ends elsewhere, or the authority has a new \
                     certificate.",
            cure: "Run `forecert apply` for one from the declared issuer. If the present one is \
                  right, correct `issuer`, or add its root to the issuer's `trust`.",
            see: &["chain_unproved", "trust_missing"],
        },
        Code {
            code: "key_algorithm_differs",
            kinds: &[Reason, Problem],
            meaning: "The key is of another algorithm or on another curve than declared. A key \
                     cannot be converted, so a new one is needed.",
            cure: "Run `forecert apply`, or correct `key`. An answer with another kind of key \
                  does not belong to the request.",
            see: &["key_too_small", "key_larger"],
        },
        Code {
            code: "key_larger",
            kinds: &[Reason],
            meaning: "The request's key has more bits than the manifest declares. The manifest \
                     decides: another size is another key.",
            cure: "Run `forecert apply`, or raise `key.size` in the manifest if the larger key is \
                  what you want.",
            see: &["key_too_small"],
        },
        Code {
            code: "key_too_small",
            kinds: &[Reason, Problem],
            meaning: "The key has fewer bits than declared. Keys do not grow, so a new one is \
                     needed.",
            cure: "Run `forecert apply` for a new key and a new certificate.",
            see: &["key_larger", "key_size_invalid"],
        },
        Code {
            code: "key_usage_differs",
            kinds: &[Reason, Problem],
            meaning: "The key usage lacks what is declared: digital signature, and key \
                     encipherment for RSA keys, which TLS with RSA key exchange needs.",
            cure: "In a plan, `forecert apply` asks again. If an issuer keeps dropping it, its \
                  template or profile needs the usage.",
            see: &["usages_differ"],
        },
        Code {
            code: "key_without_request",
            kinds: &[Reason],
            meaning: "A private key lies at the place of the next version and has no request yet, \
                     as after an interrupted run. It is used, not replaced.",
            cure: "Run `forecert apply` to go on from there.",
            see: &["missing"],
        },
        Code {
            code: "missing",
            kinds: &[Reason],
            meaning: "Nothing that is here is what the manifest declares: no usable version, or \
                     only withdrawn ones.",
            cure: "Run `forecert apply`. If a certificate exists already, put it with its key \
                  anywhere into the inventory first: a fitting one is used as it is.",
            see: &["found", "not_declared"],
        },
        Code {
            code: "names_differ",
            kinds: &[Reason, Problem],
            meaning: "Alternative names are missing, or the request has names that are not \
                     declared any more. A client that uses a missing name sees a certificate \
                     error.",
            cure: "In a plan, `forecert apply` asks for a version with the right names; names \
                  that get lost are called out. `forecert explain ID NAME` says why a name is in \
                  or not. An answer that lacks names goes back to the issuer.",
            see: &["common_name_differs", "name_left_out"],
        },
        Code {
            code: "not_declared",
            kinds: &[Reason, Warning],
            meaning: "Versions of this certificate are in the inventory, and the manifest does \
                     not declare it any more. It is left alone: forecert deletes nothing.",
            cure: "If it should still exist, restore its pool, server or usage in the manifest. \
                  Otherwise remove it from the server, and move its folder away when you like.",
            see: &["superseded"],
        },
        Code {
            code: "renewal_asked",
            kinds: &[Reason],
            meaning: "Somebody asked for a new certificate of a local authority. A plan never renews \
                     an authority by itself.",
            cure: "Say `yes`, or give `--yes`, to carry it out.",
            see: &["issuer_expiring", "issuer_renewed"],
        },
        Code {
            code: "request_not_submitted",
            kinds: &[Reason],
            meaning: "Key and request of a version are made, and the issuer did not take the \
                     request: it was not reached, it was busy, or its day had not come.",
            cure: "Run `forecert apply`: it hands the request in.",
            see: &["submission_looked_up", "held_until"],
        },
        Code {
            code: "request_without_certificate",
            kinds: &[Reason],
            meaning: "A version for a local authority has its request and not its certificate, as \
                     after an interrupted run.",
            cure: "Run `forecert apply`: the authority signs the request that is there.",
            see: &["key_without_request"],
        },
        Code {
            code: "signature_forbidden",
            kinds: &[Reason, Problem],
            meaning: "The signature uses an algorithm that Lync Server or Windows refuses, such \
                     as MD5 or RSASSA-PSS (the \"alternate signature algorithm\" of an enterprise \
                     CA).",
            cure: "Have the issuer sign with RSA PKCS#1 and SHA-256. On an AD CS CA: `certutil \
                  -setreg ca\\csp\\AlternateSignatureAlgorithm 0`, restart the service, and ask \
                  again. To take an answer all the same, paste the `allow` lines that the refusal \
                  prints.",
            see: &["signature_legacy"],
        },
        Code {
            code: "subject_differs",
            kinds: &[Reason],
            meaning: "Organization, unit, place or country in the request are not those that the \
                     manifest declares now. (What an issuer changes in them is a remark only.)",
            cure: "Run `forecert apply`, or set the issuer's `subject` back to what it was.",
            see: &["common_name_differs", "issued_differently"],
        },
        Code {
            code: "submission_looked_up",
            kinds: &[Reason],
            meaning: "A run ended while a request was handed in. The issuer can tell what became \
                     of it, or takes no harm from being asked again.",
            cure: "Run `forecert apply`: it looks the request up, and hands it in only if it \
                  never arrived.",
            see: &["submission_unknown", "request_not_submitted"],
        },
        Code {
            code: "template_differs",
            kinds: &[Reason],
            meaning: "The request asks the enterprise CA for another certificate template than \
                     the manifest names now.",
            cure: "Run `forecert apply`, or correct `template` of the issuer. It is the \
                  template's name, not its display name.",
            see: &["subject_differs"],
        },
        Code {
            code: "usages_differ",
            kinds: &[Reason, Problem],
            meaning: "The extended key usages lack one that is declared, or the request has one \
                     too many. Servers of every role need server authentication.",
            cure: "In a plan, `forecert apply` asks again. If an issuer keeps dropping it, its \
                  template or profile needs the usage.",
            see: &["key_usage_differs"],
        },
    ],
};
