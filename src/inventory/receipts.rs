//! The receipts of all servers: which of several counts, and what is said of one that
//! cannot be read.

use crate::finding::Finding;
use crate::inventory::reading::Reader;
use crate::inventory::written::{self, is_receipt};
use crate::inventory::{File, Receipt, Root};

impl Reader {
    /// Takes a receipt in, if the file is one. The newest of a server counts; of two of the
    /// same moment, that with the later path.
    pub(super) fn receipt(&mut self, file: &File, bytes: &[u8]) {
        if file.root != Root::Inventory || !is_receipt(bytes) {
            return;
        }
        let receipts = &mut self.inventory.receipts;
        match written::receipt(bytes, &file.shown) {
            Ok(receipt) => {
                let age = |receipt: &Receipt| (receipt.at, receipt.shown.clone());
                let known = receipts.get(&receipt.server).map(age);
                if known < Some(age(&receipt)) {
                    receipts.insert(receipt.server.clone(), receipt);
                }
            }
            Err(reason) => self.inventory.receipt_findings.push(
                Finding::warning("receipt_unreadable", format!("`{}`: {reason}", file.shown))
                    .in_file(file.shown.clone())
                    .help("have it written anew on the server; until then it counts for nothing"),
            ),
        }
    }

    /// Finds the servers by what they have, once all receipts are read.
    pub(super) fn find_servers_with(&mut self) {
        for (server, receipt) in &self.inventory.receipts {
            for thumbprint in receipt.thumbprints() {
                let servers = self.inventory.servers_with.entry(thumbprint.clone());
                servers.or_default().insert(server.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::cert::{Curve, KeySpec};
    use crate::inventory::{Content, Inventory, Snapshot};
    use crate::secret::PrivateKey;

    fn file(root: Root, path: &str, text: &str) -> File {
        File {
            root,
            path: path.to_owned(),
            shown: path.to_owned(),
            content: Content::Bytes(Zeroizing::new(text.as_bytes().to_vec())),
            mode: None,
        }
    }

    #[test]
    fn the_newest_receipt_of_a_server_counts_and_among_equals_that_with_the_later_path() {
        let receipt = |server: &str, day: &str| {
            format!(
                r#"{{"receipt":"forecert","format_version":"1.0","server":"{server}","at":"2026-11-{day}T22:00:00Z"}}"#
            )
        };
        let inventory = Inventory::read(&Snapshot {
            files: vec![
                file(
                    Root::Inventory,
                    "c/receipt.json",
                    &receipt("fe01.contoso.net", "24"),
                ),
                file(
                    Root::Inventory,
                    "b/receipt.json",
                    &receipt("FE01.contoso.net", "25"),
                ),
                file(
                    Root::Inventory,
                    "a/receipt.json",
                    &receipt("fe01.contoso.net", "25"),
                ),
                file(
                    Root::Inventory,
                    "a/other.json",
                    &receipt("fe02.contoso.net", "20"),
                ),
                file(
                    Root::Keys,
                    "receipt.json",
                    &receipt("fe03.contoso.net", "20"),
                ),
            ],
            ..Snapshot::default()
        });
        let receipts = inventory.receipts.values();
        let receipts: Vec<(&str, &str)> = receipts
            .map(|receipt| (receipt.server.as_str(), receipt.shown.as_str()))
            .collect();
        assert_eq!(
            receipts,
            [
                ("fe01.contoso.net", "b/receipt.json"),
                ("fe02.contoso.net", "a/other.json")
            ]
        );
        assert_eq!(inventory.receipt_findings, []);
        assert_eq!(inventory.findings, []);
    }

    #[test]
    fn servers_are_found_by_what_their_newest_receipt_has_assigned_or_in_the_store() {
        let [gone, stored, assigned] = ["A", "B", "C"].map(|digit| digit.repeat(40));
        let receipt = |server: &str, day: &str, store: &str| {
            format!(
                r#"{{"receipt":"forecert","format_version":"1.0","server":"{server}","at":"2026-11-{day}T22:00:00Z","assigned":[{{"type":"Default","thumbprint":"{assigned}"}}],"store":[{{"thumbprint":"{store}","has_key":true}}]}}"#
            )
        };
        let files = [
            ("1.json", receipt("fe01.contoso.net", "20", &gone)),
            ("2.json", receipt("fe01.contoso.net", "25", &stored)),
            ("3.json", receipt("fe02.contoso.net", "25", &assigned)),
        ];
        let files = files.map(|(path, text)| file(Root::Inventory, path, &text));
        let inventory = Inventory::read(&Snapshot {
            files: files.into(),
            ..Snapshot::default()
        });
        assert_eq!(inventory.receipt_findings, []);
        for (thumbprint, expected) in [
            (&gone, &[][..]),
            (&stored, &["fe01.contoso.net"]),
            (&assigned, &["fe01.contoso.net", "fe02.contoso.net"]),
        ] {
            let found = inventory.receipts_with(thumbprint);
            let found: Vec<&str> = found.map(|it| it.server.as_str()).collect();
            assert_eq!(found, expected, "{thumbprint}");
        }
    }

    #[test]
    fn a_damaged_receipt_is_told_and_a_key_behind_it_too() {
        let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256)).unwrap();
        let text = format!("{{\"receipt\":\"forecert\"}}\n{}", *key.pem());
        let inventory = Inventory::read(&Snapshot {
            files: vec![file(Root::Inventory, "receipt.json", &text)],
            ..Snapshot::default()
        });
        assert!(inventory.receipts.is_empty());
        let finding = &inventory.receipt_findings[0];
        assert_eq!(finding.code, "receipt_unreadable");
        assert_eq!(finding.path.as_deref(), Some("receipt.json"));
        let codes: Vec<&str> = inventory.findings.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["key_in_inventory", "stray_key"]);
    }
}
