//! TLS: with the files that were given, or with a certificate of its own that is made at the start and never written down.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::config::Tls;
use super::secret_file;
use crate::failure::Failure;

/// The largest file of a private key.
const LONGEST_KEY: u64 = 65_536;

/// What a connection is accepted with, and the fingerprint of a certificate that nobody knows yet.
pub(crate) struct Ready {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) fingerprint: Option<String>,
}

/// # Errors
/// Wrong use: files that are no certificate chain with its key.
pub(crate) fn ready(tls: &Tls) -> Result<Ready, Failure> {
    let (chain, key, own) = match tls {
        Tls::OwnCertificate { host } => own(host)?,
        Tls::Files { chain, key } => from_files(chain, key)?,
    };
    let fingerprint = chain
        .first()
        .filter(|_| own)
        .map(|certificate| fingerprint(certificate));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| {
            Failure::usage(
                format!("TLS cannot start: {error}"),
                "--tls-cert takes the chain, its own certificate first, and --tls-key the key of that certificate",
            )
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Ready {
        acceptor: TlsAcceptor::from(Arc::new(config)),
        fingerprint,
    })
}

type Chain = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>, bool);

/// For the host that clients name, and for this machine.
fn own(host: &str) -> Result<Chain, Failure> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).map_err(|error| {
        Failure::usage(
            format!("no certificate for {host}: {error}"),
            "name a host with --origin",
        )
    })?;
    let signing_key: KeyPair = signing_key;
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    Ok((vec![cert.der().clone()], key, true))
}

fn from_files(chain: &Path, key: &Path) -> Result<Chain, Failure> {
    let wrong = |option: &str, path: &Path, why: String| {
        Failure::usage(
            format!("{option} {}: {why}", path.display()),
            "a PEM file; the key's of mode 0600",
        )
    };
    let bytes = fs::read(chain).map_err(|error| wrong("--tls-cert", chain, error.to_string()))?;
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| wrong("--tls-cert", chain, error.to_string()))?;
    if certificates.is_empty() {
        return Err(wrong("--tls-cert", chain, "no certificate in it".to_owned()));
    }
    let text = secret_file::text(key, LONGEST_KEY).map_err(|why| wrong("--tls-key", key, why))?;
    let key = PrivateKeyDer::from_pem_slice(text.expose().as_bytes())
        .map_err(|_| wrong("--tls-key", key, "no private key in it".to_owned()))?;
    Ok((certificates, key, false))
}

/// SHA-256 of the certificate, as browsers show it.
fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(certificate.as_ref());
    let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
