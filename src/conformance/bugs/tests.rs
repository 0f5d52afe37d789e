#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::conformance::mutant::mutants;

const GOOD: &str = "# C01: does it wrong\n\n## What goes wrong\n\nA.\n\n## What it does\n\nB.\n\n## Where it was seen\n\nC.\n\n\
                    ## How to tell\n\nD.\n\n## Fix\n\n### JavaScript\n\n```js\na\n```\n\n### Kotlin and Java\n\nBefore.\n\n\
                    ```kotlin\n## b\n```\n\nAfter.\n\n### Swift\n\n```swift\nc\n```\n\n### Python\n\n```python\nd\n```\n";

#[test]
fn every_class_has_a_page_and_every_page_a_class() {
    let classes: BTreeSet<&str> = mutants().map(|mutant| mutant.class()).collect();
    let pages: BTreeSet<&str> = EMBEDDED.iter().map(|(class, _)| *class).collect();
    assert_eq!(classes, pages);
    assert_eq!(pages.len(), EMBEDDED.len());
}

#[test]
fn the_list_is_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bugs");
    let files = std::fs::read_dir(folder).unwrap();
    let names: BTreeSet<String> = files
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<String> = EMBEDDED.iter().map(|(class, _)| alloc::format!("{class}.md")).collect();
    assert_eq!(names, listed);
}

#[test]
fn every_page_has_its_form() {
    let wrong: Vec<String> = EMBEDDED
        .iter()
        .filter_map(|(class, text)| Some(alloc::format!("{class}: {}", Page::parse(class, text).err()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_falls_into_its_parts() {
    let page = Page::parse("C01", GOOD).unwrap();
    assert_eq!((page.class.as_str(), page.title.as_str()), ("C01", "does it wrong"));
    assert_eq!([&page.what_goes_wrong, &page.what_it_does], ["A.", "B."]);
    assert_eq!([&page.where_seen, &page.how_to_tell], ["C.", "D."]);
    assert_eq!(page.path(), "docs/bugs/C01.md");
    let fix = page.fix(Language::Java).unwrap();
    assert_eq!([&fix.before, &fix.code, &fix.after], ["Before.", "## b", "After."]);
    assert_eq!(page.fix(Language::Kotlin), Some(fix));
    assert_eq!(page.fix(Language::Python).unwrap().code, "d");
}

#[test]
fn what_is_not_a_page_is_refused() {
    let broken = [
        ("# C01: ", "# C02: "),
        ("## What goes wrong", "Text.\n\n## What goes wrong"),
        ("## What it does", "## What it did"),
        ("\nD.\n", "\n"),
        ("### Swift", "### Rust"),
        ("```js\na\n```", "a"),
        ("```js\na\n```", "```js\n```"),
        ("```js\na\n```", "```js\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n```"),
        ("### Python\n\n```python\nd\n```\n", ""),
        ("d\n```\n", "d\n```\n\n## More\n\nE.\n"),
    ];
    for (good, bad) in broken {
        assert!(GOOD.contains(good), "{good}");
        assert!(Page::parse("C01", &GOOD.replacen(good, bad, 1)).is_err(), "{bad}");
    }
    assert!(page("A99").is_none());
}

#[test]
fn languages_are_known_by_what_clients_call_them() {
    let known = ["js", "TypeScript", "kotlin", "java", "Swift 6", "python"].map(Language::named);
    assert_eq!(
        known,
        [
            Some(Language::JavaScript),
            Some(Language::JavaScript),
            Some(Language::Kotlin),
            Some(Language::Java),
            Some(Language::Swift),
            Some(Language::Python)
        ]
    );
    assert_eq!(Language::named("rust"), None);
}
