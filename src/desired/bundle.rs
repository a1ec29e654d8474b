//! What is carried to the servers: where it is made, and how it is protected.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{self, Generated, Model, PasswordsPer};

use super::directories::{self, Use};
use super::problems::Problems;
use super::secrets::is_variable;
use super::value::SecretSource;

/// The file of generated passwords, below the key directory, unless named.
const PASSWORDS: &str = "bundle-passwords.txt";

/// What is carried to the servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleTerms {
    /// The directory it is made in, as written.
    pub directory: String,
    /// The provider that Windows puts RSA keys into.
    pub provider: String,
    /// Whether keys can be exported again from the server.
    pub exportable: bool,
    /// Whether the root's certificate is in the PFX files too.
    pub root_in_pfx: bool,
    /// Where the passwords come from.
    pub password: PasswordSource,
}

/// Where the passwords of PFX files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordSource {
    /// This place holds it.
    Kept(SecretSource),
    /// The first line that this program writes.
    Command(Vec<String>),
    /// Whoever sits at the terminal.
    Prompt,
    /// They are generated.
    Generated {
        /// Whether each server has its own.
        per_server: bool,
        /// Where they go.
        kept: Keeper,
    },
}

/// Where generated passwords go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// Into this file, as written.
    InFile(String),
    /// To this program, on its standard input.
    HandedTo(Vec<String>),
}

/// Reads it.
pub(super) fn read(model: &Model, problems: &mut Problems<'_>) -> BundleTerms {
    let model::Bundle {
        directory,
        provider,
        exportable,
        root_in_pfx,
        password: source,
    } = &model.bundle;
    let path = Path::root().key("bundle");
    check_provider(provider, &path.key("provider"), problems);
    let source = source.as_ref();
    BundleTerms {
        directory: directory.clone(),
        provider: provider.clone(),
        exportable: *exportable,
        root_in_pfx: *root_in_pfx,
        password: source
            .and_then(|source| password(source, &path.key("password"), model, problems))
            .unwrap_or_else(|| PasswordSource::Generated {
                per_server: true,
                kept: beside_the_keys(model),
            }),
    }
}

/// A key storage provider (CNG) would be found out on the night of the deployment: Lync
/// Server says "The buffer supplied to a function was too small" ("Lync Support for
/// CryptoAPI:NG Certificates", Perficient, 2013).
fn check_provider(provider: &str, path: &Path, problems: &mut Problems<'_>) {
    let lower = provider.to_ascii_lowercase();
    let (says, help) = if lower.contains("key storage provider") {
        (
            "a key storage provider",
            "name a cryptographic service provider, or take it out: Lync Server takes no key of a \
             key storage provider",
        )
    } else if provider.trim().is_empty() || provider.chars().any(char::is_control) {
        (
            "no name",
            "write it as `certutil -csplist` shows it, or take it out",
        )
    } else {
        return;
    };
    problems.report(
        Finding::error(
            "provider_invalid",
            format!("`{provider}` cannot be the provider of the keys"),
        )
        .help(help)
        .at(problems.value(path), says),
    );
}

fn password(
    source: &model::PasswordSource,
    path: &Path,
    model: &Model,
    problems: &mut Problems<'_>,
) -> Option<PasswordSource> {
    let model::PasswordSource {
        env,
        file,
        command,
        prompt,
        generated,
    } = source;
    let given: Vec<&str> = [
        ("env", env.is_some()),
        ("file", file.is_some()),
        ("command", command.is_some()),
        ("prompt", *prompt == Some(true)),
        ("generated", generated.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, given)| given.then_some(key))
    .collect();
    let [only] = given[..] else {
        let help = "give one of `env`, `file`, `command`, `prompt: true` and `generated`";
        let mut finding =
            Finding::error("password_source", "a password comes from one source").help(help);
        if given.is_empty() {
            finding = finding.at(problems.key(path), "from none");
        }
        for key in given {
            finding = finding.at(problems.key(&path.key(key)), "one of several");
        }
        problems.report(finding);
        return None;
    };
    let path = path.key(only);
    if let Some(name) = env {
        variable(name, &path, problems);
        return Some(PasswordSource::Kept(SecretSource::Variable(name.clone())));
    }
    if let Some(file) = file {
        directories::file(file, &path, problems);
        return Some(PasswordSource::Kept(SecretSource::File(file.clone())));
    }
    if let Some(words) = command {
        program(words, &path, problems);
        return Some(PasswordSource::Command(words.clone()));
    }
    match generated {
        Some(one) => Some(self::generated(one, &path, model, problems)),
        None => Some(PasswordSource::Prompt),
    }
}

