//! A clear block that was built, taken apart again.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::step;
use crate::conformance::clear::{Clear, Wanted};
use crate::conformance::client::Request;
use crate::conformance::explain::pan_field;
use crate::conformance::oaep::xor;
use crate::conformance::report::WrongStep;
use crate::pin_block::Format;

/// The fields that a right client makes.
pub(super) struct Fields {
    pub(super) format: Format,
    pub(super) pin: Vec<u8>,
    /// Zeros where the format binds no PAN.
    pub(super) pan: Vec<u8>,
    /// The PAN as it came.
    digits: String,
    /// The first nibble of the PIN field that is drawn by chance; none where nothing is.
    free: Option<usize>,
}

impl Fields {
    /// The fields of a block that is asked for; none where it must be refused.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let (Request::PinBlockEncode { format, pin, pan, fill }
        | Request::PinBlockEncrypt {
            format, pin, pan, fill, ..
        }) = request
        else {
            return None;
        };
        let wanted = Wanted {
            format: *format,
            pin,
            pan: pan.as_deref(),
            fill: fill.as_deref(),
        };
        let digits = pan.clone().unwrap_or_default();
        let bound = pan_field(&digits).to_vec();
        let (pin, pan) = match wanted.encode(&mut crate::os_rng()).ok()? {
            Clear::Iso0(block) => (xor(block.expose(), &bound), bound),
            Clear::Iso3(block) => (xor(block.expose(), &bound), bound),
            Clear::Iso1(block) => (block.expose().to_vec(), alloc::vec![0; 8]),
            Clear::Iso2(block) => (block.expose().to_vec(), alloc::vec![0; 8]),
            Clear::Iso4(pin, pan) => (pin.expose().to_vec(), pan.expose().to_vec()),
        };
        let behind_pin = usize::from(pin.first()? & 0x0f).saturating_add(2);
        let free = match (format, fill) {
            (Format::Iso0 | Format::Iso2, _) | (_, Some(_)) => None,
            (Format::Iso1 | Format::Iso3, None) => Some(behind_pin),
            (Format::Iso4, None) => Some(16),
        };
        Some(Self {
            format: *format,
            pin,
            pan,
            digits,
            free,
        })
    }

    /// The whole block of formats 0 to 3.
    pub(super) fn block(&self) -> Vec<u8> {
        xor(&self.pin, &self.pan)
    }

    /// Whether a PIN field is right wherever it is not drawn.
    pub(super) fn is_pin_field(&self, got: &[u8]) -> bool {
        got.len() == self.pin.len() && self.first_wrong(got).is_none()
    }

    /// Whether it is a PIN field of this format at least: control and length.
    pub(super) fn looks_like_pin_field(&self, got: &[u8]) -> bool {
        let right = nibbles(&self.pin)
            .zip(nibbles(got))
            .filter(|(right, got)| right == got)
            .count();
        let most = self.free.unwrap_or_else(|| self.pin.len().saturating_mul(2));
        got.len() == self.pin.len() && right.saturating_mul(2) >= most.saturating_add(2)
    }

    /// The first nibble that is wrong and not drawn.
    fn first_wrong(&self, got: &[u8]) -> Option<(usize, u8, u8)> {
        let pairs = nibbles(&self.pin).zip(nibbles(got)).enumerate();
        let mut wrong = pairs.filter(|(place, (right, got))| match self.free {
            Some(free) if *place >= free => self.format == Format::Iso3 && *got < 0x0a,
            _ => right != got,
        });
        wrong.next().map(|(place, (right, got))| (place, right, got))
    }

    /// A PIN field that is wrong, with the part that is.
    pub(super) fn wrong_pin_field(&self, got: &[u8]) -> Option<WrongStep> {
        let (place, _, nibble) = self.first_wrong(got)?;
        let count = usize::from(self.pin.first().copied().unwrap_or_default() & 0x0f);
        let part = match place {
            0 => "the control nibble".to_string(),
            1 => "the length nibble".to_string(),
            _ if place < count.saturating_add(2) => format!("PIN digit {}", place.saturating_sub(1)),
            _ => "the fill".to_string(),
        };
        Some(step(
            "pin_field",
            self.shown(),
            format!("{}, wrong from {part} on: {nibble:x}", hex::encode(got)),
        ))
    }

    /// The right PIN field, a dot for each nibble that is drawn.
    fn shown(&self) -> String {
        let text = hex::encode(&self.pin);
        let free = self.free.unwrap_or(text.len());
        let drawn = text.len().saturating_sub(free);
        text.chars()
            .take(free)
            .chain(core::iter::repeat_n('.', drawn))
            .collect()
    }

    /// Whether a field of format 4 holds most of the PAN, wherever.
    pub(super) fn holds_pan(&self, field: &[u8]) -> bool {
        const MOST: usize = 8;
        let text = hex::encode(field);
        let starts = 0..self.digits.len();
        let mut rows = starts.filter_map(|start| self.digits.get(start..)?.get(..MOST));
        rows.any(|row| text.contains(row))
    }

    /// PAN fields of formats 0 and 3 with twelve digits from elsewhere in the PAN, or in another place of the field.
    fn other_pan_fields(&self) -> impl Iterator<Item = Vec<u8>> {
        let starts = 0..self.digits.len();
        let rows = starts.filter_map(|start| self.digits.get(start..)?.get(..12));
        let fields = rows.flat_map(|row| (0..=4).map(move |zeros| format!("{:0<16}", format!("{:0<zeros$}{row}", ""))));
        fields
            .filter_map(|field| hex::decode(field).ok())
            .filter(|field| *field != self.pan)
    }
}

/// The nibbles of some bytes.
fn nibbles(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f])
}

/// The first wrong step of a clear block of formats 0 to 3.
pub(super) fn of_block(request: &Request, got: &[u8]) -> Option<WrongStep> {
    taken_apart(&Fields::of(request)?, got)
}

fn taken_apart(fields: &Fields, got: &[u8]) -> Option<WrongStep> {
    if got.len() != fields.pin.len() {
        return Some(step("block", "8 bytes", format!("{} bytes", got.len())));
    }
    wrong_pan(fields, got).or_else(|| fields.wrong_pin_field(&xor(got, &fields.pan)))
}

/// A block of formats 0 and 3 that has a right PIN field under a wrong PAN field, or under none.
pub(super) fn wrong_pan(fields: &Fields, got: &[u8]) -> Option<WrongStep> {
    if !matches!(fields.format, Format::Iso0 | Format::Iso3) {
        return None;
    }
    if fields.is_pin_field(got) {
        return Some(step(
            "block",
            hex::encode(fields.block()),
            "the PIN field without the PAN field",
        ));
    }
    let mut others = fields.other_pan_fields();
    let other = others.find(|other| fields.is_pin_field(&xor(got, other)))?;
    Some(step("pan_field", hex::encode(&fields.pan), hex::encode(other)))
}

/// The first wrong step of format 4's two fields.
pub(super) fn of_fields(request: &Request, pin_field: &[u8], pan_field: &[u8]) -> Option<WrongStep> {
    let fields = Fields::of(request)?;
    if pin_field.len() != fields.pin.len() {
        return Some(step("pin_field", "16 bytes", format!("{} bytes", pin_field.len())));
    }
    fields.wrong_pin_field(pin_field).or_else(|| {
        let wrong = pan_field != fields.pan.as_slice();
        wrong.then(|| step("pan_field", hex::encode(&fields.pan), hex::encode(pan_field)))
    })
}
