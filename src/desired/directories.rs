//! The directories that the manifest names, and that none of them lies where it would
//! do harm.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Issuer, Model};

use super::problems::Problems;

/// Checks the inventory's, the keys', the bundle's and the authorities' directories.
///
/// They are relative to the manifest, with `/` between the parts, so that the same file
/// works on every machine; `..` is possible, since keys are best kept outside of a
/// working copy.
pub(super) fn check(model: &Model, problems: &mut Problems<'_>) {
    let root = Path::root();
    let inventory = root.key("inventory");
    let keys = root.key("keys").key("directory");
    let inventory = Directory::read("inventory", &model.inventory, inventory, problems);
    let keys = Directory::read("key directory", &model.keys.directory, keys, problems);
    if let (Some(inventory), Some(keys)) = (&inventory, &keys)
        && inventory.touches(keys)
    {
        problems.report(
            Finding::error(
                "keys_not_apart",
                "private keys must be kept apart from the inventory",
            )
            .help(
                "choose directories beside each other: the inventory may be committed, keys never",
            )
            .at(problems.value(&keys.path), "the keys")
            .at(problems.value(&inventory.path), "the inventory"),
        );
    }
    let bundle = root.key("bundle").key("directory");
    let bundle = Directory::read(
        "bundle's directory",
        &model.bundle.directory,
        bundle,
        problems,
    );
    for (index, secret) in model.secrets.iter().enumerate() {
        let path = root.key("secrets").index(index).key("file");
        if let Some(file) = &secret.file {
            Directory::read("file", file, path, problems);
        }
    }
    let mut authorities: Vec<Directory> = Vec::new();
    for (index, issuer) in model.issuers.iter().enumerate() {
        let path = root.key("issuers").index(index);
        match issuer {
            Issuer::Request(request) => trust(&request.trust, &path.key("trust"), problems),
            Issuer::Command(command) => trust(&command.trust, &path.key("trust"), problems),
            Issuer::Adcs(adcs) => trust(&adcs.trust, &path.key("trust"), problems),
            Issuer::Acme(acme) => trust(&acme.trust, &path.key("trust"), problems),
            Issuer::Vault(vault) => trust(&vault.trust, &path.key("trust"), problems),
            Issuer::LocalCa(authority) => authorities.extend(Directory::read(
                "directory of a local authority",
                &authority.directory,
                path.key("directory"),
                problems,
            )),
        }
    }
    let others = [(&inventory, "the inventory"), (&keys, "the keys")];
    let others = others
        .into_iter()
        .filter_map(|(one, whose)| Some((one.as_ref()?, whose)));
    let authority = authorities.iter().map(|one| (one, "an authority"));
    for (other, whose) in others.chain(authority) {
        if let Some(bundle) = bundle.as_ref().filter(|bundle| bundle.touches(other)) {
            problems.report(
                Finding::error(
                    "bundle_not_apart",
                    "what is carried to the servers needs a directory of its own",
                )
                .help("choose one beside the others: it holds PFX files, and is made anew")
                .at(problems.value(&bundle.path), "the bundle")
                .at(problems.value(&other.path), whose),
            );
        }
    }
    for (index, authority) in authorities.iter().enumerate() {
        if let Some(inventory) = &inventory
            && inventory.touches(authority)
        {
            problems.report(
                Finding::error(
                    "authority_in_inventory",
                    "an authority's directory must be kept apart from the inventory",
                )
                .help("choose directories beside each other: the authority's holds its private key")
                .at(problems.value(&authority.path), "the authority")
                .at(problems.value(&inventory.path), "the inventory"),
            );
        }
        let same = |other: &&Directory| authority.parts == other.parts;
        if let Some(keys) = keys.as_ref().filter(same) {
            shared(authority, keys, "the keys", problems);
        }
        let earlier = &authorities[..index];
        if let Some(other) = earlier.iter().find(|other| authority.touches(other)) {
            shared(authority, other, "another authority", problems);
        }
    }
}

fn shared(authority: &Directory, other: &Directory, whose: &str, problems: &mut Problems<'_>) {
    problems.report(
        Finding::error(
            "directory_shared",
            "a local authority needs a directory of its own",
        )
        .help("give it another one")
        .at(problems.value(&authority.path), "this authority")
        .at(problems.value(&other.path), whose),
    );
}

/// What a directory is used for that no secret may lie in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It may be committed.
    MayBeCommitted,
    /// It is carried to servers.
    IsCarried,
}

/// Checks the path of a file.
pub(super) fn file(text: &str, path: &Path, problems: &mut Problems<'_>) {
    Directory::read("file", text, path.clone(), problems);
}

