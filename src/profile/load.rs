//! A profile from a file. Every fault names its field.

use alloc::format;
use alloc::string::{String, ToString};

use serde::Deserializer;
use serde_path_to_error::Path;

use super::{Profile, ProfileError};

impl Profile {
    /// Reads a profile from TOML and checks it.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] with the path of the field, what is wrong with it and what is allowed. Unknown and missing fields
    /// are faults.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let input =
            toml::Deserializer::parse(text).map_err(|error| located("", error.message(), line_of(text, &error)))?;
        let profile: Self =
            read(input).map_err(|(path, error)| located(&path, error.message(), line_of(text, &error)))?;
        profile.check()?;
        Ok(profile)
    }

    /// Reads a profile from JSON and checks it.
    ///
    /// # Errors
    ///
    /// As [`Profile::from_toml`].
    pub fn from_json(text: &str) -> Result<Self, ProfileError> {
        let fault = |path: &str, error: &serde_json::Error| located(path, &error.to_string(), None);
        let mut input = serde_json::Deserializer::from_str(text);
        let profile: Self = read(&mut input).map_err(|(path, error)| fault(&path, &error))?;
        input.end().map_err(|error| fault("", &error))?;
        profile.check()?;
        Ok(profile)
    }
}

fn read<'de, D: Deserializer<'de>>(input: D) -> Result<Profile, (String, D::Error)> {
    serde_path_to_error::deserialize(input).map_err(|error| {
        let path = readable(error.path());
        (path, error.into_inner())
    })
}

/// The path as written in a file; empty for the whole.
fn readable(path: &Path) -> String {
    match path.to_string() {
        whole if whole == "." => String::new(),
        path => path,
    }
}

/// serde reports a missing field at its parent: this moves it to the field itself.
fn located(path: &str, message: &str, line: Option<usize>) -> ProfileError {
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'));
    let (field, problem) = match missing {
        Some((name, _)) if path.is_empty() => (name.to_string(), "missing"),
        Some((name, _)) => (format!("{path}.{name}"), "missing"),
        None => (path.to_string(), message),
    };
    match line {
        Some(line) => ProfileError::new(field, format!("{problem} (line {line})")),
        None => ProfileError::new(field, problem),
    }
}

