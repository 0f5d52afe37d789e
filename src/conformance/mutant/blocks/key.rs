//! From the bytes of a key to a cipher.

use alloc::vec::Vec;

use aes::cipher::array::{Array, ArraySize};
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use des::Des;

use crate::conformance::client::RejectClass;
use crate::error::KeyError;
use crate::tzpk::{KeyRules, Tzpk, TzpkKind};

/// What a client does with a key before the first block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keys {
    /// The characters of the hex text are the bytes of the key.
    pub(crate) as_text: bool,
    /// Which lengths are taken.
    pub(crate) length: KeyLength,
    /// What is done about parity.
    pub(crate) parity: ParityRule,
    /// Which weak keys are refused.
    pub(crate) weak: Weak,
    /// How bytes become the keys of the cipher.
    pub(crate) expansion: Expansion,
    /// Which cipher it is.
    pub(crate) algorithm: Algorithm,
    /// How three DES runs make TDES.
    pub(crate) runs: Runs,
    /// Deciphers where it should encipher, and the reverse.
    pub(crate) reversed: bool,
}

/// Which lengths of a key are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum KeyLength {
    /// That of the kind.
    #[default]
    Exact,
    /// Longer ones too, cut to the kind's.
    Cut,
    /// Shorter ones too, zeros behind.
    Filled,
    /// 8 bytes too, as single DES.
    SingleDes,
    /// 16 bytes for three keys and 24 for two.
    OtherOption,
    /// None of 24 bytes for TDES.
    TwoKeysOnly,
    /// None but 16 bytes for AES.
    Aes128Only,
}

/// What is done about the parity bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ParityRule {
    /// Nothing.
    #[default]
    Ignored,
    /// A TDES key with even parity is refused.
    Required,
    /// They are set, in AES keys too.
    SetInAes,
}

/// Which weak keys are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Weak {
    /// All of them.
    #[default]
    Refused,
    /// None.
    Taken,
    /// Equal neighbours in TDES are taken.
    EqualTaken,
    /// Weak and semi-weak components are taken.
    ComponentsTaken,
    /// Semi-weak components are taken.
    SemiWeakTaken,
    /// Parity bits count, so the same key with other parity bits is taken.
    ParityCounts,
    /// AES keys of equal bytes are taken.
    AesTaken,
    /// K1 = K3 is refused too.
    EndsRefused,
    /// AES keys must satisfy the rules for TDES.
    TdesRulesForAes,
}

/// How the bytes of a TDES or AES key become what the cipher runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Expansion {
    /// K1 K2 K1, and what has its full length as it is.
    #[default]
    Right,
    /// K1 K2 K2.
    SecondTwice,
    /// K1 K2 and zeros.
    Zeros,
    /// K1 three times, of three keys too.
    FirstOnly,
    /// K2 K1 K2.
    Swapped,
    /// K1 K2 K1, of three keys too.
    ThirdIgnored,
    /// K3 K2 K1.
    Backwards,
    /// The first 16 bytes of every AES key.
    Aes128,
}

/// Which cipher it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// That of the kind.
    #[default]
    OfKind,
    /// AES for every key of 16 bytes.
    AesFor16,
    /// TDES for every key of 16 or 24 bytes.
    TdesFor16And24,
}

/// How three DES runs make TDES.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Runs {
    /// Encipher, decipher, encipher.
    #[default]
    Ede,
    /// Encipher three times.
    Eee,
}

impl Keys {
    /// The cipher for a key given as hex.
    pub(crate) fn cipher(&self, kind: TzpkKind, text: &str) -> Result<Cipher, RejectClass> {
        let bytes = if self.as_text {
            text.bytes().take(kind.key_len()).collect()
        } else {
            super::from_hex(text)?
        };
        let mut bytes = self.measured(kind, bytes)?;
        if self.parity == ParityRule::Required && kind.is_tdes() && !bytes.iter().all(|byte| is_odd(*byte)) {
            return Err(RejectClass::KeyInvalid);
        }
        if self.parity == ParityRule::SetInAes && kind.is_aes() {
            bytes.iter_mut().for_each(|byte| *byte ^= u8::from(!is_odd(*byte)));
        }
        if self.is_refused(kind, &bytes) {
            return Err(RejectClass::KeyWeak);
        }
        let tdes = match self.algorithm {
            Algorithm::OfKind => kind.is_tdes(),
            Algorithm::AesFor16 => kind.is_tdes() && bytes.len() != 16,
            Algorithm::TdesFor16And24 => kind.is_tdes() || bytes.len() < 32,
        };
        let engine = if tdes { self.tdes(&bytes) } else { self.aes(&bytes) };
        Ok(Cipher {
            engine: engine.ok_or(RejectClass::KeyLength)?,
            runs: self.runs,
            reversed: self.reversed,
        })
    }

