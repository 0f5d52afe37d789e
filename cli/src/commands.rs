//! One module a command, and what they share.

pub(crate) mod baseline;
pub(crate) mod check;
pub(crate) mod client;
pub(crate) mod diff;
pub(crate) mod explain;
mod lint;
pub(crate) mod merge;
pub(crate) mod mutants;
pub(crate) mod replay;
pub(crate) mod report;
mod results;
pub(crate) mod run;
pub(crate) mod vectors;

use std::path::Path;

use pinproof::conformance::report::{Results, RunInfo};
use pinproof::conformance::runner::Plan;
use pinproof::conformance::vector::{Selection, Suite, TestCase};
use pinproof::profile::Profile;
use pinproof::rand_core::Rng as _;
use serde::Serialize;
use serde_json::Value;

use crate::args::{CaseFrom, RunArgs, VectorsFrom};
use crate::failure::Failure;

/// The vectors in the folder that was asked for, or those inside the program.
fn load(from: &VectorsFrom) -> Result<Suite, Failure> {
    match &from.vectors {
        Some(folder) => Suite::from_folder(folder).map_err(|error| {
            Failure::usage(
                format!("these vectors cannot be used: {error}"),
                "give --vectors a folder of vector files of this version, such as the project's vectors/",
            )
        }),
        None => Suite::embedded().map_err(|error| {
            Failure::self_check(
                format!("the vectors inside this program are broken: {error}"),
                "build the program again from a clean checkout",
            )
        }),
    }
}

/// The vectors of a run with its fresh cases, and the seed of those. Vectors that somebody brings, and parts of a run, which
/// must all have the same cases, have none unless a seed is given.
fn suite(run: &RunArgs) -> Result<(Suite, Option<u64>), Failure> {
    let suite = load(&run.vectors)?;
    let alone = run.vectors.vectors.is_none() && run.shard.is_none();
    let seed = run.seed.or_else(|| alone.then(draw_seed));
    let suite = match seed {
        Some(seed) => with_fresh(suite, seed, run.deep)?,
        None => suite,
    };
    Ok((suite, seed))
}

/// The vectors in which a case is looked up by its id.
fn load_for(from: &CaseFrom, id: &str) -> Result<Suite, Failure> {
    let suite = load(&from.vectors)?;
    match from.seed {
        Some(seed) => {
            let file = id.split('/').next().unwrap_or_default();
            with_fresh(suite, seed, ["_3072", "_4096"].iter().any(|size| file.ends_with(size)))
        }
        None if id.starts_with("fresh_") && !suite.cases().iter().any(|test| test.id == id) => Err(Failure::usage(
            format!("`{id}` is a fresh case"),
            "give the --seed that the report prints",
        )),
        None => Ok(suite),
    }
}

/// The vectors with the fresh cases that a run had.
fn with_fresh_of(results: &Results, suite: Suite) -> Result<Suite, Failure> {
    match results.run.seed {
        Some(seed) => with_fresh(suite, seed, results.run.deep),
        None => Ok(suite),
    }
}

fn with_fresh(suite: Suite, seed: u64, deep: bool) -> Result<Suite, Failure> {
    suite
        .with_fresh(seed, deep)
        .map_err(|error| Failure::usage(error.to_string(), "leave --seed out to run with these vectors alone"))
}

/// A seed that is short enough to type.
fn draw_seed() -> u64 {
    u64::from(pinproof::os_rng().next_u32())
}

/// The cases that were asked for.
fn selection(run: &RunArgs) -> Result<Selection, Failure> {
    let profile = run.profile.as_deref().map(profile).transpose()?;
    Ok(Selection {
        only: run.only.clone(),
        profile,
        shard: run.shard,
        deep: run.deep,
    })
}

/// What is asked, and how.
fn plan<'a>(run: &RunArgs, seed: Option<u64>, suite: &'a Suite, selection: &'a Selection) -> Plan<'a> {
    // Vectors of somebody's own are asked alone, unless a seed asks for more.
    let checks = run.vectors.vectors.is_none() || run.seed.is_some();
    Plan {
        info: RunInfo {
            checks,
            seed,
            deep: run.deep,
            strict: run.strict,
            shard: run.shard,
        },
        ..Plan::new(suite, selection)
    }
}

pub(crate) fn profile(name: &str) -> Result<Profile, Failure> {
    if let Some(profile) = Profile::built_in(name) {
        return Ok(profile);
    }
    let help = "name a built-in profile (enfuce-v3, aes-iso4) or a TOML or JSON file";
    let text = std::fs::read_to_string(name).map_err(|error| {
        Failure::usage(
            format!("no profile `{name}`: not built in, and as a file: {error}"),
            help,
        )
    })?;
    let is_json = Path::new(name).extension().is_some_and(|extension| extension == "json");
    let loaded = if is_json {
        Profile::from_json(&text)
    } else {
        Profile::from_toml(&text)
    };
    loaded.map_err(|error| Failure::usage(format!("profile {name}: {error}"), "correct the field that is named"))
}

/// The word that stands for `value` in the files.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// The case with this full id.
fn find<'a>(suite: &'a Suite, id: &str) -> Result<&'a TestCase, Failure> {
    suite.cases().iter().find(|test| test.id == id).ok_or_else(|| {
        let file = id.split('/').next().unwrap_or_default();
        if file.starts_with("kit_") {
            return Failure::usage(
                format!("`{id}` is a check of the kit's own over many answers, and has no lines of its own"),
                format!("`pinproof check --only '{file}/*' -- CMD` makes it alone"),
            );
        }
        let help = if file.starts_with("fresh_") {
            "fresh cases belong to a seed: give the --seed that the report names".to_owned()
        } else {
            format!("`pinproof vectors list --only '{file}*'` lists the ids")
        };
        Failure::usage(format!("no case `{id}`"), help)
    })
}
