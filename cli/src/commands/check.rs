//! `pinproof check`: a client in another process, or one that connects.

#[cfg(feature = "serve")]
mod listen;

use std::ffi::OsString;
use std::time::Duration;

use pinproof::conformance::client::{RemoteClient, RemoteOptions};
use pinproof::conformance::runner::{self, Plan};
use pinproof::conformance::verdict::Outcome;

use super::baseline::Held;
use super::{plan, selection, suite};
use crate::Done;
use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::output::Report;

pub(crate) fn run(args: &CheckArgs) -> Done {
    let (suite, seed) = suite(&args.run)?;
    let selection = selection(&args.run)?;
    let plan = plan(&args.run, seed, &suite, &selection);
    // Wrong use comes before everything else.
    let held = Held::read(&args.run)?;
    let report = Report::open(&args.run.report)?;
    self_check(&plan)?;
    #[cfg(feature = "serve")]
    if let Some(address) = args.listen.address {
        let listening = listen::Listening::start(address, &args.listen)?;
        let mut client = listening.client(&args.listen, args.timeout.limit)?;
        return report.run(&suite, |progress| {
            let strict = plan.info.strict;
            let results = runner::run(&mut client, &plan, &mut pinproof::os_rng(), &mut |event| {
                listening.tell(&event, strict);
                progress(event);
            });
            drop(client);
            let results = held.apply(results, &suite);
            listening.finish(&results);
            results
        });
    }
    let mut client = spawn(&args.client, args.timeout.limit)?;
    report.run(&suite, |progress| {
        let results = runner::run(&mut client, &plan, &mut pinproof::os_rng(), progress);
        held.apply(results, &suite)
    })
}

/// Starts the client.
pub(super) fn spawn(command: &[OsString], timeout: Duration) -> Result<RemoteClient, Failure> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(Failure::usage("no client", "give the client's command after --"));
    };
    let options = RemoteOptions {
        timeout,
        ..RemoteOptions::default()
    };
    RemoteClient::spawn(program, arguments, options).map_err(|fault| {
        Failure::harness(
            fault.to_string(),
            "run the command after -- by itself: it must start and wait for lines on standard input",
        )
    })
}

/// A client is judged only by vectors that the reference passes.
fn self_check(plan: &Plan<'_>) -> Result<(), Failure> {
    let plan = Plan::cases_only(plan.suite, plan.selection);
    let results = runner::run_reference(&plan, &mut pinproof::os_rng(), &mut |_| {});
    // Advice counts here: what the reference does not do is no measure for others.
    let first = results
        .cases
        .iter()
        .find(|case| !matches!(case.outcome, Outcome::Pass | Outcome::NotTested));
    if first.is_none() && results.faults.is_empty() {
        return Ok(());
    }
    let named = first.map_or_else(
        || results.faults.join("; "),
        |case| format!("{}: {}", case.id, case.detail.as_deref().unwrap_or_default()),
    );
    Err(Failure::self_check(
        format!("the reference device itself does not agree with these vectors: {named}"),
        "no client was judged; run `pinproof` with the same --vectors to see every case, and use the project's own vectors",
    ))
}
