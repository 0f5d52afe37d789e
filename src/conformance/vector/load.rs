//! From JSON text to cases that can be asked.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use std::path::Path;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{BESIDE, Case, EMBEDDED, Group, VERSION, VectorFile, Verdict};
use crate::conformance::client::{Op, Output, Prompt, Request};
use crate::conformance::generate::fresh;
use crate::pin_block::Format;

/// Vectors that cannot be used. Says which file and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// File stem or path.
    pub file: String,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.problem)
    }
}

impl core::error::Error for LoadError {}

/// All vector files of one folder, or those inside the library.
pub struct Suite {
    files: Vec<(String, VectorFile)>,
    cases: Vec<TestCase>,
    version: String,
    sha256: String,
}

/// One case, ready to be asked.
#[derive(Clone, Debug)]
pub struct TestCase {
    /// `file/case`.
    pub id: String,
    /// Operation.
    pub op: Op,
    /// The request.
    pub prompt: Prompt,
    /// Size of the group's RSA key in bits.
    pub rsa_bits: Option<u32>,
    /// What accepting gives.
    pub output: Option<Output>,
    /// The case as written.
    pub case: Case,
    /// Full id of the sibling.
    pub sibling: Option<String>,
    /// Full id of the case that its sibling, and that one's, lead to: cases of one family stay together when a run is split.
    pub family: String,
}

/// Whether this is the id of a fresh case, which differs from seed to seed.
pub(crate) fn is_fresh(id: &str) -> bool {
    id.starts_with("fresh_")
}

impl Suite {
    /// The vectors inside the library.
    ///
    /// # Errors
    /// [`LoadError`] when a file is broken, which the library's own tests rule out.
    pub fn embedded() -> Result<Self, LoadError> {
        Self::from_texts(EMBEDDED.iter().map(|(stem, text)| (stem.to_string(), text.to_string())))
    }

    /// Every `*.json` directly in `folder`, in the order of their names.
    ///
    /// # Errors
    /// [`LoadError`] when the folder or a file cannot be read or used, or there is no file.
    pub fn from_folder(folder: &Path) -> Result<Self, LoadError> {
        Self::from_texts(Self::texts_in(folder)?)
    }

    /// Stem and text of every vector file directly in `folder`, in the order of their names.
    ///
    /// # Errors
    /// [`LoadError`] when the folder or a file cannot be read, or there is no file.
    pub fn texts_in(folder: &Path) -> Result<Vec<(String, String)>, LoadError> {
        let shown = folder.display().to_string();
        let unreadable = |file: &str, error: std::io::Error| LoadError {
            file: file.to_string(),
            problem: error.to_string(),
        };
        let mut texts = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&shown, error))? {
            let path = entry.map_err(|error| unreadable(&shown, error))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let stem = path
                    .file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned())
                    .unwrap_or_default();
                if BESIDE.contains(&stem.as_str()) {
                    continue;
                }
                let text =
                    std::fs::read_to_string(&path).map_err(|error| unreadable(&path.display().to_string(), error))?;
                texts.push((stem, text));
            }
        }
        if texts.is_empty() {
            return Err(LoadError {
                file: shown,
                problem: "no vector file (*.json) in this folder".to_string(),
            });
        }
        texts.sort();
        Ok(texts)
    }

    /// Files given as stem and text.
    ///
    /// # Errors
    /// [`LoadError`] when a text is not a vector file of this version, or two cases have one id.
    pub fn from_texts<I: IntoIterator<Item = (String, String)>>(texts: I) -> Result<Self, LoadError> {
        let mut suite = Self {
            files: Vec::new(),
            cases: Vec::new(),
            version: VERSION.to_string(),
            sha256: String::new(),
        };
        let mut digests = BTreeMap::new();
        for (stem, text) in texts {
            let problem = |problem: String| LoadError {
                file: stem.clone(),
                problem,
            };
            let file: VectorFile = serde_json::from_str(&text).map_err(|error| problem(error.to_string()))?;
            if major(&file.version) != major(VERSION) {
                return Err(problem(format!(
                    "vectors of version {}, this kit reads {VERSION}",
                    file.version
                )));
            }
            let digest = Sha256::new().chain_update(stem.as_bytes()).chain_update([0]);
            digests.insert(stem.clone(), digest.chain_update(text.as_bytes()).finalize());
            if suite.files.is_empty() {
                suite.version = file.version.clone();
            }
            suite.add(stem, file)?;
        }
        let digest = digests
            .into_values()
            .fold(Sha256::new(), |all, one| all.chain_update(one));
        suite.sha256 = hex::encode(digest.finalize());
        Ok(suite)
    }

    /// The same with the fresh cases of `seed` behind its own; version and digest stay those of the files. `deep` adds the
    /// longer RSA keys.
    ///
    /// # Errors
    /// [`LoadError`] when a case cannot be made, which is a fault of this kit, or a file of this name is there already.
    ///
    /// Their requests do not name them: the names say what is wrong with each.
    pub fn with_fresh(mut self, seed: u64, deep: bool) -> Result<Self, LoadError> {
        let files = fresh(seed, deep).map_err(|error| LoadError {
            file: format!("fresh cases of {seed}"),
            problem: error.to_string(),
        })?;
        let kept = self.cases.len();
        for (stem, file) in files {
            if self.files.iter().any(|(own, _)| *own == stem) {
                return Err(LoadError {
                    file: stem,
                    problem: "holds fresh cases; with those of a seed there would be two of each".to_string(),
                });
            }
            self.add(stem, file)?;
        }
        let fresh = self.cases.iter_mut().skip(kept);
        fresh.for_each(|test| test.prompt.case = None);
        Ok(self)
    }

    fn add(&mut self, stem: String, file: VectorFile) -> Result<(), LoadError> {
        let problem = |problem: String| LoadError {
            file: stem.clone(),
            problem,
        };
        let mut ids = BTreeSet::new();
        let start = self.cases.len();
        for group in &file.groups {
            for case in &group.cases {
                if !ids.insert(case.id.as_str()) {
                    return Err(problem(format!("case id `{}` is used twice", case.id)));
                }
                let test = test_case(&stem, &file, group, case)
                    .map_err(|error| problem(format!("case `{}`: {error}", case.id)))?;
                self.cases.push(test);
            }
        }
        gather(self.cases.get_mut(start..).unwrap_or_default());
        self.files.push((stem, file));
        Ok(())
    }

    /// Stem and content of each file.
    pub fn files(&self) -> &[(String, VectorFile)] {
        &self.files
    }

    /// Every case, file by file.
    pub fn cases(&self) -> &[TestCase] {
        &self.cases
    }

    /// Version of the vectors.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// SHA-256 over stems and texts, hex: names these exact vectors, in whatever order they were loaded.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or_default()
}

