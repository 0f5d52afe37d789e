//! What the device does, step by step and whole.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "criterion's macros; a bench may stop at the first fault"
)]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use pinproof::device::{DeviceKey, Hash, OaepScheme, RsaBits, SoftwareKey, WrapScheme};
use pinproof::issuer;
use pinproof::pan::Pan;
use pinproof::pin::Pin;
use pinproof::pin::policy::{PinFacts, PinPolicy};
use pinproof::pin_block::{
    AesCipher, BlockContext, Format, Iso0Block, Iso1Block, Iso3Block, Iso4PanField, Iso4PinField, PinCipher, TdesCipher,
};
use pinproof::profile::Profile;
use pinproof::rand_core::SeedableRng;
use pinproof::tzpk::{KeyRules, Tzpk, TzpkKind};
use rand_chacha::ChaCha20Rng;
use std::hint::black_box;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(20)
}

fn oaep() -> OaepScheme {
    OaepScheme {
        hash: Hash::Sha256,
        mgf_hash: Hash::Sha256,
        label: Vec::new(),
    }
}

fn key_pair(c: &mut Criterion) {
    let mut group = c.benchmark_group("key generation");
    group.sample_size(10);
    for (name, bits) in [
        ("2048", RsaBits::B2048),
        ("3072", RsaBits::B3072),
        ("4096", RsaBits::B4096),
    ] {
        let mut rng = rng();
        group.bench_function(name, |b| b.iter(|| SoftwareKey::generate(bits, &mut rng).unwrap()));
    }
    group.finish();
    let key = SoftwareKey::generate(RsaBits::B2048, &mut rng()).unwrap();
    c.bench_function("public key export", |b| {
        b.iter(|| black_box(&key).public_key().to_base64())
    });
}

