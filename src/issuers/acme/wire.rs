//! ACME over our own HTTP client. The library asks without blocking; what it asks is answered
//! at once, by a call that blocks.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use instant_acme::{Account, BodyWrapper, BytesResponse, Error, HttpClient};
use serde_json::Value;
use ureq::http::Request;

use crate::issuers::ServiceError;
use crate::issuers::http::{Client, HttpError, Reply};

/// Our client, as the library wants one.
pub(super) struct Wire(pub(super) Client);

/// What the library keeps for itself of the last reply to this thread.
#[derive(Default)]
struct Last {
    failure: Option<HttpError>,
    status: u16,
    retry_after: Option<Duration>,
    links: Vec<String>,
    body: Vec<u8>,
}

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

type Answered = Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>>;

impl HttpClient for Wire {
    fn request(&self, request: Request<BodyWrapper<Bytes>>) -> Answered {
        let (parts, mut body) = request.into_parts();
        let body = match done(poll_fn(|context| Pin::new(&mut body).poll_frame(context))) {
            None => Bytes::new(),
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(never)) => match never {},
        };
        let headers = parts.headers.iter();
        let headers: Vec<(&str, &str)> = headers
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        let url = parts.uri.to_string();
        let body = (parts.method == "POST").then_some(&body[..]);
        let answer = answered(self.0.ask(parts.method.as_str(), &url, &headers, body));
        Box::pin(async { answer })
    }
}

fn answered(replied: Result<Reply, HttpError>) -> Result<BytesResponse, Error> {
    let reply = match replied {
        Ok(reply) => reply,
        Err(error) => {
            let shown = error.to_string();
            LAST.replace(Last {
                failure: Some(error),
                ..Last::default()
            });
            return Err(Error::Other(shown.into()));
        }
    };
    LAST.replace(Last {
        failure: None,
        status: reply.status,
        retry_after: reply.retry_after(),
        links: reply.headers("link").map(str::to_owned).collect(),
        body: reply.body.clone(),
    });
    if let Some(to) = reply.redirect() {
        let text = format!("the server sends us to `{to}`, where nobody said to go");
        return Err(Error::Other(text.into()));
    }
    let body = Bytes::from(reply.body.clone());
    Ok(BytesResponse {
        parts: reply.into_parts(),
        body: Box::new(body),
    })
}

/// Runs what waits for nothing but our client, which blocks.
pub(super) fn done<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("it waits for nothing but our client, which blocks"),
    }
}

/// In what time the authority wants to be asked again, as the last reply says.
pub(super) fn retry_after() -> Option<Duration> {
    LAST.with_borrow(|last| last.retry_after)
}

/// The addresses that the last reply gives for other chains (RFC 8555 7.4.2).
pub(super) fn alternates() -> Vec<String> {
    LAST.with_borrow(|last| {
        let links = last.links.iter().flat_map(|line| line.split(','));
        links
            .filter(|link| link.contains("rel=\"alternate\""))
            .filter_map(|link| {
                let (_, rest) = link.split_once('<')?;
                Some(rest.split_once('>')?.0.to_owned())
            })
            .collect()
    })
}

/// What stands at an address, for whoever has the account: the library asks so for orders
/// only, and what it makes of the answer does not matter.
pub(super) fn fetch_bytes(account: &Account, url: &str) -> Vec<u8> {
    LAST.replace(Last::default());
    let _ = done(account.order(url.to_owned()));
    LAST.take().body
}

/// The same, as JSON.
pub(super) fn fetch(account: &Account, url: &str) -> Option<Value> {
    serde_json::from_slice(&fetch_bytes(account, url)).ok()
}

/// What an error means that is no problem in the authority's own words.
pub(super) fn failure(error: &Error) -> ServiceError {
    let (failure, status) = LAST.with_borrow_mut(|last| (last.failure.take(), last.status));
    match failure {
        Some(failure) => failure.service_error(),
        None if status == 404 => ServiceError::not_taken(
            "it knows no such order, or has forgotten it (HTTP status 404)",
            "if the authority has no certificate of it either, withdraw the request and apply \
             again",
        ),
        None if status >= 400 => ServiceError::unknown(
            format!("the server answered with HTTP status {status}"),
            "run `forecert apply` again; if it stays so, ask whoever keeps the authority",
        ),
        None => ServiceError::unknown(
            format!("its answer is none: {error}"),
            "see that `directory` is the address of an ACME directory",
        ),
    }
}
