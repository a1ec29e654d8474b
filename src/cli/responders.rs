//! Proofs for an authority that speaks ACME, where a person or a web server shows them.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use crate::issuers::{Proof, Responder, Way};
use crate::store;

/// A file below the root of a web server.
pub(super) struct Webroot(pub(super) PathBuf);

impl Responder for Webroot {
    fn way(&self) -> Way {
        Way::Http
    }

    fn present(&self, proof: &Proof) -> Result<(), String> {
        let Self(root) = self;
        if !root.is_dir() {
            return Err(format!("`{}` is no directory", root.display()));
        }
        let placed = store::place_proof(root, &proof.place, &proof.value);
        placed.map_err(|error| crate::report::causes(&error))
    }

    fn settle(&self, _: &[Proof]) -> Result<(), String> {
        Ok(())
    }

    fn clean_up(&self, proof: &Proof) {
        let _ = store::take_proof_away(&self.0, &proof.place); // one that stays does no harm
    }
}

/// A person, who puts records into DNS.
pub(super) struct Person;

impl Responder for Person {
    fn way(&self) -> Way {
        Way::Dns
    }

    fn present(&self, _: &Proof) -> Result<(), String> {
        Ok(())
    }

    fn settle(&self, proofs: &[Proof]) -> Result<(), String> {
        // One at a time, since several orders are worked on at once. What is said aside stays
        // free: others go on, and an interrupt is answered.
        let mut answers = std::io::stdin().lock();
        let mut aside = std::io::stderr();
        let _ = writeln!(aside, "\nPut these records into DNS:\n");
        for proof in proofs {
            let _ = writeln!(aside, "  {}.  IN TXT  \"{}\"", proof.place, proof.value);
        }
        if !answers.is_terminal() {
            return Err(
                "there is no terminal to wait at until the records above are in DNS".into(),
            );
        }
        let _ = write!(aside, "\nPress Enter once all name servers have them: ");
        let _ = aside.flush();
        let mut line = String::new();
        match answers.read_line(&mut line) {
            Ok(1..) => Ok(()),
            Ok(0) | Err(_) => Err("nobody said that the records are in DNS".into()),
        }
    }

    fn clean_up(&self, proof: &Proof) {
        let mut aside = std::io::stderr();
        let _ = writeln!(aside, "No longer needed in DNS: {} TXT", proof.place);
    }
}
