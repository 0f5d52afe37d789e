//! A bar on a terminal, one plain line elsewhere.

use std::io::{IsTerminal, Write, stderr};

use indicatif::{ProgressBar, ProgressStyle};
use pinproof::conformance::runner::Progress;
use pinproof::conformance::verdict::Outcome;

use super::one_line;

/// Progress on standard error.
pub(crate) struct Bar {
    quiet: bool,
    bar: Option<ProgressBar>,
    wrong: u64,
}

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            bar: None,
            wrong: 0,
        }
    }

    pub(crate) fn show(&mut self, event: &Progress<'_>) {
        match event {
            Progress::Started { client, asked } => {
                if self.quiet {
                    return;
                }
                let name = one_line(&client.client.name);
                if stderr().is_terminal() {
                    let bar = ProgressBar::new(u64::try_from(*asked).unwrap_or(u64::MAX));
                    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
                        bar.set_style(style);
                    }
                    bar.set_message(name);
                    self.bar = Some(bar);
                } else {
                    let _ = writeln!(stderr(), "asking {name} {asked} cases");
                }
            }
            Progress::Judged(case) => {
                let wrong = !matches!(case.outcome, Outcome::Pass | Outcome::NotTested);
                self.wrong = self.wrong.saturating_add(u64::from(wrong));
                if let Some(bar) = &self.bar {
                    if wrong {
                        bar.set_message(format!("{} not as expected", self.wrong));
                    }
                    bar.inc(1);
                }
            }
        }
    }

    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
