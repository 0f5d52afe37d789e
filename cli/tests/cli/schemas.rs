//! The schemas in `vectors/schema/` describe what the program writes and reads.

use std::fs;

use pinproof::conformance::client::{Prompt, Reference, Request, request_line, serve};
use pinproof::conformance::vector::{BESIDE, Suite};
use serde_json::Value;

use crate::support::{PINPROOF, Ran, Vectors, pinproof, real_vectors, satisfies, schema, schemas};

#[test]
fn every_schema_is_one() {
    for (name, contents) in schemas() {
        assert!(jsonschema::meta::is_valid(&contents), "{name}");
        schema(&name);
    }
}

fn satisfies_results(ran: &Ran) -> Value {
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
    satisfies(&schema("results.schema.json"), &report);
    assert_eq!(report["exit"].as_i64(), ran.code.map(i64::from));
    report
}

#[test]
fn reports_of_every_kind() {
    let vectors = Vectors::small();
    let run = ["--vectors", vectors.arg(), "--format", "json"];
    satisfies_results(&pinproof(run).ends(0));
    satisfies_results(&pinproof(run.iter().chain(&["--only", "none"])).ends(5));
    satisfies_results(&pinproof(["check"].iter().chain(&run).chain(&["--", "false"])).ends(3));
    vectors.spoil();
    satisfies_results(&pinproof(run).ends(1));
    let vectors = Vectors::small();
    let check = ["check", "--vectors", vectors.arg(), "--format", "json"];
    let mutant = ["--", PINPROOF, "client", "--mutant", "C11"];
    let report = satisfies_results(&pinproof(check.iter().chain(&mutant)).ends(0));
    assert_eq!(report["totals"]["advisory"], 1);
    // The schema is no rubber stamp.
    let mut wrong = report;
    wrong["cases"][0]["outcome"] = Value::from("perhaps");
    assert!(!schema("results.schema.json").is_valid(&wrong));
}

#[test]
fn reports_of_broken_clients() {
    let vectors = Vectors::echoes();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/fakes/client.sh");
    let arguments = [
        "check",
        "--vectors",
        vectors.arg(),
        "--format",
        "json",
        "--timeout",
        "2",
        "--",
        "sh",
        script,
    ];
    for (fault, code, total) in [
        ("sleeps_at_n30", 1, "hung"),
        ("dies_at_n50", 1, "crashed"),
        ("error_at_n50", 3, "harness_errors"),
        ("claims_nothing", 5, "not_tested"),
        ("logs", 3, "harness_errors"),
        ("unsupported_at_n50", 1, "failed"),
        ("hello_with_escapes", 0, "passed"),
    ] {
        let report = satisfies_results(&pinproof(arguments.iter().chain(&[fault])).ends(code));
        assert!(
            report["totals"][total].as_u64() > Some(0),
            "{fault}: {}",
            report["totals"]
        );
    }
}

#[test]
fn vector_files() {
    let schema = schema("vectors.schema.json");
    for folder in [
        real_vectors(),
        Vectors::small().path().into(),
        Vectors::echoes().path().into(),
    ] {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "json") && !BESIDE.contains(&stem) {
                satisfies(
                    &schema,
                    &serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap(),
                );
            }
        }
    }
}

/// Prompts outside the vectors: hello, the self-test, stop.
fn probes() -> Vec<Prompt> {
    let echo = |bytes: &str| Request::Echo {
        bytes: bytes.to_owned(),
    };
    let mut probes = vec![Prompt::hello()];
    probes.extend([echo("00ff"), echo("0g"), Request::Probe].map(Prompt::probe));
    probes
}

