//! A folder is replaced, and nothing that others put there is lost.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

/// A folder of ours that holds `a.pfx` with these bytes.
fn replaced(folder: &Path, bytes: &str) -> Result<(), StoreError> {
    let there = read_folders(folder.parent().unwrap())?.remove("fe01");
    let there = there.unwrap_or_default();
    let theirs = there
        .files
        .into_keys()
        .map(PathBuf::from)
        .chain(there.unread);
    let theirs: Vec<PathBuf> = theirs.filter(|path| path != Path::new("a.pfx")).collect();
    let file = FolderFile {
        path: "a.pfx".to_owned(),
        mode: 0o600,
        bytes: bytes.as_bytes().to_vec().into(),
    };
    replace_folder(folder, &[file], &theirs)
}

fn names(directory: &Path) -> Vec<String> {
    let tree = WalkDir::new(directory).min_depth(1).sort_by_file_name();
    let paths = tree.into_iter().map(|entry| entry.unwrap().into_path());
    let below = paths.map(|path| path.strip_prefix(directory).unwrap().to_owned());
    below.map(|path| path.display().to_string()).collect()
}

#[test]
fn what_others_put_into_a_folder_comes_along_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let bundle = directory.path().join("bundle");
    let folder = bundle.join("fe01");
    replaced(&folder, "first").unwrap();
    fs::create_dir_all(folder.join("logs/empty")).unwrap();
    fs::write(folder.join("logs/a.txt"), "a").unwrap();
    fs::write(folder.join("receipt.json"), "{}").unwrap();
    fs::set_permissions(
        folder.join("receipt.json"),
        fs::Permissions::from_mode(0o440),
    )
    .unwrap();
    symlink("receipt.json", folder.join("latest")).unwrap();
    symlink("nowhere", folder.join("dangling")).unwrap();
    let large = fs::File::create(folder.join("dump")).unwrap();
    large.set_len(1 << 40).unwrap();
    let before = fs::metadata(folder.join("receipt.json")).unwrap();
    replaced(&folder, "second").unwrap();
    assert_eq!(
        names(&bundle),
        [
            "fe01",
            "fe01/a.pfx",
            "fe01/dangling",
            "fe01/dump",
            "fe01/latest",
            "fe01/logs",
            "fe01/logs/a.txt",
            "fe01/logs/empty",
            "fe01/receipt.json"
        ]
    );
    assert_eq!(
        fs::read_link(folder.join("latest")).unwrap(),
        Path::new("receipt.json")
    );
    assert_eq!(fs::read_to_string(folder.join("latest")).unwrap(), "{}");
    let after = fs::metadata(folder.join("receipt.json")).unwrap();
    assert_eq!(after.permissions(), before.permissions());
    assert_eq!(after.modified().unwrap(), before.modified().unwrap());
    assert_eq!(fs::metadata(folder.join("dump")).unwrap().len(), 1 << 40);
    assert_eq!(fs::read_to_string(folder.join("a.pfx")).unwrap(), "second");
}

#[test]
fn a_file_that_has_the_name_of_a_new_one_steps_aside() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    let new = |path: &str| FolderFile {
        path: path.to_owned(),
        mode: 0o644,
        bytes: b"ours".to_vec().into(),
    };
    for (path, text) in [
        ("b.cer", "theirs"),
        ("kept/b.cer", "earlier"),
        ("roots", "file"),
    ] {
        fs::create_dir_all(folder.join("kept")).unwrap();
        fs::write(folder.join(path), text).unwrap();
    }
    let kept = ["b.cer", "kept/b.cer", "roots"].map(PathBuf::from);
    replace_folder(&folder, &[new("b.cer"), new("roots/a.cer")], &kept).unwrap();
    for (path, text) in [
        ("b.cer", "ours"),
        ("kept/b.cer", "theirs"),
        ("kept/kept/b.cer", "earlier"),
        ("kept/roots", "file"),
        ("roots/a.cer", "ours"),
    ] {
        assert_eq!(
            fs::read_to_string(folder.join(path)).unwrap(),
            text,
            "{path}"
        );
    }
}

