//! A forecast as a machine reads it: one published format.

use schemars::JsonSchema;
use serde::Serialize;
use time::OffsetDateTime;

use crate::forecast::{Event, Forecast, Years};
use crate::schema;

/// The version of the format. A minor step only adds.
const FORMAT_VERSION: &str = "1.0";

/// A forecast.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ForecastDocument {
    /// The version of this format, `MAJOR.MINOR`.
    pub format_version: String,
    /// The moment from which it looks ahead.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub as_of: OffsetDateTime,
    /// The first moment that it does not look at.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub until: OffsetDateTime,
    /// How many renewals there are, by year and issuer.
    pub by_issuer: Vec<YearDocument>,
    /// How many renewals there are, by year and pool; `deployment` for the OAuth certificate,
    /// `issuer` for local authorities.
    pub by_pool: Vec<YearDocument>,
    /// What happens, in order.
    pub events: Vec<EventDocument>,
    /// The ids of what stands still until a person has acted, and is not foretold.
    pub blocked: Vec<String>,
    /// Whether there was more than could be foretold.
    pub is_cut: bool,
}

/// How many renewals something has in a year.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct YearDocument {
    /// The issuer or the pool.
    pub name: String,
    /// The year.
    pub year: i32,
    /// How many.
    pub renewals: usize,
}

/// Something that happens to a certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventDocument {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: OffsetDateTime,
    /// Its stable identity.
    pub id: String,
    /// `issue`, `answer` or `renewal`.
    pub what: String,
    /// The issuer's name.
    pub issuer: String,
    /// The pool's FQDN; null where it belongs to none.
    pub pool: Option<String>,
    /// The last second of the certificate that it follows; null where there is none.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub follows: Option<OffsetDateTime>,
    /// The last second of the one that is made.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub not_after: OffsetDateTime,
    /// The most days that a public authority may give then, where that is less than asked.
    pub limit_days: Option<u32>,
}

impl ForecastDocument {
    /// The document of a forecast.
    pub fn new(forecast: &Forecast<'_>) -> Self {
        let years = |counts: std::collections::BTreeMap<&str, Years>| {
            let counts = counts.into_iter().flat_map(|(name, years)| {
                let years = years.into_iter();
                years.map(move |(year, renewals)| YearDocument {
                    name: name.to_owned(),
                    year,
                    renewals,
                })
            });
            counts.collect()
        };
        let blocked = forecast.blocked.iter();
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            as_of: forecast.as_of,
            until: forecast.until,
            by_issuer: years(forecast.renewals(|event| &event.certificate.issuer)),
            by_pool: years(forecast.renewals(|event| event.pool())),
            events: forecast.events.iter().map(EventDocument::new).collect(),
            blocked: blocked.map(ToString::to_string).collect(),
            is_cut: forecast.is_cut,
        }
    }

    /// The document as text.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("a forecast is plain data");
        text + "\n"
    }
}

impl EventDocument {
    fn new(event: &Event<'_>) -> Self {
        let certificate = event.certificate;
        Self {
            at: event.at,
            id: certificate.id.to_string(),
            what: event.what.name().to_owned(),
            issuer: certificate.issuer.clone(),
            pool: certificate.pool.as_ref().map(ToString::to_string),
            follows: event.follows,
            not_after: event.not_after,
            limit_days: event.limit,
        }
    }
}

/// The JSON schema of a forecast.
pub fn schema() -> String {
    schema::text::<ForecastDocument>("forecert forecast")
}
