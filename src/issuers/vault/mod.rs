//! A PKI secrets engine of HashiCorp Vault or OpenBao: it signs our requests under a role, at
//! once (`POST /pki/sign/:role`).
//!
//! <https://developer.hashicorp.com/vault/api-docs/secret/pki>,
//! <https://openbao.org/api-docs/secret/pki/>

mod role;

use std::sync::{Mutex, OnceLock, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::issuers::http::{Client, Connection, Reply, shown};
use crate::issuers::received::{certificates, issued};
use crate::issuers::{Answer, Asked, Foresight, Service, ServiceError};

use role::Role;

/// More certificates than this are not looked through for one.
const MOST_LOOKED_THROUGH: usize = 2_000;

/// A PKI secrets engine.
pub struct Vault {
    client: Client,
    terms: VaultTerms,
    /// What the login gave.
    token: Mutex<Option<Zeroizing<String>>>,
    /// What the role says, where the token may read that.
    role: OnceLock<Option<Role>>,
}

/// Where the engine is, and who asks it.
pub struct VaultTerms {
    /// The server, without a slash at the end.
    pub address: String,
    /// Where the engine is mounted.
    pub mount: String,
    /// The role that it signs under.
    pub role: String,
    /// The namespace.
    pub namespace: Option<String>,
    /// How to log in.
    pub login: Login,
}

/// How to log in at a Vault.
pub enum Login {
    /// By a token.
    Token(Zeroizing<String>),
    /// By AppRole.
    AppRole {
        /// Where the method is mounted.
        mount: String,
        /// The role's id.
        role_id: String,
        /// Its secret id.
        secret_id: Zeroizing<String>,
    },
}

/// What the API answers with.
#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Signed {
    certificate: String,
    #[serde(default)]
    issuing_ca: String,
    #[serde(default)]
    ca_chain: Vec<String>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<String>,
}

#[derive(Deserialize)]
struct Stored {
    certificate: String,
}

impl Vault {
    /// The engine, over this connection.
    ///
    /// # Errors
    ///
    /// Why there can be no connection.
    pub fn new(terms: VaultTerms, connection: &Connection) -> Result<Self, ServiceError> {
        let client = Client::new(connection).map_err(|reason| {
            ServiceError::not_taken(reason, "correct `connection` in the manifest")
        })?;
        Ok(Self {
            client,
            terms,
            token: Mutex::default(),
            role: OnceLock::new(),
        })
    }

    /// Calls the API, logged in.
    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Reply, ServiceError> {
        let (token, is_fresh) = self.token()?;
        let reply = self.send(method, path, body, Some(&token))?;
        let may_be_over = matches!(self.terms.login, Login::AppRole { .. }) && !is_fresh;
        if reply.status != 403 || !may_be_over {
            return Ok(reply);
        }
        // A token of an earlier login may have ended since.
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let (token, _) = self.token()?;
        self.send(method, path, body, Some(&token))
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        token: Option<&str>,
    ) -> Result<Reply, ServiceError> {
        let url = format!("{}/v1/{path}", self.terms.address);
        let mut headers = vec![("x-vault-request", "true")];
        headers.extend(token.map(|token| ("x-vault-token", token)));
        let namespace = self.terms.namespace.as_deref();
        headers.extend(namespace.map(|namespace| ("x-vault-namespace", namespace)));
        let body = body.map(|body| Zeroizing::new(body.to_string().into_bytes()));
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        let body = body.as_ref().map(|body| body.as_slice());
        let reply = self.client.ask(method, &url, &headers, body);
        reply.map_err(|error| error.service_error())
    }

    /// The token, and whether it was fetched for this call.
    fn token(&self) -> Result<(Zeroizing<String>, bool), ServiceError> {
        let (mount, role_id, secret_id) = match &self.terms.login {
            Login::Token(token) => return Ok((token.clone(), true)),
            Login::AppRole {
                mount,
                role_id,
                secret_id,
            } => (mount, role_id, secret_id),
        };
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = &*kept {
            return Ok((token.clone(), false));
        }
        let body = json!({ "role_id": role_id, "secret_id": secret_id.as_str() });
        let path = format!("auth/{mount}/login");
        let reply = self.send("POST", &path, Some(&body), None);
        // Nothing that is asked for has left yet, whatever became of the login.
        let reply = reply.map_err(|error| login_failed(&error.to_string()))?;
        if reply.status != 200 {
            return Err(login_failed(&errors(&reply)));
        }
        let answer: Value = serde_json::from_slice(&reply.body)
            .map_err(|error| login_failed(&error.to_string()))?;
        let token = answer["auth"]["client_token"].as_str();
        let token = token.ok_or_else(|| login_failed("the answer has no token"))?;
        let token = Zeroizing::new(token.to_owned());
        *kept = Some(token.clone());
        Ok((token, true))
    }

    fn path(&self, rest: &str) -> String {
        format!("{}/{rest}", self.terms.mount)
    }

    /// What the role says; nothing where the token may not read it.
    fn role(&self) -> Result<Option<&Role>, ServiceError> {
        if let Some(role) = self.role.get() {
            return Ok(role.as_ref());
        }
        let name = &self.terms.role;
        let reply = self.call("GET", &self.path(&format!("roles/{name}")), None)?;
        let role = match reply.status {
            200 => {
                let read = serde_json::from_slice::<Envelope<Role>>(&reply.body);
                read.ok().map(|envelope| envelope.data)
            }
            404 => {
                return Err(ServiceError::not_taken(
                    format!("it has no role `{name}` at `{}`", self.terms.mount),
                    "correct `role`, `mount` or `namespace` in the manifest",
                ));
            }
            429 | 500.. => return Err(reply.refusal(false)),
            _ => None,
        };
        Ok(self.role.get_or_init(|| role).as_ref())
    }

