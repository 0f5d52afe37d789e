//! What a client calls itself, without what else somebody may have put there.

/// Most products that are kept.
const PRODUCTS: usize = 6;
/// The longest name of one; that of its version is three digits. The shortest PIN has four.
const LONGEST_NAME: usize = 16;

/// The products of a `User-Agent`, each with the first number of its version: `okhttp/4` of `okhttp/4.12.0`. Whatever has another
/// form is left out.
pub(super) fn products(agent: &str) -> Option<String> {
    let kept: Vec<String> = agent.split(' ').filter_map(product).take(PRODUCTS).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

fn product(text: &str) -> Option<String> {
    let (name, version) = text.split_once('/')?;
    let is_name = name.len() <= LONGEST_NAME && name.starts_with(|first: char| first.is_ascii_alphabetic());
    let in_name = |sign: char| sign.is_ascii_alphabetic() || sign == '-';
    let in_version = |sign: char| sign.is_ascii_digit() || sign == '.';
    let first = version.split('.').next().unwrap_or_default();
    let is_version = (1..=3).contains(&first.len()) && version.chars().all(in_version);
    (is_name && name.chars().all(in_name) && is_version).then(|| format!("{name}/{first}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_first_numbers_are_kept() {
        for (agent, kept) in [
            ("okhttp/4.12.0", "okhttp/4"),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.71 Safari/537.36",
                "Mozilla/5 AppleWebKit/537 Chrome/120 Safari/537",
            ),
            ("pay-app/12 build/TQ3A.2308", "pay-app/12"),
        ] {
            assert_eq!(products(agent).as_deref(), Some(kept));
        }
    }

    #[test]
    fn what_could_be_a_secret_is_not() {
        for agent in [
            "",
            "node",
            "1234",
            "app/1234",
            "app/1x",
            "app/",
            "/1",
            "917350682417/1",
            "7f3a9c0d5e0001b1c2d3e4f5a6/1",
            "abcdefabcdefabcdefabcdefabcdefab/1",
            "app/7f3a9c0d5e",
            "AAECAwQFBgc=/1",
        ] {
            assert_eq!(products(agent), None, "{agent}");
        }
    }
}