fn generated(
    declared: &Generated,
    path: &Path,
    model: &Model,
    problems: &mut Problems<'_>,
) -> PasswordSource {
    let Generated {
        per,
        kept_in,
        handed_to,
    } = declared;
    let (kept_path, handed_path) = (path.key("kept_in"), path.key("handed_to"));
    if kept_in.is_some() && handed_to.is_some() {
        problems.report(
            Finding::error("password_source", "a password goes to one place")
                .help("keep it in a file, or hand it to a program")
                .at(problems.key(&kept_path), "a file")
                .at(problems.key(&handed_path), "a program"),
        );
    }
    let kept = match (kept_in, handed_to) {
        (_, Some(words)) => {
            program(words, &handed_path, problems);
            Keeper::HandedTo(words.clone())
        }
        (Some(file), None) => {
            let places = [
                (&model.inventory, "the inventory", Use::MayBeCommitted),
                (&model.bundle.directory, "the bundle", Use::IsCarried),
            ];
            directories::secret_file(file, &kept_path, places, problems);
            Keeper::InFile(file.clone())
        }
        (None, None) => beside_the_keys(model),
    };
    PasswordSource::Generated {
        per_server: *per == PasswordsPer::Server,
        kept,
    }
}

/// Who can read the keys needs no password, so it lies among them.
fn beside_the_keys(model: &Model) -> Keeper {
    let keys = model.keys.directory.trim_end_matches('/');
    Keeper::InFile(format!("{keys}/{PASSWORDS}"))
}

fn variable(name: &str, path: &Path, problems: &mut Problems<'_>) {
    if !is_variable(name) {
        problems.report(
            Finding::error(
                "password_source",
                format!("`{name}` cannot be the name of an environment variable"),
            )
            .help("write its name alone, such as `PFX_PASSWORD`")
            .at(problems.value(path), "this name"),
        );
    }
}

fn program(words: &[String], path: &Path, problems: &mut Problems<'_>) {
    if words
        .first()
        .is_none_or(|program| program.trim().is_empty())
    {
        problems.report(
            Finding::error("password_source", "no program is named")
                .help("list the program and its arguments: [vault, kv, get, -field=password, pfx]")
                .at(problems.value(path), "empty"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desired::trial::{ESTATE, codes, desired, places};

    fn with(bundle: &str) -> String {
        ESTATE.replacen("product:", &format!("bundle: {bundle}\nproduct:"), 1)
    }

    #[test]
    fn passwords_are_generated_for_each_server_unless_a_source_is_given() {
        let source = |text: &str| desired(text).bundle.password;
        let generated = |per_server, file: &str| PasswordSource::Generated {
            per_server,
            kept: Keeper::InFile(file.to_owned()),
        };
        assert_eq!(source(ESTATE), generated(true, "keys/bundle-passwords.txt"));
        let one = "{ password: { generated: { per: deployment, kept_in: ../pfx.txt } } }";
        assert_eq!(source(&with(one)), generated(false, "../pfx.txt"));
        assert_eq!(
            source(&with(
                "{ password: { generated: { handed_to: [pass, insert] } } }"
            )),
            PasswordSource::Generated {
                per_server: true,
                kept: Keeper::HandedTo(vec!["pass".to_owned(), "insert".to_owned()]),
            }
        );
        let kept = PasswordSource::Kept;
        for (text, expected) in [
            ("env: PFX", kept(SecretSource::Variable("PFX".to_owned()))),
            (
                "file: ../pfx",
                kept(SecretSource::File("../pfx".to_owned())),
            ),
            (
                "command: [a]",
                PasswordSource::Command(vec!["a".to_owned()]),
            ),
            ("prompt: true", PasswordSource::Prompt),
        ] {
            let text = with(&format!("{{ password: {{ {text} }} }}"));
            assert_eq!(source(&text), expected);
        }
    }

    #[test]
    fn a_password_has_one_source_and_goes_to_one_place() {
        for (bundle, underlined) in [
            ("password: {}", vec!["password"]),
            ("password: { prompt: false }", vec!["password"]),
            ("password: { env: A, file: b }", vec!["env", "file"]),
            ("password: { env: 'A=b' }", vec!["'A=b'"]),
            ("password: { command: [] }", vec!["[]"]),
            (
                "password: { generated: { kept_in: a.txt, handed_to: [b] } }",
                vec!["kept_in", "handed_to"],
            ),
        ] {
            let text = with(&format!("{{ {bundle} }}"));
            assert_eq!(places("password_source", &text), underlined, "{bundle}");
        }
    }

    #[test]
    fn passwords_are_kept_outside_of_what_is_carried_and_committed() {
        for file in ["bundle/p.txt", "inventory/p.txt", "./Bundle/x/p.txt"] {
            let text = with(&format!(
                "{{ password: {{ generated: {{ kept_in: {file} }} }} }}"
            ));
            assert_eq!(codes(&text), ["password_not_apart"], "{file}");
        }
    }

    #[test]
    fn a_key_storage_provider_is_refused() {
        let text = with("{ provider: Microsoft Software Key Storage Provider }");
        assert_eq!(codes(&text), ["provider_invalid"]);
        assert_eq!(codes(&with("{ provider: '' }")), ["provider_invalid"]);
        let other = with("{ provider: Microsoft Enhanced RSA and AES Cryptographic Provider }");
        assert_eq!(codes(&other), [""; 0]);
    }
}
