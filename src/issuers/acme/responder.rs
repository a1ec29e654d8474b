//! How it is shown to an authority that names are ours: where the proof is put.

use std::time::Duration;

use crate::issuers::process::Program;

/// By which way an authority looks for proofs (RFC 8555 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A TXT record.
    Dns,
    /// A file of a web server.
    Http,
}

/// One proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The name that is proved, without a wildcard.
    pub domain: String,
    /// The name of the TXT record, or the file's name below `/.well-known/acme-challenge/`.
    pub place: String,
    /// What stands there.
    pub value: String,
}

/// Puts proofs where an authority looks for them.
pub trait Responder: Send + Sync {
    /// By which way it is looked for.
    fn way(&self) -> Way;

    /// Puts a proof into its place.
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    fn present(&self, proof: &Proof) -> Result<(), String>;

    /// Waits until proofs that were put into their places can be seen.
    ///
    /// # Errors
    ///
    /// Why they cannot.
    fn settle(&self, proofs: &[Proof]) -> Result<(), String>;

    /// Takes a proof away. One that stays does no harm.
    fn clean_up(&self, proof: &Proof);
}

/// A program that puts a TXT record into DNS (`present NAME VALUE`) and takes it out
/// (`cleanup NAME VALUE`).
pub struct DnsHook {
    program: Program,
    propagation: Duration,
}

impl DnsHook {
    /// A program, and how long a record takes to reach all name servers.
    pub fn new(program: Program, propagation: Duration) -> Self {
        Self {
            program,
            propagation,
        }
    }

    fn run(&self, deed: &str, proof: &Proof) -> Result<(), String> {
        let mut program = self.program.clone();
        let words = [deed, &proof.place, &proof.value];
        program.arguments.extend(words.map(str::to_owned));
        program.succeed().map_err(|error| error.to_string())
    }
}

impl Responder for DnsHook {
    fn way(&self) -> Way {
        Way::Dns
    }

    fn present(&self, proof: &Proof) -> Result<(), String> {
        self.run("present", proof)
    }

    fn settle(&self, _: &[Proof]) -> Result<(), String> {
        std::thread::sleep(self.propagation);
        Ok(())
    }

    fn clean_up(&self, proof: &Proof) {
        let _ = self.run("cleanup", proof); // one that stays does no harm
    }
}
