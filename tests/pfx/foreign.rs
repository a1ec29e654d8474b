//! What others write is opened, in every encryption that Windows, Lync's administrators and
//! their tools leave behind, and under a wrong password told so.

use forecert::pfx::{Hash, KeyPurpose, OpenError, Opened};

use crate::bench::{BORDER, Bench, FRONT_END, Identity, SECRET};
use crate::tools::tool_or_pass;

/// The file holds this identity, with or without its root.
fn assert_holds(opened: &Opened, identity: &Identity, certificates: usize) {
    let [key] = &opened.keys[..] else {
        panic!("{} keys", opened.keys.len());
    };
    assert_eq!(key.key.public(), identity.key.public());
    assert!(key.key.pkcs8() == identity.key.pkcs8(), "the same key");
    assert_eq!(opened.certificates.len(), certificates);
    let own: Vec<_> = opened.certificates_of(key).collect();
    assert_eq!(own[0].certificate, identity.certificate);
}

fn schemes(opened: &Opened) -> String {
    let names = opened.protection.schemes.iter().map(ToString::to_string);
    names.collect::<Vec<_>>().join(", ")
}

fn refused(bench: &Bench, name: &str, text: &str) -> OpenError {
    match bench.open(name, text) {
        Ok(_) => panic!("{name} opens"),
        Err(error) => error,
    }
}

/// OpenSSL's export of `key.pem` and its chain.
fn export(bench: &Bench, options: &str, password: &str) {
    bench.well(&format!(
        "openssl pkcs12 -export -inkey key.pem -in leaf.pem -certfile root.pem -name fe01 \
         {options} -passout 'pass:{password}' -out theirs.pfx"
    ));
}

#[test]
fn every_encryption_of_openssl_is_opened_and_named() {
    let _ = tool_or_pass!("openssl");
    let legacy = "3DES by SHA-1";
    for (options, schemes_expected, mac, new_windows) in [
        (
            "",
            "AES-256 by PBKDF2 with SHA-256",
            Some(Hash::Sha256),
            true,
        ),
        // As Windows XP to Server 2012 R2 export.
        (
            "-legacy",
            "RC2 with 40 bits by SHA-1, 3DES by SHA-1",
            Some(Hash::Sha1),
            false,
        ),
        (
            "-legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128",
            "RC2 with 128 bits by SHA-1",
            Some(Hash::Sha1),
            false,
        ),
        (
            "-keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-2DES -macalg sha1",
            "3DES with two keys by SHA-1",
            Some(Hash::Sha1),
            false,
        ),
        // Server 2016 calls the password of this one wrong.
        (
            "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha256",
            legacy,
            Some(Hash::Sha256),
            true,
        ),
        (
            "-keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha512",
            "AES-128 by PBKDF2 with SHA-256, AES-192 by PBKDF2 with SHA-256",
            Some(Hash::Sha512),
            true,
        ),
        (
            "-keypbe PBE-SHA1-3DES -certpbe NONE -macalg sha384 -iter 1",
            legacy,
            Some(Hash::Sha384),
            true,
        ),
        (
            "-keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC -macalg sha224 -nomaciter",
            "3DES by PBKDF2 with SHA-256",
            Some(Hash::Sha224),
            true,
        ),
        (
            "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -nomac",
            legacy,
            None,
            false,
        ),
    ] {
        for identity in [&*FRONT_END, &*BORDER] {
            let bench = Bench::with(identity);
            export(&bench, options, SECRET);
            let opened = bench.open("theirs.pfx", SECRET);
            let opened = opened.unwrap_or_else(|error| panic!("{options}: {error}"));
            assert_holds(&opened, identity, 2);
            assert_eq!(schemes(&opened), schemes_expected, "{options}");
            assert_eq!(opened.protection.mac, mac, "{options}");
            let new = opened.protection.needs_windows_server_2019();
            assert_eq!(new, new_windows, "{options}");
            assert_eq!(opened.keys[0].friendly_name.as_deref(), Some("fe01"));
            assert_eq!(opened.keys[0].provider, None);
            for other in ["lync2013 pool", ""] {
                let error = refused(&bench, "theirs.pfx", other);
                assert_eq!(error, OpenError::WrongPassword, "{options}");
            }
        }
    }
}

