//! Files that hold a secret: opened once, looked at as they are open, and read from there, so that nobody can put another in between.

use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::Path;

use pinproof::secret::SecretText;

/// The largest file of one line.
const LONGEST_LINE: u64 = 4096;

/// The one line of a file that nobody but its owner may read.
///
/// # Errors
/// What is wrong with it, without a word of what is in it.
pub(crate) fn line(path: &Path) -> Result<SecretText, String> {
    let text = text(path, LONGEST_LINE)?;
    let line = text.expose();
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.contains(['\n', '\r']) {
        return Err("not one line".to_owned());
    }
    Ok(SecretText::copy_from(line))
}

/// The text of a file that nobody but its owner may read.
///
/// # Errors
/// What is wrong with it, without a word of what is in it.
pub(crate) fn text(path: &Path, longest: u64) -> Result<SecretText, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let found = file.metadata().map_err(|error| error.to_string())?;
    if !found.is_file() {
        return Err("not a file".to_owned());
    }
    private(&found)?;
    read_at_most(file, longest)
}

/// The text of an open file.
///
/// # Errors
/// Too long, not UTF-8, or not to be read.
pub(crate) fn read_at_most(file: File, longest: u64) -> Result<SecretText, String> {
    let room = usize::try_from(longest).unwrap_or_default().saturating_add(1);
    let mut text = String::with_capacity(room);
    let read = file.take(longest.saturating_add(1)).read_to_string(&mut text);
    let text = SecretText::from_string(text);
    match read {
        Ok(count) if count as u64 <= longest => Ok(text),
        Ok(_) => Err("too long".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Refuses a file that others may read.
///
/// # Errors
/// What is wrong with it.
#[cfg(unix)]
pub(crate) fn private(found: &Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    let mode = found.mode() & 0o777;
    if mode & 0o177 == 0 {
        Ok(())
    } else {
        Err(format!("others may read it (mode {mode:04o}); it has to be 0600"))
    }
}

#[cfg(not(unix))]
pub(crate) fn private(_: &Metadata) -> Result<(), String> {
    Ok(())
}
