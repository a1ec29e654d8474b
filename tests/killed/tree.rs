//! A deployment's files as bytes, and what must hold of them whatever happened.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use forecert::secret::PrivateKey;

use crate::trace::Kill;

/// Every file below a folder with its mode, in the order of paths; folders too.
pub struct Tree {
    folders: Vec<(String, u32)>,
    files: Vec<(String, u32, Vec<u8>)>,
}

impl Tree {
    pub fn read(root: &Path) -> Self {
        let mut tree = Self {
            folders: Vec::new(),
            files: Vec::new(),
        };
        for entry in walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name() {
            let entry = entry.expect("a readable entry");
            let path = entry.path().strip_prefix(root).expect("below the root");
            let path = path.to_string_lossy().into_owned();
            let mode = entry.metadata().expect("its metadata").permissions().mode() & 0o7777;
            if entry.file_type().is_dir() {
                tree.folders.push((path, mode));
            } else {
                let bytes = fs::read(entry.path()).expect("a readable file");
                tree.files.push((path, mode, bytes));
            }
        }
        tree
    }

    pub fn write(&self, root: &Path) {
        for (path, mode) in &self.folders {
            let path = root.join(path);
            fs::create_dir(&path).expect("a folder");
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).expect("its mode");
        }
        for (path, mode, bytes) in &self.files {
            let path = root.join(path);
            fs::write(&path, bytes).expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).expect("its mode");
        }
    }

    /// What was there keeps its bytes and its place; only an order's record, a
    /// revocation list and the holder of the lock are ever rewritten.
    #[track_caller]
    pub fn keeps_everything_in(&self, later: &Self, kill: &Kill) {
        for (path, mode, bytes) in &self.files {
            let found = later.files.iter().find(|(there, ..)| there == path);
            let (_, mode_later, bytes_later) =
                found.unwrap_or_else(|| panic!("{kill}: `{path}` is gone"));
            let rewritten = path.ends_with("order.json")
                || path.ends_with(".crl")
                || path.ends_with("/holder.json");
            assert!(
                rewritten || bytes == bytes_later && mode == mode_later,
                "{kill}: `{path}` has changed"
            );
        }
    }

    /// A key at its place is whole and for its owner only.
    #[track_caller]
    pub fn holds_no_torn_key(&self, kill: &Kill) {
        for (path, mode, bytes) in self.files.iter().filter(|(path, ..)| is_key_place(path)) {
            assert_eq!(*mode, 0o600, "{kill}: `{path}`");
            let key = PrivateKey::from_pem(bytes);
            assert!(key.is_ok(), "{kill}: `{path}` is torn");
        }
        for (path, mode) in &self.folders {
            if path.starts_with("keys") || path.starts_with("ca/keys") {
                assert_eq!(*mode, 0o700, "{kill}: `{path}`");
            }
        }
    }

    /// What was half made has been moved away.
    #[track_caller]
    pub fn holds_no_staging(&self, kill: &Kill) {
        let folders = self.folders.iter().map(|(path, _)| path);
        for path in folders.chain(self.files.iter().map(|(path, ..)| path)) {
            assert!(!path.contains(".staging-"), "{kill}: `{path}` is left over");
        }
    }

    /// Every whole key of an earlier tree is here, at its place or put aside.
    #[track_caller]
    pub fn holds_the_keys_of(&self, earlier: &Self, kill: &Kill) {
        for (path, _, bytes) in &earlier.files {
            if PrivateKey::from_pem(bytes).is_err() {
                continue;
            }
            let places = self.files.iter().filter(|(_, _, here)| here == bytes);
            let kept = places
                .filter(|(place, ..)| place == path || place.contains("abandoned/"))
                .find(|(_, mode, _)| *mode == 0o600);
            assert!(kept.is_some(), "{kill}: the key of `{path}` is lost");
        }
    }
}

fn is_key_place(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let number = name.strip_suffix(".pem").unwrap_or_default();
    (path.starts_with("keys/") || path.starts_with("ca/keys/"))
        && number.len() == 4
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