    fn measured(&self, kind: TzpkKind, mut bytes: Vec<u8>) -> Result<Vec<u8>, RejectClass> {
        let refused = match self.length {
            KeyLength::TwoKeysOnly => kind == TzpkKind::Tdes3,
            KeyLength::Aes128Only => matches!(kind, TzpkKind::Aes192 | TzpkKind::Aes256),
            _ => false,
        };
        let other = matches!(bytes.len(), 16 | 24);
        match self.length {
            KeyLength::Cut if bytes.len() > kind.key_len() => bytes.truncate(kind.key_len()),
            KeyLength::Filled if bytes.len() < kind.key_len() => bytes.resize(kind.key_len(), 0),
            KeyLength::SingleDes if kind.is_tdes() && bytes.len() == 8 => return Ok(bytes.repeat(2)),
            KeyLength::OtherOption if kind.is_tdes() && other => return Ok(bytes),
            _ => {}
        }
        if bytes.len() == kind.key_len() && !refused {
            Ok(bytes)
        } else {
            Err(RejectClass::KeyLength)
        }
    }

    /// Whether a key of the kind's length, or what a faulty length rule let through, is weak.
    fn is_refused(&self, kind: TzpkKind, bytes: &[u8]) -> bool {
        let parts: Vec<&[u8]> = bytes.chunks(8).collect();
        let neighbours = || parts.iter().zip(parts.iter().skip(1));
        if kind.is_aes() {
            let equal = is_weak(kind, bytes);
            return match self.weak {
                Weak::Taken | Weak::AesTaken => false,
                Weak::TdesRulesForAes => {
                    equal || parts.iter().any(|part| is_weak_part(part)) || neighbours().any(|(a, b)| same_key(a, b))
                }
                _ => equal,
            };
        }
        // Single DES that was let through is no pair of equal keys.
        if self.length == KeyLength::SingleDes && parts.first() == parts.get(1) {
            return false;
        }
        let equal = neighbours().any(|(a, b)| same_key(a, b));
        let component = parts.iter().any(|part| is_weak_part(part));
        match self.weak {
            Weak::Refused | Weak::AesTaken | Weak::TdesRulesForAes => equal || component,
            Weak::Taken => false,
            Weak::EqualTaken => component,
            Weak::ComponentsTaken => equal,
            Weak::SemiWeakTaken => equal || parts.iter().any(|part| is_weak_part(part) && !is_semi_weak(part)),
            Weak::ParityCounts => {
                let listed = |part: &&[u8]| is_weak_part(part) && part.iter().all(|byte| is_odd(*byte));
                neighbours().any(|(a, b)| a == b) || parts.iter().any(listed)
            }
            Weak::EndsRefused => equal || component || (parts.len() == 3 && parts.first() == parts.last()),
        }
    }

    fn tdes(&self, bytes: &[u8]) -> Option<Engine> {
        let mut parts = bytes.chunks_exact(8);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
        let zeros: &[u8] = &[0; 8];
        let keys = match (self.expansion, third) {
            (Expansion::FirstOnly, _) => [first, first, first],
            (Expansion::SecondTwice, None) => [first, second, second],
            (Expansion::Zeros, None) => [first, second, zeros],
            (Expansion::Swapped, None) => [second, first, second],
            (Expansion::Backwards, Some(third)) => [third, second, first],
            (Expansion::ThirdIgnored, _) | (_, None) => [first, second, first],
            (_, Some(third)) => [first, second, third],
        };
        let [one, two, three] = keys.map(|key| Des::new_from_slice(key).ok());
        Some(Engine::Tdes([one?, two?, three?].into()))
    }

