//! `pinproof serve`: the issuer's service on the library's engine, over HTTP.
//!
//! One thread owns the engine ([`desk`]); everything else is asynchronous and hands its work over there.

mod admin;
mod app;
pub(crate) mod assets;
mod clock;
mod config;
mod context;
mod core;
mod credentials;
mod demo;
mod desk;
mod fault;
mod frame;
mod guesses;
mod headers;
mod incoming;
mod judged;
mod limit;
mod listen;
mod log;
mod metrics;
mod openapi;
pub(crate) mod options;
mod page;
mod records;
mod reply;
mod route;
mod secret_file;
mod stop;
mod tls;
mod wire;

use std::fs::File;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use pinproof::conformance::report::exit;

use crate::Done;
use crate::args::Format;
use crate::failure::Failure;

use app::Service;
use config::Config;
use judged::Judged;
use options::ServeArgs;

/// Serves until it is told to stop.
pub(crate) fn run(args: &ServeArgs) -> Done {
    if fault::asked_for_list(&args.faults) {
        return crate::output::quiet_when_closed(fault::list(&mut anstream::stdout())).map(|()| exit::AS_EXPECTED);
    }
    let config = Config::read(args)?;
    log::start(args.log, args.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| broken(format!("no runtime: {error}")))?;
    runtime.block_on(serve(args, config))
}

async fn serve(args: &ServeArgs, config: Config) -> Done {
    let listener = listen::bind(config.listen).await?;
    let address = listener
        .local_addr()
        .map_err(|error| broken(format!("the socket has no address: {error}")))?;
    let tls = config.tls.as_ref().map(tls::ready).transpose()?;
    let (acceptor, fingerprint) = tls.map_or((None, None), |tls| (Some(tls.acceptor), tls.fingerprint));
    let report = args.report.as_deref().map(Report::open).transpose()?;
    let (service, worker) = Service::start(args, config, address, fingerprint)?;
    if let Some(report) = &report {
        report.empty()?;
    }
    let service = Arc::new(service);
    if args.demo {
        demo::new_card(&service)
            .await
            .map_err(|_| broken("the demo's card could not be made"))?;
    }
    // Whoever reads that it serves may end it at once.
    let stop = stop::asked()?;
    announce(&service, args, address)?;
    let housekeeping = tokio::spawn(app::keep_house(Arc::clone(&service)));
    listen::run(listener, acceptor, Arc::clone(&service), stop).await;
    housekeeping.abort();
    let code = match report {
        Some(report) => report.write(&service.judged, args.format),
        None => Ok(exit::AS_EXPECTED),
    };
    service.desk.close().await;
    let ended = tokio::task::spawn_blocking(move || worker.end()).await;
    if !matches!(ended, Ok(true)) {
        return Err(broken("the last records could not be written"));
    }
    tracing::info!("stopped");
    code
}

/// The file of the report, opened before anything is served. What stood in it stays until there is a service to report on.
struct Report<'a>(&'a Path, File);

impl<'a> Report<'a> {
    fn open(path: &'a Path) -> Result<Self, Failure> {
        let opened = File::options().write(true).create(true).truncate(false).open(path);
        opened
            .map(|file| Self(path, file))
            .map_err(|error| Self::cannot(path, &error))
    }

    fn empty(&self) -> Result<(), Failure> {
        // A pipe or a terminal has nothing to empty.
        let emptied = self.1.metadata().and_then(|found| match found.is_file() {
            true => self.1.set_len(0),
            false => Ok(()),
        });
        emptied.map_err(|error| Self::cannot(self.0, &error))
    }

    fn write(mut self, judged: &Judged, format: Format) -> Done {
        judged
            .write(&mut self.1, format)
            .map_err(|error| Self::cannot(self.0, &error))
    }

    fn cannot(path: &Path, error: &io::Error) -> Failure {
        Failure::usage(
            format!("cannot write {}: {error}", path.display()),
            "give --report a file in a folder that exists",
        )
    }
}

/// What a person has to know, on standard output. Logs go to standard error.
fn announce(service: &Service, args: &ServeArgs, address: SocketAddr) -> Result<(), Failure> {
    let mut lines = vec![
        format!("pinproof serves {} on {}", service.profile.name, service.origin),
        format!("listening on {address}"),
    ];
    if let Some(fingerprint) = &service.fingerprint {
        lines.push(format!("certificate of its own, SHA-256 {fingerprint}"));
    }
    if let Some(drawn) = &service.drawn_credentials {
        lines.push(format!(
            "credentials of the back end, for this run only: {}",
            drawn.expose()
        ));
    }
    if args.demo {
        lines.push(format!("open {}/demo", service.origin));
    }
    lines.push("ends on Ctrl-C".to_owned());
    let text = lines.join("\n");
    tracing::info!(%address, profile = service.profile.name, "serving");
    if !cfg!(feature = "pages") {
        let _ = writeln!(anstream::stderr(), "{}", page::HOW_TO_ADD);
    }
    let mut out = anstream::stdout();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    crate::output::quiet_when_closed(written)
}

fn broken(what: impl Into<String>) -> Failure {
    Failure::harness(what, "the log on standard error may say more; start the service again")
}
