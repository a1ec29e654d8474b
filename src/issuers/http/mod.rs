//! HTTP to an issuer: bounded in time and size, never to another place than the one that is
//! named, and with an account of whether a request has left at all.

mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ureq::config::Config;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, TcpConnector};
use ureq::{Agent, Proxy, ProxyProtocol};

use crate::issuers::ServiceError;
use crate::issuers::answer::LONGEST_PAUSE;
use crate::issuers::received::LIMIT;

use tls::{Peer, Tls};

/// What is said about who asks, where nothing else is wanted.
const USER_AGENT: &str = concat!("forecert/", env!("CARGO_PKG_VERSION"));

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(20);

/// How much of an issuer's words is shown.
const WORDS: usize = 500;

/// How an issuer is reached over HTTP.
#[derive(Clone)]
pub struct Connection {
    /// Roots that its server may chain to (DER); what the system trusts where there are none.
    pub roots: Vec<Vec<u8>>,
    /// The proxy on the way.
    pub proxy: Via,
    /// How long one answer may take.
    pub timeout: Duration,
}

/// The proxy on the way to an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// What the environment says in `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    Environment,
    /// None.
    Direct,
    /// This one.
    Proxy(String),
}

/// A client of one issuer.
pub(super) struct Client {
    agent: Agent,
    peer: Arc<Peer>,
}

/// What a server said.
pub(super) struct Reply {
    pub(super) status: u16,
    parts: ureq::http::response::Parts,
    pub(super) body: Vec<u8>,
}

/// Why a server said nothing.
#[derive(Debug)]
pub(super) struct HttpError {
    /// Whether the request may have reached it.
    pub(super) sent: bool,
    pub(super) reason: String,
}

impl Client {
    /// A client.
    ///
    /// # Errors
    ///
    /// Why there can be none.
    pub(super) fn new(connection: &Connection) -> Result<Self, String> {
        let proxy = match &connection.proxy {
            Via::Environment => Proxy::try_from_env(),
            Via::Direct => None,
            Via::Proxy(url) => {
                let proxy = Proxy::new(url).map_err(|error| format!("the proxy: {error}"))?;
                Some(proxy)
            }
        };
        // It would be passed over, and the server reached without it.
        let goes =
            |proxy: &Proxy| matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https);
        if proxy.as_ref().is_some_and(|proxy| !goes(proxy)) {
            return Err("the environment names a SOCKS proxy, and only HTTP ones are known".into());
        }
        let at = proxy.as_ref().map(|proxy| proxy.uri().clone());
        let config = Config::builder()
            .proxy(proxy)
            .timeout_global(Some(connection.timeout))
            .timeout_connect(Some(CONNECT.min(connection.timeout)))
            .http_status_as_error(false)
            // Where a credential goes, nobody but the manifest decides.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT)
            .accept_encoding("identity")
            .build();
        let peer = Arc::new(Peer::default());
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(Tls::new(&connection.roots, peer.clone(), at)?);
        let agent = Agent::with_parts(config, connector, DefaultResolver::default());
        Ok(Self { agent, peer })
    }

    /// The certificate that the server showed last (DER).
    pub(super) fn server_certificate(&self) -> Option<Vec<u8>> {
        self.peer.certificate()
    }

    /// Asks, and gives what the server said, whatever it was.
    pub(super) fn ask(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Reply, HttpError> {
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let not_sent = |reason: String| HttpError {
            sent: false,
            reason,
        };
        tls::nothing_sent();
        let built = |error: ureq::http::Error| not_sent(error.to_string());
        let replied = match body {
            None => self.agent.run(request.body(()).map_err(built)?),
            Some(body) => self.agent.run(request.body(body).map_err(built)?),
        };
        let mut reply = replied.map_err(|error| failed(&error, connection_failed(&error)))?;
        let limit = u64::try_from(LIMIT).expect("the limit is small");
        let read = reply.body_mut().with_config().limit(limit).read_to_vec();
        let body = read.map_err(|error| failed(&error, false))?;
        let (parts, _) = reply.into_parts();
        Ok(Reply {
            status: parts.status.as_u16(),
            parts,
            body,
        })
    }
}

