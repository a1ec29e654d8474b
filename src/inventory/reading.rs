//! From files to generations, loose objects and findings.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cert::{CertificateId, KeyId, PublicKey};
use crate::finding::Finding;
use crate::inventory::layout::{self, CHAIN, ORDER, Own, REQUEST};
use crate::inventory::{
    ChainState, Container, ContainerFile, Content, Damage, File, Folder, Generation, Inventory,
    KeyFile, KeyState, Loose, Object, Obstacle, Opener, Order, Recognised, Root, Snapshot, Unread,
    recognise,
};
use crate::x509::{Certificate, Request};

/// Reads a snapshot.
pub(super) fn read(snapshot: &Snapshot) -> Inventory {
    let mut reader = Reader::new(snapshot);
    for folder in &snapshot.folders {
        reader.folder(folder);
    }
    let mut opener = snapshot.passwords.opener();
    for file in &snapshot.files {
        reader.file(file, &mut opener);
    }
    reader.finish(snapshot)
}

/// What has been read so far.
pub(super) struct Reader {
    pub(super) inventory: Inventory,
    /// The keys at the place of a generation, readable or not.
    pub(super) own_keys: BTreeMap<(CertificateId, u32), KeyState>,
    /// Requests outside of own folders; they say whose a key is.
    pub(super) foreign_requests: Vec<KeyId>,
    /// Private keys that lie in the inventory.
    pub(super) keys_inside: Vec<String>,
    /// The keys of generations that are in clear.
    pub(super) clear_keys: Vec<String>,
    /// PKCS#12 files that were not opened for want of work.
    pub(super) left_closed: Vec<String>,
}

impl Reader {
    fn new(snapshot: &Snapshot) -> Self {
        Self {
            inventory: Inventory {
                has_key_directory: snapshot
                    .key_directories
                    .iter()
                    .any(|directory| directory.root == Root::Keys),
                authority_keys: snapshot.authority_keys.iter().cloned().collect(),
                passwords: snapshot.passwords.clone(),
                ..Inventory::default()
            },
            own_keys: BTreeMap::new(),
            keys_inside: Vec::new(),
            clear_keys: Vec::new(),
            left_closed: Vec::new(),
            foreign_requests: Vec::new(),
        }
    }

    /// An own folder is a generation even if nothing is left in it.
    fn folder(&mut self, folder: &Folder) {
        if let Some((id, number)) = layout::own_generation(&folder.root, &folder.path) {
            self.generation_in(&id, number, &folder.shown);
        }
    }

    fn file(&mut self, file: &File, opener: &mut Opener<'_>) {
        let own = layout::own(&file.root, &file.path);
        let bytes = match &file.content {
            Content::Bytes(bytes) => bytes,
            Content::Unreadable(reason) => return self.unreadable(file, own, reason),
            Content::TooLarge(length) => {
                let reason = format!("it has {length} bytes, more than any key or chain needs");
                return self.unreadable(file, own, &reason);
            }
        };
        match own {
            Some(Own::Part(id, number, ORDER)) => match Order::parse(bytes) {
                Ok(order) => self.generation(&id, number, file).order = Some(order),
                Err(error) => self.damage(&id, number, file, &error.to_string()),
            },
            Some(Own::Part(id, number, part)) => self.part(file, id, number, part, bytes),
            Some(Own::Key(id, number)) => self.own_key(file, id, number, bytes),
            None => {
                self.receipt(file, bytes);
                self.loose(file, bytes, opener);
            }
        }
    }

    fn unreadable(&mut self, file: &File, own: Option<Own>, reason: &str) {
        match own {
            Some(Own::Part(id, number, _)) => self.damage(&id, number, file, reason),
            Some(Own::Key(id, number)) => {
                let state = KeyState::Unreadable(reason.to_owned());
                self.own_keys.insert((id, number), state);
            }
            None => self.report_unreadable(file, reason),
        }
    }

    /// The request, chain or certificate of a generation.
    fn part(&mut self, file: &File, id: CertificateId, number: u32, part: &str, bytes: &[u8]) {
        let parsed = match part {
            REQUEST => single_request(bytes).map(|request| {
                self.generation(&id, number, file).request = Some(request);
            }),
            CHAIN => certificates(bytes).map(|chain| {
                self.generation(&id, number, file).chain = chain;
            }),
            _ => single_certificate(bytes).map(|certificate| {
                self.generation(&id, number, file).certificate = Some(certificate);
            }),
        };
        if let Err(reason) = parsed {
            self.damage(&id, number, file, &reason);
        }
    }

