//! The issuers that are asked by machine, made ready: programs found, secrets and roots read.
//! One that cannot be made ready stops its own certificates only.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::apply::Services;
use crate::cli::responders::{Person, Webroot};
use crate::cli::secrets;
use crate::desired::{
    self, AcmeReach, AdcsReach, Challenge, CommandReach, ConnectionReach, Desired, Proxy, Reach,
    SecretSource, VaultReach,
};
use crate::issuers::{
    Acme, AcmeTerms, Adcs, AdcsMethod, AdcsTerms, COMMAND_ENVIRONMENT, Command, Connection,
    DnsHook, ExternalAccount, Program, Responder, Service, ServiceError, Vault, VaultLogin,
    VaultTerms, Via,
};
use crate::plan::Plan;
use crate::store::{self, Layout};
use crate::x509::{Certificate, armor};

/// No file of roots is larger: the roots of all public authorities are half of it.
const ROOTS_LIMIT: u64 = 1 << 20;

type Made = Result<Box<dyn Service>, ServiceError>;

/// Makes those ready that a plan has to do with.
pub(super) fn ready(plan: &Plan, desired: &Desired, layout: &Layout) -> Services {
    let base = &layout.base;
    let entries = plan.entries.iter();
    let asked = entries
        .filter(|entry| entry.action.makes() || entry.step.polls() || entry.current.is_some());
    let names: BTreeSet<&str> = asked
        .filter_map(|entry| entry.declared.as_ref())
        .map(|declared| declared.issuer.as_str())
        .collect();
    let services = names.into_iter().filter_map(|name| {
        let service = desired.issuers.get(name)?.service()?;
        let made = match &service.reach {
            Reach::Command(command) => {
                let made = Command::new(program(command, base), command.looks_up);
                Ok(Box::new(made) as Box<dyn Service>)
            }
            Reach::Adcs(reach) => adcs(reach, base),
            Reach::Acme(reach) => acme(name, reach, layout),
            Reach::Vault(reach) => vault(reach, base),
        };
        Some((name.to_owned(), made))
    });
    services.collect()
}

fn program(reach: &CommandReach, base: &Path) -> Program {
    Program {
        path: found(&reach.program, base),
        arguments: reach.arguments.clone(),
        folder: folder(base),
        environment: variables(&reach.environment),
        timeout: reach.timeout.duration(),
    }
}

fn acme(name: &str, reach: &AcmeReach, layout: &Layout) -> Made {
    let AcmeReach {
        directory,
        contact,
        external_account,
        profile,
        preferred_chain,
        challenge,
        connection: reached,
    } = reach;
    let base = &layout.base;
    let responder: Box<dyn Responder> = match challenge {
        Challenge::DnsHook {
            program,
            propagation,
        } => Box::new(DnsHook::new(
            self::program(program, base),
            propagation.map_or(Duration::ZERO, desired::Wait::duration),
        )),
        Challenge::DnsManual => Box::new(Person),
        Challenge::HttpWebroot { directory } => Box::new(Webroot(base.join(directory))),
    };
    let external_account = match external_account {
        None => None,
        Some((key_id, source)) => Some(ExternalAccount {
            key_id: key_id.clone(),
            key: secret(source, base)?,
        }),
    };
    let key = store::read_account_key(layout, name).map_err(|error| {
        ServiceError::not_taken(
            format!("the key of our account cannot be read: {error}"),
            "restore it from its backup: without it the account is lost",
        )
    })?;
    let (kept, issuer) = (layout.clone(), name.to_owned());
    let terms = AcmeTerms {
        directory: directory.clone(),
        contact: contact.clone(),
        external_account,
        profile: profile.clone(),
        preferred_chain: preferred_chain.clone(),
        key,
        keep: Box::new(move |key| {
            let written = store::create_account_key(&kept, &issuer, key);
            written.map_err(|error| crate::report::causes(&error))
        }),
    };
    let connection = connection(reached, base)?;
    Ok(Box::new(Acme::new(terms, connection, responder)))
}

