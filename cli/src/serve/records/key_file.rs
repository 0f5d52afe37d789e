//! The file with the key that PINs are encrypted under.

use std::fs;
use std::path::{Path, PathBuf};

use pinproof::secret::Secret;

use crate::failure::Failure;
use crate::serve::secret_file;

/// Bytes of an AES-256 key.
pub(super) const KEY_LEN: usize = 32;

const HOW: &str = "make one with: (umask 077; openssl rand -hex 32 > FILE), in a folder that is not the database's";

/// The key in `path`, which only its owner may read, and which does not lie where the database lies: a copy of the database's folder
/// must not be a copy of the key.
///
/// # Errors
/// Wrong use.
pub(super) fn read(path: &Path, db: &Path) -> Result<Secret<KEY_LEN>, Failure> {
    let wrong = |why: String| Failure::usage(format!("--key-file {}: {why}", path.display()), HOW);
    apart(path, db)?;
    let line = secret_file::line(path).map_err(wrong)?;
    let mut key = Secret::zeroed();
    decode(line.expose(), key.expose_mut()).ok_or_else(|| wrong("not 64 hex digits on one line".to_owned()))?;
    Ok(key)
}

/// Refuses a key that lies where the database lies, or below.
///
/// # Errors
/// Wrong use.
pub(super) fn apart(path: &Path, db: &Path) -> Result<(), Failure> {
    let wrong = |why: String| Failure::usage(format!("--key-file {}: {why}", path.display()), HOW);
    let (own, of_db) = (folder(path).map_err(wrong)?, folder(db).map_err(wrong)?);
    if own.starts_with(&of_db) {
        return Err(wrong("it lies in the database's folder".to_owned()));
    }
    Ok(())
}

/// The folder that a file lies in, with links followed; the file itself may be yet to come.
fn folder(path: &Path) -> Result<PathBuf, String> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::canonicalize(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn decode(text: &str, key: &mut [u8; KEY_LEN]) -> Option<()> {
    if text.len() != 2 * KEY_LEN || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = core::str::from_utf8(digits).ok()?;
        // A sign would be taken for a digit less.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn file(folder: &Path, text: &str, mode: u32) -> PathBuf {
        let path = folder.join("key");
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.set_permissions(Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn only_a_private_file_elsewhere_with_64_digits() {
        let root = tempfile::tempdir().unwrap();
        let (data, keys) = (root.path().join("data"), root.path().join("keys"));
        fs::create_dir(&data).unwrap();
        fs::create_dir(&keys).unwrap();
        let db = data.join("pins.db");
        let right = "0f".repeat(32);
        let key = read(&file(&keys, &format!("{right}\n"), 0o600), &db).unwrap();
        assert_eq!(key.expose(), &[0x0f; 32]);
        assert!(read(&file(&keys, &right, 0o400), &db).is_ok());
        for mode in [0o640, 0o604, 0o644, 0o700] {
            assert!(read(&file(&keys, &right, mode), &db).is_err(), "{mode:o}");
        }
        for text in [
            "",
            "0f",
            &"0g".repeat(32),
            &"+f".repeat(32),
            &format!("{right}\n{right}"),
            &"0f".repeat(33),
        ] {
            assert!(read(&file(&keys, text, 0o600), &db).is_err(), "{text}");
        }
        assert!(read(&file(&data, &right, 0o600), &db).is_err());
        let below = data.join("below");
        fs::create_dir(&below).unwrap();
        assert!(read(&file(&below, &right, 0o600), &db).is_err());
        let link = keys.join("link");
        std::os::unix::fs::symlink(data.join("key"), &link).unwrap();
        assert!(read(&link, &db).is_err());
        assert!(read(&keys, &db).is_err());
    }
}
