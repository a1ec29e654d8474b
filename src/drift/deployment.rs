//! What is different of the whole deployment: SIP domains, simple URLs, the product.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::manifest::{Path, model};
use crate::topology::{SimpleUrls, Url};

use super::difference::{Difference, Held};
use super::same_product;

/// Compares it.
pub(super) fn compare(held: &Held<'_>) -> Vec<Difference> {
    let mut found = sip_domains(held);
    found.extend(product(held));
    // One that was looked for in vain may be there all the same.
    let urls = held.estate.simple_urls.as_ref();
    if let Some(urls) = urls.filter(|urls| !urls.is_empty()) {
        let root = Path::root();
        let declared = Some(&held.model.simple_urls);
        found.extend(simple_urls(held, &root, declared, urls, "the deployment"));
    }
    found
}

fn sip_domains(held: &Held<'_>) -> Vec<Difference> {
    let root = Path::root();
    let list = root.key("sip_domains");
    let declared: Vec<String> = held
        .model
        .sip_domains
        .iter()
        .map(|domain| domain.to_ascii_lowercase())
        .collect();
    let domains = &held.estate.sip_domains;
    let mut found = Vec::new();
    for (index, domain) in domains.iter().enumerate() {
        let name = domain.as_str();
        if declared.iter().any(|own| own == name) {
            continue;
        }
        // The default one stands first.
        let edit = match index {
            0 => with_default(held, name),
            _ => held.source.with_entry(&root, "sip_domains", &scalar(name)),
        };
        let default = if index == 0 { "the default one " } else { "" };
        let finding = Finding::warning(
            "drift_sip_domain_added",
            format!("the topology has the SIP domain `{name}`, {default}which is not declared"),
        )
        .at(held.source.key(&list), "not among these");
        found.push(Difference::new(finding).edit(edit).name(name));
    }
    let known: BTreeSet<&str> = domains.iter().map(|domain| domain.as_str()).collect();
    for (index, domain) in declared.iter().enumerate() {
        if known.contains(domain.as_str()) {
            continue;
        }
        let finding = Finding::warning(
            "drift_sip_domain_removed",
            format!("the topology has no SIP domain `{domain}`"),
        )
        .at(held.source.value(&list.index(index)), "only here");
        let edit = held.source.without_entry(&list, index);
        found.push(Difference::new(finding).edit(edit).name(domain));
    }
    let default = domains.first().map(|domain| domain.as_str());
    if let Some(default) = default
        && declared.first().is_some_and(|first| first != default)
        && declared.iter().any(|own| own == default)
        // Otherwise the one that is first goes, which was told.
        && known.contains(declared[0].as_str())
    {
        let finding = Finding::warning(
            "drift_default_sip_domain",
            format!("the default SIP domain is `{default}` in the topology"),
        )
        .at(
            held.source.value(&list.index(0)),
            "the default one stands first",
        );
        found.push(Difference::new(finding).edit(with_default(held, default)));
    }
    found
}

/// The SIP domains with this one first.
fn with_default(held: &Held<'_>, default: &str) -> Option<crate::manifest::Edit> {
    let others = held.model.sip_domains.iter();
    let others = others.filter(|own| !own.eq_ignore_ascii_case(default));
    let all = std::iter::once(scalar(default)).chain(others.map(|own| scalar(own)));
    let list = format!("[{}]", all.collect::<Vec<_>>().join(", "));
    held.source.with_key(&Path::root(), "sip_domains", &list)
}

/// A name as a YAML scalar. One that begins with a digit might be a number.
pub(super) fn scalar(name: &str) -> String {
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("\"{name}\""),
        false => name.to_owned(),
    }
}

fn product(held: &Held<'_>) -> Option<Difference> {
    let declared = held.model.product?;
    let runs = held.estate.product;
    if same_product(declared, runs) || !held.estate.pools.iter().any(|pool| pool.product.is_some())
    {
        return None;
    }
    let path = Path::root().key("product");
    let finding = Finding::warning(
        "drift_product",
        format!("most pools of the topology run {}", runs.name()),
    )
    .at(held.source.value(&path), "another product");
    let edit = held.source.with_value(&path, runs.word());
    Some(Difference::new(finding).edit(Some(edit)))
}

/// Simple URLs, those of the deployment or of a site; `mapping` has the key `simple_urls`.
pub(super) fn simple_urls(
    held: &Held<'_>,
    mapping: &Path,
    declared: Option<&model::SimpleUrls>,
    urls: &SimpleUrls,
    whose: &str,
) -> Vec<Difference> {
    let path = mapping.key("simple_urls");
    let mut found = Vec::new();
    for (key, urls) in urls.lists() {
        let texts: &[String] = match (declared, key) {
            (None, _) => &[],
            (Some(own), "meet") => &own.meet,
            (Some(own), "dialin") => &own.dialin,
            (Some(own), _) => &own.admin,
        };
        let own: Vec<Option<Url>> = texts.iter().map(|text| Url::parse(text).ok()).collect();
        let is_there = |url: &Url| own.iter().flatten().any(|own| own.is(url));
        for url in urls.iter().filter(|url| !is_there(url)) {
            let text = format!("\"{url}\"");
            let edit = match (held.source.has(&path), held.source.has(&path.key(key))) {
                (true, true) => held.source.with_entry(&path, key, &text),
                (true, false) => held.source.with_key(&path, key, &format!("[{text}]")),
                (false, _) => {
                    let value = format!("\n  {key}: [{text}]");
                    held.source.with_key(mapping, "simple_urls", &value)
                }
            };
            let finding = Finding::warning(
                "drift_url_added",
                format!("`{url}` is a simple URL ({key}) of {whose}, and not declared"),
            )
            .at(held.source.key(&path.key(key)), "not among these");
            found.push(Difference::new(finding).edit(edit).name(url.host()));
        }
        for (index, own) in own.iter().enumerate() {
            // One that is none was refused already.
            let Some(own) = own else { continue };
            if urls.iter().any(|url| url.is(own)) {
                continue;
            }
            let finding = Finding::warning(
                "drift_url_removed",
                format!("`{own}` is no simple URL ({key}) of {whose}"),
            )
            .at(held.source.value(&path.key(key).index(index)), "only here");
            let edit = held.source.without_entry(&path.key(key), index);
            found.push(Difference::new(finding).edit(edit).name(own.host()));
        }
    }
    found
}
