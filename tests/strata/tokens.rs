//! Rust text as tokens, without comments and literals.

pub(crate) fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, `::` and single signs. Comments, literals and lifetimes are gone.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        let next = chars.get(at + 1).copied().unwrap_or_default();
        match here {
            '/' if next == '/' => at = end_of_line(&chars, at),
            '/' if next == '*' => at = end_of_comment(&chars, at),
            '"' => at = end_of_quoted(&chars, at, '"'),
            '\'' if next == '\\' || chars.get(at + 2) == Some(&'\'') => at = end_of_quoted(&chars, at, '\''),
            '\'' => at += 1,
            ':' if next == ':' => {
                tokens.push("::".to_owned());
                at += 2;
            }
            _ if here.is_alphanumeric() || here == '_' => {
                let word: String = chars
                    .iter()
                    .skip(at)
                    .take_while(|c| c.is_alphanumeric() || **c == '_')
                    .collect();
                let end = at + word.chars().count();
                match (word.as_str(), chars.get(end)) {
                    ("r" | "br" | "cr", Some('"' | '#')) => match end_of_raw(&chars, end) {
                        Some(closed) => at = closed,
                        // `r#name`
                        None => at = end + 1,
                    },
                    // The prefix of a literal.
                    ("b" | "c", Some('"' | '\'')) => at = end,
                    _ => {
                        tokens.push(word);
                        at = end;
                    }
                }
            }
            _ => {
                if !here.is_whitespace() {
                    tokens.push(here.to_string());
                }
                at += 1;
            }
        }
    }
    tokens
}

fn end_of_line(chars: &[char], at: usize) -> usize {
    (at..chars.len())
        .find(|at| chars.get(*at) == Some(&'\n'))
        .unwrap_or(chars.len())
}

fn end_of_comment(chars: &[char], mut at: usize) -> usize {
    let mut open = 0_usize;
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => (open, at) = (open + 1, at + 2),
            (Some('*'), Some('/')) => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
        if open == 0 {
            break;
        }
    }
    at
}

fn end_of_quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while let Some(&here) = chars.get(at) {
        at += if here == '\\' { 2 } else { 1 };
        if here == quote {
            break;
        }
    }
    at
}

/// Behind a raw string whose signs `#` or `"` begin at `start`; nothing when it is a raw name.
fn end_of_raw(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars.iter().skip(start).take_while(|c| **c == '#').count();
    if chars.get(start + hashes) != Some(&'"') {
        return None;
    }
    let closed = |at: &usize| {
        chars.get(*at) == Some(&'"') && chars.iter().skip(at + 1).take(hashes).filter(|c| **c == '#').count() == hashes
    };
    Some(
        (start + hashes + 1..chars.len())
            .find(closed)
            .map_or(chars.len(), |at| at + 1 + hashes),
    )
}