    fn own_key(&mut self, file: &File, id: CertificateId, number: u32, bytes: &[u8]) {
        self.check_mode(file);
        let at_rest = self.inventory.passwords.at_rest().clone();
        let found = recognise(bytes, &mut Opener::of_keys(at_rest));
        let mut keys = found.into_iter().map(|found| match found.object {
            Ok(Object::Key(public)) => Ok(public),
            Ok(other) => Err(format!("it holds {} instead of a key", other.what())),
            Err(reason) => Err(reason.to_string()),
        });
        let is_encrypted = holds_encrypted_key(bytes);
        let state = match (keys.next(), keys.next()) {
            (Some(Ok(public)), None) => {
                if !is_encrypted {
                    self.clear_keys.push(file.shown.clone());
                }
                self.key(file, public.clone());
                KeyState::Here(public)
            }
            (Some(Err(reason)), _) => KeyState::Unreadable(reason),
            (Some(_), Some(_)) => KeyState::Unreadable("it holds more than one key".to_owned()),
            (None, _) => KeyState::Unreadable("it holds no key".to_owned()),
        };
        if is_encrypted && matches!(state, KeyState::Unreadable(_)) {
            self.inventory.closed_keys.push(file.shown.clone());
        }
        self.own_keys.insert((id, number), state);
    }

    fn loose(&mut self, file: &File, bytes: &[u8], opener: &mut Opener<'_>) {
        let found = recognise(bytes, opener);
        if found.is_empty() && matches!(file.root, Root::Trust(_)) {
            return self.report_unreadable(file, "it holds no certificate");
        }
        for Recognised { place, object } in found {
            let shown = if place.is_empty() {
                file.shown.clone()
            } else {
                format!("{} ({place})", file.shown)
            };
            match object {
                Ok(Object::Certificate(certificate)) => {
                    self.certificate(file, shown, *certificate, false);
                }
                Ok(Object::Request(request)) => {
                    self.foreign_requests.push(request.public_key().id);
                }
                Ok(Object::Key(public)) => {
                    self.check_mode(file);
                    self.key(file, public);
                }
                Ok(Object::RevocationList(list)) => self.inventory.revocations.push(*list),
                Ok(Object::Container(container)) => self.container(file, shown, *container),
                Err(Unread::Container(error)) => self.report_closed(file, &error),
                Err(Unread::Because(reason)) => self.report_unreadable(file, &reason),
            }
        }
    }

    fn certificate(&mut self, file: &File, shown: String, certificate: Certificate, inside: bool) {
        if let Root::Trust(issuer) = &file.root {
            let trusted = self.inventory.trust.entry(issuer.clone()).or_default();
            return trusted.push(certificate);
        }
        let loose = Loose {
            certificate,
            shown,
            root: file.root.clone(),
            in_container: inside,
        };
        let key = loose.certificate.public_key().id;
        self.inventory.loose.entry(key).or_default().push(loose);
    }

    /// Joins what is in a PKCS#12 file with all the rest.
    fn container(&mut self, file: &File, shown: String, container: Container) {
        if container.protection.schemes.is_empty() && !container.keys.is_empty() {
            self.check_mode(file);
        }
        for key in &container.keys {
            self.key(file, key.public.clone());
        }
        for certificate in &container.certificates {
            self.certificate(file, shown.clone(), certificate.clone(), true);
        }
        self.inventory.containers.push(ContainerFile {
            shown,
            root: file.root.clone(),
            container: Arc::new(container),
        });
    }

    fn key(&mut self, file: &File, public: PublicKey) {
        if file.root == Root::Inventory {
            self.keys_inside.push(file.shown.clone());
        }
        let key = KeyFile {
            shown: file.shown.clone(),
            root: file.root.clone(),
            path: file.path.clone(),
            public,
        };
        self.inventory
            .keys
            .entry(key.public.id)
            .or_default()
            .push(key);
    }

    fn generation(&mut self, id: &CertificateId, number: u32, file: &File) -> &mut Generation {
        let folder = file.shown.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.generation_in(id, number, folder)
    }

    fn generation_in(&mut self, id: &CertificateId, number: u32, folder: &str) -> &mut Generation {
        self.inventory
            .generations
            .entry(id.clone())
            .or_default()
            .entry(number)
            .or_insert_with(|| Generation {
                number,
                shown: folder.to_owned(),
                order: None,
                request: None,
                certificate: None,
                chain: Vec::new(),
                chain_state: ChainState::Unknown,
                key: KeyState::NotHere,
                damage: Vec::new(),
            })
    }

    fn damage(&mut self, id: &CertificateId, number: u32, file: &File, reason: &str) {
        let damage = Damage::Unreadable {
            path: file.shown.clone(),
            reason: reason.to_owned(),
        };
        self.generation(id, number, file).damage.push(damage);
    }

    pub(super) fn report_unreadable(&mut self, file: &File, reason: &str) {
        self.inventory.findings.push(
            Finding::warning("unreadable_file", format!("`{}`: {reason}", file.shown))
                .in_file(file.shown.clone())
                .help("repair or remove the file; until then nothing in it is taken into account"),
        );
    }

