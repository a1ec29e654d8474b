//! What a program is told and what it answers, as JSON: the published schema is made from
//! these types.

use std::borrow::Cow;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::issuers::answer::LONGEST_PAUSE;
use crate::issuers::received::{certificates, issued};
use crate::issuers::{Answer, Asked, ServiceError};
use crate::schema;
use crate::x509::Request;

/// The version of the messages.
const VERSION: u8 = 1;

/// What a program is told on its standard input, and what it answers on its standard output.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the schema of both")]
enum Message {
    Told(Told<'static>),
    Said(Said),
}

/// The JSON schema of the messages.
pub fn schema() -> String {
    schema::text::<Message>("forecert command")
}

/// What a program is told on its standard input.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Told<'a> {
    /// The version of these messages: 1.
    pub(super) version: u8,
    /// What it is to do.
    pub(super) action: Action,
    /// The issuer's name in the manifest.
    pub(super) issuer: Cow<'a, str>,
    /// The id of the certificate.
    pub(super) id: Cow<'a, str>,
    /// The version of the certificate, from 1.
    pub(super) generation: u32,
    /// The certificate signing request (PKCS#10, PEM).
    pub(super) request: String,
    /// What the program called the request, where it is asked how that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) handle: Option<Cow<'a, str>>,
    /// The common name that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) common_name: Option<Cow<'a, str>>,
    /// The DNS names that are asked for.
    pub(super) dns: Vec<Cow<'a, str>>,
    /// For how many days the certificate shall hold.
    pub(super) validity_days: u32,
    /// The certificate template's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) template: Option<Cow<'a, str>>,
}

/// What a program is to do.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Action {
    /// Hand the request in.
    Submit,
    /// Say how the request stands that has this handle.
    Poll,
    /// Say what became of the request, which may have been handed in or not.
    Lookup,
}

impl<'a> Told<'a> {
    pub(super) fn new(action: Action, handle: Option<&'a str>, asked: &Asked<'a>) -> Self {
        let contents = asked.request.contents();
        let common_name = contents.subject.common_name();
        Self {
            version: VERSION,
            action,
            issuer: asked.issuer.into(),
            id: asked.id.into(),
            generation: asked.generation,
            request: asked.request.pem(),
            handle: handle.map(Cow::Borrowed),
            common_name: common_name.map(Cow::Borrowed),
            dns: contents.names.iter().map(Into::into).collect(),
            validity_days: asked.validity.whole_days(),
            template: asked.template.map(Cow::Borrowed),
        }
    }
}

/// What a program answers on its standard output.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Said {
    /// It was signed.
    Issued {
        /// The certificate, alone or with those above it (PEM or PKCS#7 in PEM).
        certificate: String,
        /// Those above it (PEM).
        #[serde(default)]
        chain: Option<String>,
    },
    /// Nothing is decided yet.
    Pending {
        /// What the issuer calls the request; handed back with `poll`.
        handle: String,
        /// In how many seconds to ask again; nothing where a person decides.
        #[serde(default)]
        retry_after: Option<u32>,
        /// What the issuer says about it.
        #[serde(default)]
        message: Option<String>,
    },
    /// It will not be signed.
    Denied {
        /// The issuer's own words.
        message: String,
    },
    /// Nothing was handed in; to try again does no harm.
    NotTaken {
        /// Why.
        message: String,
        /// In how many seconds to try again, where the issuer is busy.
        #[serde(default)]
        retry_after: Option<u32>,
    },
    /// To `lookup` only: the request was never handed in.
    NotFound {},
}

impl Said {
    /// The answer; nothing where the request was never handed in.
    pub(super) fn understood(self, request: &Request) -> Result<Option<Answer>, ServiceError> {
        let pause = |seconds: u32| Duration::from_secs(seconds.into()).min(LONGEST_PAUSE);
        let unreadable = |what: &str, why: String| {
            ServiceError::unknown(
                format!("its `{what}` cannot be read: {why}"),
                "see that the program answers with PEM; the issuer may have signed",
            )
        };
        match self {
            Self::Issued { certificate, chain } => {
                let mut all = certificates(certificate.as_bytes())
                    .map_err(|why| unreadable("certificate", why))?;
                let chain = chain.unwrap_or_default();
                let chain =
                    certificates(chain.as_bytes()).map_err(|why| unreadable("chain", why))?;
                all.extend(chain);
                issued(all, request).map(Some)
            }
            Self::Pending { handle, .. } if handle.is_empty() || handle.len() > HANDLE => {
                Err(ServiceError::unknown(
                    format!("its `handle` has {} bytes", handle.len()),
                    "have the program answer with a `handle` by which it finds the request again",
                ))
            }
            Self::Pending {
                handle,
                retry_after,
                message,
            } => Ok(Some(Answer::Pending {
                handle,
                again: retry_after.map(pause),
                words: message,
            })),
            Self::Denied { message } => Ok(Some(Answer::Denied { words: message })),
            Self::NotTaken {
                message,
                retry_after: Some(seconds),
            } => Err(ServiceError::Busy {
                reason: message,
                after: pause(seconds),
            }),
            Self::NotTaken {
                message,
                retry_after: None,
            } => Err(ServiceError::not_taken(
                format!("the program did not hand it in: {message}"),
                "see to what it says, then run `forecert apply` again",
            )),
            Self::NotFound {} => Ok(None),
        }
    }
}

/// A handle is kept in `order.json`: an address of an order fits, a document does not.
const HANDLE: usize = 2_048;
