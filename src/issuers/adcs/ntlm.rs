//! NTLMv2, the client's side, bound to the TLS connection: what IIS takes where no Kerberos
//! is at hand. Ours, since the library that has it (`sspi`) pins pre-releases of what we use.
//!
//! [MS-NLMP] NT LAN Manager (NTLM) Authentication Protocol,
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp>; the binding: RFC 5929 4.

use hmac_digest::{Hmac, KeyInit as _, Mac as _};
use md4::{Digest as _, Md4};
use md5::Md5;
use zeroize::Zeroizing;

/// Who logs in.
pub(super) struct Account<'a> {
    /// The domain; empty where the user has one behind an `@`.
    pub(super) domain: &'a str,
    pub(super) user: &'a str,
    pub(super) password: &'a str,
}

/// Why a challenge cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NtlmError {
    #[error("its challenge is no NTLM message")]
    Malformed,
    #[error("it is older than Windows Vista: its challenge has no time")]
    NoTime,
}

const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";

/// 2.2.2.5: Unicode, the target asked for, NTLM, always sign (which carries the integrity
/// code of the messages), extended session security, target information, version, 128 bit.
/// No key is exchanged: nothing is sealed within TLS.
const FLAGS: u32 = 0x0000_0001
    | 0x0000_0004
    | 0x0000_0200
    | 0x0000_8000
    | 0x0008_0000
    | 0x0080_0000
    | 0x0200_0000
    | 0x2000_0000;

/// 2.2.2.10: a version that says nothing but that it is one (revision 15).
const VERSION: [u8; 8] = [10, 0, 0, 0, 0, 0, 0, 15];

/// 2.2.2.1: ids of attributes.
const EOL: u16 = 0;
const FLAGS_ATTRIBUTE: u16 = 6;
const TIME: u16 = 7;
const TARGET_NAME: u16 = 9;
const CHANNEL_BINDINGS: u16 = 10;

/// That the messages carry an integrity code.
const HAS_INTEGRITY: u32 = 2;

/// Where the payload of an AUTHENTICATE_MESSAGE begins (2.2.1.3).
const PAYLOAD: usize = 88;
const INTEGRITY_AT: usize = 72;

/// The first message (2.2.1.1).
pub(super) fn negotiate() -> Vec<u8> {
    let mut message = SIGNATURE.to_vec();
    message.extend(1_u32.to_le_bytes());
    message.extend(FLAGS.to_le_bytes());
    message.extend([0; 16]); // no domain, no workstation
    message.extend(VERSION);
    message
}

/// The answer to a challenge (2.2.1.3, 3.3.2). `host` is the server's name; `end_point` the
/// hash of its certificate, where there is TLS; `random` eight octets that nobody foresees.
///
/// # Errors
///
/// Where the challenge is none, or has no time.
pub(super) fn authenticate(
    account: &Account<'_>,
    challenge: &[u8],
    host: &str,
    end_point: Option<&[u8]>,
    random: [u8; 8],
) -> Result<Vec<u8>, NtlmError> {
    let server = Challenge::read(challenge)?;
    let target = server.target(host, end_point);
    let key = account.key();
    let mut temp = vec![1, 1, 0, 0, 0, 0, 0, 0];
    temp.extend(server.time);
    temp.extend(random);
    temp.extend([0; 4]);
    temp.extend(&target);
    temp.extend([0; 4]);
    let proof = digest(&key[..], &[&server.nonce, &temp]);
    let session = Zeroizing::new(digest(&key[..], &[&proof]));
    let response = [&proof[..], &temp].concat();

    let mut message = SIGNATURE.to_vec();
    message.extend(3_u32.to_le_bytes());
    let mut payload: Vec<u8> = Vec::new();
    let (domain, user) = (wide(account.domain), wide(account.user));
    // With a time, the old response is zeros (3.1.5.1.2).
    for field in [&[0; 24][..], &response, &domain, &user, &[], &[]] {
        let length = u16::try_from(field.len()).map_err(|_| NtlmError::Malformed)?;
        let at = u32::try_from(PAYLOAD + payload.len()).map_err(|_| NtlmError::Malformed)?;
        message.extend(length.to_le_bytes());
        message.extend(length.to_le_bytes());
        message.extend(at.to_le_bytes());
        payload.extend(field);
    }
    message.extend((FLAGS & server.flags).to_le_bytes());
    message.extend(VERSION);
    message.extend([0; 16]);
    message.extend(payload);
    let integrity = digest(&session[..], &[&negotiate(), challenge, &message]);
    message[INTEGRITY_AT..PAYLOAD].copy_from_slice(&integrity);
    Ok(message)
}

impl Account<'_> {
    /// NTOWFv2 (3.3.2).
    fn key(&self) -> Zeroizing<[u8; 16]> {
        let password = Zeroizing::new(wide(self.password));
        let hash: Zeroizing<[u8; 16]> = Zeroizing::new(Md4::digest(&password[..]).into());
        let who = wide(&(self.user.to_uppercase() + self.domain));
        Zeroizing::new(digest(&hash[..], &[&who]))
    }
}

/// What a challenge says (2.2.1.2).
struct Challenge<'a> {
    flags: u32,
    nonce: [u8; 8],
    /// Attributes, as they came, without their end.
    attributes: Vec<(u16, &'a [u8])>,
    time: [u8; 8],
}