    fn aes(&self, bytes: &[u8]) -> Option<Engine> {
        let bytes = if self.expansion == Expansion::Aes128 {
            bytes.get(..16)?
        } else {
            bytes
        };
        Some(match bytes.len() {
            16 => Engine::Aes128(Aes128::new_from_slice(bytes).ok()?.into()),
            24 => Engine::Aes192(Aes192::new_from_slice(bytes).ok()?.into()),
            _ => Engine::Aes256(Aes256::new_from_slice(bytes).ok()?.into()),
        })
    }
}

/// A block cipher under its key.
pub(crate) struct Cipher {
    engine: Engine,
    runs: Runs,
    reversed: bool,
}

enum Engine {
    Tdes(alloc::boxed::Box<[Des; 3]>),
    Aes128(alloc::boxed::Box<Aes128>),
    Aes192(alloc::boxed::Box<Aes192>),
    Aes256(alloc::boxed::Box<Aes256>),
}

impl Cipher {
    /// Bytes of a block.
    pub(crate) fn block_len(&self) -> usize {
        if matches!(self.engine, Engine::Tdes(_)) { 8 } else { 16 }
    }

    /// Every block of `bytes` by itself; zeros behind the last one.
    pub(crate) fn encrypt(&self, bytes: &[u8]) -> Vec<u8> {
        self.run(bytes, !self.reversed)
    }

    /// The reverse.
    pub(crate) fn decrypt(&self, bytes: &[u8]) -> Vec<u8> {
        self.run(bytes, self.reversed)
    }

    fn run(&self, bytes: &[u8], forwards: bool) -> Vec<u8> {
        let blocks = bytes.chunks(self.block_len());
        blocks.flat_map(|block| self.block(block, forwards)).collect()
    }

    fn block(&self, block: &[u8], forwards: bool) -> Vec<u8> {
        match &self.engine {
            Engine::Tdes(keys) => {
                let [one, two, three] = &**keys;
                let inner = if self.runs == Runs::Eee { forwards } else { !forwards };
                let (first, last) = if forwards { (one, three) } else { (three, one) };
                single(last, &single(two, &single(first, block, forwards), inner), forwards)
            }
            Engine::Aes128(aes) => single(&**aes, block, forwards),
            Engine::Aes192(aes) => single(&**aes, block, forwards),
            Engine::Aes256(aes) => single(&**aes, block, forwards),
        }
    }
}

/// One block, zeros behind it when it is short.
fn single<C>(cipher: &C, bytes: &[u8], forwards: bool) -> Vec<u8>
where
    C: BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser,
    C::BlockSize: ArraySize,
{
    let mut block = Array::<u8, C::BlockSize>::default();
    block.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
    if forwards {
        cipher.encrypt_block(&mut block);
    } else {
        cipher.decrypt_block(&mut block);
    }
    block.to_vec()
}

/// Whether the library refuses a key of the right length as weak.
fn is_weak(kind: TzpkKind, bytes: &[u8]) -> bool {
    Tzpk::new(kind, bytes, &KeyRules::default()).is_err_and(|error| error == KeyError::Weak)
}

/// Whether eight bytes are a weak or semi-weak DES key: whether they are one beside a key that is neither.
fn is_weak_part(part: &[u8]) -> bool {
    let [beside, other] = [
        [0x13, 0x34, 0x57, 0x79, 0x9b, 0xbc, 0xdf, 0xf1],
        [0x0e, 0x32, 0x92, 0x32, 0xea, 0x6d, 0x0d, 0x73],
    ];
    let beside = if same_key(part, &beside) { other } else { beside };
    is_weak(TzpkKind::Tdes2, &[part, &beside].concat())
}

/// A semi-weak key has two kinds of byte in each half, a weak one has one.
fn is_semi_weak(part: &[u8]) -> bool {
    part.chunks(4).any(|half| {
        !half
            .iter()
            .all(|byte| half.first().is_some_and(|first| (byte ^ first) & 0xfe == 0))
    })
}

/// Whether DES reads two keys as one.
fn same_key(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a ^ b) & 0xfe == 0)
}

fn is_odd(byte: u8) -> bool {
    !byte.count_ones().is_multiple_of(2)
}