fn unwrap(c: &mut Criterion) {
    let mut group = c.benchmark_group("unwrap");
    group.sample_size(20);
    for (name, bits) in [
        ("2048", RsaBits::B2048),
        ("3072", RsaBits::B3072),
        ("4096", RsaBits::B4096),
    ] {
        let mut rng = rng();
        let key = SoftwareKey::generate(bits, &mut rng).unwrap();
        let tzpk = Tzpk::generate(TzpkKind::Tdes2, &mut rng).unwrap();
        let wrapped = issuer::wrap_tzpk(&tzpk, key.public_key(), &oaep(), &mut rng).unwrap();
        let scheme = WrapScheme {
            oaep: oaep(),
            kind: TzpkKind::Tdes2,
            rules: KeyRules::default(),
        };
        let pkcs8 = key.to_pkcs8_der();
        group.bench_function(name, |b| {
            // The key dies with its one unwrap, so each round gets a new copy, outside of the measured time.
            b.iter_batched(
                || SoftwareKey::from_pkcs8_der(pkcs8.expose()).unwrap(),
                |key| key.unwrap(&wrapped, &scheme, &mut rng).unwrap(),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn blocks(c: &mut Criterion) {
    let mut rng = rng();
    let pin = Pin::from_ascii(b"0739").unwrap();
    let pan = Pan::from_ascii(b"5432101234567891").unwrap();
    let mut group = c.benchmark_group("encode");
    group.bench_function("format 0", |b| {
        b.iter(|| Iso0Block::encode(black_box(&pin), &pan).unwrap())
    });
    group.bench_function("format 1", |b| b.iter(|| Iso1Block::encode(black_box(&pin), &mut rng)));
    group.bench_function("format 3", |b| {
        b.iter(|| Iso3Block::encode(black_box(&pin), &pan, &mut rng).unwrap())
    });
    group.bench_function("format 4", |b| {
        b.iter(|| {
            (
                Iso4PinField::encode(black_box(&pin), &mut rng),
                Iso4PanField::from_pan(&pan),
            )
        });
    });
    group.finish();

    let tdes = Tzpk::generate(TzpkKind::Tdes2, &mut rng).unwrap();
    let aes = Tzpk::generate(TzpkKind::Aes128, &mut rng).unwrap();
    let tdes_kept = TdesCipher::new(&tdes).unwrap();
    let aes_kept = AesCipher::new(&aes).unwrap();
    let block = Iso0Block::encode(&pin, &pan).unwrap();
    let field = Iso4PinField::encode(&pin, &mut rng);
    let pan_field = Iso4PanField::from_pan(&pan);
    let mut group = c.benchmark_group("encrypt");
    group.bench_function("TDES, schedule kept", |b| {
        b.iter(|| tdes_kept.encrypt(black_box(&block)))
    });
    group.bench_function("TDES, schedule each", |b| {
        b.iter(|| TdesCipher::new(black_box(&tdes)).unwrap().encrypt(&block));
    });
    group.bench_function("AES-128, schedule kept", |b| {
        b.iter(|| aes_kept.encrypt(black_box(&field), &pan_field))
    });
    group.bench_function("AES-128, schedule each", |b| {
        b.iter(|| AesCipher::new(black_box(&aes)).unwrap().encrypt(&field, &pan_field));
    });
    group.finish();

    let mut group = c.benchmark_group("decrypt and decode");
    let context = BlockContext::Pan(pan);
    for (name, key, format) in [("format 0", &tdes, Format::Iso0), ("format 4", &aes, Format::Iso4)] {
        let cipher = PinCipher::new(key);
        let encrypted = cipher.encrypt(format, &pin, &context, &mut rng).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| cipher.decrypt(black_box(&encrypted), &context).unwrap())
        });
    }
    group.finish();
}

fn policy(c: &mut Criterion) {
    let policy = PinPolicy::strict_4();
    c.bench_function("policy check", |b| {
        b.iter(|| {
            policy
                .accept_entry(black_box("0739"), Some("0739"), &PinFacts::default())
                .unwrap()
        });
    });
}

/// From the key pair to the encrypted block, with the issuer's wrap in between outside of the measured time.
fn set_pin(c: &mut Criterion) {
    let mut group = c.benchmark_group("set PIN on the device");
    group.sample_size(10);
    for (profile, context) in [
        (Profile::enfuce_v3(), BlockContext::NoPan),
        (
            Profile::aes_iso4(),
            BlockContext::Pan(Pan::from_ascii(b"5432101234567891").unwrap()),
        ),
    ] {
        let mut rng = rng();
        let scheme = WrapScheme {
            oaep: profile.oaep.clone(),
            kind: profile.tzpk.kind,
            rules: profile.tzpk.rules,
        };
        let name = profile.name.clone();
        group.bench_function(name, |b| {
            b.iter_custom(|rounds| {
                let mut spent = std::time::Duration::ZERO;
                for _ in 0..rounds {
                    let started = std::time::Instant::now();
                    let key = SoftwareKey::generate(profile.rsa_bits, &mut rng).unwrap();
                    let public = key.public_key().clone();
                    spent += started.elapsed();
                    let tzpk = Tzpk::generate(profile.tzpk.kind, &mut rng).unwrap();
                    let wrapped = issuer::wrap_tzpk(&tzpk, &public, &profile.oaep, &mut rng).unwrap();
                    let started = std::time::Instant::now();
                    let tzpk = key.unwrap(&wrapped, &scheme, &mut rng).unwrap();
                    let pin = profile
                        .pin_policy
                        .accept_entry("0739", Some("0739"), &PinFacts::default())
                        .unwrap();
                    let cipher = PinCipher::new(&tzpk);
                    black_box(
                        cipher
                            .encrypt(profile.pin_block.format, pin.pin(), &context, &mut rng)
                            .unwrap(),
                    );
                    spent += started.elapsed();
                }
                spent
            });
        });
    }
    group.finish();
}

criterion_group!(benches, key_pair, unwrap, blocks, policy, set_pin);
criterion_main!(benches);
