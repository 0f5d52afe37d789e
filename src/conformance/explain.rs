//! One request, step by step: what a correct client computes on the way.
//!
//! Everything is shown in the clear. For test data only.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};

use super::clear::{self, Clear, Wanted};
use super::client::{ExpectedKind, OaepFields, PrivateKeySource, Reference, RejectClass, Request};
use super::oaep::{EncodedMessage, digest, xor};
use super::raw_rsa::RawKey;
use crate::pan::Pan;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, KeyRules, Tzpk, TzpkKind};

/// A named intermediate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name, as in the `steps` of the vectors.
    pub name: &'static str,
    /// Hex, or words.
    pub value: String,
}

/// The steps and what comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// In the order of computation.
    pub steps: Vec<Step>,
    /// The answer that a correct client gives.
    pub result: String,
}

/// Explains a `pin_block.*`, `tzpk.unwrap` or `tzpk.check_value` request. Fill that is not given is drawn from `rng`.
///
/// # Errors
/// A sentence without any input in it, when the operation has no steps to show.
pub fn explain(request: &Request, rng: &mut dyn CryptoRng) -> Result<Explained, String> {
    // What is drawn is drawn twice alike: for the steps, and for the answer.
    let mut seed = <ChaCha20Rng as SeedableRng>::Seed::default();
    rng.fill_bytes(&mut seed);
    let [mut first, mut again] = [(); 2].map(|()| ChaCha20Rng::from_seed(seed));
    let rng: &mut dyn CryptoRng = &mut first;
    let mut steps = Steps(Vec::new());
    // A refusal ends the steps early; why is what the result says.
    let _ended = match request {
        Request::PinBlockEncode { format, pin, pan, fill } => {
            let wanted = Wanted {
                format: *format,
                pin,
                pan: pan.as_deref(),
                fill: fill.as_deref(),
            };
            steps.encode(&wanted, rng).map(drop)
        }
        Request::PinBlockDecode {
            format,
            block,
            pin_field,
            pan,
        } => {
            let bytes = block.as_deref().or(pin_field.as_deref()).unwrap_or_default();
            steps.open(*format, &hex::decode(bytes).unwrap_or_default(), pan.as_deref());
            Ok(())
        }
        Request::PinBlockEncrypt {
            format,
            kind,
            key,
            pin,
            pan,
            fill,
        } => {
            let wanted = Wanted {
                format: *format,
                pin,
                pan: pan.as_deref(),
                fill: fill.as_deref(),
            };
            steps.encrypt(&wanted, *kind, key, rng)
        }
        Request::PinBlockDecrypt {
            format,
            kind,
            key,
            encrypted,
            pan,
        } => steps.decrypt(*format, *kind, key, encrypted, pan.as_deref()),
        Request::TzpkUnwrap {
            key: PrivateKeySource::Pkcs8 { pkcs8 },
            scheme,
            wrapped,
            expect,
        } => {
            steps.unwrap(pkcs8, scheme, wrapped, *expect);
            Ok(())
        }
        Request::TzpkCheckValue { kind, key, .. } => steps.key(*kind, key).map(drop),
        _ => {
            return Err(
                "this operation has no steps to show: ask pin_block.*, tzpk.unwrap or tzpk.check_value".to_string(),
            );
        }
    };
    let result = match Reference::new().respond(request, &mut again) {
        super::client::Answer::Ok(output) => serde_json::to_string(&output).unwrap_or_default(),
        super::client::Answer::Reject { class, .. } => format!("refused: {class}"),
        super::client::Answer::Unsupported(why) => why,
    };
    Ok(Explained { steps: steps.0, result })
}

struct Steps(Vec<Step>);

impl Steps {
    fn hex(&mut self, name: &'static str, bytes: &[u8]) {
        self.0.push(Step {
            name,
            value: hex::encode(bytes),
        });
    }

    fn words(&mut self, name: &'static str, words: impl Into<String>) {
        self.0.push(Step {
            name,
            value: words.into(),
        });
    }

    fn encode(&mut self, wanted: &Wanted<'_>, rng: &mut dyn CryptoRng) -> Result<Clear, RejectClass> {
        let clear = wanted.encode(rng)?;
        match &clear {
            Clear::Iso0(block) => self.with_pan_field(block.expose(), wanted.pan),
            Clear::Iso3(block) => self.with_pan_field(block.expose(), wanted.pan),
            Clear::Iso1(block) => self.hex("block", block.expose()),
            Clear::Iso2(block) => self.hex("block", block.expose()),
            Clear::Iso4(pin, pan) => {
                self.hex("pin_field", pin.expose());
                self.hex("pan_field", pan.expose());
            }
        }
        Ok(clear)
    }

    /// Formats 0 and 3: the block is PIN field exclusive-or PAN field.
    fn with_pan_field(&mut self, block: &[u8; 8], pan: Option<&str>) {
        let pan = pan_field(pan.unwrap_or_default());
        self.hex("pin_field", &xor(block, &pan));
        self.hex("pan_field", &pan);
        self.hex("block", block);
    }

