//! A Microsoft enterprise CA, by its web enrolment (`/certsrv/`).
//!
//! A request is posted as the page for experts posts it; the number that the CA gives it is
//! the handle, and how it stands is asked by that: the page that comes instead of a
//! certificate says it in numbers, whatever its language.

mod ntlm;
mod pages;

use zeroize::Zeroizing;

use crate::issuers::http::{Client, Connection, Reply};
use crate::issuers::received::{certificates, issued};
use crate::issuers::{Answer, Asked, Service, ServiceError};
use crate::secret::random;
use crate::x509::{Certificate, armor};

use ntlm::Account;
use pages::{Standing, Submitted};

/// Without a browser's name the CA answers with another type of content.
const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; forecert/",
    env!("CARGO_PKG_VERSION"),
    ")"
);

/// A Microsoft enterprise CA.
pub struct Adcs {
    terms: AdcsTerms,
    connection: Connection,
}

/// Where a web enrolment is, and who enrols.
pub struct AdcsTerms {
    /// Its address, without a slash at the end.
    pub address: String,
    /// By which way to log in.
    pub method: AdcsMethod,
    /// Who enrols: `DOMAIN\user` or `user@domain`.
    pub user: String,
    /// The password.
    pub password: Zeroizing<String>,
}

/// By which way to log in at a web enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdcsMethod {
    /// NTLM, bound to the TLS connection.
    Ntlm,
    /// Basic, within TLS.
    Basic,
}

impl Adcs {
    /// The CA, over this connection.
    pub fn new(terms: AdcsTerms, connection: Connection) -> Self {
        Self { terms, connection }
    }

    /// A client for one conversation: NTLM logs a connection in, and no other.
    fn client(&self) -> Result<Client, ServiceError> {
        Client::new(&self.connection).map_err(|reason| {
            ServiceError::not_taken(reason, "correct `connection` in the manifest")
        })
    }

    fn get(&self, client: &Client, page: &str) -> Result<Reply, ServiceError> {
        self.ask(client, "GET", page, None)
    }

    /// Asks for a page, logged in.
    fn ask(
        &self,
        client: &Client,
        method: &str,
        page: &str,
        form: Option<&[u8]>,
    ) -> Result<Reply, ServiceError> {
        let url = format!("{}/{page}", self.terms.address);
        let reply = match self.terms.method {
            AdcsMethod::Basic => {
                let AdcsTerms { user, password, .. } = &self.terms;
                let both = Zeroizing::new(format!("{user}:{}", password.as_str()));
                let login = Zeroizing::new(format!("Basic {}", armor::base64(both.as_bytes())));
                self.send(client, method, &url, &login, form)?
            }
            AdcsMethod::Ntlm => self.with_ntlm(client, method, &url, form)?,
        };
        match reply.status {
            200 => Ok(reply),
            401 => Err(self.not_let_in(&reply)),
            403 => Err(ServiceError::not_taken(
                format!("`{}` may not use it (HTTP status 403)", self.terms.user),
                "give the user the right to enrol, and see whether the CA wants TLS",
            )),
            404 => Err(ServiceError::not_taken(
                format!("there is no web enrolment at `{}`", self.terms.address),
                "correct `address` in the manifest; the role service is `Certification Authority \
                 Web Enrollment`",
            )),
            _ => Err(reply.refusal(form.is_some())),
        }
    }

    /// The three messages of NTLM, on one connection. What is posted goes with the last.
    fn with_ntlm(
        &self,
        client: &Client,
        method: &str,
        url: &str,
        form: Option<&[u8]>,
    ) -> Result<Reply, ServiceError> {
        let nothing = form.map(|_| &[][..]);
        let first = armor::base64(&ntlm::negotiate());
        let reply = self
            .send(client, method, url, &format!("NTLM {first}"), nothing)
            .map_err(nothing_left)?;
        let (scheme, challenge) = match challenge(&reply) {
            Some(found) => found,
            None if reply.status == 401 && offers(&reply, "Negotiate") => {
                // IIS takes the same messages under the other name.
                let login = format!("Negotiate {first}");
                let reply = self
                    .send(client, method, url, &login, nothing)
                    .map_err(nothing_left)?;
                challenge(&reply).ok_or_else(|| self.no_ntlm(&reply))?
            }
            None => return Err(self.no_ntlm(&reply)),
        };
        let (domain, user) = self
            .terms
            .user
            .split_once('\\')
            .unwrap_or(("", &self.terms.user));
        let account = Account {
            domain,
            user,
            password: &self.terms.password,
        };
        let end_point = client.server_certificate();
        let end_point = end_point.and_then(|der| Certificate::parse(&der).ok());
        let end_point = end_point.map(|certificate| certificate.server_end_point());
        let answer = ntlm::authenticate(
            &account,
            &challenge,
            host(url),
            end_point.as_deref(),
            random(),
        );
        let answer = answer.map_err(|error| {
            ServiceError::not_taken(
                format!("it cannot be logged in at: {error}"),
                "use `method: basic`, or a program around certreq.exe",
            )
        })?;
        let login = Zeroizing::new(format!("{scheme} {}", armor::base64(&answer)));
        self.send(client, method, url, &login, form)
    }

