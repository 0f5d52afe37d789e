//! The report as JUnit XML.
//!
//! Elements, attributes and their order are those that the schema of Ant's JUnit task asks for, which is the strictest of those
//! in use, so that every reader takes the file.

use std::io::{self, Write};
use std::time::SystemTime;

use pinproof::conformance::report::CaseResult;
use pinproof::conformance::verdict::Outcome;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::view::{View, Weight, file_of, slug_of};
use super::{detects, printable};

/// Writes the report; a suite for each vector file and check, a test for each case.
pub(crate) fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let report = Report {
        view,
        // The schema wants a time without a zone.
        timestamp: now.trim_end_matches('Z'),
    };
    xml.create_element("testsuites").write_inner_content(|xml| {
        let mut id: usize = 0;
        for cases in view.results.cases.chunk_by(|a, b| file_of(&a.id) == file_of(&b.id)) {
            let name = cases.first().map_or("", |case| file_of(&case.id));
            report.suite(xml, id, name, cases)?;
            id = id.saturating_add(1);
        }
        if view.results.faults.is_empty() {
            return Ok(());
        }
        report.faults(xml, id)
    })?;
    writeln!(xml.get_mut())?;
    xml.get_mut().flush()
}

type Xml<'w> = Writer<&'w mut dyn Write>;

struct Report<'a> {
    view: &'a View<'a>,
    timestamp: &'a str,
}

/// What JUnit makes of a case.
enum Status {
    Passed,
    Skipped(String),
    Failed(&'static str, String),
    Broken(String),
}

impl Report<'_> {
    fn status(&self, case: &CaseResult) -> Status {
        let detail = printable(case.detail.as_deref().unwrap_or_default());
        match Weight::of(case, self.view.results.run.strict) {
            None if case.outcome == Outcome::NotTested => Status::Skipped(format!("not tested: {detail}")),
            None => Status::Passed,
            // Advice must be seen and must not fail the job.
            Some(Weight::Advice) => Status::Skipped(format!("advice ({}): {detail}", case.level.name())),
            Some(Weight::Known) => {
                let reason = self
                    .view
                    .results
                    .entry_of(case)
                    .map_or("", |entry| entry.reason.as_str());
                Status::Skipped(format!("known failure ({}): {detail}", printable(reason)))
            }
            Some(Weight::Harness) => Status::Broken(detail),
            Some(weight) => Status::Failed(weight.word(), detail),
        }
    }

    fn suite(&self, xml: &mut Xml<'_>, id: usize, name: &str, cases: &[CaseResult]) -> io::Result<()> {
        let statuses: Vec<Status> = cases.iter().map(|case| self.status(case)).collect();
        let micros = cases.iter().filter_map(|case| case.elapsed_us).sum();
        self.element(xml, id, name, &statuses, micros, |xml| {
            cases
                .iter()
                .zip(&statuses)
                .try_for_each(|(case, status)| self.case(xml, case, status))
        })
    }

    /// What belongs to no case is a suite of its own, so that it cannot be missed.
    fn faults(&self, xml: &mut Xml<'_>, id: usize) -> io::Result<()> {
        let faults = self.view.results.faults.iter();
        let statuses: Vec<Status> = faults.map(|fault| Status::Broken(printable(fault))).collect();
        self.element(xml, id, "run", &statuses, 0, |xml| {
            statuses
                .iter()
                .enumerate()
                .try_for_each(|(index, status)| self.test(xml, "run", &format!("fault-{index}"), 0, status, ""))
        })
    }

    fn element(
        &self,
        xml: &mut Xml<'_>,
        id: usize,
        name: &str,
        statuses: &[Status],
        micros: u64,
        tests: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let count = |wanted: fn(&Status) -> bool| statuses.iter().filter(|status| wanted(status)).count().to_string();
        xml.create_element("testsuite")
            .with_attributes([
                ("name", name),
                ("timestamp", self.timestamp),
                ("hostname", "localhost"),
                ("tests", &statuses.len().to_string()),
                ("failures", &count(|status| matches!(status, Status::Failed(..)))),
                ("errors", &count(|status| matches!(status, Status::Broken(_)))),
                ("skipped", &count(|status| matches!(status, Status::Skipped(_)))),
                ("time", &seconds(micros)),
                ("package", "pinproof"),
                ("id", &id.to_string()),
            ])
            .write_inner_content(|xml| {
                self.properties(xml)?;
                tests(xml)?;
                xml.create_element("system-out").write_empty()?;
                xml.create_element("system-err").write_empty()?;
                Ok(())
            })?;
        Ok(())
    }

    fn properties(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let results = self.view.results;
        let client = self.view.client();
        let seed = results.run.seed.map(|seed| seed.to_string());
        let detects = detects(self.view);
        let all = [
            ("client", Some(client.as_str())),
            ("kit", Some(results.kit.version.as_str())),
            ("vectors", Some(results.vectors.version.as_str())),
            ("vectors.sha256", Some(results.vectors.sha256.as_str())),
            ("seed", seed.as_deref()),
            ("detects", detects.as_deref()),
        ];
        xml.create_element("properties").write_inner_content(|xml| {
            for (name, value) in all {
                let Some(value) = value else { continue };
                xml.create_element("property")
                    .with_attributes([("name", name), ("value", value)])
                    .write_empty()?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn case(&self, xml: &mut Xml<'_>, case: &CaseResult, status: &Status) -> io::Result<()> {
        let mut more = String::new();
        if let Some(test) = self.view.case(&case.id) {
            more.push_str(&format!("\nthe case: {}", printable(&test.case.comment)));
        }
        if let Some(step) = &case.wrong_step {
            let got = step
                .got
                .as_deref()
                .map_or(String::new(), |got| format!(", got {}", printable(got)));
            let (step, expected) = (printable(&step.step), printable(&step.expected));
            more.push_str(&format!("\nfirst wrong step: {step}: expected {expected}{got}"));
        }
        let micros = case.elapsed_us.unwrap_or_default();
        self.test(xml, file_of(&case.id), slug_of(&case.id), micros, status, &more)
    }

    fn test(
        &self,
        xml: &mut Xml<'_>,
        class: &str,
        name: &str,
        micros: u64,
        status: &Status,
        more: &str,
    ) -> io::Result<()> {
        let test = xml.create_element("testcase").with_attributes([
            ("name", name),
            ("classname", class),
            ("time", &seconds(micros)),
        ]);
        let (element, kind, message) = match status {
            Status::Passed => {
                test.write_empty()?;
                return Ok(());
            }
            Status::Skipped(message) => ("skipped", None, message),
            Status::Failed(kind, message) => ("failure", Some(*kind), message),
            Status::Broken(message) => ("error", Some("harness"), message),
        };
        test.write_inner_content(|xml| {
            let inner = xml
                .create_element(element)
                .with_attribute(("message", message.as_str()));
            match kind {
                Some(kind) => inner
                    .with_attribute(("type", kind))
                    .write_text_content(BytesText::new(&format!("{message}{more}")))?,
                None => inner.write_empty()?,
            };
            Ok(())
        })?;
        Ok(())
    }
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