    fn open(&mut self, format: Format, block: &[u8], pan: Option<&str>) {
        self.hex("block", block);
        if matches!(format, Format::Iso0 | Format::Iso3) {
            let pan = pan_field(pan.unwrap_or_default());
            self.hex("pan_field", &pan);
            self.hex("pin_field", &xor(block, &pan));
        }
        match clear::decode(format, block, pan) {
            Ok(pin) => self.words("pin", clear::ascii(&pin)),
            Err(class) => self.words("pin", format!("none: {class}")),
        }
    }

    fn key(&mut self, kind: TzpkKind, key: &str) -> Result<Tzpk, RejectClass> {
        let bytes = hex::decode(key).map_err(|_| RejectClass::Encoding)?;
        if let (TzpkKind::Tdes2, Some((k1, _))) = (kind, bytes.split_at_checked(8)) {
            self.hex("expanded_key", &[&bytes, k1].concat());
        }
        let key = Tzpk::new(kind, &bytes, &KeyRules::default()).map_err(crate::Error::from)?;
        let method = match kind {
            TzpkKind::Tdes2 | TzpkKind::Tdes3 => CheckMethod::Tdes,
            TzpkKind::Aes128 | TzpkKind::Aes192 | TzpkKind::Aes256 => CheckMethod::AesCmac,
        };
        if let Ok(check_value) = key.check_value(method) {
            self.hex("check_value", check_value.as_bytes());
        }
        Ok(key)
    }

    fn encrypt(
        &mut self,
        wanted: &Wanted<'_>,
        kind: TzpkKind,
        key: &str,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), RejectClass> {
        let clear = self.encode(wanted, rng)?;
        let key = self.key(kind, key)?;
        let encrypted = clear.encrypt(&key)?;
        if let Clear::Iso4(pin, pan) = &clear {
            let first = clear::aes_block(&key, pin.expose()).ok_or(RejectClass::Message)?;
            self.hex("intermediate_a", &first);
            self.hex("intermediate_b", &xor(&first, pan.expose()));
        }
        self.hex("encrypted", &encrypted);
        Ok(())
    }

    fn decrypt(
        &mut self,
        format: Format,
        kind: TzpkKind,
        key: &str,
        encrypted: &str,
        pan: Option<&str>,
    ) -> Result<(), RejectClass> {
        let key = self.key(kind, key)?;
        let encrypted = hex::decode(encrypted).map_err(|_| RejectClass::Encoding)?;
        self.hex("encrypted", &encrypted);
        let block = clear::open(format, &key, &encrypted, pan)?;
        self.open(format, block.expose(), pan);
        Ok(())
    }

    fn unwrap(&mut self, pkcs8: &str, scheme: &OaepFields, wrapped: &str, expect: ExpectedKind) {
        let steps = hex::decode(pkcs8)
            .map_err(|_| "the private key is not hex".to_string())
            .and_then(|der| RawKey::from_pkcs8(&der))
            .and_then(|key| key.decrypt(&hex::decode(wrapped).unwrap_or_default()));
        let em = match steps {
            Ok(em) => em,
            Err(why) => return self.words("em", format!("none: {why}")),
        };
        self.hex("em", &em);
        let Some(parts) = EncodedMessage::from_bytes(&em, scheme.hash, scheme.mgf_hash) else {
            return self.words("db", "none: the modulus is too short for this hash");
        };
        let expected = digest(scheme.hash, &hex::decode(&scheme.label).unwrap_or_default());
        self.words("y", format!("{:02x}, must be 00", parts.y));
        self.hex("seed", &parts.seed);
        self.hex("db", &parts.db());
        let same = if parts.lhash == expected {
            "the hash of the label"
        } else {
            "NOT the hash of the label"
        };
        self.words("lhash", format!("{}, {same}", hex::encode(&parts.lhash)));
        self.words("ps", format!("{} bytes of 00", parts.ps.len()));
        let separator = parts.separator.map_or("none".to_string(), |byte| format!("{byte:02x}"));
        self.words("separator", format!("{separator}, must be 01"));
        let wanted = match expect {
            ExpectedKind::Only(kind) => format!("{} must have {}", kind.name(), kind.key_len()),
            ExpectedKind::Any => "must be 16, 24 or 32".to_string(),
        };
        self.words(
            "message",
            format!(
                "{} ({} bytes, {wanted})",
                hex::encode(&parts.message),
                parts.message.len()
            ),
        );
    }
}

/// The PAN field of formats 0 and 3; zeros for a PAN that has none.
pub(super) fn pan_field(pan: &str) -> [u8; 8] {
    let digits = Pan::from_ascii(pan.as_bytes()).ok();
    let field = digits
        .as_ref()
        .and_then(|pan| pan.expose_digits().split_last())
        .and_then(|(_, rest)| rest.last_chunk::<12>());
    let number = field
        .into_iter()
        .flatten()
        .fold(0_u64, |number, digit| (number << 4) | u64::from(*digit));
    number.to_be_bytes()
}
