//! `pinproof replay`: the exact lines of one case.

use std::io::{IsTerminal, Write};

use pinproof::conformance::client::{Prompt, request_line};
use pinproof::conformance::report::{exit, fails_the_run};
use pinproof::conformance::runner::ask_one;
use pinproof::conformance::text::escaped;
use pinproof::conformance::verdict::Outcome;

use super::{check, find, load_for, word};
use crate::Done;
use crate::args::ReplayArgs;
use crate::output::quiet_when_closed;

pub(crate) fn run(args: &ReplayArgs) -> Done {
    let suite = load_for(&args.from, &args.id)?;
    let test = find(&suite, &args.id)?;
    if args.client.is_empty() {
        let lines = format!(
            "{}\n{}",
            request_line(0, &Prompt::hello()),
            request_line(1, &test.prompt)
        );
        quiet_when_closed(writeln!(anstream::stdout(), "{lines}"))?;
        return Ok(exit::AS_EXPECTED);
    }
    let mut client = check::spawn(&args.client, args.timeout.limit)?;
    // To paste, the line has to be exact; on a terminal it must not move the cursor.
    let exact = !std::io::stdout().is_terminal();
    client.trace(move |line| {
        let line = if exact {
            line.to_owned()
        } else {
            escaped(line).collect()
        };
        let _ = writeln!(anstream::stdout(), "{line}");
    });
    let judgement = ask_one(&mut client, test, &mut pinproof::os_rng());
    let detail = judgement.detail.map(|detail| format!(": {detail}")).unwrap_or_default();
    quiet_when_closed(writeln!(anstream::stdout(), "{}{detail}", word(judgement.outcome)))?;
    Ok(match judgement.outcome {
        Outcome::Pass => exit::AS_EXPECTED,
        Outcome::HarnessError => exit::HARNESS,
        Outcome::NotTested => exit::NOTHING_TESTED,
        // Advice: it would not fail a run either.
        Outcome::Fail if !fails_the_run(test.case.level, test.case.verdict, judgement.did.as_deref(), false) => {
            exit::AS_EXPECTED
        }
        _ => exit::FAILED,
    })
}
