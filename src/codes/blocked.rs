//! Reasons that only a person can settle. Nothing is made of what is blocked until then.

use super::Kind::{Block, Problem, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Why a plan is blocked",
    codes: &[
        Code {
            code: "answer_refused",
            kinds: &[Block],
            meaning: "An issuer that is asked by `apply` has answered with a certificate that is \
                     not what was asked for. It is kept in `.forecert/refused` in the inventory, \
                     and nothing more is asked before somebody has looked.",
            cure: "Tell whoever keeps the issuer. Where the certificate is right and the manifest \
                  was not (such as a `trust` that lacks the root), correct that and `forecert \
                  accept` the file that is kept; else `forecert withdraw ID --reason \"...\"` and \
                  `forecert apply` ask anew.",
            see: &["denied", "other_key", "chain_unproved"],
        },
        Code {
            code: "chain_broken",
            kinds: &[Block, Problem],
            meaning: "`chain.pem` beside the certificate holds certificates that did not sign it: \
                     it is the chain of another one, or a byte of either was changed. A server \
                     that gets this chain would show clients a certificate they cannot prove.",
            cure: "Restore both files from version control or backup. Where the chain was a wrong \
                  one from the start, move it away and hand in the right one: `forecert accept \
                  issuing-ca.cer`.",
            see: &["chain_incomplete", "chain_unproved"],
        },
        Code {
            code: "damaged",
            kinds: &[Block, Warning, Problem],
            meaning: "A version's folder is not whole: a file is missing, cut off, or does not \
                     fit the others. It is never passed over for an older version, because that \
                     would bring an old certificate back unnoticed.",
            cure: "Restore the folder from version control or backup. If that is not possible, \
                  retire the version: `forecert withdraw ID --generation N --reason \"damaged\"`, \
                  then `forecert apply`.",
            see: &["key_unreadable", "order_missing"],
        },
        Code {
            code: "denied",
            kinds: &[Block],
            meaning: "The issuer has refused the request. Asking again with the same request \
                     would be refused again.",
            cure: "Settle it with the issuer, correct the manifest if it asks for something \
                  impossible, then `forecert withdraw ID --reason \"...\"` and `forecert apply`.",
            see: &["awaiting_issuer"],
        },
        Code {
            code: "issuer_ambiguous",
            kinds: &[Block],
            meaning: "The directory of a local authority holds several authorities with their \
                     keys, and nothing says which of them signs.",
            cure: "Leave one of them in the directory and move the others away.",
            see: &["issuer_missing"],
        },
        Code {
            code: "issuer_awaited",
            kinds: &[Block],
            meaning: "The certificate is to be signed by a local authority whose own certificate \
                     somebody else signs, such as an offline root, and that is not here yet.",
            cure: "Carry the request of the authority to its issuer (`forecert bundle --requests`), \
                  `forecert accept` the answer with its chain, and apply again.",
            see: &["awaiting_issuer"],
        },
        Code {
            code: "issuer_blocked",
            kinds: &[Block],
            meaning: "The local authority that ought to sign this certificate is blocked itself.",
            cure: "Mend the authority: `forecert explain issuer/NAME` says how. The certificates \
                  follow with the next `forecert apply`.",
            see: &["issuer_missing", "issuer_expired"],
        },
        Code {
            code: "issuer_expired",
            kinds: &[Block],
            meaning: "The certificate of the local authority has ended. Whatever it signs now is \
                     refused by everybody.",
            cure: "Give it a new certificate with `forecert ca renew NAME`, distribute that root to \
                  the servers and clients, and let `forecert apply` renew what it signed.",
            see: &["issuer_expiring"],
        },
        Code {
            code: "issuer_expiring",
            kinds: &[Block, Warning],
            meaning: "A local authority ends soon. Nothing it signs outlives it, so certificates \
                     get shorter and shorter, and a renewal that would gain no time is not made.",
            cure: "`forecert ca renew NAME` gives it a new certificate with the same key, which \
                  proves what it signed before; distribute that root to servers and clients \
                  before the old one ends. `--new-key` has all that it signed made anew.",
            see: &["issuer_expired", "outlives_authority"],
        },
        Code {
            code: "issuer_missing",
            kinds: &[Block],
            meaning: "Certificates here were signed by a local authority whose directory, or key, \
                     is not where the manifest says. Making a new authority under the old name \
                     would break trust in everything the old one signed.",
            cure: "Restore the directory from its backup, or correct `directory`. If it is lost \
                  for good, declare a new issuer under a new name.",
            see: &["issuer_ambiguous", "key_missing"],
        },
        Code {
            code: "key_missing",
            kinds: &[Block, Warning, Problem],
            meaning: "A version's private key is not at its place in the key directory, although \
                     the directory is there. Without it the certificate cannot be installed.",
            cure: "Restore the key from its backup; the message says where it lies if it was only \
                  moved. If it is lost: `forecert withdraw ID --generation N --reason \"key \
                  lost\"`, then `forecert apply` for a new one.",
            see: &["keys_not_here", "key_unreadable"],
        },
        Code {
            code: "key_unreadable",
            kinds: &[Block],
            meaning: "The key file is there and cannot be used: it is cut off, not permitted to \
                     this user, no key at all, or encrypted under a passphrase that is not at \
                     hand or is another one. A key is never replaced by forecert.",
            cure: "Put the passphrase where `keys.encryption` says, repair the file's permissions, \
                  or restore it from its backup. If it is lost, withdraw the version.",
            see: &["key_missing", "key_mode"],
        },
        Code {
            code: "submission_unknown",
            kinds: &[Block],
            meaning: "A run ended between the note that a request leaves and the note that it has \
                     left. Submitting again could order, and pay, the certificate twice.",
            cure: "Ask the issuer. If it came there, wait and `forecert accept` the answer; if it \
                  never did: `forecert withdraw ID --reason \"never sent\"` and `forecert apply`.",
            see: &["awaiting_issuer", "denied"],
        },
        Code {
            code: "unreadable",
            kinds: &[Block],
            meaning: "A folder cannot be looked into. It may hold versions and keys of this \
                     certificate, so nothing is made until that is known.",
            cure: "Give your user the right to read it, or restore it.",
            see: &["unreadable_file"],
        },
    ],
};