/// Checks the path of a file with a secret, which may lie in none of these directories.
pub(super) fn secret_file(
    text: &str,
    path: &Path,
    places: [(&String, &str, Use); 2],
    problems: &mut Problems<'_>,
) {
    let Some(file) = Directory::read("file", text, path.clone(), problems) else {
        return;
    };
    for (directory, called, used) in places {
        // A directory that is wrong itself is reported where it stands.
        let Ok(above) = parts(directory) else {
            continue;
        };
        if file.parts.starts_with(&above) {
            let why = match used {
                Use::MayBeCommitted => "which may be committed",
                Use::IsCarried => "which is carried to the servers",
            };
            problems.report(
                Finding::error(
                    "password_not_apart",
                    format!("passwords would lie in {called}, {why}"),
                )
                .help("keep them elsewhere, such as in the key directory")
                .at(problems.value(path), "this file"),
            );
        }
    }
}

fn trust(files: &[String], path: &Path, problems: &mut Problems<'_>) {
    for (index, file) in files.iter().enumerate() {
        Directory::read("file", file, path.index(index), problems);
    }
}

struct Directory {
    /// Folded, since Windows does not tell case apart, and without `.`.
    parts: Vec<String>,
    path: Path,
}

impl Directory {
    fn read(what: &str, text: &str, path: Path, problems: &mut Problems<'_>) -> Option<Self> {
        match parts(text) {
            Ok(parts) => Some(Self { parts, path }),
            Err((why, help)) => {
                problems.report(
                    Finding::error("path_invalid", format!("`{text}` cannot be the {what}"))
                        .help(help)
                        .at(problems.value(&path), why),
                );
                None
            }
        }
    }

    /// Whether one is the other, or lies in it.
    fn touches(&self, other: &Self) -> bool {
        self.parts.starts_with(&other.parts) || other.parts.starts_with(&self.parts)
    }
}

fn parts(text: &str) -> Result<Vec<String>, (&'static str, &'static str)> {
    const RELATIVE: &str = "write a path relative to the manifest, such as `../keys`";
    if text.trim().is_empty() {
        return Err(("the path is empty", RELATIVE));
    }
    if text.contains('\\') {
        return Err(("a backslash", "write `/`, which Windows takes too"));
    }
    if text.starts_with('/') || text.starts_with('~') {
        return Err(("not relative to the manifest", RELATIVE));
    }
    if text.contains(':') {
        return Err(("a drive or a URL", RELATIVE));
    }
    let odd = |c: char| c.is_control() || "<>\"|?*".contains(c);
    let mut parts: Vec<String> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            ".." => parts.push(part.to_owned()),
            _ if part.contains(odd) || part.ends_with(['.', ' ']) => {
                return Err((
                    "not a file name on Windows",
                    "leave out `<>\"|?*` and a dot or a space at the end",
                ));
            }
            _ => parts.push(part.to_lowercase()),
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{ESTATE, codes, estate_with};

    fn with(lines: &str) -> Vec<&'static str> {
        codes(&ESTATE.replacen("product:", &format!("{lines}\nproduct:"), 1))
    }

    #[test]
    fn keys_and_inventory_are_kept_apart() {
        for lines in [
            "keys: { directory: inventory }",
            "keys: { directory: ./Inventory/keys }",
            "keys: { directory: x/../inventory/keys }",
            "inventory: keys/inventory",
            "inventory: .",
        ] {
            assert!(with(lines).contains(&"keys_not_apart"), "{lines}");
        }
        assert_eq!(
            with("inventory: ../estate\nkeys: { directory: ../keys }"),
            [""; 0]
        );
    }

    #[test]
    fn a_path_is_relative_to_the_manifest_on_every_machine() {
        for path in [
            "/srv/inventory",
            "C:/inventory",
            r"'..\inventory'",
            "~/x",
            "''",
            "'a*'",
            "a./b",
        ] {
            assert_eq!(
                with(&format!("inventory: {path}")),
                ["path_invalid"],
                "{path}"
            );
        }
        let text = estate_with(
            "template: WebServer,",
            "template: WebServer, trust: [/etc/root.pem],",
        );
        assert_eq!(codes(&text), ["path_invalid"]);
    }

    #[test]
    fn a_bundle_has_a_directory_of_its_own() {
        for directory in ["inventory/b", "keys", "./ca/bundle", "."] {
            let found = with(&format!("bundle: {{ directory: {directory} }}"));
            assert!(
                found.contains(&"bundle_not_apart"),
                "{directory}: {found:?}"
            );
        }
        assert_eq!(with("bundle: { directory: ../carried }"), [""; 0]);
    }

    #[test]
    fn an_authority_has_a_directory_of_its_own() {
        let ca = |directory: &str| {
            codes(&estate_with(
                "directory: ca",
                &format!("directory: {directory}"),
            ))
        };
        assert_eq!(ca("inventory/ca"), ["authority_in_inventory"]);
        assert_eq!(ca("keys"), ["directory_shared"]);
        assert_eq!(ca("keys/ca"), [""; 0]);
        let second = "  - { name: second, type: local-ca, class: enterprise, directory: ca/second, crl_url: \"http://pki.contoso.com/2.crl\" }\noauth: { issuer: second }\npools:\n";
        assert_eq!(
            codes(&estate_with("pools:\n", second)),
            ["directory_shared"]
        );
    }
}