#[test]
fn every_request_and_every_answer() {
    let (request_schema, answer_schema) = (schema("request.schema.json"), schema("answer.schema.json"));
    let small = Suite::from_folder(Vectors::small().path()).unwrap();
    let suite = Suite::embedded().unwrap();
    let mut prompts = probes();
    prompts.extend(
        small
            .cases()
            .iter()
            .chain(suite.cases())
            .map(|test| test.prompt.clone()),
    );
    prompts.push(Prompt::probe(Request::Stop));

    let mut lines = String::new();
    for (id, prompt) in (1..).zip(&prompts) {
        let line = request_line(id, prompt);
        satisfies(&request_schema, &serde_json::from_str(&line).unwrap());
        lines += &line;
        lines += "\n";
    }
    let mut answers = Vec::new();
    serve(lines.as_bytes(), &mut answers, &mut Reference::new()).unwrap();
    let answers = String::from_utf8(answers).unwrap();
    assert_eq!(answers.lines().count(), prompts.len());
    let mut bodies = std::collections::BTreeMap::new();
    for (answer, prompt) in answers.lines().zip(&prompts) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        satisfies(&answer_schema, &answer);
        if let Some(ok) = answer.get("ok") {
            let op = serde_json::to_value(&prompt.request).unwrap()["op"]
                .as_str()
                .unwrap()
                .to_owned();
            let body = bodies
                .entry(op)
                .or_insert_with_key(|op| schema(&format!("answer.schema.json#/$defs/ok:{op}")));
            satisfies(body, ok);
        }
    }
}

/// The page's own examples, as far as they are whole.
#[test]
fn the_examples_of_the_protocol_page() {
    let page = fs::read_to_string(real_vectors().join("PROTOCOL.md")).unwrap();
    let (request_schema, answer_schema) = (schema("request.schema.json"), schema("answer.schema.json"));
    let whole = page
        .lines()
        .filter(|line| line.starts_with("{\"id\":") && !line.contains('…'));
    let mut count = 0;
    for line in whole {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let schema = if value.get("op").is_some() {
            &request_schema
        } else {
            &answer_schema
        };
        satisfies(schema, &value);
        count += 1;
    }
    assert!(count > 20, "{count} examples");
}

/// The reference gives the answers that the page shows.
#[test]
fn the_examples_of_the_protocol_page_are_true() {
    let page = fs::read_to_string(real_vectors().join("PROTOCOL.md")).unwrap();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("{\"id\":")).collect();
    let mut compared = 0;
    for pair in lines.windows(2) {
        let (request, answer) = (pair[0], pair[1]);
        let is_pair = request.contains("\"op\":") && !answer.contains("\"op\":");
        // An input to a session is answered by the session before it, whose wrapped key the page leaves out.
        let hangs_on_others = request.contains("\"hello\"") || request.contains("\"session.input\"");
        if !is_pair || request.contains('…') || answer.contains('…') || hangs_on_others {
            continue;
        }
        let mut given = Vec::new();
        serve(request.as_bytes(), &mut given, &mut Reference::new()).unwrap();
        let given: Value = serde_json::from_slice(&given).unwrap();
        assert_eq!(given, serde_json::from_str::<Value>(answer).unwrap(), "{request}");
        compared += 1;
    }
    assert!(compared >= 8, "{compared} examples");
}

#[test]
fn the_kill_matrix() {
    let text = fs::read_to_string(real_vectors().join("kill_matrix.json")).unwrap();
    satisfies(
        &schema("kill_matrix.schema.json"),
        &serde_json::from_str(&text).unwrap(),
    );
}

#[test]
fn profiles() {
    let schema = schema("profile.schema.json");
    for name in ["enfuce-v3", "aes-iso4"] {
        let profile = pinproof::profile::Profile::built_in(name).unwrap();
        satisfies(&schema, &serde_json::to_value(profile).unwrap());
    }
}

/// The file that `pinproof client` is: its lines over a real pipe are those of `serve`.
#[test]
fn the_client_command_speaks_the_protocol() {
    let lines: Vec<String> = (1..)
        .zip(probes())
        .map(|(id, prompt)| request_line(id, &prompt))
        .collect();
    let mut command = assert_cmd::Command::new(PINPROOF);
    let ran = crate::support::ran(command.arg("client").write_stdin(lines.join("\n"))).ends(0);
    let schema = schema("answer.schema.json");
    assert_eq!(ran.stdout.lines().count(), lines.len());
    for line in ran.stdout.lines() {
        satisfies(&schema, &serde_json::from_str(line).unwrap());
    }
}
