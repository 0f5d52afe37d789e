//! `cargo run -p pinproof-pack`: builds the WebAssembly of the pages and writes everything that `pinproof serve` embeds with the
//! feature `pages` into `cli/assets/`.

#![forbid(unsafe_code)]

mod files;
mod wasm;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

/// The most that the WebAssembly may weigh, compressed with gzip.
const LIMIT: usize = 200 * 1024;

/// Builds the pages and writes them into cli/assets/.
#[derive(Debug, Parser)]
#[command(name = "pinproof-pack", version)]
struct Args {
    /// Build the compiler's library too, for a cargo that has none for wasm32-unknown-unknown but its source
    #[arg(long)]
    build_std: bool,
}

fn main() -> ExitCode {
    match pack(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn pack(args: &Args) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root
        .canonicalize()
        .map_err(|error| format!("{}: {error}", root.display()))?;
    let output = root.join("cli/assets");
    files::clear(&output)?;

    let page = wasm::build(&root, &[], args.build_std)?;
    let size = wasm::bind(&page, &output)?;
    println!("the pages: {size}");
    if size.compressed > LIMIT {
        return Err(format!(
            "compressed, the WebAssembly of the pages has more than {LIMIT} bytes"
        ));
    }
    let client = wasm::build(&root, &["conformance"], args.build_std)?;
    let size = wasm::bind(&client, &output.join("conformance"))?;
    println!("the client of the kit: {size}");
    let copied = files::copy(&root.join("web"), &output)?;
    println!("{copied} files of web/");
    files::copy_one(&root.join("cli/templates/palette.css"), &output.join("conformance"))?;
    println!("all in {}", output.display());
    Ok(())
}
