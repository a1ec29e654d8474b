//! How a Vault or an OpenBao is reached, and under which role it signs.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{VaultIssuer, VaultLogin as Declared};

use super::connection::{self, ConnectionReach};
use super::problems::Problems;
use super::secrets;
use super::services::{PARALLEL, Reach, Service};
use super::value::SecretSource;

/// A PKI secrets engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultReach {
    /// The server, without a slash at the end.
    pub address: String,
    /// Where the engine is mounted.
    pub mount: String,
    /// The role that it signs under.
    pub role: String,
    /// The namespace.
    pub namespace: Option<String>,
    /// How to log in.
    pub login: VaultLogin,
    /// How the server is reached.
    pub connection: ConnectionReach,
}

/// How to log in at a Vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultLogin {
    /// By a token.
    Token(SecretSource),
    /// By AppRole.
    AppRole {
        /// Where the method is mounted.
        mount: String,
        /// The role's id.
        role_id: String,
        /// Where its secret id is.
        secret_id: SecretSource,
    },
}

/// Reads how it is reached.
pub(super) fn read(issuer: &VaultIssuer, path: &Path, problems: &mut Problems<'_>) -> Service {
    let VaultIssuer {
        address,
        mount,
        role,
        namespace,
        login,
        connection,
        parallel,
        ..
    } = issuer;
    part(mount, &path.key("mount"), problems);
    part(role, &path.key("role"), problems);
    if let Some(namespace) = namespace {
        part(namespace, &path.key("namespace"), problems);
    }
    // Where it is faulty, that was reported, and nobody sees what stands for it.
    let login = self::login(login, &path.key("login"), problems)
        .unwrap_or(VaultLogin::Token(SecretSource::Variable(String::new())));
    Service {
        reach: Reach::Vault(Box::new(VaultReach {
            address: connection::address(address, &path.key("address"), problems),
            mount: mount.trim_matches('/').to_owned(),
            role: role.clone(),
            namespace: namespace.clone(),
            login,
            connection: connection::read(connection, &path.key("connection"), problems),
        })),
        parallel: parallel.unwrap_or(PARALLEL),
        template: None,
    }
}

fn login(login: &Declared, path: &Path, problems: &mut Problems<'_>) -> Option<VaultLogin> {
    let Declared { token, app_role } = login;
    match (token, app_role) {
        (Some(token), None) => {
            secrets::source(token, &path.key("token"), problems).map(VaultLogin::Token)
        }
        (None, Some(role)) => {
            let path = path.key("app_role");
            part(&role.mount, &path.key("mount"), problems);
            Some(VaultLogin::AppRole {
                mount: role.mount.trim_matches('/').to_owned(),
                role_id: role.role_id.clone(),
                secret_id: secrets::source(&role.secret_id, &path.key("secret_id"), problems)?,
            })
        }
        (None, None) | (Some(_), Some(_)) => {
            let what = match token {
                None => "neither",
                Some(_) => "both",
            };
            problems.report(
                Finding::error("login_unclear", "this does not say how to log in")
                    .help("write one of `token` and `app_role`")
                    .at(problems.value(path), what),
            );
            None
        }
    }
}

/// Reports what cannot be part of a path of the API.
fn part(text: &str, path: &Path, problems: &mut Problems<'_>) {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !text.is_empty() && text.chars().all(fits) && !text.contains("..") {
        return;
    }
    problems.report(
        Finding::error(
            "address_invalid",
            format!("`{text}` cannot be part of an address"),
        )
        .help("write letters, digits, `-`, `_` and `.`, as the server shows it")
        .at(problems.value(path), "not possible here"),
    );
}

#[cfg(test)]
mod tests {
    use super::{VaultLogin, VaultReach};
    use crate::desired::trial::{codes, desired, estate_with, places};
    use crate::desired::{IssuerKind, Proxy, Reach, SecretSource};

    fn estate(more: &str) -> String {
        estate_with(
            "type: request, class: enterprise, validity: 2y, template: WebServer,",
            &format!("type: vault, class: enterprise, validity: 2y, role: lync, {more}"),
        )
    }

    fn reach(text: &str) -> VaultReach {
        match &desired(text).issuers["enterprise"].kind {
            IssuerKind::Service(service) => match &service.reach {
                Reach::Vault(vault) => (**vault).clone(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_vault_is_reached_by_its_address_with_a_token_or_a_role() {
        let vault = reach(&estate(
            "address: \"https://vault.contoso.com:8200/\", login: { token: { env: VAULT_TOKEN } },",
        ));
        assert_eq!(vault.address, "https://vault.contoso.com:8200");
        assert_eq!((vault.mount.as_str(), vault.role.as_str()), ("pki", "lync"));
        assert_eq!(vault.connection.proxy, Proxy::Environment);
        let token = SecretSource::Variable("VAULT_TOKEN".into());
        assert_eq!(vault.login, VaultLogin::Token(token));
        let vault = reach(&estate(
            "address: \"https://v.contoso.com\", login: { app_role: { role_id: a, secret_id: { file: ../s } } },",
        ));
        assert!(matches!(vault.login, VaultLogin::AppRole { mount, .. } if mount == "approle"));
    }

    #[test]
    fn what_is_no_address_and_no_login_is_underlined() {
        for (more, code, place) in [
            (
                "address: \"http://v.contoso.com\", login: { token: { env: T } },",
                "address_invalid",
                "\"http://v.contoso.com\"",
            ),
            ("address: \"https://v\", login: {},", "login_unclear", "{}"),
            (
                "address: \"https://v\", mount: \"a b\", login: { token: { env: T } },",
                "address_invalid",
                "\"a b\"",
            ),
            (
                "address: \"https://v\", login: { token: {} },",
                "secret_source",
                "{}",
            ),
        ] {
            let text = estate(more);
            assert_eq!(codes(&text), [code], "{more}");
            assert_eq!(places(code, &text), [place], "{more}");
        }
    }
}
