//! What is odd about what is there. None of it makes a plan do something, and little keeps it
//! from it.

use super::Kind::{Block, Problem, Remark, Warning};
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
            kinds: &[Block, Warning, Problem],
            meaning: "The certificate of the issuer is not known, so the chain that servers have \
                     to send cannot be written. Where `trust` says what the issuer may chain to, \
                     nothing proves the certificate; it is not made anew for that alone.",
            cure: "Hand in the intermediate certificates: `forecert accept issuing-ca.cer`. On a \
                  Windows CA: `certutil -ca.cert issuing-ca.cer`. If it is really from another \
                  authority, retire it: `forecert withdraw ID --generation N --reason \"...\"`.",
            see: &["chain_unproved", "chain_broken"],
        },
        Code {
            code: "crl_expired",
            kinds: &[Warning, Problem],
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
            kinds: &[Warning, Problem],
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
            code: "key_in_clear",
            kinds: &[Warning],
            meaning: "The manifest asks for encrypted keys, and there are keys in clear from \
                     before. They are used as they are: a key is never written over.",
            cure: "Renewals end it: each new key is encrypted. To encrypt one now, write it into \
                  another file with `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 \
                  -iter 600000`, prove that, put it into the place of the key, and run `forecert \
                  verify`.",
            see: &["key_unreadable"],
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
            code: "passphrase_differs",
            kinds: &[Problem],
            meaning: "The passphrase of `keys.encryption` does not open keys that are there. New \
                     keys would be under another passphrase than those, which nobody would notice \
                     before the older one is lost. Nothing was made.",
            cure: "Check the passphrase: its case, its keyboard layout, a space at its end. If keys \
                  came from elsewhere, encrypt them anew under the deployment's passphrase.",
            see: &["key_unreadable", "passphrase_missing"],
        },
        Code {
            code: "passphrase_missing",
            kinds: &[Problem],
            meaning: "Keys are to be kept encrypted, and their passphrase is not where the manifest \
                     says. No key is made in clear instead.",
            cure: "Set the variable or write the file that `keys.encryption.passphrase` names.",
            see: &["key_unreadable", "passphrase_differs"],
        },
        Code {
            code: "pfx_chain_missing",
            kinds: &[Remark],
            meaning: "A PFX file holds a certificate without its issuer's, and that one is \
                     nowhere else in the inventory. Servers have to send it along.",
            cure: "Put the issuer's certificate beside the file, or export it again: in the \
                  wizard with \"Include all certificates in the certification path\", in \
                  PowerShell with `-ChainOption BuildChain`.",
            see: &["chain_incomplete"],
        },
        Code {
            code: "pfx_cng_provider",
            kinds: &[Warning],
            meaning: "A PFX file names a key storage provider (CNG), and Windows imports its key \
                     into that. Lync Server 2013 cannot use such a key: assigning the certificate \
                     fails with \"The buffer supplied to a function was too small\". Of Skype for \
                     Business Server nobody has said that it can.",
            cure: "Do not import it as it is. Once forecert has taken it in, `forecert bundle` \
                  writes the same key for a provider that Lync can use. The certificate stays, \
                  nothing has to be issued anew.",
            see: &["ec_key", "pfx_encryption"],
        },
        Code {
            code: "pfx_encryption",
            kinds: &[Warning, Remark],
            meaning: "A PFX file is encrypted with AES, or its MAC is not by SHA-1. Windows before \
                     Server 2019 cannot open it, and calls its password wrong. It is a warning \
                     where the `os` of its server is such a Windows, and nothing is said where it \
                     is a later one.",
            cure: "Import it on Windows Server 2019 or later only. Once forecert has taken it in, \
                  `forecert bundle` writes it so that each server can open it.",
            see: &["pfx_cng_provider", "pfx_password"],
        },
        Code {
            code: "pfx_password",
            kinds: &[Warning, Problem],
            meaning: "A PFX file has a password, and none of those that were tried opens it: none, \
                     the empty one, and those that the manifest's `secrets` names. A file that is \
                     damaged all over looks the same.",
            cure: "Put its password into a variable or a file, and name that under `secrets`: `- { \
                  env: PFX_PASSWORD }`. Check case and keyboard layout if it is named already.",
            see: &["secret_missing", "unreadable_file"],
        },
        Code {
            code: "pfx_stale",
            kinds: &[Remark],
            meaning: "The certificate in a PFX file has ended, or forecert has a newer one for the \
                     same key or the same names.",
            cure: "Move the file away, so that nobody imports it by mistake.",
            see: &["expired"],
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
            code: "secret_missing",
            kinds: &[Remark],
            meaning: "A variable or file that the manifest names under `secrets` is not there, is \
                     empty or cannot be read, and a PFX file stayed closed for want of a password.",
            cure: "Set the variable, or restore the file. A job for pull requests may do without: \
                  what is in the file is then missing from its plan.",
            see: &["pfx_password"],
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