    fn check_mode(&mut self, file: &File) {
        if let Some(mode) = file.mode
            && mode & 0o077 != 0
        {
            let message = format!("the key `{}` has mode {mode:04o}", file.shown);
            self.inventory.findings.push(
                Finding::warning("key_mode", message)
                    .in_file(file.shown.clone())
                    .help(format!("others can read it: chmod 600 '{}'", file.shown)),
            );
        }
    }

    fn finish(mut self, snapshot: &Snapshot) -> Inventory {
        for obstacle in &snapshot.obstacles {
            let Obstacle {
                root,
                path,
                shown,
                reason,
            } = obstacle;
            self.inventory.hidden.insert((root.clone(), path.clone()));
            self.inventory.findings.push(
                Finding::warning("unreadable_file", format!("`{shown}`: {reason}"))
                    .in_file(shown.clone())
                    .help("nothing in it is taken into account"),
            );
        }
        for directory in &snapshot.key_directories {
            if let Some(mode) = directory.mode
                && mode & 0o077 != 0
            {
                let shown = &directory.shown;
                let message = format!("the key directory `{shown}` has mode {mode:04o}");
                self.inventory.findings.push(
                    Finding::warning("key_mode", message)
                        .in_file(shown.clone())
                        .help(format!("others can enter it: chmod 700 '{shown}'")),
                );
            }
        }
        self.report_keys_inside();
        self.report_clear_keys();
        self.report_left_closed();
        self.drop_forged_lists();
        self.join_keys();
        self.index();
        self.find_stray_keys();
        self.find_odd_containers();
        self.find_servers_with();
        crate::finding::sort(&mut self.inventory.findings);
        crate::finding::sort(&mut self.inventory.receipt_findings);
        self.inventory
    }

    /// Gives each generation its key, and keeps apart the keys without generation.
    fn join_keys(&mut self) {
        let Inventory {
            generations,
            keys,
            leftover_keys,
            has_key_directory,
            authority_keys,
            ..
        } = &mut self.inventory;
        for (id, generations) in generations.iter_mut() {
            let has_keys = match id {
                CertificateId::Issuer { name } => authority_keys.contains(name.as_str()),
                _ => *has_key_directory,
            };
            for generation in generations.values_mut() {
                let own = self.own_keys.remove(&(id.clone(), generation.number));
                generation.key = own.unwrap_or_else(|| {
                    if !has_keys {
                        return KeyState::NotHere;
                    }
                    let wanted = generation.public_key();
                    let lying = wanted.and_then(|wanted| keys.get(&wanted.id)?.first());
                    KeyState::Missing {
                        elsewhere: lying.map(|key| key.shown.clone()),
                    }
                });
                generation.judge();
            }
        }
        for ((id, number), state) in std::mem::take(&mut self.own_keys) {
            leftover_keys.entry(id).or_default().insert(number, state);
        }
    }

    /// Makes the generations findable by what a certificate that arrives has.
    fn index(&mut self) {
        let Inventory {
            generations,
            owners,
            standing,
            ..
        } = &mut self.inventory;
        for (id, generations) in generations.iter() {
            for (number, generation) in generations {
                let place = || (id.clone(), *number);
                if let Some(key) = generation.public_key() {
                    owners.entry(key.id).or_default().push(place());
                }
                if let Some(certificate) = &generation.certificate {
                    standing
                        .entry(certificate.fingerprint())
                        .or_insert_with(place);
                }
            }
        }
    }
}

fn single_request(bytes: &[u8]) -> Result<Request, String> {
    let mut found = recognise(bytes, &mut Opener::closed()).into_iter();
    match (found.next().map(|found| found.object), found.next()) {
        (Some(Ok(Object::Request(request))), None) => Ok(*request),
        (Some(Ok(other)), None) => Err(format!("it holds {} instead of a request", other.what())),
        (Some(Err(reason)), _) => Err(reason.to_string()),
        (Some(_), Some(_)) => Err("it holds more than one request".to_owned()),
        (None, _) => Err("it holds no request".to_owned()),
    }
}

fn single_certificate(bytes: &[u8]) -> Result<Certificate, String> {
    let mut all = certificates(bytes)?.into_iter();
    match (all.next(), all.next()) {
        (Some(certificate), None) => Ok(certificate),
        _ => Err("it holds more than one certificate".to_owned()),
    }
}

fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let found = recognise(bytes, &mut Opener::closed());
    if found.is_empty() {
        return Err("it holds no certificate".to_owned());
    }
    found
        .into_iter()
        .map(
            |found| match found.object.map_err(|reason| reason.to_string())? {
                Object::Certificate(certificate) => Ok(*certificate),
                other => Err(format!(
                    "it holds {} instead of a certificate",
                    other.what()
                )),
            },
        )
        .collect()
}

/// Whether a file holds a private key that is encrypted, by the label of its PEM block.
fn holds_encrypted_key(bytes: &[u8]) -> bool {
    const LABEL: &[u8] = b"BEGIN ENCRYPTED PRIVATE KEY";
    bytes.windows(LABEL.len()).any(|window| window == LABEL)
}