#[test]
fn what_is_not_encrypted_needs_no_password() {
    let _ = tool_or_pass!("openssl");
    let bench = Bench::with(&BORDER);
    export(&bench, "-keypbe NONE -certpbe NONE -nomac", SECRET);
    let opened = bench.open("theirs.pfx", "any").unwrap();
    assert_holds(&opened, &BORDER, 2);
    assert_eq!(opened.protection, Default::default());
}

#[test]
fn an_export_of_windows_tells_its_provider() {
    let _ = tool_or_pass!("openssl");
    let bench = Bench::with(&FRONT_END);
    let provider = "Microsoft Software Key Storage Provider";
    export(
        &bench,
        &format!("-legacy -keyex -LMK -CSP '{provider}'"),
        SECRET,
    );
    let opened = bench.open("theirs.pfx", SECRET).unwrap();
    assert_holds(&opened, &FRONT_END, 2);
    assert_eq!(opened.keys[0].provider.as_deref(), Some(provider));
    assert_eq!(opened.keys[0].purpose, Some(KeyPurpose::Exchange));
    assert!(opened.keys[0].local_machine);
    export(&bench, "-legacy -keysig", SECRET);
    let opened = bench.open("theirs.pfx", SECRET).unwrap();
    assert_eq!(opened.keys[0].purpose, Some(KeyPurpose::Signature));
    assert!(!opened.keys[0].local_machine);
}

#[test]
fn an_empty_password_and_none_are_both_opened_by_the_empty_one() {
    let _ = tool_or_pass!("openssl");
    let _ = tool_or_pass!("certtool");
    for options in ["-legacy", ""] {
        let bench = Bench::with(&BORDER);
        export(&bench, options, "");
        assert_holds(&bench.open("theirs.pfx", "").unwrap(), &BORDER, 2);
        assert_eq!(refused(&bench, "theirs.pfx", "x"), OpenError::WrongPassword);
    }
    for option in ["--null-password", "--empty-password"] {
        let bench = Bench::with(&BORDER);
        bench.well(&format!(
            "certtool --to-p12 --outder --load-privkey key.pem --load-certificate leaf.pem \
             --p12-name fe01 {option} --outfile theirs.pfx"
        ));
        assert_holds(&bench.open("theirs.pfx", "").unwrap(), &BORDER, 1);
    }
}

#[test]
fn a_password_beyond_ascii_opens_what_was_made_with_it() {
    let _ = tool_or_pass!("openssl");
    for options in ["-legacy", ""] {
        let bench = Bench::with(&BORDER);
        export(&bench, options, "Zürich €");
        assert_holds(&bench.open("theirs.pfx", "Zürich €").unwrap(), &BORDER, 2);
        let error = refused(&bench, "theirs.pfx", "Zurich €");
        assert_eq!(error, OpenError::WrongPassword);
    }
}

#[test]
fn both_encryptions_of_gnutls_are_opened() {
    let _ = tool_or_pass!("certtool");
    for (cipher, schemes_expected) in [
        ("aes-256", "AES-256 by PBKDF2 with SHA-256"),
        ("3des-pkcs12", "3DES by SHA-1"),
    ] {
        let bench = Bench::with(&BORDER);
        bench.well(&format!(
            "certtool --to-p12 --outder --load-privkey key.pem --load-certificate leaf.pem \
             --load-ca-certificate root.pem --p12-name fe01 --pkcs-cipher {cipher} \
             --password '{SECRET}' --outfile theirs.pfx"
        ));
        let opened = bench.open("theirs.pfx", SECRET).unwrap();
        assert_holds(&opened, &BORDER, 2);
        assert_eq!(schemes(&opened), schemes_expected);
        assert_eq!(refused(&bench, "theirs.pfx", "x"), OpenError::WrongPassword);
    }
}

