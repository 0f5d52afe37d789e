//! With the feature `pages`: lists the files of `assets/`, which `cargo run -p pinproof-pack` writes, for the program to embed.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// Without it there is no page.
const FIRST: &str = "boot.js";
const HELP: &str = "the feature `pages` embeds cli/assets/, which is not there; `cargo run -p pinproof-pack` writes it";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_PAGES").is_none() {
        return Ok(());
    }
    let var = |name| env::var(name).map_err(io::Error::other);
    let assets = Path::new(&var("CARGO_MANIFEST_DIR")?).join("assets");
    if !assets.join(FIRST).is_file() {
        println!("cargo::error={HELP}");
        return Ok(());
    }
    let mut files = Vec::new();
    list(&assets, "", &mut files)?;
    files.sort();
    let mut source = String::from("pub(super) const FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        writeln!(source, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    fs::write(Path::new(&var("OUT_DIR")?).join("assets.rs"), source)
}

/// The files under `folder`, but for those that only a type checker reads: name in a URL, path here.
fn list(folder: &Path, above: &str, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let (Some(name), Some(text)) = (name, path.to_str()) else {
            return Err(io::Error::other("a file in cli/assets has a name that is not UTF-8"));
        };
        if path.is_dir() {
            list(&path, &format!("{above}{name}/"), files)?;
        } else if !name.ends_with(".d.ts") {
            files.push((format!("{above}{name}"), String::from(text)));
        }
    }
    Ok(())
}
