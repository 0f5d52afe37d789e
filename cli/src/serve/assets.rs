//! The files that the pages load: what `cargo run -p pinproof-pack` wrote into `cli/assets/`, inside the program.

/// Whether the pages are in this program (feature `pages`).
pub(crate) const EMBEDDED: bool = cfg!(feature = "pages");

#[cfg(feature = "pages")]
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// The file with this name, such as `pin.css` or `texts/en.js`, and its `Content-Type`.
pub(crate) fn get(name: &str) -> Option<(&'static [u8], &'static str)> {
    #[cfg(feature = "pages")]
    let files = embedded::FILES;
    #[cfg(not(feature = "pages"))]
    let files: &[(&str, &[u8])] = &[];
    let (_, bytes) = files.iter().find(|(file, _)| *file == name)?;
    Some((bytes, content_type(name)?))
}

fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => return None,
    })
}

#[cfg(all(test, feature = "pages"))]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_page_names_is_there() {
        for name in ["boot.js", "base.css", "pin.css", "demo.js", "demo.css", "texts/ar.js"] {
            assert!(get(name).is_some(), "{name}");
        }
        let (wasm, content_type) = get("pinproof_bg.wasm").unwrap();
        assert!(wasm.starts_with(b"\0asm") && content_type == "application/wasm");
        for name in ["", "boot", "../Cargo.toml", "texts", "pinproof.d.ts"] {
            assert!(get(name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_a_script_imports_is_there() {
        for (name, bytes) in embedded::FILES {
            let Some(folder) = name
                .ends_with(".js")
                .then(|| name.rsplit_once('/').map_or("", |(folder, _)| folder))
            else {
                continue;
            };
            let script = std::str::from_utf8(bytes).unwrap();
            for import in script.lines().filter(|line| line.starts_with("import ")) {
                let path = import.split('\'').nth(1).unwrap();
                let path = path.strip_prefix("./").map_or_else(
                    || path.strip_prefix("../").map(String::from),
                    |path| {
                        Some(if folder.is_empty() {
                            path.into()
                        } else {
                            format!("{folder}/{path}")
                        })
                    },
                );
                let path = path.unwrap();
                assert!(get(&path).is_some(), "{name} imports {path}");
            }
        }
    }
}
