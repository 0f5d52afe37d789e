//! `pinproof mutants`.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Vectors, command, pinproof, ran, real_vectors};

#[test]
fn the_matrix_for_people_and_for_programs() {
    let shown = pinproof(["mutants", "matrix", "--only", "E26*"]).ends(0);
    let shown = shown.says(&[
        "E26  lets no run go on over 9 and 0",
        "pin_policy_rules, ",
        ", 0 survive",
    ]);
    let one = pinproof(["mutants", "matrix", "--only", "E26", "--format", "json"]).ends(0);
    let one: Value = serde_json::from_str(&one.stdout).unwrap();
    let text = fs::read_to_string(real_vectors().join("kill_matrix.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let rows = all["mutants"].as_array().unwrap();
    let recorded = rows.iter().find(|row| row["id"] == "E26").unwrap();
    assert_eq!(one["mutants"], json!([recorded]), "{shown}");
}

#[test]
fn wrong_use() {
    pinproof(["mutants", "matrix", "--only", "none"])
        .ends(4)
        .complains(&["no mutant matches `none`", "mutants list"]);
    pinproof(["mutants", "matrix", "--only", "E26", "--check"]).ends(4);
    let elsewhere = TempDir::new().unwrap();
    for arguments in [&["mutants", "gate"][..], &["mutants", "matrix", "--check"]] {
        let ran = ran(command(arguments).current_dir(elsewhere.path())).ends(4);
        ran.complains(&["vectors", "--vectors"]);
    }
    let empty = elsewhere.path().to_str().unwrap();
    pinproof(["mutants", "gate", "--vectors", empty])
        .ends(4)
        .complains(&["no vector file"]);
}

/// Emptied of its cases or of every byte: the gate does not hold without any one vector file.
#[test]
fn every_vector_file_counts() {
    let whole = Vectors::copy_of(&real_vectors());
    for (stem, text) in pinproof::conformance::vector::EMBEDDED {
        let path = whole.path().join(format!("{stem}.json"));
        let mut file: Value = serde_json::from_str(text).unwrap();
        file["groups"] = json!([]);
        for (emptied, problem) in [(String::new(), "cannot be used"), (file.to_string(), "has no case")] {
            fs::write(&path, emptied).unwrap();
            let ran = pinproof(["mutants", "gate", "--vectors", whole.arg()]).ends(1);
            ran.says(&[&format!("{stem}.json: {problem}"), "none was asked, 1 problem"]);
        }
        fs::remove_file(&path).unwrap();
        if stem.starts_with("sample") {
            let json = pinproof(["mutants", "gate", "--vectors", whole.arg(), "--format", "json"]).ends(1);
            let found: Value = serde_json::from_str(&json.stdout).unwrap();
            let expected = json!([{ "kind": "file", "of": format!("{stem}.json"), "text": "is missing" }]);
            assert_eq!(found["problems"], expected);
        }
        fs::write(&path, text).unwrap();
    }
}
