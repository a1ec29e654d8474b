//! The object identifiers of PKCS#12 files.

/// data (RFC 5652 4)
pub const DATA: &str = "1.2.840.113549.1.7.1";
/// signedData (RFC 5652 5.1)
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// envelopedData (RFC 5652 6.1)
pub const ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";
/// encryptedData (RFC 5652 8)
pub const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";

/// keyBag (RFC 7292 4.2.1)
pub const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
/// pkcs8ShroudedKeyBag (RFC 7292 4.2.2)
pub const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
/// certBag (RFC 7292 4.2.3)
pub const CERTIFICATE_BAG: &str = "1.2.840.113549.1.12.10.1.3";
/// crlBag (RFC 7292 4.2.4)
pub const CRL_BAG: &str = "1.2.840.113549.1.12.10.1.4";
/// secretBag (RFC 7292 4.2.5)
pub const SECRET_BAG: &str = "1.2.840.113549.1.12.10.1.5";
/// safeContentsBag (RFC 7292 4.2.6)
pub const SAFE_CONTENTS_BAG: &str = "1.2.840.113549.1.12.10.1.6";
/// x509Certificate (RFC 7292 4.2.3)
pub const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";

/// friendlyName (RFC 2985 5.5.1)
pub const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
/// localKeyID (RFC 2985 5.5.2)
pub const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
/// Microsoft: the name of the key's provider
pub const PROVIDER: &str = "1.3.6.1.4.1.311.17.1";
/// Microsoft: the key belongs to the machine
pub const LOCAL_MACHINE: &str = "1.3.6.1.4.1.311.17.2";
/// keyUsage (RFC 5280 4.2.1.3), in a key's PKCS#8 attributes
pub const KEY_USAGE: &str = "2.5.29.15";

/// PBES2 (RFC 8018 A.4)
pub const PBES2: &str = "1.2.840.113549.1.5.13";
/// PBKDF2 (RFC 8018 A.2)
pub const PBKDF2: &str = "1.2.840.113549.1.5.12";
/// PBMAC1 (RFC 8018 A.5)
pub const PBMAC1: &str = "1.2.840.113549.1.5.14";
/// hmacWithSHA1 (RFC 8018 B.1.1), the default
pub const HMAC_SHA1: &str = "1.2.840.113549.2.7";
/// hmacWithSHA256 (RFC 8018 B.1.2)
pub const HMAC_SHA256: &str = "1.2.840.113549.2.9";
