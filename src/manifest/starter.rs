//! What `init` writes: a manifest to start from, and what git must leave alone.

/// A commented manifest to start from: one Standard Edition server signed by a local
/// certification authority, and the other things as examples in comments.
pub fn starter() -> String {
    include_str!("starter.yaml").replace("\r\n", "\n")
}

/// The `.gitignore` that belongs beside the starter: the private keys of the
/// certificates, and those of the local certification authority. Without a slash behind
/// it, a link of that name is left out too.
pub fn gitignore() -> String {
    "# Private keys. They never belong under version control.\n\
     keys\n\
     # The private keys of the local certification authority.\n\
     ca/keys\n\
     # What is carried to the servers: PFX files.\n\
     bundle\n"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{gitignore, starter};
    use crate::manifest::model::{Issuer, Model, Role};
    use crate::manifest::{Manifest, SCHEMA_FILE};

    fn model(text: &str) -> Model {
        match Manifest::parse("forecert.yaml", text.as_bytes()) {
            Ok(manifest) => manifest.model,
            Err(rejected) => panic!("{:#?}", rejected.findings),
        }
    }

    #[test]
    fn the_starter_declares_one_server_and_its_authority() {
        let model = model(&starter());
        assert_eq!(model.pools.len(), 1);
        assert_eq!(model.pools[0].role, Role::StandardEdition);
        let [Issuer::LocalCa(authority)] = &model.issuers[..] else {
            panic!("{:?}", model.issuers);
        };
        assert_eq!(model.defaults.issuer.as_ref(), Some(&authority.name));
        let key_folder = format!("\n{}/keys\n", authority.directory);
        assert!(gitignore().contains(&key_folder));
        assert!(gitignore().contains(&format!("\n{}\n", model.keys.directory)));
    }

    #[test]
    fn the_starter_tells_editors_where_the_schema_is() {
        let modeline = format!("# yaml-language-server: $schema={SCHEMA_FILE}");
        assert_eq!(starter().lines().next(), Some(modeline.as_str()));
    }

    #[test]
    fn the_examples_in_comments_are_right_too() {
        // Sentences begin after `# `; an example keeps its own indentation.
        let text: String = starter()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(example) if !example.starts_with(' ') || example.starts_with("  ") => example,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let model = model(&text);
        assert_eq!(model.issuers.len(), 3);
        assert_eq!(model.pools.len(), 5);
        assert!(model.oauth.is_some());
    }
}
