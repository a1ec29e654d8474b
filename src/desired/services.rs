//! Issuers that answer by machine: how each is reached, read from the manifest.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::CommandIssuer;

use super::acme::AcmeReach;
use super::adcs::AdcsReach;
use super::directories;
use super::problems::Problems;
use super::secrets::is_variable;
use super::vault::VaultReach;
use super::wait::Wait;

/// How long one answer may take, unless said otherwise.
pub(super) const TIMEOUT: Wait = Wait::seconds(60);

/// How many requests an issuer is asked at once, unless said otherwise: with answers in a third
/// of a second it keeps up with two cores that make RSA keys (`benches/issuers.rs`).
pub(super) const PARALLEL: u8 = 16;

/// An issuer that answers by machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// How it is reached.
    pub reach: Reach,
    /// How many requests it is asked at once.
    pub parallel: u8,
    /// The certificate template's name, where it has such.
    pub template: Option<String>,
}

/// How an issuer that answers by machine is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// By a program.
    Command(CommandReach),
    /// By the web enrolment of a Microsoft enterprise CA.
    Adcs(Box<AdcsReach>),
    /// By ACME.
    Acme(Box<AcmeReach>),
    /// By the API of HashiCorp Vault or OpenBao.
    Vault(Box<VaultReach>),
}

/// A program that hands requests to whoever signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandReach {
    /// A path relative to the manifest, or a bare name.
    pub program: String,
    /// What it is started with.
    pub arguments: Vec<String>,
    /// The variables that it gets beside those that every program needs.
    pub environment: Vec<String>,
    /// How long one answer may take.
    pub timeout: Wait,
    /// Whether it can tell if a request was handed in before.
    pub looks_up: bool,
}

impl Service {
    /// Whether it says when it wants its certificates renewed.
    pub fn plans_renewals(&self) -> bool {
        matches!(self.reach, Reach::Acme(_))
    }

    /// Whether it can tell what became of a request that was cut off, or whether asking
    /// again does no harm.
    pub fn looks_up(&self) -> bool {
        match &self.reach {
            Reach::Command(command) => command.looks_up,
            // It shows nobody a request whose number is lost.
            Reach::Adcs(_) => false,
            // An order that has seen no request is never signed.
            Reach::Acme(_) => true,
            // It lists what it has signed, as far as the role keeps that.
            Reach::Vault(_) => true,
        }
    }
}

/// A program as the manifest starts it.
pub(super) struct Started<'a> {
    pub(super) program: &'a str,
    pub(super) arguments: &'a [String],
    pub(super) environment: &'a [String],
    pub(super) timeout: Option<&'a str>,
    pub(super) looks_up: bool,
}

/// Reads an issuer that is a program.
pub(super) fn command(issuer: &CommandIssuer, path: &Path, problems: &mut Problems<'_>) -> Service {
    let started = Started {
        program: &issuer.program,
        arguments: &issuer.arguments,
        environment: &issuer.environment,
        timeout: issuer.timeout.as_deref(),
        looks_up: issuer.lookup,
    };
    Service {
        reach: Reach::Command(self::started(&started, path, problems)),
        parallel: issuer.parallel.unwrap_or(PARALLEL),
        template: issuer.template.clone(),
    }
}

/// Reads how a program is started.
pub(super) fn started(
    started: &Started<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> CommandReach {
    let Started {
        program,
        arguments,
        environment,
        timeout,
        looks_up,
    } = *started;
    program_fits(program, &path.key("program"), problems);
    for (index, argument) in arguments.iter().enumerate() {
        if argument.contains('\0') {
            let place = problems.value(&path.key("arguments").index(index));
            problems.report(
                Finding::error("command_invalid", "no program takes such an argument")
                    .help("take the NUL character out")
                    .at(place, "it has a NUL character"),
            );
        }
    }
    for (index, name) in environment.iter().enumerate() {
        if !is_variable(name) {
            let place = problems.value(&path.key("environment").index(index));
            let message = format!("`{name}` cannot be the name of an environment variable");
            problems.report(
                Finding::error("command_invalid", message)
                    .help(
                        "write the variable's name only; its value comes from where forecert runs",
                    )
                    .at(place, "not a name"),
            );
        }
    }
    CommandReach {
        program: program.to_owned(),
        arguments: arguments.to_vec(),
        environment: environment.to_vec(),
        timeout: limit(timeout, &path.key("timeout"), problems),
        looks_up,
    }
}

/// A bare name is looked for in `PATH`; anything else is a path below the manifest.
fn program_fits(program: &str, path: &Path, problems: &mut Problems<'_>) {
    let bare = !program.is_empty()
        && !program.contains(['/', '\\', ':'])
        && !program.contains(char::is_control);
    if !bare {
        directories::file(program, path, problems);
    }
}

fn limit(text: Option<&str>, path: &Path, problems: &mut Problems<'_>) -> Wait {
    let read = text.and_then(|text| problems.wait(text, path));
    read.unwrap_or(TIMEOUT)
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with, places};
    use crate::desired::{IssuerKind, Reach, Wait};

    fn estate(more: &str) -> String {
        estate_with(
            "type: request, class: enterprise, validity: 2y,",
            &format!("type: command, class: enterprise, validity: 2y, {more}"),
        )
    }

    #[test]
    fn a_program_is_reached_by_its_name_or_by_its_path() {
        let desired = desired(&estate(
            "program: ca/sign.sh, arguments: [--web], timeout: 5m,",
        ));
        let IssuerKind::Service(service) = &desired.issuers["enterprise"].kind else {
            panic!("it is a service");
        };
        let Reach::Command(command) = &service.reach else {
            panic!("it is a program");
        };
        assert_eq!(command.program, "ca/sign.sh");
        assert_eq!(command.arguments, ["--web"]);
        assert_eq!(command.timeout, Wait::seconds(300));
        assert_eq!(service.template.as_deref(), Some("WebServer"));
        assert_eq!(service.parallel, 16);
        assert!(!service.looks_up());
        assert_eq!(codes(&estate("program: pwsh,")), [""; 0]);
    }

    #[test]
    fn what_no_program_can_be_started_with_is_underlined() {
        for (more, code, place) in [
            ("program: /usr/bin/sign,", "path_invalid", "/usr/bin/sign"),
            ("program: \"\",", "path_invalid", "\"\""),
            ("program: sign, timeout: 5w,", "wait_invalid", "5w"),
            (
                "program: sign, environment: [A=B],",
                "command_invalid",
                "A=B",
            ),
            (
                "program: sign, arguments: [\"a\\0\"],",
                "command_invalid",
                "\"a\\0\"",
            ),
        ] {
            let text = estate(more);
            assert_eq!(codes(&text), [code], "{more}");
            assert_eq!(places(code, &text), [place], "{more}");
        }
    }
}
