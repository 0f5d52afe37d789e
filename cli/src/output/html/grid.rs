//! Operations against parameter sets.

use std::collections::BTreeMap;

use pinproof::conformance::client::Op;
use pinproof::conformance::verdict::Outcome;

use crate::output::view::{View, Weight, file_of};

pub(super) struct Grid {
    pub(super) title: &'static str,
    pub(super) corner: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<Option<Cell>>,
}

#[derive(Clone)]
pub(super) struct Cell {
    pub(super) class: &'static str,
    pub(super) text: String,
    pub(super) title: String,
    /// The file's failed cases; empty where it has none.
    pub(super) anchor: String,
}

/// Where a file stands.
struct Place {
    grid: usize,
    row: String,
    column: String,
}

const TITLES: [(&str, &str); 4] = [
    ("PIN blocks", "operation"),
    ("Unwrapping the TZPK", "RSA bits"),
    ("Everything else", "operation and set"),
    ("Sessions", "session"),
];

#[derive(Default)]
struct Count {
    file: String,
    passed: usize,
    failed: usize,
    advice: usize,
    not_tested: usize,
}

pub(super) fn grids(view: &View<'_>) -> Vec<Grid> {
    let mut counts: Vec<(Place, Count)> = Vec::new();
    let mut places: BTreeMap<(String, Op), usize> = BTreeMap::new();
    for case in &view.results.cases {
        let file = file_of(&case.id);
        // The kit's own checks ask several operations; they stand in one cell.
        let op = if file.starts_with("kit_") { Op::Echo } else { case.op };
        let index = *places.entry((file.to_owned(), op)).or_insert_with(|| {
            counts.push((
                place(file, case.op),
                Count {
                    file: file.to_owned(),
                    ..Count::default()
                },
            ));
            counts.len().saturating_sub(1)
        });
        let Some((_, count)) = counts.get_mut(index) else {
            continue;
        };
        let counter = match Weight::of(case, view.results.run.strict) {
            Some(Weight::Advice | Weight::Known) => &mut count.advice,
            Some(_) => &mut count.failed,
            None if case.outcome == Outcome::NotTested => &mut count.not_tested,
            None => &mut count.passed,
        };
        *counter = counter.saturating_add(1);
    }
    let grids = TITLES.iter().enumerate().map(|(index, (title, corner))| {
        let own = counts.iter().filter(|(place, _)| place.grid == index);
        let own: Vec<&(Place, Count)> = own.collect();
        if index >= 2 {
            list(title, corner, &own)
        } else {
            grid(title, corner, &own)
        }
    });
    grids.filter(|grid| !grid.rows.is_empty()).collect()
}

/// Rows and columns in the order in which the files name them.
fn grid(title: &'static str, corner: &'static str, counts: &[&(Place, Count)]) -> Grid {
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for (place, _) in counts {
        if !columns.contains(&place.column) {
            columns.push(place.column.clone());
        }
    }
    columns.sort_by_key(|column| (!column.starts_with("iso"), column.clone()));
    for (place, count) in counts {
        let column = columns.iter().position(|column| *column == place.column);
        let row = rows.iter().position(|row| row.name == place.row).unwrap_or_else(|| {
            rows.push(Row {
                name: place.row.clone(),
                cells: vec![None; columns.len()],
            });
            rows.len().saturating_sub(1)
        });
        let slot = column.and_then(|column| rows.get_mut(row).and_then(|row| row.cells.get_mut(column)));
        if let Some(slot) = slot {
            *slot = Some(count.cell());
        }
    }
    Grid {
        title,
        corner,
        columns,
        rows,
    }
}

/// One row a file, where the sets of one operation are not those of another.
fn list(title: &'static str, corner: &'static str, counts: &[&(Place, Count)]) -> Grid {
    let rows = counts.iter().map(|(place, count)| Row {
        name: format!("{} {}", place.row, place.column),
        cells: vec![Some(count.cell())],
    });
    Grid {
        title,
        corner,
        columns: vec!["result".to_owned()],
        rows: rows.collect(),
    }
}

impl Count {
    fn cell(&self) -> Cell {
        let asked = self.passed.saturating_add(self.failed).saturating_add(self.advice);
        let (class, text) = if asked == 0 {
            ("none", "\u{2013}".to_owned())
        } else if self.failed > 0 {
            ("fail", format!("\u{2717} {} of {asked}", self.failed))
        } else if self.advice > 0 {
            ("advice", format!("! {} of {asked}", self.advice))
        } else {
            ("pass", format!("\u{2713} {asked}"))
        };
        let wrong = self.failed > 0 || self.advice > 0;
        Cell {
            class,
            text,
            title: format!(
                "{}: {} passed, {} failed, {} advice, {} not tested",
                self.file, self.passed, self.failed, self.advice, self.not_tested
            ),
            anchor: if wrong { self.file.clone() } else { String::new() },
        }
    }
}

/// Reads the parameter set out of a file's name, from which the operation's own words are taken away.
fn place(file: &str, op: Op) -> Place {
    let words = op.name().replace('.', "_");
    let last = words.rsplit('_').next().unwrap_or_default();
    let set = file
        .strip_prefix(&words)
        .or_else(|| file.strip_suffix(last))
        .unwrap_or(file)
        .trim_matches('_');
    if let Some(session) = file.strip_prefix("judged_") {
        return Place {
            grid: 3,
            row: "session".to_owned(),
            column: session.replace('_', " "),
        };
    }
    if file.starts_with("kit_") {
        return Place {
            grid: 2,
            row: "the kit's own".to_owned(),
            column: file.trim_start_matches("kit_").replace('_', " "),
        };
    }
    match op {
        Op::PinBlockEncode | Op::PinBlockDecode | Op::PinBlockEncrypt | Op::PinBlockDecrypt => Place {
            grid: 0,
            row: op.name().to_owned(),
            column: set.replace('_', " "),
        },
        Op::TzpkUnwrap => {
            let (row, column) = set.split_once('_').unwrap_or((set, ""));
            Place {
                grid: 1,
                row: row.to_owned(),
                column: column.replace("_mgf1", " / MGF1 ").replace('_', " "),
            }
        }
        _ => Place {
            grid: 2,
            row: op.name().to_owned(),
            column: set.replace('_', " "),
        },
    }
}
