//! What is to be sent.

use pinproof::message::Request;
use wasm_bindgen::prelude::wasm_bindgen;

/// A POST to the issuer.
#[wasm_bindgen]
pub struct Outgoing(Request);

#[wasm_bindgen]
impl Outgoing {
    /// Path and query, on the page's own origin.
    #[wasm_bindgen(getter)]
    pub fn path(&self) -> String {
        self.0.target()
    }

    /// The value of `Content-Type`.
    #[wasm_bindgen(getter, js_name = contentType)]
    pub fn content_type(&self) -> String {
        self.0.body.content_type().unwrap_or_default().into()
    }

    /// The body. It holds the control id, which the page knows, and ciphertext.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body.as_bytes().to_vec()
    }
}

impl From<Request> for Outgoing {
    fn from(request: Request) -> Self {
        Self(request)
    }
}
