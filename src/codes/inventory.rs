//! What is odd about what is there. None of it makes a plan do something.

use super::Kind::{Problem, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "The inventory and the keys",
    codes: &[
        Code {
            code: "answer_found",
            kinds: &[Remark],
            meaning: "A certificate lies in the inventory that answers an open request, and it \
                     has not been taken in. Only `accept` proves and takes in answers.",
            cure: "Run `forecert accept FILE` with the file that is named.",
            see: &["awaiting_issuer"],
        },
        Code {
            code: "chain_incomplete",
            kinds: &[Warning, Problem],
            meaning: "The certificate of the issuer is not known, so the chain that servers have \
                     to send cannot be written.",
            cure: "Hand in the intermediate certificates: `forecert accept issuing-ca.cer`. On a \
                  Windows CA: `certutil -ca.cert issuing-ca.cer`.",
            see: &["chain_unproved", "chain_broken"],
        },
        Code {
            code: "crl_expired",
            kinds: &[Warning],
            meaning: "The revocation list of a local authority has passed its end. Servers that \
                     check revocation, as Lync Server does, refuse every certificate of that \
                     authority.",
            cure: "Run `forecert apply`, which makes a new list, and publish it where `crl_url` \
                  says.",
            see: &["crl_expiring"],
        },
        Code {
            code: "crl_expiring",
            kinds: &[Warning],
            meaning: "The revocation list of a local authority ends within 30 days.",
            cure: "Run `forecert apply`, which makes a new list, and publish it where `crl_url` \
                  says before the old one ends.",
            see: &["crl_expired"],
        },
        Code {
            code: "crl_missing",
            kinds: &[Warning],
            meaning: "A local authority has no revocation list, and every certificate that it \
                     signs points to one.",
            cure: "Run `forecert apply`, which makes the list, and publish it where `crl_url` \
                  says.",
            see: &["crl_expired"],
        },
        Code {
            code: "crl_url_differs",
            kinds: &[Warning],
            meaning: "A certificate that is in use points to another place of the revocation list \
                     than the manifest names now.",
            cure: "Keep the list alive at the old place too until the certificate is renewed, or \
                  have it made anew: `forecert withdraw ID --generation N --reason \"other CRL \
                  address\"` and `forecert apply`.",
            see: &["crl_missing"],
        },
        Code {
            code: "exception_expired",
            kinds: &[Warning],
            meaning: "The last day of an exception under `allow` has passed, so the check holds \
                     again.",
            cure: "Take the exception out, or have it agreed anew with a later `until`.",
            see: &["unknown_check"],
        },
        Code {
            code: "issued_differently",
            kinds: &[Remark],
            meaning: "The issuer changed something that it may change: order or parts of the \
                     subject, added names or usages, another validity. The certificate is fit for \
                     use.",
            cure: "Nothing has to be done. If added names or a shorter validity matter to you, \
                  speak to the issuer.",
            see: &["validity_differs", "subject_differs"],
        },
        Code {
            code: "issuer_differs",
            kinds: &[Remark],
            meaning: "A local authority is not as the manifest declares it: its name, key or \
                     validity was changed after it was made. A plan never replaces an authority, \
                     since everything that it signed would follow.",
            cure: "Nothing has to be done: set `authority` back to what it was made with, so that \
                  the manifest tells the truth. For another authority declare a new issuer.",
            see: &["issuer_replaced"],
        },
        Code {
            code: "key_in_inventory",
            kinds: &[Warning],
            meaning: "A private key lies in the inventory. Inventories are committed, mailed and \
                     shown; what has been in a repository stays in its history.",
            cure: "Move the key to the key directory. If it has been committed, treat it as known \
                  to others: withdraw the version and have another made.",
            see: &["keys_not_apart", "keys_not_ignored"],
        },
        Code {
            code: "key_mode",
            kinds: &[Warning, Problem],
            meaning: "Others than the owner can read a key or enter the key directory.",
            cure: "`chmod 600` the key and `chmod 700` the directory. If strangers had access, \
                  have new keys made.",
            see: &["keys_not_ignored"],
        },
        Code {
            code: "keys_missing",
            kinds: &[Problem],
            meaning: "The key directory does not exist, although the inventory has certificates \
                     whose keys belong there. `apply` does not begin: it would make new keys \
                     beside lost ones.",
            cure: "Restore the directory from its backup, correct `keys.directory`, or run \
                  `apply` where the keys are. If they are really meant to be elsewhere from now \
                  on, make the directory by hand.",
            see: &["keys_not_here", "key_missing"],
        },
        Code {
            code: "keys_not_checked",
            kinds: &[Warning],
            meaning: "Whether git would commit the keys could not be found out: git is not \
                     installed or does not answer.",
            cure: "See for yourself that `.gitignore` covers the key directory.",
            see: &["keys_not_ignored"],
        },
        Code {
            code: "keys_not_here",
            kinds: &[Warning, Problem],
            meaning: "There is no key directory on this machine, as in a pull-request job. A plan \
                     works without keys; `verify` cannot prove them, and `accept` cannot give a \
                     second certificate its copy of a key.",
            cure: "In a job that only plans nothing has to be done. Prove the rest with `forecert \
                  verify --without-keys`; do work with keys where they are kept.",
            see: &["keys_missing"],
        },
        Code {
            code: "keys_not_ignored",
            kinds: &[Problem],
            meaning: "The key directory lies in a git working copy and is not ignored. The next \
                     `git add .` would publish every private key.",
            cure: "Add the line that the help shows to `.gitignore`, or move the keys out of the \
                  working copy with `keys: { directory: ../keys }`.",
            see: &["keys_not_apart", "keys_not_checked"],
        },
        Code {
            code: "no_crl_distribution_point",
            kinds: &[Warning],
            meaning: "The certificate names no place of a revocation list. Lync Server demands \
                     one on every server certificate.",
            cure: "Ask the issuer for a certificate with a CRL distribution point over HTTP. On \
                  an AD CS CA it is set under Extensions of the CA's properties.",
            see: &["crl_url_invalid"],
        },
        Code {
            code: "not_yet_valid",
            kinds: &[Warning, Problem],
            meaning: "The certificate begins in the future. Until then every client refuses it. \
                     Clocks that differ between CA and servers show as this too.",
            cure: "Install it after that moment, or set the clock right.",
            see: &["expired"],
        },
        Code {
            code: "order_missing",
            kinds: &[Remark],
            meaning: "A version has no `order.json`, so it is not known who was asked for it and \
                     when. The certificate is fit for use.",
            cure: "Restore the file from version control or backup.",
            see: &["damaged"],
        },
        Code {
            code: "receipt_unreadable",
            kinds: &[Warning],
            meaning: "A file says that it is the receipt of a server, and it is damaged, of a \
                     later format, or lacks what a receipt has. What that server has installed \
                     is taken from its other receipts, or is not known.",
            cure: "Run the script on the server again that wrote it, and bring the new \
                  `receipt.json`; take the damaged one out.",
            see: &["unreadable_file"],
        },
        Code {
            code: "revocation_list_unproved",
            kinds: &[Warning],
            meaning: "A revocation list names an authority that is known here and is not signed \
                     by it: it is broken or forged. It is not taken into account.",
            cure: "Fetch the list anew from the authority.",
            see: &["crl_expired"],
        },
        Code {
            code: "revoked",
            kinds: &[Warning, Problem],
            meaning: "The issuer's revocation list names the certificate that is in use. Servers \
                     and clients that check will refuse it.",
            cure: "Find out why it was revoked. To have another made: `forecert withdraw ID \
                  --generation N --reason revoked`, then `forecert apply`.",
            see: &["withdrawn_key"],
        },
        Code {
            code: "stray_key",
            kinds: &[Remark],
            meaning: "A private key belongs to no certificate and no request that is here.",
            cure: "Put its certificate beside it, so that both can be used, or keep the key \
                  elsewhere.",
            see: &["answer_found"],
        },
        Code {
            code: "superseded",
            kinds: &[Remark, Warning],
            meaning: "A request is still open at the issuer, and the manifest has changed since: \
                     the answer would not be what is needed. If it arrives, it is taken in all \
                     the same.",
            cure: "Cancel the order with the issuer, then `forecert withdraw ID --generation N \
                  --reason superseded`.",
            see: &["awaiting_issuer"],
        },
        Code {
            code: "trust_missing",
            kinds: &[Problem],
            meaning: "The issuer's `trust` names files, and none of them can be read. What is \
                     meant to prove the chain proves nothing then.",
            cure: "Restore the files, or correct the paths: they are relative to the manifest.",
            see: &["chain_unproved", "trust_not_declared"],
        },
        Code {
            code: "trust_not_declared",
            kinds: &[Warning],
            meaning: "The issuer has no `trust`, so nothing says which authority its answers must \
                     come from. A certificate that fits the key and the names is taken, whoever \
                     signed it.",
            cure: "Save the issuer's root beside the manifest and name the file: `trust: \
                  [pki/public.pem]`. What was taken in before is held against it from then on.",
            see: &["chain_unproved", "trust_missing"],
        },
        Code {
            code: "unreadable_file",
            kinds: &[Warning, Problem],
            meaning: "A file cannot be read: permissions, a damaged or encrypted container, a \
                     size that no certificate has. What is in it is not taken into account, and \
                     never silently.",
            cure: "Repair it, or move it out of the inventory. Ask for an answer again that \
                  arrived damaged.",
            see: &["unreadable"],
        },
        Code {
            code: "withdrawn_key",
            kinds: &[Warning],
            meaning: "The certificate in use has the same key as a version that was withdrawn. If \
                     that was because the key was lost or known to others, this one is no better.",
            cure: "In that case `forecert withdraw ID --generation N --reason \"...\"` and \
                  `forecert apply` for a new key. Otherwise nothing has to be done.",
            see: &["revoked", "key_missing"],
        },
    ],
};
