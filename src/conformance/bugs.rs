//! The pages about bugs, `docs/bugs/CLASS.md`: what a client with the bug does, and how to put it right.

mod embedded;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub use embedded::EMBEDDED;

/// The sections of a page before its fixes, in their order.
const SECTIONS: [&str; 4] = ["What goes wrong", "What it does", "Where it was seen", "How to tell"];

/// The fixes of a page, in their order.
const FIXES: [(&str, &[Language]); 4] = [
    ("JavaScript", &[Language::JavaScript]),
    ("Kotlin and Java", &[Language::Kotlin, Language::Java]),
    ("Swift", &[Language::Swift]),
    ("Python", &[Language::Python]),
];

/// Most lines of a fix.
const LONGEST_FIX: usize = 12;

/// A language that pages show a fix in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// JavaScript and TypeScript.
    JavaScript,
    /// Kotlin.
    Kotlin,
    /// Java.
    Java,
    /// Swift.
    Swift,
    /// Python.
    Python,
}

impl Language {
    /// The language that a client names in its answer to `hello`, in whatever spelling.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let is = |names: &[&str]| names.iter().any(|known| name.starts_with(known));
        if is(&["javascript", "typescript", "js", "ts", "node", "ecmascript"]) {
            Some(Self::JavaScript)
        } else if is(&["kotlin", "kt"]) {
            Some(Self::Kotlin)
        } else if is(&["java"]) {
            Some(Self::Java)
        } else if is(&["swift"]) {
            Some(Self::Swift)
        } else if is(&["python", "py"]) {
            Some(Self::Python)
        } else {
            None
        }
    }
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The bug class, such as `C01`.
    pub class: String,
    /// What the client does wrong: the title without the class.
    pub title: String,
    /// Code, clause or fact.
    pub what_goes_wrong: String,
    /// For a cardholder, or for an attacker.
    pub what_it_does: String,
    /// In public, or nowhere.
    pub where_seen: String,
    /// Which answers show it.
    pub how_to_tell: String,
    /// In the order of the page.
    pub fixes: Vec<Fix>,
}

/// How to put it right in a language, or in two that share their libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The heading, such as `Kotlin and Java`.
    pub heading: String,
    /// What stands before the code; mostly empty.
    pub before: String,
    /// The code, without its fence.
    pub code: String,
    /// What stands behind the code; mostly empty.
    pub after: String,
}

impl Page {
    /// The path of the page in the project.
    pub fn path(&self) -> String {
        alloc::format!("docs/bugs/{}.md", self.class)
    }

    /// The fix in a language.
    pub fn fix(&self, language: Language) -> Option<&Fix> {
        let heading = FIXES.iter().find(|(_, languages)| languages.contains(&language))?.0;
        self.fixes.iter().find(|fix| fix.heading == heading)
    }

    /// Reads a page.
    ///
    /// # Errors
    /// A sentence, when the page is not exactly of the form that all of them have.
    pub fn parse(class: &str, text: &str) -> Result<Self, String> {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let title = first
            .strip_prefix("# ")
            .and_then(|title| title.strip_prefix(class)?.strip_prefix(": "))
            .ok_or_else(|| alloc::format!("the first line is not `# {class}: …`"))?;
        let (before, sections) = split(rest, "## ");
        if !before.is_empty() {
            return Err("there is text between the title and the first section".to_string());
        }
        let mut sections = sections.into_iter();
        let mut next = |wanted: &str| match sections.next() {
            Some((heading, body)) if heading == wanted && !body.is_empty() => Ok(body),
            Some((heading, _)) if heading == wanted => Err(alloc::format!("`## {wanted}` is empty")),
            other => Err(alloc::format!(
                "`## {wanted}` is missing where `## {}` stands",
                other.map_or_else(|| "the end".to_string(), |(heading, _)| heading)
            )),
        };
        let [what_goes_wrong, what_it_does, where_seen, how_to_tell] = SECTIONS.map(&mut next);
        let fixes = next("Fix")?;
        if let Some((heading, _)) = sections.next() {
            return Err(alloc::format!("`## {heading}` is one section too many"));
        }
        Ok(Self {
            class: class.to_string(),
            title: title.to_string(),
            what_goes_wrong: what_goes_wrong?,
            what_it_does: what_it_does?,
            where_seen: where_seen?,
            how_to_tell: how_to_tell?,
            fixes: fixes_of(&fixes)?,
        })
    }
}

/// The fixes under their headings.
fn fixes_of(text: &str) -> Result<Vec<Fix>, String> {
    let (before, parts) = split(text, "### ");
    if !before.is_empty() {
        return Err("there is text between `## Fix` and its first heading".to_string());
    }
    if !parts
        .iter()
        .map(|(heading, _)| heading.as_str())
        .eq(FIXES.map(|(heading, _)| heading))
    {
        return Err("the headings of `## Fix` are not JavaScript, Kotlin and Java, Swift, Python".to_string());
    }
    parts.into_iter().map(|(heading, body)| fix(heading, &body)).collect()
}

fn fix(heading: String, body: &str) -> Result<Fix, String> {
    // Before the fence, inside it, behind it.
    let mut parts: [Vec<&str>; 3] = Default::default();
    let mut fences = 0_usize;
    for line in body.lines() {
        if line.starts_with("```") {
            fences = fences.saturating_add(1);
        } else if let Some(part) = parts.get_mut(fences) {
            part.push(line);
        }
    }
    let [before, code, after] = parts;
    if fences != 2 || code.is_empty() || code.len() > LONGEST_FIX {
        return Err(alloc::format!(
            "`### {heading}` has not one block of 1 to {LONGEST_FIX} lines"
        ));
    }
    Ok(Fix {
        before: before.join("\n").trim().to_string(),
        code: code.join("\n"),
        after: after.join("\n").trim().to_string(),
        heading,
    })
}

/// What stands before the first heading, and each heading with what stands under it. A heading inside a fence is code.
fn split(text: &str, mark: &str) -> (String, Vec<(String, String)>) {
    let (mut before, mut parts, mut fenced) = (String::new(), Vec::<(String, String)>::new(), false);
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        match (line.strip_prefix(mark), parts.last_mut()) {
            (Some(heading), _) if !fenced => parts.push((heading.to_string(), String::new())),
            (_, Some((_, body))) => body.extend([line, "\n"]),
            (_, None) => before.extend([line, "\n"]),
        }
    }
    let trimmed = parts
        .into_iter()
        .map(|(heading, body)| (heading, body.trim().to_string()));
    (before.trim().to_string(), trimmed.collect())
}

/// The page of a bug class; none for a class without one.
pub fn page(class: &str) -> Option<Page> {
    let (_, text) = EMBEDDED.iter().find(|(known, _)| *known == class)?;
    Page::parse(class, text).ok()
}

#[cfg(test)]
mod tests;
