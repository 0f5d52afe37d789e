//! From the crate to the module that a browser loads.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// What the module weighs, in bytes.
pub(crate) struct Size {
    plain: usize,
    /// By gzip, at its best.
    pub(crate) compressed: usize,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plain, compressed } = self;
        write!(f, "{plain} bytes of WebAssembly, {compressed} compressed")
    }
}

/// Builds the crate and says where the result is. The next build writes to the same place.
pub(crate) fn build(root: &Path, features: &[&str], build_std: bool) -> Result<PathBuf, String> {
    // The cargo that runs this program.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .args(["build", "--locked", "-p", "pinproof-wasm", "--lib"])
        .args(["--profile", "wasm", "--target", TARGET])
        .args(["--features", &features.join(",")])
        .args(["--message-format", "json-render-diagnostics"]);
    if build_std {
        command.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
    }
    let built = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !built.status.success() {
        return Err(format!(
            "the WebAssembly was not built; `rustup target add {TARGET}` adds what the compiler needs for it"
        ));
    }
    // One JSON object for each line; the path of the artefact is the one string that ends like this.
    let said = String::from_utf8_lossy(&built.stdout);
    let file = said.split('"').find(|text| text.ends_with("pinproof_wasm.wasm"));
    file.map(|file| PathBuf::from(file.replace("\\\\", "\\")))
        .ok_or_else(|| String::from("cargo does not say where it put pinproof_wasm.wasm"))
}

/// Writes the module and the script that loads it.
pub(crate) fn bind(wasm: &Path, output: &Path) -> Result<Size, String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("pinproof")
        .remove_name_section(true)
        .remove_producers_section(true)
        .typescript(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(output))
        .map_err(|error| format!("{}: {error:#}", wasm.display()))?;
    let module = output.join("pinproof_bg.wasm");
    let bytes = fs::read(&module).map_err(|error| format!("{}: {error}", module.display()))?;
    let compressed = compressed(&bytes).map_err(|error| format!("gzip: {error}"))?;
    Ok(Size {
        plain: bytes.len(),
        compressed,
    })
}

fn compressed(bytes: &[u8]) -> std::io::Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}