#[test]
fn a_file_that_is_called_as_the_place_for_others_stops_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    fs::create_dir(&folder).unwrap();
    for path in ["kept", "a.pfx"] {
        fs::write(folder.join(path), "theirs").unwrap();
    }
    let new = FolderFile {
        path: "a.pfx".to_owned(),
        mode: 0o600,
        bytes: b"ours".to_vec().into(),
    };
    let kept = ["kept", "a.pfx"].map(PathBuf::from);
    replace_folder(&folder, &[new], &kept).unwrap();
    for (path, text) in [
        ("kept", "theirs"),
        ("kept-2/a.pfx", "theirs"),
        ("a.pfx", "ours"),
    ] {
        assert_eq!(
            fs::read_to_string(folder.join(path)).unwrap(),
            text,
            "{path}"
        );
    }
}

#[test]
fn a_file_whose_name_is_no_text_comes_along() {
    use std::os::unix::ffi::OsStrExt;
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    fs::create_dir(&folder).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    fs::write(folder.join(name), "theirs").unwrap();
    let kept = read_folders(directory.path())
        .unwrap()
        .remove("fe01")
        .unwrap()
        .unread;
    assert_eq!(kept, [PathBuf::from(name)]);
    replace_folder(&folder, &[], &kept).unwrap();
    assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), "theirs");
}

#[test]
fn a_folder_in_place_of_a_new_file_steps_aside_too() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    fs::create_dir_all(folder.join("a.pfx")).unwrap();
    fs::write(folder.join("a.pfx/note"), "theirs").unwrap();
    replaced(&folder, "ours").unwrap();
    assert_eq!(fs::read_to_string(folder.join("a.pfx")).unwrap(), "ours");
    assert_eq!(
        fs::read_to_string(folder.join("kept/a.pfx/note")).unwrap(),
        "theirs"
    );
}

#[test]
fn a_file_in_place_of_a_folder_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    fs::write(&folder, "theirs").unwrap();
    let error = replaced(&folder, "ours").unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    assert_eq!(names(directory.path()), ["fe01"]);
    assert_eq!(fs::read_to_string(&folder).unwrap(), "theirs");
}

#[test]
fn what_was_cut_off_between_the_renames_is_put_back_with_all_that_is_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    replaced(&folder, "first").unwrap();
    fs::write(folder.join("receipt.json"), "{}").unwrap();
    fs::rename(&folder, aside(&folder)).unwrap();
    fs::create_dir(directory.path().join(".staging-x")).unwrap();
    fs::write(directory.path().join(".staging-x/a.pfx"), "half").unwrap();
    fs::write(directory.path().join(".staging-y.zip"), "half").unwrap();
    recover_folders(directory.path()).unwrap();
    assert_eq!(
        names(directory.path()),
        ["fe01", "fe01/a.pfx", "fe01/receipt.json"]
    );
    replaced(&folder, "second").unwrap();
    assert_eq!(
        names(directory.path()),
        ["fe01", "fe01/a.pfx", "fe01/receipt.json"]
    );
}

#[test]
fn an_old_folder_that_has_its_successor_goes() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("fe01");
    replaced(&folder, "new").unwrap();
    fs::create_dir(aside(&folder)).unwrap();
    fs::write(aside(&folder).join("a.pfx"), "old").unwrap();
    recover_folders(directory.path()).unwrap();
    assert_eq!(names(directory.path()), ["fe01", "fe01/a.pfx"]);
    assert_eq!(fs::read_to_string(folder.join("a.pfx")).unwrap(), "new");
    recover_folders(&directory.path().join("none")).unwrap();
}

#[test]
fn the_name_that_an_old_folder_has_is_that_of_something_half_made() {
    assert!(OLD.starts_with(STAGING));
}