/// Gives each case of one file its family.
fn gather(cases: &mut [TestCase]) {
    let siblings: BTreeMap<String, String> = cases
        .iter()
        .filter_map(|test| Some((test.id.clone(), test.sibling.clone()?)))
        .collect();
    for test in cases {
        // Siblings that lead in a circle are for lint to find; here they must only end.
        for _ in 0..siblings.len() {
            match siblings.get(&test.family) {
                Some(sibling) => test.family.clone_from(sibling),
                None => break,
            }
        }
    }
}

fn test_case(stem: &str, file: &VectorFile, group: &Group, case: &Case) -> Result<TestCase, String> {
    let request = request(file, group, case)?;
    if request.op() != Some(file.op) {
        return Err(format!("its request is not {}", file.op));
    }
    if case.output.is_none() && case.judge.is_none() && case.verdict != Verdict::Reject {
        return Err("a case that may be accepted needs `output` or `judge`".to_string());
    }
    if case.class.is_none() && case.verdict != Verdict::Accept {
        return Err("a case that may be refused needs `class`".to_string());
    }
    let output = match &case.output {
        Some(output) => {
            Some(Output::parse(file.op, wants_fields(&request), output).map_err(|error| error.to_string())?)
        }
        None => None,
    };
    let id = format!("{stem}/{}", case.id);
    let rsa_bits = match &group.key {
        Some(_) => file
            .params
            .get("rsa_bits")
            .and_then(Value::as_u64)
            .and_then(|bits| u32::try_from(bits).ok()),
        None => None,
    };
    Ok(TestCase {
        op: file.op,
        prompt: Prompt {
            case: Some(id.clone()),
            request,
        },
        family: id.clone(),
        id,
        rsa_bits,
        output,
        case: case.clone(),
        sibling: case.sibling.as_ref().map(|sibling| format!("{stem}/{sibling}")),
    })
}

/// Whether the answer has format 4's two fields.
pub(crate) fn wants_fields(request: &Request) -> bool {
    matches!(
        request,
        Request::PinBlockEncode {
            format: Format::Iso4,
            ..
        }
    )
}

fn request(file: &VectorFile, group: &Group, case: &Case) -> Result<Request, String> {
    let mut fields = Map::new();
    fields.insert("op".to_string(), Value::from(file.op.name()));
    if let Some(key) = &group.key {
        let mut source = Map::new();
        source.insert("pkcs8".to_string(), Value::from(key.pkcs8.as_str()));
        fields.insert("key".to_string(), Value::Object(source));
    }
    for (name, value) in group.shared.iter().chain(&case.input) {
        if fields.insert(name.clone(), value.clone()).is_some() {
            return Err(format!("request field `{name}` is given twice"));
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
}
