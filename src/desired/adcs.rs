//! How the web enrolment of a Microsoft enterprise CA is reached, and who enrols.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::AdcsIssuer;

use super::connection::{self, ConnectionReach};
use super::problems::Problems;
use super::secrets;
use super::services::{PARALLEL, Reach, Service};
use super::value::SecretSource;

pub use crate::manifest::model::AdcsMethod;

/// The web enrolment of a Microsoft enterprise CA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdcsReach {
    /// Its address, without a slash at the end.
    pub address: String,
    /// By which way to log in.
    pub method: AdcsMethod,
    /// Who enrols.
    pub user: String,
    /// Where the password is.
    pub password: SecretSource,
    /// How the server is reached.
    pub connection: ConnectionReach,
}

/// Reads how it is reached.
pub(super) fn read(issuer: &AdcsIssuer, path: &Path, problems: &mut Problems<'_>) -> Service {
    let AdcsIssuer {
        address,
        template,
        login,
        connection,
        parallel,
        ..
    } = issuer;
    let user = path.key("login").key("user");
    let parts = login.user.split('\\').count();
    if login.user.is_empty() || parts > 2 || login.user.contains(char::is_control) {
        problems.report(
            Finding::error("login_unclear", "this is nobody who could enrol")
                .help("write `DOMAIN\\user` in single quotes or without any, or `user@domain`")
                .at(problems.value(&user), "not a user"),
        );
    }
    let password = path.key("login").key("password");
    // Where it is faulty, that was reported, and nobody sees what stands for it.
    let password = secrets::source(&login.password, &password, problems)
        .unwrap_or(SecretSource::Variable(String::new()));
    Service {
        reach: Reach::Adcs(Box::new(AdcsReach {
            address: connection::address(address, &path.key("address"), problems),
            method: login.method,
            user: login.user.clone(),
            password,
            connection: connection::read(connection, &path.key("connection"), problems),
        })),
        parallel: parallel.unwrap_or(PARALLEL),
        template: Some(template.clone()),
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with, places};
    use crate::desired::{IssuerKind, Reach};

    fn estate(more: &str) -> String {
        estate_with(
            "type: request, class: enterprise, validity: 2y,",
            &format!("type: adcs, class: enterprise, validity: 2y, {more}"),
        )
    }

    #[test]
    fn a_web_enrolment_is_reached_by_its_address_and_a_user() {
        let text = estate(
            "address: \"https://ca01/certsrv/\", login: { user: 'C\\svc', password: { env: P } },",
        );
        let IssuerKind::Service(service) = &desired(&text).issuers["enterprise"].kind else {
            panic!("it is a service");
        };
        let Reach::Adcs(adcs) = &service.reach else {
            panic!("it is a web enrolment");
        };
        assert_eq!(adcs.address, "https://ca01/certsrv");
        assert_eq!(adcs.user, "C\\svc");
        assert_eq!(service.template.as_deref(), Some("WebServer"));
        assert!(!service.looks_up());
    }

    #[test]
    fn a_login_without_a_user_and_a_password_in_clear_are_underlined() {
        for (more, code, place) in [
            (
                "address: \"http://ca01/certsrv\", login: { user: svc, password: { env: P } },",
                "address_invalid",
                "\"http://ca01/certsrv\"",
            ),
            (
                "address: \"https://ca01\", login: { user: 'A\\B\\c', password: { env: P } },",
                "login_unclear",
                "'A\\B\\c'",
            ),
        ] {
            let text = estate(more);
            assert_eq!(codes(&text), [code], "{more}");
            assert_eq!(places(code, &text), [place], "{more}");
        }
    }
}
