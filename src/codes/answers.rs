//! What `accept` says of certificates that came back.

use super::Kind::{Problem, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Answers from issuers",
    codes: &[
        Code {
            code: "ambiguous",
            kinds: &[Problem],
            meaning: "The certificate fits several requests equally well, or its key belongs to \
                     two certificates. Which one it answers cannot be told.",
            cure: "Withdraw the request that is not meant, `forecert withdraw ID --generation N \
                  --reason \"...\"`, and accept again.",
            see: &["other_key"],
        },
        Code {
            code: "authority_unused",
            kinds: &[Remark],
            meaning: "An authority's certificate was handed in that signs nothing here, so it was \
                     not needed.",
            cure: "Nothing has to be done, unless certificates are to chain to it: then name the \
                  file in the issuer's `trust`.",
            see: &["chain_incomplete"],
        },
        Code {
            code: "chain_unproved",
            kinds: &[Problem],
            meaning: "The certificate does not chain to any of the roots and intermediates that \
                     the issuer's `trust` names. Either intermediates are missing, or somebody \
                     else signed it.",
            cure: "Hand in the intermediates together with it, or add the right root to `trust`. \
                  To take it all the same, paste the `allow` lines that the refusal prints.",
            see: &["trust_missing", "issuer_replaced"],
        },
        Code {
            code: "is_authority",
            kinds: &[Problem],
            meaning: "The certificate fits a request of a server and is allowed to sign others. \
                     On a server it would put the whole estate at risk.",
            cure: "Send it back: the issuer used a template for subordinate authorities.",
            see: &["usages_differ"],
        },
        Code {
            code: "no_certificate",
            kinds: &[Problem],
            meaning: "The file holds no certificate. It may be the request, a mail, or an order \
                     confirmation.",
            cure: "Give the issuer's answer: PEM, DER (`.cer`), PKCS#7 (`.p7b`) or PFX.",
            see: &["unreadable_file"],
        },
        Code {
            code: "not_an_authority",
            kinds: &[Problem],
            meaning: "The answer to a local authority's request is a certificate that must not sign \
                     others: basicConstraints does not say CA:TRUE (RFC 5280 4.2.1.9).",
            cure: "Send it back: the request asks for an authority. A Windows CA signs it under the \
                  template `SubCA`.",
            see: &["is_authority", "issuer_awaited"],
        },
        Code {
            code: "not_asked_here",
            kinds: &[Problem],
            meaning: "No request in this inventory has this certificate's key.",
            cure: "Check that it is the right inventory; `forecert status` lists what is awaited. \
                  If certificate and key were made elsewhere, put both into the inventory: the \
                  next plan uses them if they fit.",
            see: &["other_key"],
        },
        Code {
            code: "older_certificate",
            kinds: &[Problem],
            meaning: "The inventory has a newer certificate for the same key, so this one is from \
                     an earlier order. Or it came with a key of its own, and the version in use \
                     is what is declared, and is newer or holds at least as long.",
            cure: "Nothing has to be done. To use one with a key of its own all the same, retire \
                  that version first: `forecert withdraw ID --generation N --reason \"...\"`.",
            see: &["ambiguous"],
        },
        Code {
            code: "other_key",
            kinds: &[Problem, Remark],
            meaning: "The names are those of an open request, and the key is another one. The \
                     issuer, or whoever carried the request, made a new key or signed another \
                     request.",
            cure: "Have the issuer sign the request as it is. If the key was made elsewhere on \
                  purpose, and came with the certificate, `forecert accept --adopt FILE.pfx` takes \
                  both in as a new version and closes the request.",
            see: &["not_asked_here"],
        },
        Code {
            code: "self_signed",
            kinds: &[Problem],
            meaning: "Nobody has issued this certificate: it is signed with its own key. Windows \
                     makes one like it for each pending request in its store.",
            cure: "Ask for the answer of the issuer.",
            see: &["chain_unproved"],
        },
        Code {
            code: "signature_legacy",
            kinds: &[Warning],
            meaning: "The certificate is signed with SHA-1. Clients of today refuse it or soon \
                     will.",
            cure: "Ask the issuer for SHA-256. On an AD CS CA: `certutil -setreg \
                  ca\\csp\\CNGHashAlgorithm SHA256`, and restart the service.",
            see: &["signature_forbidden"],
        },
        Code {
            code: "validity_differs",
            kinds: &[Remark],
            meaning: "The issuer gave another validity than was asked for. Validity is asked for, \
                     never demanded.",
            cure: "Nothing has to be done. To make the plan expect it, set the issuer's \
                  `validity` to what it gives. Public authorities give 200 days at most since \
                  March 2026, and will give less (CA/Browser Forum, ballot SC-081).",
            see: &["issued_differently"],
        },
        Code {
            code: "was_withdrawn",
            kinds: &[Warning],
            meaning: "The certificate answers a request that was withdrawn. An answer opens it \
                     again; a version that has its certificate stays out of use.",
            cure: "If it should not be in use, withdraw it again: `forecert withdraw ID \
                  --generation N --reason \"...\"`.",
            see: &["superseded"],
        },
    ],
};
