//! TLS, with a certificate of its own and with files.

use std::net::TcpStream;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
};

use pinproof::message::Scope;
use pinproof::profile::Profile;

use crate::support::device::End;
use crate::support::http::Http;
use crate::support::{Service, after, private_file};

/// Takes the one certificate with this fingerprint.
#[derive(Debug)]
struct Pinned(Vec<u8>, WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if Sha256::digest(end_entity.as_ref()).as_slice() == self.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General("another certificate".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.1)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.1)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.1.supported_schemes()
    }
}

fn connect(service: &Service, fingerprint: Vec<u8>) -> Http<StreamOwned<ClientConnection, TcpStream>> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Pinned(fingerprint, provider.signature_verification_algorithms);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let port = service.address.rsplit_once(':').unwrap().1;
    let stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    Http::over(StreamOwned::new(connection, stream), &service.address)
}

fn bytes(fingerprint: &str) -> Vec<u8> {
    fingerprint
        .split(':')
        .map(|byte| u8::from_str_radix(byte, 16).unwrap())
        .collect()
}

#[test]
fn a_certificate_of_its_own_whose_fingerprint_is_shown() {
    let service = Service::start(&["--tls"]);
    let shown = bytes(after(&service.lines, "SHA-256 "));
    assert!(service.lines.contains(" on https://127.0.0.1:"), "{}", service.lines);
    let health = connect(&service, shown.clone())
        .ask("GET", "/health", &[], b"")
        .unwrap();
    assert_eq!(health.json()["status"], "ok");
    let other = Service::start(&["--tls"]);
    assert!(
        connect(&other, shown).ask("GET", "/health", &[], b"").is_err(),
        "each start has its own"
    );
    // Plain HTTP is no answer, and does not disturb.
    assert!(service.connect().ask("GET", "/health", &[], b"").is_err());
}

#[test]
fn the_files_that_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["pin.example".to_owned()]).unwrap();
    let chain = private_file(folder.path(), "chain.pem", &made.cert.pem());
    let key = private_file(folder.path(), "key.pem", &made.signing_key.serialize_pem());
    let (chain, key) = (chain.to_str().unwrap(), key.to_str().unwrap());
    let service = Service::start(&["--tls-cert", chain, "--tls-key", key, "--origin", "https://pin.example"]);
    let digest = Sha256::digest(made.cert.der()).to_vec();
    let http = &mut connect(&service, digest);
    let (_, plastic) = http.new_card().unwrap();
    let token = http.ask_token(&plastic, Scope::SetPin).unwrap();
    assert_eq!(token.json()["pinURL"], "https://pin.example/pincontrol/v2/pin");
    assert_eq!(
        http.session(&Profile::enfuce_v3(), &plastic, Scope::SetPin, "0739")
            .unwrap(),
        End::Set
    );
}
