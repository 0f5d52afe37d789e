//! What each rule of a PIN policy is, in one sentence that cases and notes share.

pub(in super::super) const ORDER: &str = "PIN policy, order: charset, length, sequence, repeat, denylist, context, mismatch; the first that objects gives the class";
pub(in super::super) const CHARSET: &str =
    "PIN policy, charset: every character is one of the ASCII digits 0 to 9, and nothing is trimmed or normalised";
pub(in super::super) const LENGTH: &str =
    "PIN policy, min and max: at least min and at most max digits, within 4 to 12";
pub(in super::super) const ASCENDING: &str = "PIN policy, ascending_run n: refuses n or more digits side by side, anywhere in the PIN, that each are one more than the digit before; with wrap, 0 follows 9";
pub(in super::super) const DESCENDING: &str = "PIN policy, descending_run n: refuses n or more digits side by side, anywhere in the PIN, that each are one less than the digit before; with wrap, 9 follows 0";
pub(in super::super) const MAX_SAME: &str =
    "PIN policy, max_same n: refuses a PIN in which one digit occurs more than n times, wherever it stands";
pub(in super::super) const MAX_IN_A_ROW: &str =
    "PIN policy, max_in_a_row n: refuses a PIN in which one digit stands more than n times side by side";
pub(in super::super) const DENY: &str =
    "PIN policy, deny: refuses a PIN that equals an entry of the list as a string, leading zeros and length included";
pub(in super::super) const BIRTH_DATE: &str = "PIN policy, birth_date: refuses a PIN that as a whole is the birth date written YYYY, YYMM, MMYY, MMDD, DDMM, YYDD, DDYY, YYMMDD, DDMMYY, MMDDYY, YYYYMMDD, DDMMYYYY or MMDDYYYY";
pub(in super::super) const PAN_TAIL: &str = "PIN policy, pan_tail: refuses a PIN that the PAN ends with";
pub(in super::super) const PAN_PART: &str =
    "PIN policy, pan_part: refuses a PIN that stands in the PAN as neighbouring digits, at any place";
pub(in super::super) const PHONE_PART: &str = "PIN policy, phone_part: refuses a PIN that stands in the ASCII digits of the phone number, every other character dropped";
pub(in super::super) const OLD_PIN: &str =
    "PIN policy, old_pin: refuses a PIN that equals the old one, length included";
pub(in super::super) const REPEAT: &str = "PIN policy, repeat entry: refuses when it is not the same string as the PIN";
pub(in super::super) const ISO: &str = "PIN policy iso: 4 to 12 ASCII digits, no other rule";
pub(in super::super) const STRICT_4: &str = "PIN policy strict-4: exactly 4 ASCII digits, not all four ascending or descending by one, no digit three times or more";
pub(in super::super) const BITMAP: &str = "PIN policy over all PINs of 4 digits: output i is the character 1 when the PIN i, with leading zeros, is accepted, 0 when it is refused; the digest is SHA-256 over all outputs, a checkpoint SHA-256 over the outputs so far";
