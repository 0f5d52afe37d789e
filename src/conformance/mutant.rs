//! Deliberately wrong clients: one for each bug class, to show that the vectors catch it.
//!
//! A mutant differs from the reference in one thing, at the depth where the bug sits in the wild. Each section has a
//! pipeline of its own, written so that one step can be wrong; nothing of it is in the code that a device runs.

mod blocks;
mod catalogue;
mod device;
mod equivalent;
pub mod gate;
mod key_pairs;
pub(crate) mod key_shape;
mod keys;
pub mod matrix;
mod plastics;
mod policies;
mod secrets;
mod sessions;
mod unwrap;

use alloc::vec::Vec;
use core::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng as _};

pub use catalogue::{Check, DESIGNED, Equivalent, Mutant, Need, Section, equivalents, find, mutants};

pub(in crate::conformance) use self::blocks::{Expansion, Keys};
use self::device::Device;
pub(in crate::conformance) use self::key_pairs::der;
use super::accumulated;
use super::client::{
    Answer, Client, Description, Fault, Output, PrivateKeySource, Prompt, Reference, RejectClass, Request,
};

/// What is wrong with a mutant: a change to the pipeline of one section.
#[derive(Clone, Copy)]
pub(crate) enum Bug {
    /// Section A.
    Unwrap(fn(&mut unwrap::Pipeline)),
    /// Section B.
    KeyPair(fn(&mut key_pairs::Pipeline)),
    /// Sections C and D: keys and blocks share a pipeline from the key to the encrypted block.
    Block(fn(&mut blocks::Pipeline)),
    /// Section E.
    Policy(fn(&mut policies::Pipeline)),
    /// Section F: the choice of the plastic.
    Plastic(fn(&mut plastics::Pipeline)),
    /// Section F, and the sessions of other sections.
    Session(fn(&mut sessions::Pipeline)),
    /// Section G: what the client says besides its answer.
    Secrets(fn(&mut secrets::Pipeline)),
}

/// A mutant as a client.
pub struct MutantClient {
    mutant: &'static Mutant,
    reference: Reference,
    device: Device,
    stderr: secrets::Stderr,
    sessions: Mutex<sessions::Sessions>,
    /// What is drawn where the bug is, when that must be the same each time.
    seeded: Option<ChaCha20Rng>,
    /// What is drawn elsewhere, when that must be the same each time: a block under a wrong key opens by chance, once in some
    /// hundred times.
    elsewhere: Mutex<Option<ChaCha20Rng>>,
    /// Whether it accumulates over PIN blocks with its own operations.
    accumulates: bool,
}

impl MutantClient {
    /// The client with the bug of `mutant`.
    pub fn new(mutant: &'static Mutant) -> Self {
        Self {
            mutant,
            reference: Reference::new(),
            device: Device::default(),
            stderr: secrets::Stderr::default(),
            sessions: Mutex::default(),
            seeded: None,
            elsewhere: Mutex::default(),
            accumulates: false,
        }
    }

    /// The same client, alone in its process: another process makes no key pair that this one makes.
    #[must_use]
    pub fn in_own_process(self) -> Self {
        Self {
            reference: Reference::in_own_process(),
            device: Device::in_own_process(),
            ..self
        }
    }

    /// The same client that accumulates over PIN blocks with its own operations, input by input, and says so. It takes its
    /// time, and shows no bug class that single cases do not show; without this it answers as the reference.
    #[must_use]
    pub fn accumulating(self) -> Self {
        Self {
            accumulates: true,
            ..self
        }
    }

    /// The client with the bug of another mutant, which shares what this one computed with RSA. For many mutants over the
    /// same cases: RSA is nearly all of the work. The key pairs that it makes are those that this one made, in that order.
    pub fn beside(&self, mutant: &'static Mutant) -> Self {
        Self {
            mutant,
            reference: Reference::new(),
            device: self.device.beside(),
            stderr: secrets::Stderr::default(),
            sessions: Mutex::default(),
            seeded: None,
            elsewhere: Mutex::default(),
            accumulates: false,
        }
    }

    /// The same client, with a fixed seed for what it draws, and a clock that starts at a fixed time.
    pub(crate) fn seeded(self, seed: u64) -> Self {
        Self {
            seeded: Some(ChaCha20Rng::seed_from_u64(seed)),
            elsewhere: Mutex::new(Some(ChaCha20Rng::seed_from_u64(!seed))),
            device: self.device.with_fixed_clock(),
            ..self
        }
    }

    /// Whether it has drawn anything from its fixed seed where its bug is.
    pub(crate) fn has_drawn(&self) -> bool {
        self.seeded.as_ref().is_some_and(|seeded| seeded.get_word_pos() > 0)
    }

    /// The mutant for a diagnosis, which computes what it would answer: key pairs are stand-ins, which costs nothing.
    pub(crate) fn rehearsing(mutant: &'static Mutant) -> Self {
        Self {
            mutant,
            reference: Reference::new(),
            device: Device::with_stand_ins(),
            stderr: secrets::Stderr::default(),
            sessions: Mutex::default(),
            seeded: None,
            elsewhere: Mutex::default(),
            accumulates: false,
        }
    }

