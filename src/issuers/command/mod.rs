//! An issuer that is a program: a JSON request on its standard input, a JSON answer on its
//! standard output.

mod message;
#[cfg(test)]
mod tests;

use crate::issuers::process::{Program, ProgramError};
use crate::issuers::{Answer, Asked, Service, ServiceError};

use message::{Action, Said, Told};

pub use message::schema;

/// The variables that a program gets without being declared: where programs, the user's
/// and temporary files are, and which language they speak. Windows starts no PowerShell
/// without the second half.
pub const ENVIRONMENT: [&str; 21] = [
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LOGNAME",
    "PATH",
    "TMPDIR",
    "TZ",
    "USER",
    "APPDATA",
    "COMSPEC",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PSModulePath",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "WINDIR",
];

/// A program that hands requests to whoever signs.
#[derive(Clone, Debug)]
pub struct Command {
    program: Program,
    looks_up: bool,
}

impl Command {
    /// A program. `looks_up`: it can tell what became of a request that was cut off.
    pub fn new(program: Program, looks_up: bool) -> Self {
        Self { program, looks_up }
    }

    fn ask(
        &self,
        action: Action,
        handle: Option<&str>,
        asked: &Asked<'_>,
    ) -> Result<Option<Answer>, ServiceError> {
        let told = Told::new(action, handle, asked);
        let mut input = serde_json::to_vec(&told).expect("a message is plain data");
        input.push(b'\n');
        let output = self.program.run(input).map_err(unanswered)?;
        let text = output.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&output);
        let said: Said = serde_json::from_slice(text).map_err(|error| {
            ServiceError::unknown(
                format!("its answer is not what `forecert schema command` says: {error}"),
                "correct the program: what it has to say beside the answer belongs on its \
                 standard error",
            )
        })?;
        said.understood(asked.request)
    }

    fn answer(
        &self,
        action: Action,
        handle: Option<&str>,
        asked: &Asked<'_>,
    ) -> Result<Answer, ServiceError> {
        self.ask(action, handle, asked)?.ok_or_else(|| {
            ServiceError::unknown(
                "it answered `not_found`, which is an answer to `lookup` only",
                "correct the program",
            )
        })
    }
}

impl Service for Command {
    fn submit(&self, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        self.answer(Action::Submit, None, asked)
    }

    fn poll(&self, handle: &str, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        self.answer(Action::Poll, Some(handle), asked)
    }

    fn look_up(&self, asked: &Asked<'_>) -> Result<Option<Answer>, ServiceError> {
        if !self.looks_up {
            return Err(ServiceError::unknown(
                "the program cannot look requests up",
                "ask whoever keeps the issuer",
            ));
        }
        self.ask(Action::Lookup, None, asked)
    }
}

fn unanswered(error: ProgramError) -> ServiceError {
    let help = match &error {
        ProgramError::NotStarted(..) => {
            let help = "check `program` in the manifest: a bare name is looked for in PATH, \
                        `./name` is beside the manifest, and the file must be executable";
            return ServiceError::not_taken(error.to_string(), help);
        }
        ProgramError::TimedOut(_) => {
            "see what it waits for, or give it a longer `timeout` in the manifest"
        }
        ProgramError::TooLong(_) => "the answer is one JSON value; see what else it writes",
        ProgramError::Failed(..) => {
            "a program that hands nothing in says so: {\"status\": \"not_taken\", \"message\": ...}"
        }
    };
    ServiceError::unknown(error.to_string(), help)
}
