//! What is said of what is carried to the servers: its declaration, and what lies there.

use super::Kind::{Problem, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "What is carried to the servers",
    codes: &[
        Code {
            code: "bundle_changed",
            kinds: &[Problem],
            meaning: "A file in a server's folder is not as `bundle` wrote it: it was changed, damaged or taken away. A script that somebody changed would be run as an administrator.",
            cure: "Run `forecert bundle`, which makes the folder anew. What others put beside the files stays.",
            see: &["bundle_stale"],
        },
        Code {
            code: "bundle_not_apart",
            kinds: &[Problem],
            meaning: "The directory of `bundle` lies in the inventory, among the keys or with a local \
                     authority, or they lie in it. It holds PFX files and is made anew, so nothing else may be in it.",
            cure: "Set `bundle.directory` to a directory beside the others.",
            see: &["keys_not_apart", "password_not_apart"],
        },
        Code {
            code: "bundle_stale",
            kinds: &[Warning],
            meaning: "A server's folder is of an earlier state: a certificate was renewed since, the manifest was changed, or another version of forecert made it.",
            cure: "Run `forecert bundle` before the folder is carried anywhere.",
            see: &["bundle_changed", "bundle_undeclared"],
        },
        Code {
            code: "bundle_undeclared",
            kinds: &[Remark],
            meaning: "A folder is for a server that gets no certificate by the manifest any more. Nothing takes it away by itself.",
            cure: "Take it away, so that nobody installs it.",
            see: &["not_declared"],
        },
        Code {
            code: "os_differs",
            kinds: &[Warning],
            meaning: "The servers of one pool run different versions of Windows, which Skype for \
                     Business Server 2019 and its successor are not made for. Each still gets \
                     PFX files that its own version opens.",
            cure: "Correct `os`, or install the same version on all servers of the pool.",
            see: &["os_not_supported"],
        },
        Code {
            code: "os_not_confirmed",
            kinds: &[Warning],
            meaning: "Microsoft's list of Windows versions for the product ends before this one. \
                     PFX files are made for it all the same.",
            cure: "Ask Microsoft, or try it, before the day of the installation.",
            see: &["os_not_supported"],
        },
        Code {
            code: "os_not_supported",
            kinds: &[Problem],
            meaning: "The product's list of Windows versions does not have this one. If it is a \
                     slip, the PFX files would be encrypted for another Windows than the one that \
                     has to open them.",
            cure: "Correct `os`. Without it PFX files suit every version of Windows.",
            see: &["os_not_confirmed", "os_differs"],
        },
        Code {
            code: "output_invalid",
            kinds: &[Problem],
            meaning: "The name or the mode of an output cannot be: a name must be possible on \
                     Windows, on Unix and in a zip file, and a mode must keep others from the key.",
            cure: "Write a plain name such as `fullchain.pem`, and a mode such as `\"0640\"`.",
            see: &["output_twice"],
        },
        Code {
            code: "output_twice",
            kinds: &[Problem],
            meaning: "Two files of one server would have the same name. Windows does not tell \
                     capitals from small letters, so neither does this.",
            cure: "Give one of the outputs another `file`.",
            see: &["output_invalid"],
        },
        Code {
            code: "password_not_apart",
            kinds: &[Problem],
            meaning: "The passwords of PFX files would lie beside the PFX files, or in the \
                     inventory, which may be committed. Whoever gets the one would have the other.",
            cure: "Leave `kept_in` out, and they lie in the key directory; or name a file elsewhere.",
            see: &["password_source"],
        },
        Code {
            code: "password_source",
            kinds: &[Problem],
            meaning: "`password` says where passwords come from, and no source or more than one is \
                     given, or one that cannot be.",
            cure: "Give one of `env: NAME`, `file: PATH`, `command: [program, argument]`, `prompt: \
                  true` and `generated: { per: server }`.",
            see: &["password_not_apart"],
        },
        Code {
            code: "provider_invalid",
            kinds: &[Problem],
            meaning: "The provider is none that Lync Server takes keys of. Keys of a key storage \
                     provider (CNG) can be imported, and fail when they are assigned: \"The buffer \
                     supplied to a function was too small\".",
            cure: "Take `provider` out of `bundle`, and keys go into the Microsoft RSA SChannel \
                  Cryptographic Provider.",
            see: &["ec_key"],
        },
        Code {
            code: "root_unknown",
            kinds: &[Warning],
            meaning: "The root above an issuer's certificates is nowhere in the inventory, so it is in no server's folder. A server that does not trust it already refuses the certificates of the others.",
            cure: "Save the root's certificate beside the manifest and name it in the issuer's `trust`.",
            see: &["trust_not_declared"],
        },
    ],
};
