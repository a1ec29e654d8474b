//! TLS below HTTP: against the roots that are declared or those of the system, with the
//! certificate that the server showed, and a note whether anything of a request was sent.

use std::cell::Cell;
use std::fmt;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_platform_verifier::BuilderVerifierExt;
use ureq::http::Uri;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

thread_local! {
    /// Whether this thread has sent anything of the request at hand. A call blocks its thread
    /// from its first octet to its last.
    static SENT: Cell<bool> = const { Cell::new(false) };
}

/// A request begins.
pub(super) fn nothing_sent() {
    SENT.set(false);
}

/// Whether anything of the request was sent.
pub(super) fn was_sent() -> bool {
    SENT.get()
}

/// What a fault of TLS means, where it is one.
pub(super) fn explained(error: &ureq::Error) -> Option<String> {
    let ureq::Error::Io(error) = error else {
        return None;
    };
    let error = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    let rustls::Error::InvalidCertificate(fault) = error else {
        return Some(error.to_string());
    };
    let shown = fault.to_string();
    Some(match fault {
        CertificateError::UnknownIssuer => {
            "its certificate does not chain to what the connection trusts".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("its certificate has ended ({shown})")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("its certificate is for another name ({shown})")
        }
        _ if shown.contains("CaUsedAsEndEntity") => {
            "its certificate is that of an authority, which is no server's".to_owned()
        }
        _ => format!("its certificate is not taken: {shown}"),
    })
}

/// The certificate that a server showed.
#[derive(Debug, Default)]
pub(super) struct Peer(Mutex<Option<Vec<u8>>>);

impl Peer {
    pub(super) fn certificate(&self) -> Option<Vec<u8>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn shows(&self, certificate: &CertificateDer<'_>) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = Some(certificate.to_vec());
    }
}

/// Puts TLS around a connection where the address says `https`.
pub(super) struct Tls {
    config: Arc<ClientConfig>,
    peer: Arc<Peer>,
    proxy: Option<Uri>,
}

impl Tls {
    /// Trusts these roots (DER), or what the system trusts where there are none. What a proxy
    /// is told, at this address, is nothing of a request.
    pub(super) fn new(
        roots: &[Vec<u8>],
        peer: Arc<Peer>,
        proxy: Option<Uri>,
    ) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let config = if roots.is_empty() {
            let builder = builder.with_platform_verifier();
            let builder = builder.map_err(|error| format!("what the system trusts: {error}"))?;
            builder.with_no_client_auth()
        } else {
            let mut store = RootCertStore::empty();
            for root in roots {
                store
                    .add(CertificateDer::from(root.as_slice()))
                    .map_err(|error| format!("a root of the connection: {error}"))?;
            }
            builder.with_root_certificates(store).with_no_client_auth()
        };
        Ok(Self {
            config: Arc::new(config),
            peer,
            proxy,
        })
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Wire;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Wire>, ureq::Error> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        let to_proxy = self.proxy.as_ref() == Some(details.uri);
        if !details.needs_tls() || transport.is_tls() {
            let way = Way::Plain(transport.boxed());
            return Ok(Some(Wire { way, to_proxy }));
        }
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| ureq::Error::Tls("the address has no name that TLS knows"))?;
        let mut connection =
            ClientConnection::new(self.config.clone(), name).map_err(std::io::Error::other)?;
        let mut socket = TransportAdapter::new(transport.boxed(), details.current_time.clone());
        socket.set_timeout(details.timeout);
        connection.complete_io(&mut socket)?;
        let shown = connection.peer_certificates().and_then(<[_]>::first);
        if let Some(certificate) = shown.filter(|_| !to_proxy) {
            self.peer.shows(certificate);
        }
        let buffers = LazyBuffers::new(
            details.config.input_buffer_size(),
            details.config.output_buffer_size(),
        );
        let way = Way::Tls(Box::new(Secured {
            buffers,
            stream: StreamOwned::new(connection, socket),
        }));
        Ok(Some(Wire { way, to_proxy }))
    }
}

/// A connection.
pub(super) struct Wire {
    way: Way,
    /// Whether it leads to a proxy, and no further.
    to_proxy: bool,
}

enum Way {
    Plain(Box<dyn Transport>),
    Tls(Box<Secured>),
}

struct Secured {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        match &mut self.way {
            Way::Plain(plain) => plain.buffers(),
            Way::Tls(secured) => &mut secured.buffers,
        }
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        if !self.to_proxy {
            SENT.set(true);
        }
        match &mut self.way {
            Way::Plain(plain) => plain.transmit_output(amount, timeout),
            Way::Tls(secured) => {
                secured.stream.get_mut().set_timeout(timeout);
                let output = &secured.buffers.output()[..amount];
                Ok(secured.stream.write_all(output)?)
            }
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        match &mut self.way {
            Way::Plain(plain) => plain.await_input(timeout),
            Way::Tls(secured) => {
                secured.stream.get_mut().set_timeout(timeout);
                let input = secured.buffers.input_append_buf();
                let amount = secured.stream.read(input)?;
                secured.buffers.input_appended(amount);
                Ok(amount > 0)
            }
        }
    }

    fn is_open(&mut self) -> bool {
        match &mut self.way {
            Way::Plain(plain) => plain.is_open(),
            Way::Tls(secured) => secured.stream.get_mut().get_mut().is_open(),
        }
    }

    fn is_tls(&self) -> bool {
        matches!(self.way, Way::Tls(_))
    }
}
