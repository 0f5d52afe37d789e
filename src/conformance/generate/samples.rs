//! What issuers have published, with its source.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::GenerateError;
use super::blocks::clear::Clear;
use super::blocks::sealed::NamedKey;
use super::blocks::{cipher_clause, cipher_oracles, layout_clause, layout_oracles};
use super::build::{CaseBuilder, FileBuilder, at, group};
use crate::conformance::client::Op;
use crate::conformance::vector::{Case, VectorFile};
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

const ENFUCE_TEXT: &str = "Enfuce, PIN operations with pre-shared key, Set PIN: sample code";
const ENFUCE_URL: &str = "https://docs.enfuce.com/payment/api/pin-operations-with-pre-shared-key/set-pin.md";
const ENFUCE_KEY: &str = "00112233445566778899aabbccddeeff0011223344556677";
/// The published clear block is 141234AAAAAAAAAA.
const ENFUCE_FILL: &str = "aaaaaaaaaa";

const CHANGE_TEXT: &str = "Sebastian-Lerch/pan-reveal, commit 9f8a4e5549e81a7a36e3e3905119ef492754d830, src/TestPinChange.java: sample code for Adyen PIN change";
const CHANGE_URL: &str = "https://github.com/Sebastian-Lerch/pan-reveal/blob/9f8a4e5549e81a7a36e3e3905119ef492754d830/src/TestPinChange.java";
const REVEAL_TEXT: &str = "Sebastian-Lerch/pan-reveal, commit 418af692198f4769cb6345923cae8cd10b69fef4, src/TestPinReveal.java: sample code for Adyen PIN reveal";
const REVEAL_URL: &str = "https://github.com/Sebastian-Lerch/pan-reveal/blob/418af692198f4769cb6345923cae8cd10b69fef4/src/TestPinReveal.java";
const ADYEN_KEY: &str = "14b784f0f287070f962f8a24a854cec0af3bc73c2358c3f6d1ca5992fc59ab61";
const CHANGE_TOKEN: &str = "8374188662676926";
const CHANGE_FILL: &str = "2104cfb1e5b1e9f6";
const REVEAL_TOKEN: &str = "8661218353725212";
const REVEAL_BLOCK: &str = "2f93f6f3d6eca6192f71bba3d99bd825";

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    Ok([
        enfuce_encode()?,
        enfuce_encrypt()?,
        enfuce_decrypt()?,
        adyen_encode()?,
        adyen_encrypt()?,
        adyen_decrypt()?,
    ]
    .into())
}

fn one_group(
    file: FileBuilder,
    comment: &str,
    format: Format,
    cases: Vec<Case>,
) -> Result<(String, VectorFile), GenerateError> {
    file.param("format", format.name())
        .spec(layout_clause(format))
        .group(group("sample", comment, None, json!({"format": format.name()}), cases))
        .finish()
}

fn enfuce_clear() -> Result<Clear, GenerateError> {
    Clear::new(Format::Iso1, "1234", None, ENFUCE_FILL)
}

/// The published key as it stands, and as the 16 bytes that it is made of.
fn enfuce_keys() -> Result<[(NamedKey, &'static str); 2], GenerateError> {
    let two: String = ENFUCE_KEY.chars().take(32).collect();
    Ok([
        (
            NamedKey::hex(TzpkKind::Tdes3, ENFUCE_KEY)?,
            "The published key: 24 bytes in which K3 is K1",
        ),
        (
            NamedKey::hex(TzpkKind::Tdes2, &two)?,
            "The same key as 16 bytes, K1 | K2",
        ),
    ])
}

fn enfuce_encode() -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso1;
    let clear = enfuce_clear()?;
    if clear.output(format) != json!({"block": "141234aaaaaaaaaa"}) {
        return Err(at("sample_enfuce_encode")("not the published block"));
    }
    let case = CaseBuilder::new(
        "set-pin",
        "PIN 1234 with the published fill, ten times A",
        json!({"pin": "1234", "fill": ENFUCE_FILL}),
    )
    .accept(clear.output(format));
    let case = clear
        .steps(format, case)
        .flag("IssuerSampleFill")
        .requirement(layout_clause(format))
        .reason("sample:enfuce-set-pin")
        .agreed(&["enfuce-docs"])
        .agreed(layout_oracles(format));
    let file = FileBuilder::new(
        "sample_enfuce_encode",
        Op::PinBlockEncode,
        "Enfuce's sample of a format 1 block",
    )
    .published(ENFUCE_TEXT, ENFUCE_URL);
    one_group(
        file,
        "The clear block that the documentation prints",
        format,
        [case.finish()].into(),
    )
}

