//! Sessions against an issuer.

mod clock;
mod driver;
mod failures;
mod out_of_turn;
mod property;
mod set;
mod start;
mod view;
