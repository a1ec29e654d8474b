//! What was ordered of an issuer for one generation: `order.json`. Holds no secret.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The version of the format that this forecert writes.
const FORMAT_VERSION: &str = "1.0";

/// Where an order stands.
///
/// ```text
/// prepared -> submitting -> pending -> (the certificate)
///                  |           |
///                  +-----------+--> denied, unproved
/// any of them -> withdrawn
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderState {
    /// Made, and not handed in yet.
    Prepared,
    /// About to leave; found so after a crash, nobody knows whether it left.
    Submitting,
    /// With the issuer, or about to be answered on the spot.
    Pending,
    /// The issuer refused.
    Denied,
    /// The issuer answered with a certificate that is not what was asked for.
    Unproved,
    /// Closed by a person. A new request may be made.
    Withdrawn,
}

/// The record of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The version of this format, `MAJOR.MINOR`.
    format_version: String,
    /// The issuer's name in the manifest of that day.
    pub issuer: String,
    /// Where it stands.
    pub state: OrderState,
    /// Since when it stands so.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// What the issuer calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The moment before which the issuer is not to be asked again.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    pub poll_after: Option<OffsetDateTime>,
    /// When the issuer wants the certificate renewed that came of it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    pub renew_at: Option<OffsetDateTime>,
    /// The issuer's words on a refusal or a wait, or the person's on a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where the certificate was taken from, if it was not asked for here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// Why an `order.json` cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// Not what forecert writes.
    #[error("it is not an order record: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Written by a later forecert.
    #[error("it has format version {0}; this forecert reads 1")]
    Version(String),
}

impl Order {
    /// A new record.
    pub fn new(issuer: &str, state: OrderState, since: OffsetDateTime) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            issuer: issuer.to_owned(),
            state,
            since: whole_seconds(since),
            handle: None,
            poll_after: None,
            renew_at: None,
            reason: None,
            origin: None,
        }
    }

    /// The same order in another state, for a reason.
    pub fn turned(&self, state: OrderState, reason: Option<&str>, since: OffsetDateTime) -> Self {
        Self {
            reason: reason.map(str::to_owned),
            handle: self.handle.clone(),
            origin: self.origin.clone(),
            ..Self::new(&self.issuer, state, since)
        }
    }

    /// The same record with what the issuer calls it.
    pub fn with_handle(mut self, handle: Option<String>) -> Self {
        self.handle = handle;
        self
    }

    /// The same record with the moment before which the issuer is not to be asked again.
    pub fn with_poll_after(mut self, moment: Option<OffsetDateTime>) -> Self {
        self.poll_after = moment.map(whole_seconds);
        self
    }

    /// The same record with the moment at which the issuer wants the certificate renewed.
    pub fn with_renew_at(mut self, moment: Option<OffsetDateTime>) -> Self {
        self.renew_at = moment.map(whole_seconds);
        self
    }

    /// The record of a certificate that was taken from elsewhere.
    pub fn taken_from(mut self, origin: &str) -> Self {
        self.origin = Some(origin.to_owned());
        self
    }

    /// Reads a record.
    pub fn parse(bytes: &[u8]) -> Result<Self, OrderError> {
        #[derive(Deserialize)]
        struct Version {
            format_version: String,
        }
        let Version { format_version } = serde_json::from_slice(bytes)?;
        if format_version.split('.').next() != Some("1") {
            return Err(OrderError::Version(format_version));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The record as it is written.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("an order is plain data");
        text.push('\n');
        text
    }
}

/// The record is read by people.
fn whole_seconds(moment: OffsetDateTime) -> OffsetDateTime {
    moment.replace_nanosecond(0).expect("zero is a nanosecond")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_order_reads_as_it_was_written() {
        let order = Order::new(
            "public",
            OrderState::Pending,
            datetime!(2026-11-22 17:40:03.5 UTC),
        );
        assert_eq!(Order::parse(order.to_json().as_bytes()).unwrap(), order);
        let withdrawn = order.turned(
            OrderState::Withdrawn,
            Some("wrong SIP domain"),
            datetime!(2026-11-23 8:00 UTC),
        );
        assert!(withdrawn.to_json().contains("\"state\": \"withdrawn\""));
        assert_eq!(
            Order::parse(withdrawn.to_json().as_bytes()).unwrap(),
            withdrawn
        );
    }

    #[test]
    fn an_order_of_a_later_format_is_refused_by_its_version() {
        let text = r#"{"format_version": "2.0", "shape": "new"}"#;
        assert_eq!(
            Order::parse(text.as_bytes()).unwrap_err().to_string(),
            "it has format version 2.0; this forecert reads 1"
        );
    }
}