fn enfuce_encrypt() -> Result<(String, VectorFile), GenerateError> {
    enfuce_online("sample_enfuce_encrypt", Op::PinBlockEncrypt, |clear, key| {
        let encrypted = hex::encode(key.seal(Format::Iso1, clear)?);
        let input = json!({"kind": key.kind.name(), "key": key.text(), "pin": "1234", "fill": ENFUCE_FILL});
        Ok((input, json!({ "encrypted": encrypted })))
    })
}

fn enfuce_decrypt() -> Result<(String, VectorFile), GenerateError> {
    enfuce_online("sample_enfuce_decrypt", Op::PinBlockDecrypt, |clear, key| {
        let encrypted = hex::encode(key.seal(Format::Iso1, clear)?);
        let input = json!({"kind": key.kind.name(), "key": key.text(), "encrypted": encrypted});
        Ok((input, json!({"pin": "1234"})))
    })
}

/// Input and output of a case.
type Exchange = Result<(Value, Value), GenerateError>;

fn enfuce_online(
    stem: &str,
    op: Op,
    exchange: impl Fn(&Clear, &NamedKey) -> Exchange,
) -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso1;
    let clear = enfuce_clear()?;
    let mut cases = Vec::new();
    for (key, comment) in enfuce_keys()? {
        let (input, output) = exchange(&clear, &key)?;
        let case = CaseBuilder::new(format!("set-pin-{}", key.kind), comment, input).accept(output);
        let case = key
            .steps(format, &clear, case)
            .flag("IssuerSampleFill")
            .requirement(layout_clause(format))
            .requirement(cipher_clause(format))
            .reason("sample:enfuce-set-pin")
            .reason(if key.kind == TzpkKind::Tdes2 {
                "mutant:C01"
            } else {
                "mutant:C17"
            })
            .agreed(cipher_oracles(format));
        cases.push(case.finish());
    }
    let text = format!(
        "{ENFUCE_TEXT}. Published: the key of 24 bytes, the PIN, the clear block. Computed here: the key of 16 bytes, \
         which is the first 16 of them, and both encrypted blocks"
    );
    let file =
        FileBuilder::new(stem, op, "Enfuce's sample block under Enfuce's sample key").published(&text, ENFUCE_URL);
    one_group(
        file,
        "Key and clear block as the documentation prints them; it does not print the encrypted block",
        format,
        cases,
    )
}

fn adyen_key() -> Result<NamedKey, GenerateError> {
    NamedKey::hex(TzpkKind::Aes256, ADYEN_KEY)
}

/// The two PINs of the sample: the constant of the class, and that of its clear PIN field.
const CHANGE_PINS: [&str; 2] = ["1234", "3456"];

fn adyen_encode() -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso4;
    let mut cases = Vec::new();
    for pin in CHANGE_PINS {
        let clear = Clear::new(format, pin, Some(CHANGE_TOKEN), CHANGE_FILL)?;
        let published = json!({
            "pin_field": format!("44{pin}aaaaaaaaaa{CHANGE_FILL}"),
            "pan_field": "48374188662676926000000000000000",
        });
        if clear.output(format) != published {
            return Err(at("sample_adyen_encode")("not the published fields"));
        }
        let input = json!({"pin": pin, "pan": CHANGE_TOKEN, "fill": CHANGE_FILL});
        let case = CaseBuilder::new(
            format!("pin-change-{pin}"),
            format!("PIN {pin}, the published token and random half"),
            input,
        )
        .accept(clear.output(format));
        let case = clear
            .steps(format, case)
            .flag("PanToken")
            .requirement(layout_clause(format))
            .reason("sample:adyen-pin-change")
            .agreed(&["adyen-sample"])
            .agreed(layout_oracles(format));
        cases.push(case.finish());
    }
    let file = FileBuilder::new(
        "sample_adyen_encode",
        Op::PinBlockEncode,
        "Fields of format 4 with a token, as a sample for Adyen builds them",
    )
    .published(CHANGE_TEXT, CHANGE_URL);
    one_group(file, "The clear fields of the sample", format, cases)
}

