//! `pinproof mutants`: the deliberately wrong clients.

use std::io::{self, Write};

use pinproof::conformance::mutant::{Section, mutants};
use pinproof::conformance::report::exit;

use crate::Done;
use crate::output::quiet_when_closed;

pub(crate) fn list() -> Done {
    quiet_when_closed(write(&mut anstream::stdout()))?;
    Ok(exit::AS_EXPECTED)
}

fn write(out: &mut dyn Write) -> io::Result<()> {
    for section in Section::ALL {
        let mut of_section = mutants().filter(|mutant| mutant.section == section).peekable();
        if of_section.peek().is_none() {
            continue;
        }
        writeln!(out, "{} {}", section.letter(), section.title())?;
        for mutant in of_section {
            writeln!(out, "  {:22} {} (seen: {})", mutant.id, mutant.title, mutant.seen)?;
        }
    }
    writeln!(out, "{} mutants", mutants().count())
}
