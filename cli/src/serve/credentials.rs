//! What back ends show: user and password (RFC 7617), or a bearer token (RFC 6750).

use std::path::Path;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use pinproof::message::BasicAuth;
use pinproof::rand_core::Rng as _;
use pinproof::secret::SecretText;

use super::secret_file;
use crate::failure::Failure;

/// The user in credentials that are drawn.
const USER: &str = "backend";
/// A password for every card is not to be guessed at the rate that guesses are answered.
const SHORTEST_PASSWORD: usize = 12;

/// What a back end has to show.
pub(crate) struct Credentials {
    basic: BasicAuth,
    bearer: Option<SecretText>,
}

impl Credentials {
    /// From the files, or drawn.
    ///
    /// # Errors
    /// Wrong use: a file that cannot be read, or holds no credentials.
    pub(crate) fn read(basic: Option<&Path>, bearer: Option<&Path>) -> Result<(Self, Option<SecretText>), Failure> {
        let (basic, drawn) = match basic {
            Some(path) => (from_file(path)?, None),
            None => {
                let password = SecretText::from_string(draw());
                let basic = BasicAuth::new(USER, password.expose())
                    .map_err(|_| super::broken("the credentials that were drawn are none"))?;
                let shown = format!("{USER}:{}", password.expose());
                (basic, Some(SecretText::from_string(shown)))
            }
        };
        let bearer = bearer.map(bearer_from).transpose()?;
        Ok((Self { basic, bearer }, drawn))
    }

    /// The same credentials for the engine.
    ///
    /// # Errors
    /// None that can happen: they were valid before.
    pub(crate) fn for_engine(&self) -> Result<BasicAuth, Failure> {
        BasicAuth::new(self.basic.user(), self.basic.password()).map_err(|_| super::broken("the credentials are none"))
    }

    /// The value of `Authorization` as the engine wants it, when one was shown: a right bearer token stands for user and password,
    /// and two headers for none.
    pub(crate) fn shown(&self, headers: &HeaderMap) -> Option<SecretText> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (value, other) = (values.next()?.to_str().ok()?, values.next());
        if other.is_some() {
            return None;
        }
        if self.bearer_is_right(value) {
            return Some(self.basic.header_value());
        }
        Some(SecretText::copy_from(value))
    }

    /// Whether the right ones were shown, in constant time for equal lengths.
    pub(crate) fn are_in(&self, headers: &HeaderMap) -> bool {
        self.shown(headers)
            .and_then(|value| BasicAuth::parse(value.expose()).ok())
            .is_some_and(|shown| shown.is(&self.basic))
    }

    fn bearer_is_right(&self, value: &str) -> bool {
        let (Some(bearer), Some((scheme, token))) = (&self.bearer, value.split_once(' ')) else {
            return false;
        };
        let token = SecretText::copy_from(token.trim_start_matches(' '));
        scheme.eq_ignore_ascii_case("Bearer") && bool::from(token.ct_eq(bearer))
    }
}

/// 160 bits, in hex.
fn draw() -> String {
    let mut bytes = [0; 20];
    pinproof::os_rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line(path: &Path, option: &str) -> Result<SecretText, Failure> {
    secret_file::line(path).map_err(|why| {
        Failure::usage(
            format!("{option} {}: {why}", path.display()),
            "a file of one line and of mode 0600",
        )
    })
}

fn from_file(path: &Path) -> Result<BasicAuth, Failure> {
    let line = line(path, "--credentials")?;
    let wrong = || {
        Failure::usage(
            format!("{} does not hold credentials", path.display()),
            "one line, USER:PASSWORD, without control characters, the password of at least 12 signs",
        )
    };
    let (user, password) = line.expose().split_once(':').ok_or_else(wrong)?;
    if user.is_empty() || password.len() < SHORTEST_PASSWORD {
        return Err(wrong());
    }
    BasicAuth::new(user, password).map_err(|_| wrong())
}

/// The alphabet of RFC 6750, section 2.1, and long enough that nobody guesses it.
fn bearer_from(path: &Path) -> Result<SecretText, Failure> {
    let line = line(path, "--bearer-file")?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if (16..=1024).contains(&line.len()) && line.expose().bytes().all(allowed) {
        Ok(line)
    } else {
        Err(Failure::usage(
            format!("{} does not hold a bearer token", path.display()),
            "one line of 16 to 1024 letters, digits and -._~+/=",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn basic_or_bearer_once() {
        let credentials = Credentials {
            basic: BasicAuth::new("u", "p").unwrap(),
            bearer: Some(SecretText::copy_from("0123456789abcdef")),
        };
        let right = [
            "Basic dTpw",
            "basic  dTpw",
            "Bearer 0123456789abcdef",
            "bearer 0123456789abcdef",
        ];
        for value in right {
            assert!(credentials.are_in(&headers(&[value])), "{value}");
        }
        let wrong = [
            "Basic dTpx",
            "dTpw",
            "Bearer 0123456789abcdee",
            "Bearer dTpw",
            "Basic 0123456789abcdef",
            "Bearer",
            "",
        ];
        for value in wrong {
            assert!(!credentials.are_in(&headers(&[value])), "{value}");
        }
        assert!(!credentials.are_in(&headers(&[])));
        assert!(!credentials.are_in(&headers(&["Basic dTpw", "Basic dTpw"])));
    }

    #[test]
    fn without_a_bearer_token_none_is_right() {
        let (credentials, drawn) = Credentials::read(None, None).unwrap();
        assert!(drawn.unwrap().expose().starts_with("backend:"));
        assert!(!credentials.are_in(&headers(&["Bearer "])));
        assert!(!credentials.are_in(&headers(&["Bearer 0123456789abcdef"])));
    }
}
