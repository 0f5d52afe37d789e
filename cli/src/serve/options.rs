//! Arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use pinproof::issuer::engine::Schedule;

use crate::args::Format;

/// What the service is to be.
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Address and port; port 0 takes a free one. Anything but loopback needs TLS
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8430")]
    pub(crate) listen: SocketAddr,
    /// What the addresses of the pages begin with, when clients do not reach the service under --listen
    #[arg(long, value_name = "URL")]
    pub(crate) origin: Option<String>,
    /// The issuer's profile: enfuce-v3, aes-iso4, or a TOML or JSON file
    #[arg(long, value_name = "NAME|FILE", default_value = "enfuce-v3")]
    pub(crate) profile: String,
    /// A page to try it all out, at /demo; for loopback only
    #[arg(long)]
    pub(crate) demo: bool,
    /// Addresses under /admin, behind the credentials: embossing run, clock, faults, report
    #[arg(long)]
    pub(crate) admin: bool,
    /// When embossing runs are due
    #[arg(long, value_enum, default_value_t = ScheduleName::Hourly)]
    pub(crate) schedule: ScheduleName,
    /// A file with the line USER:PASSWORD that back ends show; without it, a password is drawn and shown
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,
    /// A file with one line, a bearer token (RFC 6750) that back ends may show in place of user and password
    #[arg(long, value_name = "FILE")]
    pub(crate) bearer_file: Option<PathBuf>,
    /// A key that was agreed for frames, and the one origin that may hold the frame; may be given again
    #[arg(long = "frame", value_name = "KEY=ORIGIN")]
    pub(crate) frames: Vec<String>,
    /// A style sheet of the issuer for the pages
    #[arg(long, value_name = "FILE")]
    pub(crate) css: Option<PathBuf>,
    /// Keep the records in this SQLite file; without it they end with the process
    #[arg(long, value_name = "FILE", requires = "key_file")]
    pub(crate) db: Option<PathBuf>,
    /// The key that PINs are encrypted under in the file: 64 hex digits, mode 0600, in another folder than the file
    #[arg(long, value_name = "FILE", requires = "db")]
    pub(crate) key_file: Option<PathBuf>,
    /// HTTPS, with a certificate that is made at the start unless files are given
    #[arg(long)]
    pub(crate) tls: bool,
    /// The certificate chain as PEM, with --tls-key
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's private key as PEM, mode 0600
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Misbehave: NAME, or NAME@STEP for one of page, tzpk, set, view; may be given again; `list` lists them
    #[arg(long = "fault", value_name = "NAME[@STEP]")]
    pub(crate) faults: Vec<String>,
    /// How long the fault `late` holds an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = crate::args::seconds)]
    pub(crate) fault_delay: Duration,
    /// Requests that one control token may make at once; one more each second
    #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rate: u32,
    /// Requests of devices that one address may make each second
    #[arg(long, value_name = "N", default_value = "200", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) peer_rate: u32,
    /// Requests of devices from all addresses together each second
    #[arg(long, value_name = "N", default_value = "2000", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) device_rate: u32,
    /// Wrong credentials that one address may show at once; one more each second
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) wrong_credentials: u32,
    /// Entries of the audit trail that --db keeps; the oldest go first
    #[arg(long, value_name = "N", default_value = "1000000", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) audit_entries: u32,
    /// Judge the sessions of clients, and write the report to this file at the end
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Form of that report
    #[arg(long, value_enum, default_value_t = Format::Html)]
    pub(crate) format: Format,
    /// How much is logged to standard error
    #[arg(long, value_enum, default_value_t = LogLevel::Info)]
    pub(crate) log: LogLevel,
    /// Form of the log
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// When embossing runs are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScheduleName {
    /// 03:00 UTC, as in production
    Daily,
    /// Every full hour, as in the issuer's test environment
    Hourly,
    /// Only when /admin/emboss or the demo asks for one
    OnDemand,
}

impl From<ScheduleName> for Schedule {
    fn from(name: ScheduleName) -> Self {
        match name {
            ScheduleName::Daily => Self::Daily,
            ScheduleName::Hourly => Self::Hourly,
            ScheduleName::OnDemand => Self::OnDemand,
        }
    }
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    /// Nothing
    Off,
    /// What went wrong in the service
    Error,
    /// And what it refused
    Warn,
    /// And the audit trail
    Info,
    /// And each request
    Debug,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}
