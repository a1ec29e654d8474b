//! Where the passwords are that files are tried with: one place each.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{self, Model};

use super::problems::Problems;
use super::value::{Secret, SecretSource};

/// Reads where they are.
pub(super) fn read(model: &Model, problems: &mut Problems<'_>) -> Vec<Secret> {
    let path = Path::root().key("secrets");
    let declared = model.secrets.iter().enumerate();
    let read = declared.filter_map(|(index, declared)| {
        let path = path.index(index);
        let source = source(declared, &path, problems)?;
        let span = problems.value(&path);
        Some(Secret { source, span })
    });
    read.collect()
}

/// Reads where the passphrase is that keys are kept under, if they are.
pub(super) fn passphrase(model: &Model, problems: &mut Problems<'_>) -> Option<Secret> {
    let model::Encryption::Passphrase(encryption) = &model.keys.encryption else {
        return None;
    };
    let path = Path::root().key("keys").key("encryption").key("passphrase");
    let source = source(&encryption.passphrase, &path, problems)?;
    let span = problems.value(&path);
    Some(Secret { source, span })
}

pub(super) fn source(
    declared: &model::SecretSource,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<SecretSource> {
    let model::SecretSource { env, file } = declared;
    let (env_at, file_at) = (path.key("env"), path.key("file"));
    let unclear = |message: &str| {
        Finding::error("secret_source", message.to_owned()).help(
            "write `{ env: NAME }` or `{ file: PATH }`; several passwords are several entries",
        )
    };
    match (env, file) {
        (Some(name), None) if is_variable(name) => Some(SecretSource::Variable(name.clone())),
        (Some(name), None) => {
            let message = format!("`{name}` cannot be the name of an environment variable");
            let place = problems.value(&env_at);
            problems.report(unclear(&message).at(place, "not a name"));
            None
        }
        (None, Some(file)) => Some(SecretSource::File(file.clone())),
        (None, None) => {
            let place = problems.value(path);
            problems.report(unclear("this names no place of a password").at(place, "neither"));
            None
        }
        (Some(_), Some(_)) => {
            let places = (problems.key(&env_at), problems.key(&file_at));
            problems.report(
                unclear("this names two places of one password")
                    .at(places.0, "a variable")
                    .at(places.1, "and a file"),
            );
            None
        }
    }
}

/// What every system takes as a name (POSIX, Base Definitions 8.1), and Windows too.
pub(super) fn is_variable(name: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '=';
    !name.is_empty() && !name.contains(odd)
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{ESTATE, codes, desired, places};

    use super::SecretSource;

    fn with(secrets: &str) -> String {
        ESTATE.replacen("product:", &format!("secrets: {secrets}\nproduct:"), 1)
    }

    #[test]
    fn a_password_is_in_a_variable_or_in_a_file() {
        let desired = desired(&with("[{ env: PFX_PASSWORD }, { file: ../pfx.txt }]"));
        let sources: Vec<SecretSource> = desired.secrets.into_iter().map(|it| it.source).collect();
        assert_eq!(
            sources,
            [
                SecretSource::Variable("PFX_PASSWORD".into()),
                SecretSource::File("../pfx.txt".into())
            ]
        );
    }

    #[test]
    fn a_place_that_is_none_or_two_is_underlined() {
        for (secrets, underlined) in [
            ("[{}]", &["{}"][..]),
            ("[{ env: A, file: b }]", &["env", "file"]),
            ("[{ env: \"A=B\" }]", &["\"A=B\""]),
            ("[{ env: \"\" }]", &["\"\""]),
        ] {
            let text = with(secrets);
            assert_eq!(codes(&text), ["secret_source"], "{secrets}");
            assert_eq!(places("secret_source", &text), underlined, "{secrets}");
        }
        assert_eq!(
            codes(&with("[{ file: /run/secrets/pfx }]")),
            ["path_invalid"]
        );
    }
}