    fn send(
        &self,
        client: &Client,
        method: &str,
        url: &str,
        login: &str,
        form: Option<&[u8]>,
    ) -> Result<Reply, ServiceError> {
        let mut headers = vec![("authorization", login), ("user-agent", USER_AGENT)];
        if form.is_some() {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let reply = client.ask(method, url, &headers, form);
        reply.map_err(|error| error.service_error())
    }

    fn no_ntlm(&self, reply: &Reply) -> ServiceError {
        if reply.status != 401 {
            return reply.refusal(false);
        }
        let offered: Vec<&str> = reply
            .headers("www-authenticate")
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        ServiceError::not_taken(
            format!("it takes no NTLM; it offers {}", offered.join(", ")),
            "enable NTLM, or Basic within TLS (`method: basic`), for `/certsrv/` in IIS; where \
             only Kerberos may be used, take a program around certreq.exe",
        )
    }

    fn not_let_in(&self, reply: &Reply) -> ServiceError {
        let user = &self.terms.user;
        let help = match self.terms.method {
            AdcsMethod::Basic if !offers(reply, "Basic") => {
                "enable Basic for `/certsrv/` in IIS, or use `method: ntlm`"
            }
            AdcsMethod::Basic => "check user and password, and that the account is not locked",
            AdcsMethod::Ntlm => {
                "check user and password, and that the account is not locked. Where a balancer \
                 or an inspecting proxy ends TLS before IIS, `Extended Protection` of `/certsrv/` \
                 refuses what is bound to that connection: reach the CA itself, or set it to \
                 `Accept`"
            }
        };
        ServiceError::not_taken(
            format!("it does not let `{user}` in (HTTP status 401)"),
            help,
        )
    }

    /// The certificate of a request, or how that stands.
    fn fetched(&self, id: &str, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        let client = self.client()?;
        let reply = self.get(&client, &format!("certnew.cer?ReqID={id}&Enc=b64"))?;
        if !is_certificate(&reply) {
            return match pages::standing(&reply.body) {
                Standing::Pending(words) => Ok(Answer::Pending {
                    handle: id.to_owned(),
                    again: None,
                    words: Some(words),
                }),
                Standing::Refused(words) => Ok(Answer::Denied { words }),
                Standing::Unclear(words) => Err(ServiceError::unknown(
                    format!("what it says of request {id} is not understood: {words}"),
                    "look at the request in the CA's console; `forecert accept` takes its \
                     certificate in",
                )),
            };
        }
        let mut all = certificates(&reply.body).map_err(unreadable)?;
        all.extend(self.chain(&client, id));
        issued(all, asked.request)
    }

    /// Those above a certificate. Where they cannot be had, the proof says what is missing.
    fn chain(&self, client: &Client, id: &str) -> Vec<Certificate> {
        let read = |page: &str| {
            let reply = self.get(client, page).ok()?;
            certificates(&reply.body).ok().filter(|all| !all.is_empty())
        };
        read(&format!("certnew.p7b?ReqID={id}&Enc=b64"))
            .or_else(|| {
                let page = self.get(client, "certcarc.asp").ok()?;
                let renewals = pages::renewals(&page.body);
                read(&format!(
                    "certnew.p7b?ReqID=CACert&Renewal={renewals}&Enc=b64"
                ))
            })
            .unwrap_or_default()
    }
}

impl Service for Adcs {
    fn submit(&self, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        let attributes = format!(
            "CertificateTemplate:{}\r\n",
            asked.template.unwrap_or_default()
        );
        let form = form(&[
            ("Mode", "newreq"),
            ("CertRequest", &asked.request.pem()),
            ("CertAttrib", &attributes),
            ("FriendlyType", "Saved-Request Certificate"),
            ("TargetStoreFlags", "0"),
            ("SaveCert", "yes"),
        ]);
        let client = self.client()?;
        let reply = self.ask(&client, "POST", "certfnsh.asp", Some(form.as_bytes()))?;
        if is_certificate(&reply) {
            let all = certificates(&reply.body).map_err(unreadable)?;
            return issued(all, asked.request);
        }
        match pages::submitted(&reply.body) {
            // It is fetched by its number, which is on record by then.
            Submitted::Numbered(id) => Ok(Answer::Pending {
                handle: id,
                again: Some(std::time::Duration::ZERO),
                words: None,
            }),
            Submitted::Refused(words) => Ok(Answer::Denied { words }),
            Submitted::Unclear(words) => Err(ServiceError::unknown(
                format!("its page is not understood: {words}"),
                "look for the request in the CA's console; if it is there, `forecert accept` \
                 takes its certificate in",
            )),
        }
    }

