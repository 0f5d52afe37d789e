//! Control ids: the issuer's own text, which goes back to it as it came.

use alloc::string::{String, ToString};

use super::scene::{Scene, another};
use super::{Sessions, Told};
use crate::conformance::client::BridgeName;

/// The longest control id.
const LONGEST: usize = 256;

/// Adds a case for each kind of id; `then` is the good path from the opening on.
pub(super) fn add(file: &mut Sessions, requirement: &[&str], then: &dyn Fn(Scene) -> Scene) {
    for (id, comment, text) in [
        ("id-of-base64", "Capital letters and the signs of base64", "Ab+/9Zzy"),
        ("id-with-padding", "The padding of base64", "Ab09Zw=="),
        (
            "id-of-a-url",
            "Signs that URLs and pages escape: JSON does not",
            "a%2Fb&c=d?e#f<g>'h",
        ),
        ("id-with-quotation-marks", "Signs that JSON escapes", r#"a"b\c/d"#),
        ("id-of-256-characters", "The longest id", ""),
    ] {
        // The names of file and case stand in front, so that no two cases share an id.
        let front = file.stem.len().saturating_add(id.len()).saturating_add(2);
        let text: String = match text {
            "" => "Ab0-".chars().cycle().take(LONGEST.saturating_sub(front)).collect(),
            text => text.to_string(),
        };
        let told = Told {
            id: id.to_string(),
            comment,
            requirement,
            reason: "boundary:a control id",
        };
        let scene = then(file.scene().open_with(another(&text)));
        file.good(&told, BridgeName::Ios, scene);
    }
}
