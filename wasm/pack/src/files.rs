//! The files of `web/`, which need no building.

use std::fs;
use std::io;
use std::path::Path;

/// What a browser loads. Everything else in `web/` is for people and their tools.
const SERVED: [&str; 4] = ["css", "html", "js", "svg"];

/// Makes an empty folder.
pub(crate) fn clear(folder: &Path) -> Result<(), String> {
    let emptied = match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    };
    emptied.map_err(|error| format!("{}: {error}", folder.display()))
}

/// Copies what is served, folders too, and says how many files that were.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<usize, String> {
    copy_all(from, to).map_err(|error| format!("{}: {error}", from.display()))
}

/// Copies a file into a folder that is there.
pub(crate) fn copy_one(file: &Path, to: &Path) -> Result<(), String> {
    let name = file.file_name().unwrap_or_default();
    let copied = fs::copy(file, to.join(name));
    copied.map(drop).map_err(|error| format!("{}: {error}", file.display()))
}

fn copy_all(from: &Path, to: &Path) -> io::Result<usize> {
    let mut copied: usize = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "node_modules" {
                copied = copied.saturating_add(copy_all(&source, &target)?);
            }
        } else if source
            .extension()
            .is_some_and(|kind| SERVED.iter().any(|served| kind == *served))
        {
            fs::create_dir_all(to)?;
            fs::copy(&source, &target)?;
            copied = copied.saturating_add(1);
        }
    }
    Ok(copied)
}