impl<'a> Challenge<'a> {
    fn read(message: &'a [u8]) -> Result<Self, NtlmError> {
        let bad = NtlmError::Malformed;
        let word = |at: usize| {
            let octets = message.get(at..at + 4)?;
            Some(u32::from_le_bytes(octets.try_into().ok()?))
        };
        if !message.starts_with(SIGNATURE) || word(8) != Some(2) {
            return Err(bad);
        }
        let flags = word(20).ok_or(bad)?;
        let nonce = message.get(24..32).ok_or(bad)?;
        let length = message.get(40..42).ok_or(bad)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        let at = usize::try_from(word(44).ok_or(bad)?).map_err(|_| bad)?;
        let end = at.checked_add(length).ok_or(bad)?;
        let mut rest = message.get(at..end).ok_or(bad)?;
        let mut attributes = Vec::new();
        while let [a, b, c, d, behind @ ..] = rest {
            let id = u16::from_le_bytes([*a, *b]);
            let length = usize::from(u16::from_le_bytes([*c, *d]));
            if id == EOL {
                break;
            }
            let (value, others) = behind.split_at_checked(length).ok_or(bad)?;
            attributes.push((id, value));
            rest = others;
        }
        let time = attributes.iter().find(|(id, _)| *id == TIME);
        let time = time.ok_or(NtlmError::NoTime)?.1;
        Ok(Self {
            flags,
            nonce: nonce.try_into().map_err(|_| bad)?,
            time: time.try_into().map_err(|_| bad)?,
            attributes,
        })
    }

    /// The attributes as they are answered: with the binding and the integrity code said.
    fn target(&self, host: &str, end_point: Option<&[u8]>) -> Vec<u8> {
        let ours = [FLAGS_ATTRIBUTE, TARGET_NAME, CHANNEL_BINDINGS];
        let theirs = self.attributes.iter().filter(|(id, _)| !ours.contains(id));
        let mut target = Vec::new();
        let mut put = |id: u16, value: &[u8]| {
            let length = u16::try_from(value.len()).expect("a name or a hash");
            target.extend(id.to_le_bytes());
            target.extend(length.to_le_bytes());
            target.extend(value);
        };
        for (id, value) in theirs {
            put(*id, value);
        }
        put(FLAGS_ATTRIBUTE, &HAS_INTEGRITY.to_le_bytes());
        put(CHANNEL_BINDINGS, &binding(end_point));
        let host: String = host.chars().take(255).collect();
        put(TARGET_NAME, &wide(&format!("HTTP/{host}")));
        put(EOL, &[]);
        target
    }
}

/// MD5 over gss_channel_bindings_struct with `tls-server-end-point`; zeros where there is no
/// TLS (2.2.2.1).
fn binding(end_point: Option<&[u8]>) -> [u8; 16] {
    let Some(hash) = end_point else {
        return [0; 16];
    };
    let data = [b"tls-server-end-point:".as_slice(), hash].concat();
    let length = u32::try_from(data.len()).expect("a prefix and a hash");
    let mut bindings = vec![0; 16]; // neither side has an address
    bindings.extend(length.to_le_bytes());
    bindings.extend(data);
    Md5::digest(&bindings).into()
}

/// HMAC-MD5.
fn digest(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    let mut hmac = Hmac::<Md5>::new_from_slice(key).expect("a key of any length");
    for part in parts {
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

/// UTF-16, little endian.
fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The account of [MS-NLMP] 4.2.1.
    const ACCOUNT: Account<'_> = Account {
        domain: "Domain",
        user: "User",
        password: "Password",
    };

    #[test]
    fn the_key_is_the_one_of_the_specification() {
        // 4.2.4.1.1
        let key = [
            0x0c, 0x86, 0x8a, 0x40, 0x3b, 0xfd, 0x7a, 0x93, 0xa3, 0x00, 0x1e, 0xf2, 0x2e, 0xf0,
            0x2e, 0x3f,
        ];
        assert_eq!(*ACCOUNT.key(), key);
    }

    #[test]
    fn a_challenge_that_is_none_is_refused() {
        let none = |challenge: &[u8]| authenticate(&ACCOUNT, challenge, "ca", None, [0; 8]);
        for challenge in [&b""[..], b"NTLMSSP\0\x02\0\0\0", &[0; 64]] {
            assert_eq!(none(challenge), Err(NtlmError::Malformed));
        }
        let mut old = b"NTLMSSP\0\x02\0\0\0".to_vec();
        old.extend([0; 36]);
        assert_eq!(none(&old), Err(NtlmError::NoTime));
        // One that points behind its end.
        let mut cut = old.clone();
        cut[40] = 9;
        cut[44] = 200;
        assert_eq!(none(&cut), Err(NtlmError::Malformed));
    }

    proptest::proptest! {
        #[test]
        fn no_challenge_is_too_odd(rest in proptest::collection::vec(0u8..=255, 0..200)) {
            let challenge = [&b"NTLMSSP\0\x02\0\0\0"[..], &rest].concat();
            let _ = authenticate(&ACCOUNT, &challenge, "ca", Some(&[7; 32]), [0; 8]);
        }
    }
}
