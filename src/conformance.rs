//! Judging clients: vectors, the client protocol, the runner, verdicts and reports.
//!
//! A [`vector::Suite`] holds the cases; a [`client::Client`] answers them, in this process or in another; [`runner::run`]
//! asks, [`verdict`] judges, and [`report::Results`] is what every output is made from.

mod accumulated;
pub mod baseline;
pub mod bugs;
mod check;
mod clear;
pub mod client;
mod combinations;
mod detection;
mod diagnosis;
pub mod diff;
pub mod explain;
mod forms;
pub mod generate;
mod key_pool;
pub mod merge;
pub mod mutant;
pub mod oaep;
mod raw_rsa;
mod reject;
pub mod report;
pub mod requirements;
pub mod runner;
mod scenario;
mod shard;
pub mod text;
pub mod vector;
pub mod verdict;
