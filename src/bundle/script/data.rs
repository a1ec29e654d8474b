//! The one block of a script that differs from server to server: literals, nothing that
//! runs.

use std::fmt::Display;

use time::OffsetDateTime;
use time::macros::format_description;

use crate::powershell::quoted;

use super::target::{Authority, Entry, Install, OAuth, Roll, Target};

/// Of a server with its certificates.
pub(super) fn of_install(install: &Install) -> String {
    let Install {
        target,
        entries,
        roots,
        intermediates,
    } = install;
    of_target(target)
        + &certificates(entries)
        + &authorities("Roots", roots)
        + &authorities("Intermediates", intermediates)
}

/// Of a server alone.
pub(super) fn of_target(target: &Target) -> String {
    let Target {
        server,
        pool,
        role,
        takes_assignment,
        needs_oauth,
        oauth,
        members,
    } = target;
    [
        head(),
        assign("Server", text(server)),
        assign("Servers", array(&[server])),
        assign("Pool", text(pool)),
        assign("Role", quoted(role)),
        assign("Assigns", truth(*takes_assignment)),
        assign("NeedsOAuth", truth(*needs_oauth)),
        assign("OAuthThumbprint", quoted(oauth.as_deref().unwrap_or(""))),
        assign("Everywhere", truth(false)),
        assign("Members", array(members)),
    ]
    .concat()
}

/// Of the deployment.
pub(super) fn of_oauth(oauth: &OAuth) -> String {
    let OAuth {
        servers,
        entry,
        roots,
        intermediates,
    } = oauth;
    [
        head(),
        assign("Server", quoted("")),
        assign("Servers", array(servers)),
        assign("Pool", quoted("")),
        assign("Role", quoted("deployment")),
        assign("Assigns", truth(true)),
        assign("Everywhere", truth(true)),
        assign("Members", array::<String>(&[])),
        certificates(std::slice::from_ref(entry)),
        authorities("Roots", roots),
        authorities("Intermediates", intermediates),
    ]
    .concat()
}

fn head() -> String {
    "\n# What this script is made for.\n\n".to_owned()
}

fn certificates(entries: &[Entry]) -> String {
    list("Certificates", entries.iter().map(certificate))
}

fn certificate(entry: &Entry) -> Vec<(&'static str, String)> {
    let Entry {
        id,
        file,
        thumbprint,
        friendly_name,
        types,
        not_after,
        roll,
        exportable,
        provider,
        is_rsa,
    } = entry;
    vec![
        ("Id", quoted(id)),
        ("File", quoted(file)),
        ("Thumbprint", quoted(thumbprint)),
        ("FriendlyName", quoted(friendly_name)),
        ("Types", array(types)),
        ("NotAfter", moment(*not_after)),
        ("Roll", roll.as_ref().map_or("$null".to_owned(), rolled)),
        ("Exportable", truth(*exportable)),
        ("Provider", quoted(provider)),
        ("IsRsa", truth(*is_rsa)),
    ]
}

fn rolled(roll: &Roll) -> String {
    let Roll {
        previous,
        effective,
        latest,
    } = roll;
    format!(
        "@{{ Previous = {}; EffectiveDate = {}; Latest = {} }}",
        quoted(previous),
        moment(*effective),
        moment(*latest)
    )
}

fn authorities(name: &str, authorities: &[Authority]) -> String {
    list(name, authorities.iter().map(authority))
}

fn authority(authority: &Authority) -> Vec<(&'static str, String)> {
    let Authority {
        file,
        thumbprint,
        subject,
    } = authority;
    vec![
        ("File", quoted(file)),
        ("Thumbprint", quoted(thumbprint)),
        ("Subject", quoted(subject)),
    ]
}

fn assign(name: &str, literal: String) -> String {
    format!("${name} = {literal}\n")
}

/// A variable that holds hash tables, each of its keys on a line.
fn list(name: &str, tables: impl Iterator<Item = Vec<(&'static str, String)>>) -> String {
    let tables: Vec<String> = tables
        .map(|pairs| {
            let lines = pairs
                .into_iter()
                .map(|(key, literal)| format!("        {key} = {literal}\n"));
            format!("    @{{\n{}    }}", lines.collect::<String>())
        })
        .collect();
    if tables.is_empty() {
        return assign(name, "@()".to_owned());
    }
    assign(name, format!("@(\n{}\n)", tables.join(",\n")))
}

fn text(value: impl Display) -> String {
    quoted(&value.to_string())
}

fn array<T: Display>(values: &[T]) -> String {
    let literals: Vec<String> = values.iter().map(text).collect();
    format!("@({})", literals.join(", "))
}

fn truth(is: bool) -> String {
    if is { "$true" } else { "$false" }.to_owned()
}

/// A cast reads with the invariant culture, whatever region the server is set to, and turns
/// the moment into local time, in which Windows gives all others.
fn moment(time: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let text = time
        .to_offset(time::UtcOffset::UTC)
        .format(format)
        .expect("every part of the format is in a moment");
    format!("[datetime]{}", quoted(&text))
}