#[test]
fn nss_writes_indefinite_lengths_in_pieces_and_is_opened() {
    let _ = tool_or_pass!("openssl");
    let _ = tool_or_pass!("pk12util");
    for ciphers in [
        "",
        "-c 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC' \
         -C 'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC'",
    ] {
        let bench = Bench::with(&BORDER);
        export(&bench, "", SECRET);
        bench.well("certutil -N -d . --empty-password");
        bench.well(&format!("pk12util -i theirs.pfx -d . -W '{SECRET}'"));
        bench.well(&format!(
            "pk12util -o again.pfx -n fe01 -d . -W '{SECRET}' {ciphers}"
        ));
        assert_eq!(bench.read("again.pfx")[..2], [0x30, 0x80]);
        let opened = bench.open("again.pfx", SECRET);
        let opened = opened.unwrap_or_else(|error| panic!("{ciphers}: {error}"));
        assert_holds(&opened, &BORDER, 2);
        assert_eq!(refused(&bench, "again.pfx", "x"), OpenError::WrongPassword);
    }
}

#[test]
fn several_keys_of_java_are_opened_and_a_secret_is_named() {
    let _ = tool_or_pass!("keytool");
    for (legacy, schemes_expected) in [
        ("", "AES-256 by PBKDF2 with SHA-256"),
        (
            "-J-Dkeystore.pkcs12.legacy",
            "RC2 with 40 bits by SHA-1, 3DES by SHA-1",
        ),
    ] {
        let bench = Bench::new();
        let store =
            format!("-storetype PKCS12 -keystore theirs.pfx -storepass '{SECRET}' {legacy}");
        for name in ["fe01", "fe02"] {
            bench.well(&format!(
                "keytool -genkeypair -alias {name} -keyalg EC -groupname secp256r1 \
                 -dname CN={name}.contoso.net {store}"
            ));
        }
        bench.well(&format!(
            "keytool -genseckey -alias word -keyalg AES -keysize 128 {store}"
        ));
        let opened = bench.open("theirs.pfx", SECRET).unwrap();
        let names: Vec<&str> = opened
            .keys
            .iter()
            .filter_map(|key| key.friendly_name.as_deref())
            .collect();
        assert_eq!(names, ["fe01", "fe02"]);
        for key in &opened.keys {
            let own: Vec<_> = opened.certificates_of(key).collect();
            assert_eq!(own.len(), 1);
            assert_eq!(own[0].local_key_id, key.local_key_id);
        }
        assert_eq!(opened.passed_over, ["a secret that is no key pair"]);
        assert_eq!(schemes(&opened), schemes_expected);
    }
}

#[test]
fn what_is_not_read_is_named() {
    let _ = tool_or_pass!("openssl");
    let bench = Bench::with(&BORDER);
    export(&bench, "-legacy -certpbe PBE-SHA1-RC4-128", SECRET);
    assert_eq!(
        refused(&bench, "theirs.pfx", SECRET).to_string(),
        "the PKCS#12 file uses the encryption `RC4 with 128 bits`, which is not read"
    );
    let leaf = bench.read("leaf.pem");
    bench.write("leaf.pfx", leaf);
    assert_eq!(refused(&bench, "leaf.pfx", SECRET), OpenError::NotPkcs12);
}

#[test]
fn one_changed_octet_in_the_file_of_another_is_damage() {
    let _ = tool_or_pass!("openssl");
    let bench = Bench::with(&BORDER);
    export(&bench, "-legacy", SECRET);
    let mut bytes = bench.read("theirs.pfx");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    bench.write("changed.pfx", bytes);
    let reason = "the password opens it, but its MAC does not fit its contents";
    let error = refused(&bench, "changed.pfx", SECRET);
    assert_eq!(error, OpenError::Damaged { reason });
    let error = refused(&bench, "changed.pfx", "x");
    assert_eq!(error, OpenError::WrongPassword);
}