    fn poll(&self, handle: &str, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        if handle.is_empty() || !handle.bytes().all(|octet| octet.is_ascii_digit()) {
            return Err(ServiceError::not_taken(
                format!("`{handle}` is no number of a request"),
                "restore `order.json` from version control or backup",
            ));
        }
        self.fetched(handle, asked)
    }

    fn look_up(&self, _: &Asked<'_>) -> Result<Option<Answer>, ServiceError> {
        Err(ServiceError::unknown(
            "a web enrolment shows nobody a request whose number is lost",
            "look for it in the CA's console",
        ))
    }
}

/// The challenge in a reply, and under which name it came.
fn challenge(reply: &Reply) -> Option<(&'static str, Vec<u8>)> {
    if reply.status != 401 {
        return None;
    }
    reply.headers("www-authenticate").find_map(|line| {
        let (scheme, token) = line.split_once(' ')?;
        let scheme = ["NTLM", "Negotiate"]
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(scheme))?;
        Some((scheme, armor::from_base64(token.trim())?))
    })
}

/// Whether a server offers a way to log in.
fn offers(reply: &Reply, scheme: &str) -> bool {
    let mut lines = reply.headers("www-authenticate");
    lines.any(|line| {
        let offered = line.split_whitespace().next().unwrap_or_default();
        offered.eq_ignore_ascii_case(scheme)
    })
}

/// Before the last message nothing that is asked for has left.
fn nothing_left(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Unknown { reason, help } => ServiceError::NotTaken { reason, help },
        other => other,
    }
}

fn is_certificate(reply: &Reply) -> bool {
    let kind = reply.header("content-type").unwrap_or_default();
    kind.starts_with("application/pkix-cert") || kind.starts_with("application/x-x509-ca-cert")
}

fn unreadable(why: String) -> ServiceError {
    ServiceError::unknown(
        format!("its certificate cannot be read: {why}"),
        "fetch it in a browser, and `forecert accept` it",
    )
}

/// The host in an address, without its port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|octet| octet.is_ascii_digit()) => name,
        _ => host,
    }
}

/// `application/x-www-form-urlencoded`.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        let octets = text.bytes().map(|octet| match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                char::from(octet).to_string()
            }
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        });
        octets.collect::<String>()
    };
    let fields = fields.iter();
    let fields = fields.map(|(name, value)| format!("{name}={}", encoded(value)));
    fields.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::{form, host};

    #[test]
    fn a_form_is_encoded_as_browsers_do() {
        let text = form(&[
            ("Mode", "newreq"),
            ("CertAttrib", "CertificateTemplate:Web Server\r\n+/="),
        ]);
        assert_eq!(
            text,
            "Mode=newreq&CertAttrib=CertificateTemplate%3AWeb+Server%0D%0A%2B%2F%3D"
        );
    }

    #[test]
    fn a_host_stands_without_its_port() {
        assert_eq!(
            host("https://ca01.contoso.net:8443/certsrv/x"),
            "ca01.contoso.net"
        );
        assert_eq!(host("https://ca01/certsrv"), "ca01");
    }
}
