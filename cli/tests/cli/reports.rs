//! The forms of report, and making one from another.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{PINPROOF, Ran, Vectors, pinproof};

/// A kept run of the reference, or of a client with a bug, over the small vectors.
struct Kept {
    vectors: Vectors,
    folder: TempDir,
}

impl Kept {
    fn run(client: &[&str], code: i32) -> Self {
        let kept = Self {
            vectors: Vectors::small(),
            folder: TempDir::new().unwrap(),
        };
        let results = kept.path("results.json");
        let mut arguments = vec!["check", "--vectors", kept.vectors.arg(), "--format", "json", "--output"];
        arguments.extend([results.to_str().unwrap(), "--"]);
        arguments.extend(client);
        pinproof(arguments).ends(code);
        kept
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn report(&self, format: &str) -> Ran {
        let results = self.path("results.json");
        pinproof([
            "report",
            results.to_str().unwrap(),
            "--vectors",
            self.vectors.arg(),
            "--format",
            format,
        ])
    }
}

fn wrong() -> Kept {
    Kept::run(&[PINPROOF, "client", "--mutant", "D03"], 1)
}

fn right() -> Kept {
    Kept::run(&[PINPROOF, "client"], 0)
}

#[test]
fn every_form_tells_the_outcome_and_ends_with_its_code() {
    let (wrong, right) = (wrong(), right());
    for (format, bad, good) in [
        ("text", "FAIL pin_block_encode_iso0/pin4-pan13 (must)", " 0 failed"),
        ("json", "\"exit\": 1", "\"exit\": 0"),
        ("junit", "<failure message=", "<testcase name="),
        (
            "html",
            "The client does not do what it must.",
            "Everything that was asked came out as expected.",
        ),
        (
            "markdown",
            "cases not as expected</summary>",
            "Everything that was asked came out as expected.",
        ),
        ("badge", " failed</text>", " passed</text>"),
    ] {
        wrong.report(format).ends(1).says(&[bad]);
        right.report(format).ends(0).says(&[good]);
    }
}

#[test]
fn json_from_json_is_the_same() {
    let kept = wrong();
    let again = kept.report("json").ends(1).stdout;
    assert_eq!(again, fs::read_to_string(kept.path("results.json")).unwrap());
}

#[test]
fn html_asks_nobody_for_anything() {
    let html = wrong().report("html").stdout;
    for outside in [
        "src=", "<link", "url(", "@import", "fetch(", "http://", "https://", "<iframe", "<img",
    ] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn foreign_words_are_no_markup() {
    let named = "sed -u 's/pinproof mutant D03/<script>alert(1)<\\/script>]]>/'";
    let client = format!("'{PINPROOF}' client --mutant D03 | {named}");
    let kept = Kept::run(&["sh", "-c", &client], 1);
    for format in ["html", "junit", "badge"] {
        let report = kept.report(format).stdout;
        assert!(!report.contains("<script>alert"), "{format}");
    }
    // In a code span nothing is markup.
    let report = kept.report("markdown").stdout;
    assert_eq!(report.matches("<script>").count(), 1, "{report}");
    assert!(report.contains("pinproof: `<script>alert(1)</script>]]> "), "{report}");
}

#[test]
fn junit_counts_what_it_lists() {
    let xml = wrong().report("junit").stdout;
    let sum = |attribute: &str| -> usize {
        let start = format!(" {attribute}=\"");
        let values = xml.split(&start).skip(1);
        values
            .map(|rest| rest.split('"').next().unwrap().parse::<usize>().unwrap())
            .sum()
    };
    assert_eq!(sum("tests"), xml.matches("<testcase ").count());
    assert_eq!(sum("failures"), xml.matches("<failure ").count());
    assert_eq!(sum("skipped"), xml.matches("<skipped ").count());
    assert_eq!(sum("errors"), 0);
    assert!(sum("failures") > 0);
    assert!(!xml.contains("expected expected"));
}

#[test]
fn a_fault_of_the_run_is_an_error_in_junit() {
    let kept = Kept::run(&["false"], 3);
    kept.report("junit")
        .ends(3)
        .says(&["name=\"fault-0\"", "<error message=\"hello: the client ended"]);
    kept.report("html")
        .ends(3)
        .says(&["What went wrong with the run itself"]);
}

#[test]
fn results_of_other_vectors_or_another_kind_are_refused() {
    let kept = right();
    let results = kept.path("results.json");
    let other = Vectors::echoes();
    pinproof(["report", results.to_str().unwrap(), "--vectors", other.arg()])
        .ends(4)
        .complains(&["is about other vectors", "help: give --vectors"]);
    let broken = kept.path("broken.json");
    fs::write(&broken, "{\"kit\":1}").unwrap();
    pinproof(["report", broken.to_str().unwrap()])
        .ends(4)
        .complains(&["broken.json: not a results file of pinproof"]);
    pinproof(["report", kept.path("none.json").to_str().unwrap()])
        .ends(4)
        .complains(&["cannot read"]);
}

#[test]
fn a_results_file_cannot_write_to_the_terminal_or_into_a_page() {
    let kept = wrong();
    let path = kept.path("results.json");
    let text = fs::read_to_string(&path).unwrap();
    let evil = r"\u001b]0;x\u0007\u202e`|<b>@all";
    let changed = text.replacen("\"detail\": \"", &format!("\"detail\": \"{evil}"), 1);
    assert_ne!(changed, text);
    fs::write(&path, changed).unwrap();
    for format in ["text", "junit", "html", "markdown"] {
        let ran = kept.report(format).ends(1);
        assert!(!ran.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {ran}");
    }
    kept.report("markdown")
        .says(&["`\\u{1b}]0;x\\u{7}\\u{202e}'\\|<b>@all"]);
    // The kit names likely bugs in its own words, and those alone that it knows.
    let mut report: Value = serde_json::from_str(&text).unwrap();
    let markup = Value::from("<img src=x> @all [a](b)");
    for name in ["title", "effect"] {
        report["suspects"][0][name] = markup.clone();
    }
    let mut unknown = report["suspects"][0].clone();
    unknown["mutant"] = markup.clone();
    report["suspects"][0]["same"] = vec![markup.clone()].into();
    report["suspects"].as_array_mut().unwrap().insert(0, unknown);
    for name in ["name", "version"] {
        report["kit"][name] = markup.clone();
    }
    report["vectors"]["version"] = markup;
    fs::write(&path, report.to_string()).unwrap();
    let comment = kept.report("markdown").ends(1).stdout;
    assert!(
        comment.contains("**Behaves like D03**: it fills formats 0 and 2 with 0"),
        "{comment}"
    );
    // Every second piece stands between two backticks.
    let open = |line: &str| line.split('`').step_by(2).any(|piece| piece.contains("<img"));
    assert!(!comment.lines().any(open), "{comment}");
    kept.report("text")
        .ends(1)
        .says(&["\nbehaves like D03: it fills formats 0 and 2 with 0"]);
    // A case that is called like markup is none.
    fs::write(&path, text.replacen("\"id\": \"pin_block", "\"id\": \"`|pin_block", 1)).unwrap();
    kept.report("text").ends(4).complains(&["which is no FILE/CASE"]);
}

#[test]
fn every_report_that_is_read_has_the_same_line_of_what_the_run_could_have_seen() {
    let kept = right();
    let report: Value = serde_json::from_str(&fs::read_to_string(kept.path("results.json")).unwrap()).unwrap();
    let detects = &report["detects"];
    let line = format!(
        "detects {} of {} known bug classes with the capabilities this client declared",
        detects["detected"], detects["known"]
    );
    for format in ["text", "markdown", "html"] {
        kept.report(format).says(&[&line]);
    }
    kept.report("junit")
        .says(&[&format!("<property name=\"detects\" value=\"{line}\"/>")]);
}

#[test]
fn a_report_names_the_smallest_failing_combination() {
    // The small vectors have too few cases to tell a combination from chance.
    let only = "pin_block_encode_iso*/*";
    let kept = right();
    let results = kept.path("encode.json");
    let path = results.to_str().unwrap();
    let check = ["check", "--only", only, "--format", "json", "--output", path, "--"];
    pinproof(check.iter().chain(&[PINPROOF, "client", "--mutant", "D03"])).ends(1);
    let report: Value = serde_json::from_str(&fs::read_to_string(&results).unwrap()).unwrap();
    let of = |value: &Value| value["failing"].as_u64().unwrap();
    let (all, smallest) = (of(&report["combinations"]), &report["combinations"]["smallest"]);
    assert_eq!(smallest[0]["parameters"], serde_json::json!({ "format": "iso0" }));
    let some = of(&smallest[0]);
    for (format, words) in [
        (
            "text",
            format!("{some} of {all} failing cases that must be accepted have format iso0, and"),
        ),
        (
            "markdown",
            format!("\n- **{some} of {all} failing cases** that must be accepted have `format iso0`, and"),
        ),
        ("html", format!("<td>format iso0</td><td>{some} of {all}</td>")),
    ] {
        pinproof(["report", path, "--format", format]).ends(1).says(&[&words]);
        assert!(!kept.report(format).stdout.contains("must be accepted"), "{format}");
    }
}

#[test]
fn a_report_names_the_bug_classes_that_the_run_could_not_see() {
    let kept = right();
    let report: Value = serde_json::from_str(&fs::read_to_string(kept.path("results.json")).unwrap()).unwrap();
    let detects = &report["detects"];
    let unseen = detects["unseen"].as_array().unwrap();
    let number = |name: &str| detects[name].as_u64().unwrap();
    assert_eq!(unseen.len() as u64, number("known") - number("detected"));
    let html = kept.report("html").stdout;
    for class in unseen {
        assert!(
            html.contains(&format!("<code>{}: ", class.as_str().unwrap())),
            "{class}"
        );
    }
    kept.report("text")
        .says(&["declared\nnot seen: A01, A02,", " more, which --format html names\n\n"]);
    // A file from before they were kept.
    let mut older = report.clone();
    older["detects"].as_object_mut().unwrap().remove("unseen");
    fs::write(kept.path("results.json"), older.to_string()).unwrap();
    for format in ["text", "html"] {
        let ran = kept.report(format).ends(0);
        assert!(!ran.stdout.contains("not see"), "{ran}");
    }
}

#[test]
fn requirements_say_what_is_not_covered() {
    let kept = right();
    let text = kept.report("text").stdout;
    assert!(
        text.contains("requirements: ") && text.contains("not asked in this run"),
        "{text}"
    );
    let html = kept.report("html").stdout;
    let report: Value = serde_json::from_str(&fs::read_to_string(kept.path("results.json")).unwrap()).unwrap();
    assert_eq!(report["exit"], 0);
    for why in [
        "out of scope: what the issuer does",
        "untestable: storage cannot be seen",
    ] {
        assert!(html.contains(why), "{why}: {html}");
    }
}