    /// Keeps what RSADP gives for a number under a private key: PKCS#8 in hex, and two numbers as long as the modulus.
    pub(crate) fn know(&self, pkcs8: &str, number: &[u8], em: &[u8]) {
        self.device.know(pkcs8, number, em);
    }

    fn respond(&self, request: &Request, rng: &mut dyn CryptoRng) -> Answer {
        let mut one = |request: &Request| self.one(request, rng);
        match request {
            Request::SessionOpen { .. } | Request::SessionInput { .. } => self.in_session(request, rng),
            Request::Accumulate { of, .. } if self.accumulates && accumulated::of_blocks(of).is_some() => {
                accumulated::blocks_by_one(request, one)
            }
            request => one(request),
        }
    }

    /// The script with this place begins; mutants beside each other have the same key pairs in it.
    pub(crate) fn begin_script(&self) {
        self.device.begin_script();
    }

    fn one(&self, request: &Request, rng: &mut dyn CryptoRng) -> Answer {
        let wrong = self.wrong(request, rng);
        wrong.unwrap_or_else(|| self.right(request))
    }

    /// The answer of the reference. What RSADP gave under a key that was sent is known to all mutants beside this one.
    fn right(&self, request: &Request) -> Answer {
        let sent = matches!(
            request,
            Request::TzpkUnwrap {
                key: PrivateKeySource::Pkcs8 { .. },
                ..
            }
        );
        let known = sent.then(|| unwrap::Pipeline::default().answer(request, &self.device, &mut crate::os_rng()));
        known.flatten().unwrap_or_else(|| {
            let mut elsewhere = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
            match elsewhere.as_mut() {
                Some(rng) => self.reference.respond(request, rng),
                None => self.reference.respond(request, &mut crate::os_rng()),
            }
        })
    }

    /// A session in the open: each of its steps that is an operation is this client's own.
    fn in_session(&self, request: &Request, rng: &mut dyn CryptoRng) -> Answer {
        let pipeline = self.session_pipeline();
        let rng = RefCell::new(rng);
        let mut own = sessions::Own {
            ask: &mut |request| {
                let mut rng = rng.borrow_mut();
                let wrong = self.wrong(request, *rng);
                wrong.unwrap_or_else(|| self.right(request))
            },
            pair: &mut |bits| match self.mutant.bug {
                Bug::KeyPair(_) => match self.one(&Request::KeyGenerate { bits }, *rng.borrow_mut()) {
                    Answer::Ok(Output::KeyPair(made)) => Some(made.into()),
                    _ => None,
                },
                _ => self.device.pair_for_session(bits),
            },
            log: &mut |line| self.stderr.line(line.as_bytes()),
        };
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = sessions.answer(&pipeline, request, &mut own);
        answer.unwrap_or_else(|| Answer::reject(RejectClass::Message))
    }

    fn session_pipeline(&self) -> sessions::Pipeline {
        let mut pipeline = sessions::Pipeline::default();
        if let Bug::Session(change) = self.mutant.bug {
            change(&mut pipeline);
        }
        pipeline
    }

    /// What the mutant answers where its bug can show; none where it behaves as the reference.
    pub(crate) fn wrong(&self, request: &Request, rng: &mut dyn CryptoRng) -> Option<Answer> {
        match self.mutant.bug {
            Bug::Unwrap(change) => unwrap::answer(change, request, &self.device, rng),
            Bug::KeyPair(change) => key_pairs::answer(change, request, &self.device, rng),
            Bug::Block(change) => blocks::answer(change, request, self.device.memory(), rng),
            Bug::Policy(change) => policies::answer(change, request, rng),
            Bug::Plastic(change) => plastics::answer(change, request),
            Bug::Session(_) => None,
            Bug::Secrets(change) => {
                secrets::answer(change, request, (&self.reference, &self.device), &self.stderr, rng)
            }
        }
    }
}

impl Client for MutantClient {
    fn hello(&mut self) -> Result<Description, Fault> {
        let mut description = self.reference.hello()?;
        description.client.name = alloc::format!("pinproof mutant {}", self.mutant.id);
        if !self.accumulates {
            description.capabilities.accumulate.clear();
        }
        Ok(description)
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let mut seeded = self.seeded.take();
        let answer = match &mut seeded {
            Some(rng) => self.respond(&prompt.request, rng),
            None => self.respond(&prompt.request, &mut crate::os_rng()),
        };
        self.seeded = seeded;
        Ok(answer)
    }

    fn restart(&mut self) -> Result<(), Fault> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).restart();
        self.device.restart();
        self.reference.restart()
    }

    /// Kept for those whose bug shows here; the others write nothing.
    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        let logs = match self.mutant.bug {
            Bug::Secrets(_) => true,
            Bug::Session(_) => self.mutant.check().is_some(),
            _ => false,
        };
        logs.then(|| self.stderr.take())
    }
}

#[cfg(test)]
mod tests;
