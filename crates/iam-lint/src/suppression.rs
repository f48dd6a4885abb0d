//! Findings that were reviewed and accepted, with the reason.

use crate::finding::Finding;
use crate::settings::{Settings, listed};
use crate::{registry, tree};
use iam_syntax::Problem;
use iam_syntax::text::mistake::quoted;

/// One accepted finding: a code, and optional criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Suppression {
    code: String,
    file: Option<String>,
    sid: Option<String>,
    value: Option<String>,
    reason: String,
}

const MEMBERS: [&str; 5] = ["code", "reason", "sid", "value", "file"];

/// A list of accepted findings.
///
/// ```
/// use iam_lint::Suppressions;
/// let text = r#"[{"code": "PASS_ROLE_WITH_STAR_IN_RESOURCE", "sid": "Deploy", "reason": "see TICKET-17"}]"#;
/// assert_eq!(Suppressions::parse("accepted.json", text)?.len(), 1);
/// let error = Suppressions::parse("accepted.json", r#"[{"code": "NO_SUCH_RULE", "reason": "x"}]"#).unwrap_err();
/// assert!(error.to_string().starts_with("accepted.json:1:11: found the code `NO_SUCH_RULE`"));
/// # Ok::<(), iam_syntax::Problem>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Suppressions(Vec<Suppression>);

impl Suppressions {
    /// Reads a JSON array of objects with `code` and `reason`, and optional criteria: the
    /// statement's `sid`, a `value` of the finding, the `file`'s name or the end of its path.
    /// `name` is that of the list, for messages.
    ///
    /// # Errors
    /// Text with another structure, a code that no rule has, a missing or empty reason.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problem> {
        let settings = Settings { name, text };
        let tree = tree::read(text);
        let root = settings.root(&tree)?;
        let items = match settings.array(root) {
            Ok(items) => items.iter(),
            Err(problem) => {
                let expected = format!("an array of objects with {}", listed(&MEMBERS));
                return Err(settings.problem(root.whole(), problem.found, expected));
            }
        };
        let list = items.map(|node| {
            let object = settings.object(node, &MEMBERS)?;
            let code = settings.required((node, object), "code", "the code of a rule")?;
            let Some(rule) = registry::rule(&code) else {
                let member = object.get("code").map_or(node, |member| &member.value);
                let found = format!("the code {}", quoted(&code));
                let expected = "a rule's: `iam-eval validate --explain all` lists them";
                return Err(settings.problem(member.whole(), found, expected));
            };
            let why = "why the finding is accepted";
            Ok(Suppression {
                code: rule.code.to_owned(),
                file: settings.optional(object, "file", "the end of a path")?,
                sid: settings.optional(object, "sid", "a statement's `Sid`")?,
                value: settings.optional(object, "value", "a value of the finding")?,
                reason: settings.required((node, object), "reason", why)?,
            })
        });
        list.collect::<Result<_, _>>().map(Self)
    }

    /// The number of suppressions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each suppression in words, to list the unused ones.
    pub fn descriptions(&self) -> impl ExactSizeIterator<Item = String> {
        self.0.iter().map(|suppression| {
            let narrowed = [
                ("sid", &suppression.sid),
                ("value", &suppression.value),
                ("file", &suppression.file),
            ];
            let mut words = format!("`{}`", suppression.code);
            for (name, value) in narrowed {
                if let Some(value) = value {
                    words.push_str(&format!(" with {name} `{value}`"));
                }
            }
            words
        })
    }

    /// Marks the accepted findings; returns the indices of the suppressions that were used.
    pub(crate) fn mark(&self, file: &str, findings: &mut [Finding]) -> Vec<usize> {
        let mut used = Vec::new();
        for finding in findings {
            let fits = |suppression: &&Suppression| suppression.fits(file, finding);
            if let Some(at) = self.0.iter().position(|suppression| fits(&suppression)) {
                finding.suppressed = self.0.get(at).map(|found| found.reason.clone());
                used.push(at);
            }
        }
        used
    }
}

impl Suppression {
    /// A finding with several values is accepted by value only if it has no other values.
    fn fits(&self, file: &str, finding: &Finding) -> bool {
        let is_file = |wanted: &String| {
            let rest = file.strip_suffix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
        };
        self.code == finding.code
            && self.file.as_ref().is_none_or(is_file)
            && self
                .sid
                .as_ref()
                .is_none_or(|sid| finding.sid.as_ref() == Some(sid))
            && self
                .value
                .as_ref()
                .is_none_or(|value| finding.values == [value.as_str()])
    }
}