impl Reply {
    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// All headers of a name.
    pub(super) fn headers<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let all = self.parts.headers.get_all(name);
        all.into_iter().filter_map(|value| value.to_str().ok())
    }

    /// In what time the server wants to be asked again (RFC 9110 10.2.3), where it says so
    /// in seconds.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let seconds = self.header("retry-after")?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds).min(LONGEST_PAUSE))
    }

    /// Where the server would send us, which is never followed.
    pub(super) fn redirect(&self) -> Option<&str> {
        let is_redirect = (300..400).contains(&self.status);
        self.header("location").filter(|_| is_redirect)
    }

    /// All that stands before the body.
    pub(super) fn into_parts(self) -> ureq::http::response::Parts {
        self.parts
    }

    /// The body as text that may be shown: its beginning, in one line.
    pub(super) fn words(&self) -> String {
        shown(&self.body)
    }

    /// What a server means that does not answer as an issuer: it is busy, it sends us
    /// elsewhere, or it fails. `taken`: it may have taken the request all the same.
    pub(super) fn refusal(&self, taken: bool) -> ServiceError {
        let (status, words) = (self.status, self.words());
        let said = match words.is_empty() {
            true => format!("the server answered with HTTP status {status}"),
            false => format!("the server answered with HTTP status {status}: {words}"),
        };
        if status == 429 || (status == 503 && self.retry_after().is_some()) {
            let after = self.retry_after().unwrap_or(BUSY);
            return ServiceError::Busy {
                reason: said,
                after,
            };
        }
        if let Some(to) = self.redirect() {
            return ServiceError::not_taken(
                format!("the server sends us to `{to}`, where nobody said to go"),
                "put the right address into the manifest: no redirect is followed",
            );
        }
        match taken && status >= 500 {
            true => ServiceError::unknown(said, "ask whoever keeps the issuer"),
            false => ServiceError::not_taken(
                said,
                "check the address in the manifest, and the rights of who asks",
            ),
        }
    }
}

/// How long a server is left alone that says it is busy and not for how long.
const BUSY: Duration = Duration::from_secs(10);

impl HttpError {
    /// What that means for a request that was handed in.
    pub(super) fn service_error(self) -> ServiceError {
        let Self { sent, reason } = self;
        match sent {
            false => ServiceError::not_taken(
                format!("it is not reached: {reason}"),
                "check the address, the proxy and what the connection trusts, then run \
                 `forecert apply` again",
            ),
            true => ServiceError::unknown(
                format!("its answer did not come: {reason}"),
                "ask whoever keeps the issuer what became of the request",
            ),
        }
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

fn failed(error: &ureq::Error, not_sent: bool) -> HttpError {
    HttpError {
        sent: !not_sent && tls::was_sent(),
        reason: match error {
            ureq::Error::BodyExceedsLimit(limit) => {
                format!("the answer is longer than {limit} bytes")
            }
            ureq::Error::Timeout(_) => format!("{error}; `timeout` in the manifest says how long"),
            other => tls::explained(other).unwrap_or_else(|| other.to_string()),
        },
    }
}

fn connection_failed(error: &ureq::Error) -> bool {
    use ureq::Timeout;
    matches!(
        error,
        ureq::Error::HostNotFound
            | ureq::Error::ConnectionFailed
            | ureq::Error::ConnectProxyFailed(_)
            | ureq::Error::InvalidProxyUrl
            | ureq::Error::BadUri(_)
            | ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect)
    )
}

/// The beginning of a text that somebody else wrote, in one line.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * WORDS)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut line = words.join(" ");
    if line.len() > WORDS {
        line.truncate(line.floor_char_boundary(WORDS));
        line.push_str(" ...");
    }
    line
}
