//! The arguments, checked: what is wrong with them is said before anything is served.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use pinproof::issuer::engine::Settings;
use pinproof::page::Origin;
use pinproof::profile::Profile;
use pinproof::secret::SecretText;

use super::credentials::Credentials;
use super::fault::Chosen;
use super::options::ServeArgs;
use super::secret_file;
use crate::commands;
use crate::failure::Failure;

/// The largest style sheet.
const LONGEST_CSS: u64 = 262_144;

/// A key for frames, and who may hold them.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) key: String,
    pub(crate) origin: Origin,
}

/// Where the certificate comes from.
#[derive(Debug)]
pub(crate) enum Tls {
    OwnCertificate { host: String },
    Files { chain: PathBuf, key: PathBuf },
}

/// What the service is to be.
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) origin: Option<Origin>,
    pub(crate) profile: Profile,
    pub(crate) settings: Settings,
    pub(crate) credentials: Credentials,
    pub(crate) drawn: Option<SecretText>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) css: Option<String>,
    pub(crate) tls: Option<Tls>,
    pub(crate) faults: Vec<Chosen>,
}

impl Config {
    /// # Errors
    /// Wrong use.
    pub(crate) fn read(args: &ServeArgs) -> Result<Self, Failure> {
        let loopback = args.listen.ip().is_loopback();
        let tls = tls(args);
        if args.demo && !loopback {
            return Err(Failure::usage(
                format!("--demo on {} would let everybody who reaches it set PINs", args.listen),
                "leave --listen out, or give it 127.0.0.1",
            ));
        }
        if tls.is_none() && !loopback {
            return Err(Failure::usage(
                format!(
                    "{} is not this machine alone, and without TLS anybody can listen",
                    args.listen
                ),
                "add --tls, or leave --listen out",
            ));
        }
        let origin = args.origin.as_deref().map(origin).transpose()?;
        if let Some(origin) = origin
            .as_ref()
            .filter(|origin| args.demo && !is_local(&host_of(origin.as_str())))
        {
            return Err(Failure::usage(
                format!(
                    "--demo needs no credentials, and {} may be open to everybody",
                    origin.as_str()
                ),
                "leave --demo or --origin out",
            ));
        }
        let (credentials, drawn) = Credentials::read(args.credentials.as_deref(), args.bearer_file.as_deref())?;
        let mut settings = Settings::default();
        settings.schedule = args.schedule.into();
        Ok(Self {
            listen: args.listen,
            origin,
            profile: commands::profile(&args.profile)?,
            settings,
            credentials,
            drawn,
            frames: frames(&args.frames)?,
            css: args.css.as_deref().map(style_sheet).transpose()?,
            tls,
            faults: args
                .faults
                .iter()
                .map(|text| Chosen::read(text))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn tls(args: &ServeArgs) -> Option<Tls> {
    match (&args.tls_cert, &args.tls_key) {
        (Some(chain), Some(key)) => Some(Tls::Files {
            chain: chain.clone(),
            key: key.clone(),
        }),
        _ if args.tls => Some(Tls::OwnCertificate {
            host: args
                .origin
                .as_deref()
                .map_or_else(|| args.listen.ip().to_string(), host_of),
        }),
        _ => None,
    }
}

/// The host of an origin, for the certificate.
pub(crate) fn host_of(origin: &str) -> String {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host.trim_matches(['[', ']']).to_owned()
}

/// Whether a host without its port is a name of this machine, for whoever is on it.
pub(crate) fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn origin(text: &str) -> Result<Origin, Failure> {
    Origin::new(text).map_err(|_| {
        Failure::usage(
            format!("`{text}` is no origin as browsers write it"),
            "https://HOST or http://127.0.0.1 with the port where it is not the usual one, and nothing behind it",
        )
    })
}

fn frames(texts: &[String]) -> Result<Vec<Frame>, Failure> {
    let mut frames: Vec<Frame> = Vec::new();
    for text in texts {
        let (key, at) = text.split_once('=').ok_or_else(|| {
            Failure::usage(
                format!("`{text}` is no frame key with its origin"),
                "such as --frame shop=https://shop.example",
            )
        })?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if !(1..=64).contains(&key.len()) || !key.bytes().all(allowed) || frames.iter().any(|frame| frame.key == key) {
            return Err(Failure::usage(
                format!("`{key}` is no frame key, or was given before"),
                "1 to 64 letters, digits, - and _; each key once",
            ));
        }
        frames.push(Frame {
            key: key.to_owned(),
            origin: origin(at)?,
        });
    }
    Ok(frames)
}

fn style_sheet(path: &Path) -> Result<String, Failure> {
    let file = fs::File::open(path).map_err(|error| error.to_string());
    let text = file
        .and_then(|file| secret_file::read_at_most(file, LONGEST_CSS))
        .map_err(|why| {
            Failure::usage(
                format!("--css {}: {why}", path.display()),
                "a style sheet in UTF-8 of at most 256 KiB",
            )
        })?;
    Ok(text.expose().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_origin() {
        assert_eq!(host_of("https://pin.example"), "pin.example");
        assert_eq!(host_of("https://pin.example:8443"), "pin.example");
        assert_eq!(host_of("https://[::1]:8443"), "::1");
    }

    #[test]
    fn names_of_this_machine() {
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "::1"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["pin.example", "localhost.example", "192.0.2.7", "", "::2"] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn frame_keys() {
        let given = |texts: &[&str]| frames(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let read = given(&["a=https://shop.example", "b_2=http://127.0.0.1:81"]).unwrap();
        assert_eq!(read[1].origin.as_str(), "http://127.0.0.1:81");
        let wrong: [&[&str]; 6] = [
            &["a"],
            &["=https://shop.example"],
            &["a b=https://shop.example"],
            &["a=http://shop.example"],
            &["a=https://shop.example/"],
            &["a=https://shop.example", "a=https://other.example"],
        ];
        for texts in wrong {
            assert!(given(texts).is_err(), "{texts:?}");
        }
    }
}
