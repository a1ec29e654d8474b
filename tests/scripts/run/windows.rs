//! The machine that a script runs on: its name, clock, files and stores, and what Lync
//! Server says. What is done to it is kept in order.

use std::collections::{BTreeMap, VecDeque};

use time::OffsetDateTime;

use super::language::{Output, Run};
use super::value::Value;

/// A certificate in a store or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// SHA-1, in upper case.
    pub thumbprint: String,
    /// Its begin.
    pub not_before: OffsetDateTime,
    /// Its end.
    pub not_after: OffsetDateTime,
    /// Whether its key is there too.
    pub has_key: bool,
}

/// What Get-CsCertificate tells of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The type.
    pub to: String,
    /// What serves it.
    pub thumbprint: String,
    /// What served it before, while a new one is staged.
    pub previous: String,
}

/// A machine.
pub struct Windows {
    /// Its names: after the next restart, and now.
    pub names: Vec<&'static str>,
    /// Its clock.
    pub now: OffsetDateTime,
    /// Whether Lync Server is installed.
    pub lync: bool,
    /// Whether it runs under -WhatIf.
    pub what_if: bool,
    /// Whether -RestartServices is given.
    pub restart: bool,
    /// What -Password is given.
    pub password: Option<String>,
    /// What is typed where a password is asked for.
    pub typed: VecDeque<&'static str>,
    /// The password that opens the PFX files.
    pub right: &'static str,
    /// The stores by their names.
    pub stores: BTreeMap<String, Vec<Held>>,
    /// The certificates in the files beside the script.
    pub certificates: BTreeMap<String, Held>,
    /// The text files beside the script.
    pub texts: BTreeMap<String, String>,
    /// What is assigned.
    pub assigned: Vec<Assigned>,
    /// What the copy of the central store here has, where it is another.
    pub replica: Option<Vec<Assigned>>,
    /// Why a chain does not build.
    pub chain_fault: Option<&'static str>,
    /// Whether the keys in the store are in a CNG provider.
    pub cng: bool,
    /// Whether the central store cannot be read.
    pub unread: bool,
    /// Whether -SwitchAtOnce is given.
    pub at_once: bool,
    /// The servers that are behind, each time that is asked.
    pub behind: VecDeque<Vec<&'static str>>,
    /// What is done, in order.
    pub deeds: Vec<String>,
    /// What is printed.
    pub printed: String,
}

impl Windows {
    /// What the machine does in place of a function that reaches into Windows.
    pub(super) fn replaced<'s>(
        run: &mut Run<'s, '_>,
        name: &str,
        arguments: &[Value<'s>],
    ) -> Option<Output<'s>> {
        let text = |index: usize| arguments[index].shown();
        let windows = &mut *run.windows;
        Some(Ok(match name {
            "Get-MachineName" => windows
                .names
                .iter()
                .map(|name| Value::text(*name))
                .collect(),
            "Test-Elevated" | "Test-Bits" => vec![Value::Bool(true)],
            "Get-ModulePath" => match windows.lync {
                true => vec![Value::text("C:\\Lync.psd1")],
                false => vec![],
            },
            "Get-Held" => {
                let held = windows.stores.get(&text(0)).into_iter().flatten();
                held.map(Held::value).collect()
            }
            "Add-Held" => {
                let (store, thumbprint) = (text(0), arguments[1].must("Thumbprint").shown());
                let found = windows
                    .certificates
                    .values()
                    .find(|one| one.thumbprint == thumbprint);
                let held = found.unwrap().clone();
                windows
                    .deeds
                    .push(format!("add {thumbprint:.4} to {store}"));
                windows.stores.entry(store).or_default().push(held);
                vec![]
            }
            "Read-Certificate" => vec![windows.certificates[&beside(&text(0))].value()],
            "Read-Pfx" => {
                if text(1) != windows.right {
                    return Some(Err(Run::failure("wrong password")));
                }
                vec![windows.certificates[&beside(&text(0))].value()]
            }
            "Test-WrongPassword" => {
                let said = super::language::message(&arguments[0]);
                vec![Value::Bool(said == "wrong password")]
            }
            "Test-Csp" => vec![Value::Bool(!windows.cng)],
            "Get-ChainFault" => {
                let faults = windows.chain_fault.iter();
                faults
                    .map(|fault| {
                        Value::map([
                            ("Status", Value::text("Unknown")),
                            ("Text", Value::text(*fault)),
                        ])
                    })
                    .collect()
            }
            _ => return None,
        }))
    }

    /// Sets what serves these types.
    pub(super) fn assign(&mut self, types: &[String], thumbprint: &str, roll: bool) {
        for to in types {
            let old = self.assigned.iter().find(|one| one.to == *to);
            let old = old.map(|one| one.thumbprint.clone()).unwrap_or_default();
            self.assigned.retain(|one| one.to != *to);
            self.assigned.push(Assigned {
                to: to.clone(),
                thumbprint: thumbprint.to_owned(),
                previous: if roll { old } else { String::new() },
            });
        }
        self.assigned.sort_by(|a, b| a.to.cmp(&b.to));
    }
}

impl Held {
    fn value<'s>(&self) -> Value<'s> {
        let container = Value::map([
            ("MachineKeyStore", Value::Bool(true)),
            ("KeyNumber", Value::text("Exchange")),
            (
                "ProviderName",
                Value::text("Microsoft RSA SChannel Cryptographic Provider"),
            ),
        ]);
        Value::map([
            (
                "PrivateKey",
                Value::map([("CspKeyContainerInfo", container)]),
            ),
            ("Thumbprint", Value::text(&self.thumbprint)),
            ("Subject", Value::text("CN=Contoso")),
            ("Issuer", Value::text("CN=Contoso")),
            ("FriendlyName", Value::text("Contoso")),
            ("HasPrivateKey", Value::Bool(self.has_key)),
            ("NotBefore", Value::Time(self.not_before)),
            ("NotAfter", Value::Time(self.not_after)),
        ])
    }
}

/// The name of a file beside the script.
pub(super) fn beside(path: &str) -> String {
    let name = path.strip_prefix("D:\\bundle\\");
    name.unwrap_or_else(|| panic!("{path} is not beside the script"))
        .to_owned()
}