fn adcs(reach: &AdcsReach, base: &Path) -> Made {
    let AdcsReach {
        address,
        method,
        user,
        password,
        connection: reached,
    } = reach;
    let terms = AdcsTerms {
        address: address.clone(),
        method: match method {
            desired::AdcsMethod::Ntlm => AdcsMethod::Ntlm,
            desired::AdcsMethod::Basic => AdcsMethod::Basic,
        },
        user: user.clone(),
        password: secret(password, base)?,
    };
    Ok(Box::new(Adcs::new(terms, connection(reached, base)?)))
}

fn vault(reach: &VaultReach, base: &Path) -> Made {
    let VaultReach {
        address,
        mount,
        role,
        namespace,
        login,
        connection: reached,
    } = reach;
    let login = match login {
        desired::VaultLogin::Token(source) => VaultLogin::Token(secret(source, base)?),
        desired::VaultLogin::AppRole {
            mount,
            role_id,
            secret_id,
        } => VaultLogin::AppRole {
            mount: mount.clone(),
            role_id: role_id.clone(),
            secret_id: secret(secret_id, base)?,
        },
    };
    let terms = VaultTerms {
        address: address.clone(),
        mount: mount.clone(),
        role: role.clone(),
        namespace: namespace.clone(),
        login,
    };
    Ok(Box::new(Vault::new(terms, &connection(reached, base)?)?))
}

/// A program as it is found from the manifest, wherever forecert runs.
fn found(program: &str, base: &Path) -> PathBuf {
    if !program.contains('/') {
        return PathBuf::from(program);
    }
    let path = base.join(program);
    std::path::absolute(&path).unwrap_or(path)
}

fn folder(base: &Path) -> PathBuf {
    match base.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => base.to_owned(),
    }
}

/// The variables that a program gets: those that every program needs, and those that the
/// manifest names, where they are set.
fn variables(declared: &[String]) -> BTreeMap<String, OsString> {
    let names = COMMAND_ENVIRONMENT.iter().copied();
    let names = names.chain(declared.iter().map(String::as_str));
    let set = names.filter_map(|name| Some((name.to_owned(), std::env::var_os(name)?)));
    set.collect()
}

fn secret(source: &SecretSource, base: &Path) -> Result<Zeroizing<String>, ServiceError> {
    secrets::read(source, base).map_err(|reason| {
        ServiceError::not_taken(
            reason,
            "put the secret where the manifest says that it is, then run `forecert apply` again",
        )
    })
}

fn connection(reach: &ConnectionReach, base: &Path) -> Result<Connection, ServiceError> {
    let ConnectionReach {
        trust,
        proxy,
        timeout,
    } = reach;
    let mut roots = Vec::new();
    for file in trust {
        let read = read_roots(&base.join(file));
        roots.extend(read.map_err(|why| {
            ServiceError::not_taken(
                format!("`{file}`, which the connection is to trust, {why}"),
                "correct `connection.trust` in the manifest",
            )
        })?);
    }
    Ok(Connection {
        roots,
        proxy: match proxy {
            Proxy::Environment => Via::Environment,
            Proxy::Direct => Via::Direct,
            Proxy::At(url) => Via::Proxy(url.clone()),
        },
        timeout: timeout.duration(),
    })
}

/// The certificates in a file, each in DER.
fn read_roots(path: &Path) -> Result<Vec<Vec<u8>>, String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(cannot)?;
    file.take(ROOTS_LIMIT)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    let whole = match bytes.first() {
        Some(0x30) => vec![bytes],
        _ => armor::blocks(&bytes)
            .into_iter()
            .map(|block| block.map(|block| block.der.to_vec()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| format!("cannot be read: {error}"))?,
    };
    if whole.is_empty() || whole.iter().any(|der| Certificate::parse(der).is_err()) {
        return Err("holds something else than certificates".to_owned());
    }
    Ok(whole)
}
