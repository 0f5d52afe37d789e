//! What a back end does.

use std::io::{self, Read, Write};

use pinproof::message::Scope;

use super::BASIC;
use super::http::{Answer, Http};

pub(crate) const JSON: (&str, &str) = ("Content-Type", "application/json");
pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const NEW_CARD: &str = "/card/v4/MC_CARD/customer/1/account/2/MAIN";

impl<S: Read + Write> Http<S> {
    pub(crate) fn back_end(&mut self, method: &str, path: &str, body: &str) -> io::Result<Answer> {
        self.ask(method, path, &[("Authorization", BASIC), JSON], body.as_bytes())
    }

    /// A card that waits for its PIN; the ids of the card and of its plastic.
    pub(crate) fn new_card(&mut self) -> io::Result<(String, String)> {
        let card = self.back_end("POST", NEW_CARD, r#"{"pinStatus":"W"}"#)?;
        assert_eq!(card.status, 201, "{}", card.text());
        let card = card.json()["id"].as_str().unwrap().to_owned();
        let plastics = self.back_end("GET", &format!("/card/v3/{card}/plastic"), "")?;
        let plastic = plastics.json()[0]["id"].as_str().unwrap().to_owned();
        Ok((card, plastic))
    }

    /// The answer to the request for a control token.
    pub(crate) fn ask_token(&mut self, plastic: &str, scope: Scope) -> io::Result<Answer> {
        let path = format!("/pincontrol/v2/plastic/{plastic}?auditUser=test");
        self.back_end("POST", &path, &format!("{{\"scope\":\"{}\"}}", scope.name()))
    }

    /// A control token.
    pub(crate) fn token(&mut self, plastic: &str, scope: Scope) -> io::Result<String> {
        let answer = self.ask_token(plastic, scope)?;
        assert_eq!(answer.status, 201, "{}", answer.text());
        Ok(answer.json()["id"].as_str().unwrap().to_owned())
    }

    pub(crate) fn open_page(&mut self, id: &str) -> io::Result<Answer> {
        self.ask(
            "POST",
            "/pincontrol/v2/pin",
            &[FORM],
            format!("controlId={id}").as_bytes(),
        )
    }

    /// An embossing run.
    pub(crate) fn emboss(&mut self) -> io::Result<()> {
        let run = self.back_end("POST", "/admin/emboss", "")?;
        assert_eq!(run.status, 200, "{}", run.text());
        Ok(())
    }

    pub(crate) fn pin_status(&mut self, card: &str) -> io::Result<String> {
        let read = self.back_end("GET", &format!("/card/v4/{card}"), "")?;
        Ok(read.json()["pinStatus"].as_str().unwrap().to_owned())
    }
}
