//! The condition keys of a request and their values.

use iam_syntax::text::fold;
use std::cmp::Ordering;

/// The condition context of a request: keys, compared without regard to letter case (S5.16), and
/// their values. A key that is not in it and doesn't follow from the caller or the resource (S9) is
/// absent.
///
/// ```
/// use iam_eval::Context;
/// let context = Context::new()
///     .with("aws:SourceIp", "203.0.113.7")
///     .with_list("aws:TagKeys", ["Dept", "Env"]);
/// assert_eq!(context.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Sorted by hash.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    key: Key,
    value: ContextValue,
}

/// The value of a condition key: one, or several (a multivalued key). Exhaustive: AWS has these
/// two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// A single value. Numbers and booleans are given as their text (S5.17).
    One(Box<str>),
    /// The values of a multivalued key; without values, the key is absent.
    Many(Box<[Box<str>]>),
}

/// A condition key: its folded name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    hash: u64,
    folded: Box<str>,
}

impl Key {
    /// OPEN: non-ASCII letters that fold to ASCII ones are not folded (S5.16).
    pub(crate) fn new(name: &str) -> Self {
        let folded = name.to_ascii_lowercase().into_boxed_str();
        let hash = fold::hash(folded.as_bytes());
        Self { hash, folded }
    }

    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let hashes = self.hash.cmp(&other.hash);
        hashes.then_with(|| self.folded.cmp(&other.folded))
    }

    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

impl Context {
    /// A context without keys.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key with one value, replacing any previous value. Numbers and booleans are given as
    /// text (S5.17).
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Box<str>>) -> Self {
        self.insert(key, ContextValue::One(value.into()));
        self
    }

    /// Adds a multivalued key, replacing any previous values. A key with an empty list is absent.
    #[must_use]
    pub fn with_list<V: Into<Box<str>>>(
        mut self,
        key: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.insert(key, ContextValue::Many(values));
        self
    }

    fn insert(&mut self, key: &str, value: ContextValue) {
        let key = Key::new(key);
        match self.find(&key) {
            Ok(at) => {
                if let Some(entry) = self.entries.get_mut(at) {
                    entry.value = value;
                }
            }
            Err(at) => self.entries.insert(at, Entry { key, value }),
        }
    }

    /// Adds many distinct keys at once.
    ///
    /// ```
    /// use iam_eval::{Context, ContextValue};
    /// let one = |value: &str| ContextValue::One(value.into());
    /// let context = Context::from_pairs([("aws:SourceIp", one("203.0.113.7"))])?;
    /// assert_eq!(context.len(), 1);
    /// let twice = [("k", one("a")), ("K", one("b"))];
    /// assert_eq!(Context::from_pairs(twice), Err("k".to_owned()));
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// A key, in lower case, that is given twice, ignoring letter case.
    pub fn from_pairs<K: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, ContextValue)>,
    ) -> Result<Self, String> {
        let entries = pairs.into_iter();
        let mut entries: Vec<Entry> = entries
            .map(|(key, value)| Entry {
                key: Key::new(key.as_ref()),
                value,
            })
            .collect();
        entries.sort_by(|a, b| a.key.order(&b.key));
        let mut pairs = entries.iter().zip(entries.iter().skip(1));
        match pairs.find(|(one, next)| one.key == next.key) {
            Some((twice, _)) => Err(twice.key.folded.clone().into_string()),
            None => Ok(Self { entries }),
        }
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names of the keys, in lower case and in no particular order.
    ///
    /// ```
    /// let context = iam_eval::Context::new().with("aws:SourceIp", "203.0.113.7");
    /// assert_eq!(context.keys().collect::<Vec<_>>(), ["aws:sourceip"]);
    /// ```
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.folded())
    }

    /// The keys, in lower case and in no particular order, each with its value.
    ///
    /// ```
    /// use iam_eval::{Context, ContextValue};
    /// let context = Context::new().with("aws:SourceIp", "203.0.113.7");
    /// assert_eq!(context.entries().next(), Some(("aws:sourceip", &ContextValue::One("203.0.113.7".into()))));
    /// ```
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (&str, &ContextValue)> {
        self.entries
            .iter()
            .map(|entry| (entry.key.folded(), &entry.value))
    }

    /// Removes a key, so that it is unspecified.
    ///
    /// ```
    /// let context = iam_eval::Context::new().with("aws:SourceIp", "203.0.113.7");
    /// assert!(context.without("AWS:SourceIP").is_empty());
    /// ```
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        if let Ok(at) = self.find(&Key::new(key)) {
            self.entries.remove(at);
        }
        self
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&ContextValue> {
        let at = self.find(key).ok()?;
        self.entries.get(at).map(|entry| &entry.value)
    }

    fn find(&self, key: &Key) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.key.order(key))
    }
}

/// Keys with one value each. As with [`Context::with`], a key that occurs again, ignoring letter
/// case, gets the later value.
///
/// ```
/// use iam_eval::Context;
/// let pairs = [("aws:SourceIp", "203.0.113.7"), ("aws:RequestedRegion", "eu-west-1")];
/// let mut context: Context = pairs.into_iter().collect();
/// context.extend([("aws:requestedregion", "eu-central-1")]);
/// assert_eq!(context.len(), 2);
/// ```
impl<K: AsRef<str>, V: Into<Box<str>>> FromIterator<(K, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut context = Self::new();
        context.extend(pairs);
        context
    }
}

/// See [`Context::from_iter`].
impl<K: AsRef<str>, V: Into<Box<str>>> Extend<(K, V)> for Context {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        let added = pairs.into_iter().map(|(key, value)| Entry {
            key: Key::new(key.as_ref()),
            value: ContextValue::One(value.into()),
        });
        self.entries.extend(added);
        // Stable sort: the latest of the entries of a key comes last.
        self.entries.sort_by(|a, b| a.key.order(&b.key));
        self.entries.dedup_by(|later, kept| {
            let is_same = later.key == kept.key;
            if is_same {
                std::mem::swap(later, kept);
            }
            is_same
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Context;

    #[test]
    fn many_keys_in_one_go_are_as_one_after_the_other() {
        let pairs: Vec<(String, String)> = (0..400_u32)
            .map(|at| {
                let key = at.wrapping_mul(2_654_435_761) % 150;
                let name = format!("k:{key}");
                let name = if at % 3 == 0 {
                    name.to_uppercase()
                } else {
                    name
                };
                (name, at.to_string())
            })
            .collect();
        let (first, rest) = pairs.split_at(90);
        let mut extended = Context::from_iter(first.iter().cloned());
        extended.extend(rest.iter().cloned());
        let one_by_one = pairs
            .into_iter()
            .fold(Context::new(), |context, (key, value)| {
                context.with(&key, value)
            });
        assert_eq!(extended, one_by_one);
        assert!(extended.len() > 100 && extended.len() <= 150);
    }
}