/// The line, from 1, where a TOML error starts.
fn line_of(text: &str, error: &toml::de::Error) -> Option<usize> {
    let before = text.get(..error.span()?.start)?;
    before.matches('\n').count().checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::super::built_in_toml;
    use super::*;

    fn toml(name: &str) -> &'static str {
        built_in_toml(name).unwrap()
    }

    /// The error for `enfuce-v3` with one piece of text changed.
    fn error(from: &str, to: &str) -> ProfileError {
        let text = toml("enfuce-v3");
        assert_eq!(text.matches(from).count(), 1, "{from:?} once in the file");
        Profile::from_toml(&text.replace(from, to)).unwrap_err()
    }

    #[test]
    fn files_of_the_built_in_profiles_say_the_same_in_full() {
        for name in Profile::BUILT_IN {
            let profile = Profile::built_in(name).unwrap();
            assert_eq!(Profile::from_toml(toml(name)).as_ref(), Ok(&profile));

            // Field by field: the file leaves nothing to a default, and nothing is lost on the way out.
            let file: serde_json::Value = toml::from_str(toml(name)).unwrap();
            let value = serde_json::to_value(&profile).unwrap();
            assert_eq!(file, value);

            let json = serde_json::to_string(&profile).unwrap();
            assert_eq!(Profile::from_json(&json), Ok(profile));
        }
    }

    #[test]
    fn wrong_value_names_field_and_what_is_allowed() {
        let cases = [
            ("rsa_bits = 2048", "rsa_bits = 1024", "rsa_bits", "2048, 3072, 4096"),
            ("rsa_bits = 2048", "rsa_bits = \"2048\"", "rsa_bits", "string"),
            (
                "mgf_hash = \"sha256\"",
                "mgf_hash = \"SHA-256\"",
                "oaep.mgf_hash",
                "sha512",
            ),
            ("label = \"\"", "label = \"0\"", "oaep.label", "hex"),
            ("label = \"\"", "label = \"AB\"", "oaep.label", "lower-case"),
            ("\"tdes2\"", "\"des\"", "tzpk.kind", "aes128"),
            ("\"refuse\"", "\"warn\"", "tzpk.rules.weak", "allow"),
            ("\"iso1\"", "\"iso5\"", "pin_block.format", "iso4"),
            ("\"none\"", "\"card\"", "pin_block.binding", "token"),
            (
                "pin_block = \"base64\"",
                "pin_block = \"base32\"",
                "encoding.pin_block",
                "hex",
            ),
            ("min = 4", "min = -1", "pin_policy.min", "-1"),
            ("30_000", "30.5", "lifetimes.token_ms", "floating"),
            ("attempts = 3", "attempts = 256", "attempts", "256"),
        ];
        for (from, to, field, allowed) in cases {
            let error = error(from, to);
            assert_eq!(error.field(), field, "{error}");
            assert!(error.problem().contains(allowed), "{error}");
            assert!(error.problem().contains("line "), "{error}");
            assert!(error.to_string().contains(&format!("`{field}`")));
        }
    }

    #[test]
    fn missing_field_is_named() {
        let cases = [
            ("name = \"enfuce-v3\"\n", "name"),
            ("label = \"\"\n", "oaep.label"),
            ("rules = { parity = \"ignore\", weak = \"refuse\" }\n", "tzpk.rules"),
            ("max = 12\n", "pin_policy.max"),
            ("view = \"/pin/v3/view\"\n", "paths.view"),
        ];
        for (line, field) in cases {
            let error = error(line, "");
            assert_eq!(error.field(), field, "{error}");
            assert!(error.problem().starts_with("missing"), "{error}");
        }
    }

    #[test]
    fn unknown_field_is_named() {
        let cases = [
            ("attempts = 3", "attempts = 3\ncolour = 1", "colour"),
            ("label = \"\"", "label = \"\"\npadding = 1", "oaep.padding"),
            ("weak = \"refuse\"", "weak = \"refuse\", odd = 1", "tzpk.rules.odd"),
            ("max = 12", "max = 12\nruns = 4", "pin_policy.runs"),
        ];
        for (from, to, field) in cases {
            let error = error(from, to);
            assert_eq!(error.field(), field, "{error}");
            assert!(error.problem().contains("unknown field"), "{error}");
        }
    }

    #[test]
    fn rules_across_fields_hold_for_files_too() {
        assert_eq!(error("\"tdes2\"", "\"aes128\"").field(), "pin_block.format");
        assert_eq!(error("min = 4", "min = 3").field(), "pin_policy.min");
    }

    #[test]
    fn text_that_is_not_toml_or_json() {
        let error = Profile::from_toml("name 1").unwrap_err();
        assert_eq!(error.field(), "");
        assert!(error.problem().contains("line 1"), "{error}");
        assert_eq!(error_of_json("").field(), "");
        assert_eq!(error_of_json("[]").field(), "");
        // Twice the same field; something after the end.
        assert!(Profile::from_toml(&format!("name = \"a\"\n{}", toml("aes-iso4"))).is_err());
        let json = serde_json::to_string(&Profile::aes_iso4()).unwrap();
        assert!(error_of_json(&format!("{json}{json}")).problem().contains("trailing"));
    }

    fn error_of_json(text: &str) -> ProfileError {
        Profile::from_json(text).unwrap_err()
    }

    #[test]
    fn json_names_fields_too() {
        let json = serde_json::to_string(&Profile::enfuce_v3()).unwrap();
        let error = error_of_json(&json.replace("\"tdes2\"", "\"tdes\""));
        assert_eq!(error.field(), "tzpk.kind");
        assert!(error.problem().contains("aes256"), "{error}");
        let error = error_of_json(&json.replace("\"label\":\"\",", "").replace(",\"label\":\"\"", ""));
        assert_eq!(error.field(), "oaep.label");
    }
}
