//! Key pairs that never show their private half: one that answers at once, one that answers later.
//!
//! `cargo run --example hardware_key`
//!
//! The first stands for a key store with a blocking call (Android Keystore, Secure Enclave, PKCS #11): it is a [`DeviceKey`].
//! The second stands for one whose answer comes later or from elsewhere (WebCrypto, a security module on the network): the
//! session gets its public key alone, hands out what is to be unwrapped, and takes the result. Both are played by [`Module`],
//! which gives out handles. Its profile has MGF1 with SHA-1, as Android Keystore always does.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;

use pinproof::device::{DeviceKey, Hash, PublicKey, WrapScheme, WrappedTzpk};
use pinproof::error::UnwrapFailed;
use pinproof::issuer;
use pinproof::message::{ControlId, Request, Response, SetRequest, SetResponse, TzpkRequest, TzpkResponse};
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::BlockContext;
use pinproof::profile::Profile;
use pinproof::rand_core::CryptoRng;
use pinproof::secret::SecretBytes;
use pinproof::session::{Instant, Outcome, Ready, SetPin};
use pinproof::tzpk::Tzpk;

use self::module::{Handle, Module};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The hardware. Nothing but this module of the program can name a private key.
mod module {
    use std::collections::BTreeMap;

    use super::*;
    use pinproof::device::{RsaBits, SoftwareKey};

    /// Names a key pair in the hardware.
    pub(super) struct Handle(u32);

    #[derive(Default)]
    pub(super) struct Module {
        keys: BTreeMap<u32, SoftwareKey>,
        made: u32,
    }

    impl Module {
        /// Makes a key pair and gives out its handle and its public half.
        pub(super) fn generate(&mut self, size: RsaBits) -> Result<(Handle, PublicKey)> {
            let key = SoftwareKey::generate(size, &mut pinproof::os_rng())?;
            let public = key.public_key().clone();
            self.made += 1;
            self.keys.insert(self.made, key);
            Ok((Handle(self.made), public))
        }

        /// Decrypts, and destroys the key pair whatever comes of it.
        pub(super) fn decrypt(
            &mut self,
            handle: Handle,
            wrapped: &WrappedTzpk,
            scheme: &WrapScheme,
        ) -> std::result::Result<SecretBytes, UnwrapFailed> {
            let key = self.keys.remove(&handle.0).ok_or(UnwrapFailed)?;
            let tzpk = key.unwrap(wrapped, scheme, &mut pinproof::os_rng())?;
            Ok(SecretBytes::copy_from(tzpk.expose()))
        }

        /// How many key pairs it holds.
        pub(super) fn len(&self) -> usize {
            self.keys.len()
        }
    }
}

/// A key pair in the hardware, with a blocking call.
struct HardwareKey {
    module: Rc<RefCell<Module>>,
    handle: Handle,
    public_key: PublicKey,
}

impl DeviceKey for HardwareKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn unwrap(
        self,
        wrapped: &WrappedTzpk,
        scheme: &WrapScheme,
        _blinding_is_the_hardwares_affair: &mut dyn CryptoRng,
    ) -> std::result::Result<Tzpk, UnwrapFailed> {
        let decrypted = self.module.borrow_mut().decrypt(self.handle, wrapped, scheme)?;
        // Length and rules of the key are the library's affair, and look like any other failure.
        scheme.accept(decrypted)
    }
}

fn main() -> Result<()> {
    let mut profile = Profile::enfuce_v3();
    profile.oaep.mgf_hash = Hash::Sha1;
    at_once(&profile)?;
    later(&profile)
}

fn at_once(profile: &Profile) -> Result<()> {
    println!("a key pair that answers at once");
    let module = Rc::new(RefCell::new(Module::default()));
    let (handle, public_key) = module.borrow_mut().generate(profile.rsa_bits)?;
    let key = HardwareKey {
        module: Rc::clone(&module),
        handle,
        public_key,
    };
    let (token, context) = (ControlId::new("8f14e45fceea167a")?, BlockContext::NoPan);
    let (awaiting, request) = SetPin::start(token, key, context, profile, Instant::from_ms(1_000))?;
    let (tzpk, answer) = issuer_wraps(&request, profile)?;
    println!("  key pairs in the hardware: {}", module.borrow().len());
    let ready = awaiting.receive(&ok(&answer), Instant::from_ms(1_200), &mut pinproof::os_rng())?;
    println!("  and after the one TZPK that it unwraps: {}", module.borrow().len());
    submit(ready, &tzpk, profile)
}

fn later(profile: &Profile) -> Result<()> {
    println!("a key pair that answers later");
    let mut module = Module::default();
    let (handle, public_key) = module.generate(profile.rsa_bits)?;
    let (token, context) = (ControlId::new("c9f0f895fb98ab91")?, BlockContext::NoPan);
    let start = Instant::from_ms(1_000);
    let (awaiting, request) = SetPin::start_with_public_key(token, public_key, context, profile, start)?;
    let (tzpk, answer) = issuer_wraps(&request, profile)?;

    let awaiting = awaiting.take(&ok(&answer), Instant::from_ms(1_200))?;
    let (wrapped, scheme) = (awaiting.wrapped().clone(), awaiting.scheme());
    let (send, answers) = mpsc::channel();
    let worker = thread::spawn(move || send.send(module.decrypt(handle, &wrapped, &scheme)));
    println!("  the hardware works, and the session waits as a value");
    // When the hardware fails, the session is dropped here, and with it all that it holds.
    let decrypted = answers.recv()??;
    worker.join().map_err(|_| "the hardware stopped")??;
    let ready = awaiting.unwrapped(decrypted, Instant::from_ms(1_900))?;
    submit(ready, &tzpk, profile)
}

/// From here on both are the same.
fn submit(ready: Ready, tzpk: &Tzpk, profile: &Profile) -> Result<()> {
    let accepted = ready.accept_entry("0739", Some("0739"), &PinFacts::default())?;
    let (submitted, request) = ready.submit(accepted, Instant::from_ms(9_000), &mut pinproof::os_rng())?;
    let block = SetRequest::from_json(request.body.as_bytes())?.block(profile)?;
    if !issuer::verify_pin_block(tzpk, &block, &BlockContext::NoPan, &"0739".parse()?)? {
        return Err("another PIN arrives than the one that was typed".into());
    }
    let answer = SetResponse.to_json();
    match submitted.receive(&ok(&answer), Instant::from_ms(9_100))? {
        Outcome::Set => println!("  the PIN is set, and is the one that was typed"),
        Outcome::Invalid(_) => return Err("the issuer refuses the PIN".into()),
    }
    Ok(())
}

/// The issuer's turn.
fn issuer_wraps(request: &Request, profile: &Profile) -> Result<(Tzpk, String)> {
    let rng = &mut pinproof::os_rng();
    let public_key = TzpkRequest::from_json(request.body.as_bytes())?.key(profile)?;
    let tzpk = Tzpk::generate(profile.tzpk.kind, rng)?;
    let wrapped = issuer::wrap_tzpk(&tzpk, &public_key, &profile.oaep, rng)?;
    Ok((tzpk, TzpkResponse::new(&wrapped, profile).to_json()))
}

fn ok(body: &str) -> Response<'_> {
    Response {
        status: 200,
        content_type: Some("application/json"),
        body: body.as_bytes(),
    }
}
