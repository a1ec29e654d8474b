//! Faults that are found before the manifest's meaning is looked at.

use super::Kind::{Problem, Remark};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "The manifest as a file",
    codes: &[
        Code {
            code: "alias",
            kinds: &[Problem],
            meaning: "Anchors (`&name`) and aliases (`*name`) make one line change another far \
                     away, and an alias of an alias can grow without bound. The manifest takes \
                     neither. A wildcard name without quotes looks like an alias too.",
            cure: "Write the value out at each place. Put a wildcard name in quotes: \
                  `\"*.contoso.com\"`.",
            see: &["merge_key"],
        },
        Code {
            code: "complex_key",
            kinds: &[Problem],
            meaning: "YAML allows a list or a mapping where a key stands. Nothing in a manifest \
                     is written so; it is nearly always a bracket or a `?` in the wrong place.",
            cure: "Look at the line for a stray `?`, `[` or `{`, and put text that begins with \
                  one of them in quotes.",
            see: &["not_yaml"],
        },
        Code {
            code: "duplicate_key",
            kinds: &[Problem],
            meaning: "YAML readers silently keep one of two equal keys, and not all the same one. \
                     What was meant by the other would be lost without a word.",
            cure: "Delete the one that is wrong. If both are pools, servers or issuers, they \
                  belong into one list with a `-` before each.",
            see: &["merge_key"],
        },
        Code {
            code: "empty_manifest",
            kinds: &[Problem],
            meaning: "The file has no content besides comments and blanks.",
            cure: "Write into it, or delete it, so that `forecert init` writes one to start from. \
                  Or name the right file with `-f FILE`.",
            see: &[],
        },
        Code {
            code: "further_problems",
            kinds: &[Remark],
            meaning: "One mistake can lead to hundreds of faults. Only the first ones are listed, \
                     the most important among them.",
            cure: "Mend what is listed and run `forecert validate` again.",
            see: &[],
        },
        Code {
            code: "manifest_unreadable",
            kinds: &[Problem],
            meaning: "The text is YAML and has the right shape, and the reader refuses it \
                     nevertheless. This is rare: it comes from unusual ways of writing a value.",
            cure: "Write the value that is underlined plainly, with text in double quotes. If it \
                  stays, it is a fault of forecert worth reporting.",
            see: &["not_yaml"],
        },
        Code {
            code: "merge_key",
            kinds: &[Problem],
            meaning: "`<<` copies keys from elsewhere into a mapping. A reviewer who sees the \
                     mapping does not see what holds there.",
            cure: "Write the keys out. What holds for all certificates belongs into `defaults`.",
            see: &["alias", "duplicate_key"],
        },
        Code {
            code: "missing_key",
            kinds: &[Problem],
            meaning: "A key without which the rest cannot be understood is not there: a pool \
                     without role, an issuer without validity.",
            cure: "Add the key. `forecert schema manifest` prints the schema, which editors use \
                  to offer and check keys.",
            see: &["unknown_key"],
        },
        Code {
            code: "newer_edition",
            kinds: &[Problem],
            meaning: "An edition fixes which names and defaults the roles derive, so that a plan \
                     stays the same for years. This one was published after this version of \
                     forecert.",
            cure: "Install a newer forecert. Do not write an older edition instead: that may \
                  change names in certificates.",
            see: &["newer_version"],
        },
        Code {
            code: "newer_version",
            kinds: &[Problem],
            meaning: "The format of the manifest has a version of its own, and this file uses one \
                     that this forecert does not read.",
            cure: "Install a newer forecert.",
            see: &["newer_edition"],
        },
        Code {
            code: "not_utf8",
            kinds: &[Problem],
            meaning: "The file is saved in another encoding, such as UTF-16 or an old Windows \
                     code page. Windows PowerShell 5.1 writes UTF-16 with `>` and `Out-File`.",
            cure: "Save it as UTF-8 in the editor, or in PowerShell with `Set-Content -Encoding \
                  UTF8`.",
            see: &["unprintable"],
        },
        Code {
            code: "not_yaml",
            kinds: &[Problem],
            meaning: "The text breaks a rule of YAML itself. The place shown is where the reader \
                     gave up; the mistake is often one line above.",
            cure: "Check indentation (spaces, never tabs), colons followed by a blank, and closed \
                  quotes and brackets.",
            see: &["complex_key", "wrong_type"],
        },
        Code {
            code: "out_of_range",
            kinds: &[Problem],
            meaning: "A number is smaller or larger than it may be, or a list has too few or too \
                     many members.",
            cure: "Write a value within the limits that are shown.",
            see: &["wrong_type"],
        },
        Code {
            code: "several_documents",
            kinds: &[Problem],
            meaning: "A line of `---` begins a second document in the same file. Only one of them \
                     could be the manifest.",
            cure: "Keep one manifest in a file. Two estates are two files, each used with `-f \
                  FILE`.",
            see: &[],
        },
        Code {
            code: "tag",
            kinds: &[Problem],
            meaning: "A tag (`!word`) asks a YAML reader to treat a value in its own way. The \
                     manifest needs none.",
            cure: "Remove the tag. Text that begins with `!` goes into quotes.",
            see: &["alias"],
        },
        Code {
            code: "too_deep",
            kinds: &[Problem],
            meaning: "Mappings and lists are nested far deeper than a manifest ever is. It is an \
                     unclosed bracket or a file made to exhaust its reader.",
            cure: "Close the brackets, or check that the file is the manifest.",
            see: &["too_large"],
        },
        Code {
            code: "too_large",
            kinds: &[Problem],
            meaning: "The file is larger than any real one of its kind, so it is not read. It is \
                     nearly always another file: a log, an archive, a backup.",
            cure: "Check the path. A manifest stays below 4 MB, and an issuer's answer is a few \
                  kB in PEM, DER or PKCS#7.",
            see: &["too_deep", "no_certificate"],
        },
        Code {
            code: "unknown_key",
            kinds: &[Problem],
            meaning: "A key that forecert does not know would have no effect, so it is refused. \
                     It is a slip, a key at the wrong depth, or one of a newer format.",
            cure: "Correct it as the help says. `forecert schema manifest` prints every key, and \
                  editors complete from it.",
            see: &["missing_key", "wrong_type"],
        },
        Code {
            code: "unknown_value",
            kinds: &[Problem],
            meaning: "The key takes one of a few words, and this is none of them.",
            cure: "Choose one of the words that are listed. They are lower case with `-` between \
                  parts, such as `front-end`.",
            see: &["unknown_key"],
        },
        Code {
            code: "unprintable",
            kinds: &[Problem],
            meaning: "The text holds a control character or a line separator that YAML does not \
                     allow. Mails, chats and word processors bring such characters with what is \
                     copied from them.",
            cure: "Delete the character at the place shown and type it anew. An editor that shows \
                  invisible characters helps.",
            see: &["not_utf8"],
        },
        Code {
            code: "wrong_type",
            kinds: &[Problem],
            meaning: "A value is of another kind than the key takes: a word instead of a list, a \
                     number instead of text, nothing at all.",
            cure: "Write it as asked. A list of one is `[value]`; a number that is meant as text \
                  goes into quotes.",
            see: &["not_yaml", "out_of_range"],
        },
    ],
};
