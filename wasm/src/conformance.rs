//! A browser as a client of the conformance kit: all of the client protocol that needs no private key.
//!
//! RSA is WebCrypto's, which answers later. A line that needs it says so first ([`ConformanceClient::needs`]); the script brings
//! what it needs, and then has the line answered.

mod keys;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

use pinproof::conformance::client::{
    Answer, Client, Description, DeviceSessions, Fault, Output, Prompt, Reference, Request, serve,
};
use pinproof::device::PublicKey;
use pinproof::secret::SecretBytes;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use self::keys::{Brought, BroughtKeys, BrowserKey};
use crate::rng;

/// A client of the kit, without the operations that `WebCrypto` does by itself.
#[wasm_bindgen]
#[derive(Default)]
pub struct ConformanceClient {
    device: Device,
}

/// The reference device, with sessions whose private keys are elsewhere.
#[derive(Default)]
struct Device {
    reference: Reference,
    sessions: DeviceSessions<BrowserKey>,
    brought: Rc<RefCell<Brought>>,
}

#[wasm_bindgen]
impl ConformanceClient {
    /// A client that remembers nothing.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// What has to be brought before this line is answered, as JSON: `{"generate":2048}`, or `{"unwrap":{"spki":…,"wrapped":…}}`
    /// with both in hex. Nothing when it can be answered at once.
    pub fn needs(&self, line: &str) -> Option<String> {
        let request: Request = serde_json::from_str(line).ok()?;
        let Device { sessions, brought, .. } = &self.device;
        if let Some((key, wrapped)) = sessions.wrapped(&request) {
            let (spki, wrapped) = (hex(key.to_spki_der()), hex(wrapped.as_bytes()));
            return Some(json!({"unwrap": {"spki": spki, "wrapped": wrapped}}).to_string());
        }
        let size = sessions.may_generate(&request)?;
        let has = brought.borrow().has_key(size);
        (!has).then(|| json!({"generate": size.bits()}).to_string())
    }

    /// The public half of a new key pair. False when it is none that the library takes.
    #[wasm_bindgen(js_name = bringKey)]
    pub fn bring_key(&mut self, spki: &[u8]) -> bool {
        let key = PublicKey::from_spki_der(spki);
        key.map(|key| self.device.brought.borrow_mut().add_key(key)).is_ok()
    }

    /// What the private half of this public key made of the wrapped TZPK. Where it made nothing of it, nothing is brought.
    #[wasm_bindgen(js_name = bringUnwrapped)]
    pub fn bring_unwrapped(&mut self, spki: &[u8], unwrapped: Vec<u8>) {
        let unwrapped = SecretBytes::from_vec(unwrapped);
        self.device.brought.borrow_mut().add_unwrapped(spki, unwrapped);
    }

    /// The answer to a line, without line feed.
    pub fn answer(&mut self, line: &str) -> String {
        let mut answer = Vec::new();
        // Neither end of it can fail: both are in memory.
        let _ = serve(line.as_bytes(), &mut answer, &mut self.device);
        answer.pop_if(|last| *last == b'\n');
        String::from_utf8(answer).unwrap_or_default()
    }
}

impl Client for Device {
    fn hello(&mut self) -> Result<Description, Fault> {
        // Who this is and what it can do is for the script to say.
        Err(Fault::Wrapper("hello is answered by the page".to_owned()))
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        match &prompt.request {
            request @ (Request::SessionOpen { .. } | Request::SessionInput { .. }) => {
                let mut keys = BroughtKeys(Rc::clone(&self.brought));
                let step = self.sessions.answer(request, &mut keys, &mut rng());
                Ok(step.map_or_else(
                    |class| Answer::Reject { class, native: None },
                    |step| Answer::Ok(Output::Step(Box::new(step))),
                ))
            }
            _ => self.reference.answer(prompt),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