fn adyen_encrypt() -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso4;
    let key = adyen_key()?;
    let mut cases = Vec::new();
    for pin in CHANGE_PINS {
        let clear = Clear::new(format, pin, Some(CHANGE_TOKEN), CHANGE_FILL)?;
        let encrypted = hex::encode(key.seal(format, &clear)?);
        let input =
            json!({"kind": key.kind.name(), "key": key.text(), "pin": pin, "pan": CHANGE_TOKEN, "fill": CHANGE_FILL});
        let case = CaseBuilder::new(
            format!("pin-change-{pin}"),
            format!("PIN {pin} under the published key"),
            input,
        )
        .accept(json!({ "encrypted": encrypted }));
        cases.push(
            adyen_case(&key, &clear, case)
                .reason("sample:adyen-pin-change")
                .finish(),
        );
    }
    let text = format!(
        "{CHANGE_TEXT}. Published: the key, the token, the PINs, the random half. Computed here: both encrypted blocks"
    );
    let file = FileBuilder::new(
        "sample_adyen_encrypt",
        Op::PinBlockEncrypt,
        "Format 4 with a token under AES-256, as a sample for Adyen builds it",
    )
    .published(&text, CHANGE_URL);
    one_group(
        file,
        "Key, token, PIN and random half of the sample; it does not print the encrypted block",
        format,
        cases,
    )
}

fn adyen_case(key: &NamedKey, clear: &Clear, case: CaseBuilder) -> CaseBuilder {
    key.steps(Format::Iso4, clear, case)
        .flag("PanToken")
        .requirement(layout_clause(Format::Iso4))
        .requirement(cipher_clause(Format::Iso4))
        .agreed(cipher_oracles(Format::Iso4))
}

fn adyen_decrypt() -> Result<(String, VectorFile), GenerateError> {
    let format = Format::Iso4;
    let key = adyen_key()?;
    let block = hex::decode(REVEAL_BLOCK).map_err(at("sample_adyen_decrypt"))?;
    let pin = key
        .open(format, &block, Some(REVEAL_TOKEN))
        .map_err(at("sample_adyen_decrypt"))?;
    if pin != "0287" {
        return Err(at("sample_adyen_decrypt")("not the PIN of the sample"));
    }
    let fill = hex::encode(key.pin_field(&block, REVEAL_TOKEN)?).split_off(16);
    let clear = Clear::new(format, &pin, Some(REVEAL_TOKEN), &fill)?;
    let input = json!({"kind": key.kind.name(), "key": key.text(), "encrypted": REVEAL_BLOCK, "pan": REVEAL_TOKEN});
    let case = CaseBuilder::new(
        "pin-reveal",
        "The published block, opened with the published key and token",
        input,
    )
    .accept(json!({ "pin": pin }));
    let case = adyen_case(&key, &clear, case).reason("sample:adyen-pin-reveal");
    let text = format!(
        "{REVEAL_TEXT}. Published: the key, the token, the encrypted block. Computed here: what the block opens to"
    );
    let file = FileBuilder::new(
        "sample_adyen_decrypt",
        Op::PinBlockDecrypt,
        "An encrypted block of format 4 with a token, from a sample for Adyen",
    )
    .published(&text, REVEAL_URL);
    one_group(
        file,
        "Key, token and block stand in the sample; what opens is the clear field 440287AAAAAAAAAA and its random half",
        format,
        [case.finish()].into(),
    )
}