    /// What a status other than 200 means for a request that was handed in.
    fn refused(reply: &Reply) -> Result<Answer, ServiceError> {
        match reply.status {
            400 | 422 => Ok(Answer::Denied {
                words: errors(reply),
            }),
            401 | 403 => Err(ServiceError::not_taken(
                format!("it does not let us in: {}", errors(reply)),
                "check the token or the AppRole, and that its policy has `update` on `sign/ROLE`",
            )),
            404 => Err(ServiceError::not_taken(
                format!("it knows no such path: {}", errors(reply)),
                "correct `mount`, `role` or `namespace` in the manifest",
            )),
            // Sealed, in standby or in maintenance: nothing is signed then.
            503 => Err(ServiceError::not_taken(
                format!("it is sealed or in standby: {}", errors(reply)),
                "have it unsealed, then run `forecert apply` again",
            )),
            _ => Err(reply.refusal(true)),
        }
    }
}

impl Service for Vault {
    fn foresee(&self, asked: &Asked<'_>) -> Result<Foresight, ServiceError> {
        let role = self.role()?;
        Ok(role.map_or_else(Foresight::default, |role| role.foresee(asked)))
    }

    fn submit(&self, asked: &Asked<'_>) -> Result<Answer, ServiceError> {
        let contents = asked.request.contents();
        let names: Vec<&str> = contents.names.iter().map(String::as_str).collect();
        // The request has all of it; a role may take it from here instead.
        let body = json!({
            "csr": asked.request.pem(),
            "common_name": contents.subject.common_name().unwrap_or_default(),
            "alt_names": names.join(","),
            "ttl": format!("{}h", u64::from(asked.validity.whole_days()) * 24),
            "format": "pem",
        });
        let path = self.path(&format!("sign/{}", self.terms.role));
        let reply = self.call("POST", &path, Some(&body))?;
        if reply.status != 200 {
            return Self::refused(&reply);
        }
        let signed = serde_json::from_slice::<Envelope<Signed>>(&reply.body);
        let signed = signed.map_err(|error| unreadable(&error.to_string()))?.data;
        let mut all = vec![signed.certificate, signed.issuing_ca];
        all.extend(signed.ca_chain);
        let all = certificates(all.join("\n").as_bytes()).map_err(|why| unreadable(&why))?;
        issued(all, asked.request)
    }

    fn poll(&self, _: &str, _: &Asked<'_>) -> Result<Answer, ServiceError> {
        Err(ServiceError::not_taken(
            "a Vault answers at once: it keeps no request",
            "withdraw the request, and apply again",
        ))
    }

    fn look_up(&self, asked: &Asked<'_>) -> Result<Option<Answer>, ServiceError> {
        let unknown = |why: &str| {
            ServiceError::unknown(
                format!("what became of the request cannot be looked up: {why}"),
                "ask whoever keeps the Vault; if nothing was signed, withdraw the request and \
                 apply again",
            )
        };
        match self.role()? {
            None => {
                return Err(unknown(
                    "who logs in may not read whether its role keeps anything",
                ));
            }
            Some(role) if role.keeps_nothing() => return Err(unknown("its role has `no_store`")),
            Some(_) => {}
        }
        let reply = self.call("GET", &self.path("certs?list=true"), None)?;
        let serials = match reply.status {
            200 => {
                serde_json::from_slice::<Envelope<Keys>>(&reply.body)
                    .map_err(|error| unreadable(&error.to_string()))?
                    .data
                    .keys
            }
            // So the API says that there is none.
            404 => return Ok(None),
            _ => return Err(unknown(&errors(&reply))),
        };
        if serials.len() > MOST_LOOKED_THROUGH {
            return Err(unknown(&format!(
                "it has signed {} certificates",
                serials.len()
            )));
        }
        let key = asked.request.public_key().id;
        for serial in serials {
            let reply = self.call("GET", &self.path(&format!("cert/{serial}")), None)?;
            if reply.status != 200 {
                return Err(unknown(&errors(&reply)));
            }
            let stored = serde_json::from_slice::<Envelope<Stored>>(&reply.body);
            let Ok(stored) = stored else { continue };
            let found = certificates(stored.data.certificate.as_bytes()).unwrap_or_default();
            if found.iter().any(|one| one.public_key().id == key) {
                let chain = self.call("GET", &self.path("ca_chain"), None)?;
                let chain = certificates(&chain.body).unwrap_or_default();
                return issued([found, chain].concat(), asked.request).map(Some);
            }
        }
        Ok(None)
    }
}

fn login_failed(why: &str) -> ServiceError {
    ServiceError::not_taken(
        format!("the login failed: {why}"),
        "check `login` in the manifest, and that the secret id has not ended",
    )
}

fn unreadable(why: &str) -> ServiceError {
    ServiceError::unknown(
        format!("its answer cannot be read: {why}"),
        "see that the address is that of a Vault or an OpenBao; it may have signed",
    )
}

/// What the API says is wrong.
fn errors(reply: &Reply) -> String {
    #[derive(Deserialize)]
    struct Errors {
        errors: Vec<String>,
    }
    match serde_json::from_slice::<Errors>(&reply.body) {
        Ok(Errors { errors }) if !errors.is_empty() => shown(errors.join("; ").as_bytes()),
        _ => format!("HTTP status {}", reply.status),
    }
}
