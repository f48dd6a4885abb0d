//! The catalogue file: gzip-compressed JSON Lines, a header and then one line per service. Its
//! contents are described in `scripts/generate.py`, which writes it.
//!
//! A file may come from a user, so it is not trusted: sizes, indices, order and characters are
//! checked here, and the rest of the crate relies on that.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io::Read;

use flate2::bufread::GzDecoder;
use serde::Deserialize;

use crate::access::AccessLevels;
use crate::condition_key::ConditionKey;
use crate::error::CatalogError;

/// The file format that this version reads.
const FORMAT: u64 = 1;

/// The maximum decompressed size of a catalogue. The embedded one takes 1.3 MB.
const MAX_BYTES: u64 = 16 << 20;

/// The first line of the file.
pub(crate) struct Header {
    pub(crate) source: String,
    pub(crate) version: String,
    pub(crate) updated: String,
    pub(crate) licence: String,
    /// Sorted by [`compare`].
    pub(crate) keys: Vec<ConditionKey>,
    /// Prefix and title, sorted by prefix. All prefixes are lower-case.
    pub(crate) services: Vec<(Box<str>, Box<str>)>,
    /// Prefixes, sorted.
    pub(crate) rcp: Vec<Box<str>>,
}

/// A service's line in the file.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// Indices into the header's keys.
    pub(crate) keys: Box<[u32]>,
    /// Sets of condition keys, each of indices into the header's keys.
    pub(crate) sets: Box<[Box<[u32]>]>,
    /// Sorted by [`compare`].
    pub(crate) types: Box<[TypeData]>,
    /// Sorted by [`compare`].
    pub(crate) actions: Box<[ActionData]>,
}

#[derive(Debug)]
pub(crate) struct TypeData {
    pub(crate) name: Box<str>,
    pub(crate) arns: Box<[Box<str>]>,
    /// Index into the sets of [`Body`].
    pub(crate) set: u32,
}

#[derive(Debug)]
pub(crate) struct ActionData {
    /// With the service's prefix.
    pub(crate) name: Box<str>,
    pub(crate) levels: AccessLevels,
    /// Index into the sets of [`Body`].
    pub(crate) set: u32,
    pub(crate) resources: Box<[ResourceData]>,
}

#[derive(Debug)]
pub(crate) struct ResourceData {
    /// Index into the types of [`Body`].
    pub(crate) kind: u32,
    pub(crate) required: bool,
    /// Index into the sets of [`Body`].
    pub(crate) set: u32,
}

/// The order of names, ignoring letter case like IAM.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let lower = |text| str::bytes(text).map(|byte| byte.to_ascii_lowercase());
    lower(a).cmp(lower(b))
}

/// The text of a catalogue file.
pub(crate) fn decompress(bytes: &[u8]) -> Result<String, CatalogError> {
    let compression = |message: String| CatalogError::Compression(message);
    let mut text = Vec::new();
    let mut decoder = GzDecoder::new(bytes);
    let limited = decoder.by_ref().take(MAX_BYTES + 1).read_to_end(&mut text);
    limited.map_err(|error| compression(error.to_string()))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(CatalogError::TooLarge { limit: MAX_BYTES });
    }
    if !decoder.into_inner().is_empty() {
        return Err(compression("more bytes follow its end".into()));
    }
    String::from_utf8(text).map_err(|_| CatalogError::malformed(1, "the text is not UTF-8"))
}

/// Reads the first line of a catalogue's text.
pub(crate) fn header(line: &str) -> Result<Header, CatalogError> {
    #[derive(Deserialize)]
    struct Format {
        format: u64,
    }
    #[derive(Deserialize)]
    struct Raw<'a> {
        source: String,
        version: String,
        updated: String,
        licence: String,
        #[serde(borrow)]
        keys: Vec<(Box<str>, Option<Cow<'a, str>>)>,
        services: Vec<(Box<str>, Box<str>)>,
        rcp: Vec<Box<str>>,
    }

    let malformed = |message: &str| CatalogError::malformed(1, message);
    let json = |error: serde_json::Error| CatalogError::malformed(1, error);
    let Format { format } = serde_json::from_str(line).map_err(json)?;
    if format != FORMAT {
        return Err(CatalogError::UnsupportedFormat {
            found: format,
            supported: FORMAT,
        });
    }
    let raw: Raw<'_> = serde_json::from_str(line).map_err(json)?;

    let mut keys = Vec::with_capacity(raw.keys.len());
    for (name, kind) in raw.keys {
        let key = ConditionKey::parse(name, kind.as_deref());
        keys.push(key.ok_or_else(|| malformed("unknown type of condition key"))?);
    }
    let about = [&raw.source, &raw.version, &raw.updated, &raw.licence];
    let titles = raw.services.iter().map(|(_, title)| &**title);
    if !about
        .into_iter()
        .map(String::as_str)
        .chain(titles)
        .all(is_printable)
    {
        return Err(malformed("a control character"));
    }
    if !keys.iter().all(|key| is_text(key.name())) {
        return Err(malformed("not a condition key's name"));
    }
    let prefixes = raw.services.iter().map(|(prefix, _)| &**prefix);
    if !prefixes
        .clone()
        .all(|name| is_name(name) && !name.bytes().any(|b| b.is_ascii_uppercase()))
    {
        return Err(malformed("not a service prefix"));
    }
    if !is_sorted(keys.iter().map(ConditionKey::name))
        || !is_sorted(prefixes)
        || !is_sorted(raw.rcp.iter().map(|name| &**name))
    {
        return Err(malformed("names are not in order"));
    }
    Ok(Header {
        source: raw.source,
        version: raw.version,
        updated: raw.updated,
        licence: raw.licence,
        keys,
        services: raw.services,
        rcp: raw.rcp,
    })
}

/// Reads the line of the service with this prefix; the error describes what is wrong with it.
pub(crate) fn body(line: &str, prefix: &str, keys: usize) -> Result<Body, String> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        keys: Box<[u32]>,
        sets: Box<[Box<[u32]>]>,
        types: Vec<RawType>,
        #[serde(borrow)]
        actions: Vec<RawAction<'a>>,
    }
    #[derive(Deserialize)]
    struct RawType(Box<str>, Box<[Box<str>]>, u32);
    #[derive(Deserialize)]
    struct RawAction<'a>(
        #[serde(borrow)] Cow<'a, str>,
        #[serde(borrow)] Cow<'a, str>,
        u32,
        Vec<(u32, u8, u32)>,
    );

    let raw: Raw<'_> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let within = |index: u32, length: usize| (index as usize) < length;
    let sets = raw.sets.len();

    if !raw
        .sets
        .iter()
        .chain([&raw.keys])
        .flatten()
        .all(|&key| within(key, keys))
    {
        return Err("no such condition key".into());
    }

    let mut types = Vec::with_capacity(raw.types.len());
    for RawType(name, arns, set) in raw.types {
        if !is_text(&name)
            || !arns
                .iter()
                .all(|arn| is_text(arn) && arn.split(':').count() >= 6)
        {
            return Err("not a resource type".into());
        }
        if !within(set, sets) {
            return Err("no such set of condition keys".into());
        }
        types.push(TypeData { name, arns, set });
    }

    let mut actions = Vec::with_capacity(raw.actions.len());
    for RawAction(name, levels, set, resources) in raw.actions {
        if !is_name(&name) {
            return Err("not an action's name".into());
        }
        let levels = AccessLevels::parse(&levels).ok_or("unknown access level")?;
        if !within(set, sets) || !resources.iter().all(|&(_, _, set)| within(set, sets)) {
            return Err("no such set of condition keys".into());
        }
        if !resources
            .iter()
            .all(|&(kind, _, _)| within(kind, types.len()))
        {
            return Err("no such resource type".into());
        }
        let resources = resources
            .into_iter()
            .map(|(kind, required, set)| ResourceData {
                kind,
                required: required != 0,
                set,
            })
            .collect();
        let name = format!("{prefix}:{name}").into();
        actions.push(ActionData {
            name,
            levels,
            set,
            resources,
        });
    }

    if !is_sorted(types.iter().map(|kind| &*kind.name))
        || !is_sorted(actions.iter().map(|action| &*action.name))
    {
        return Err("names are not in order".into());
    }
    Ok(Body {
        keys: raw.keys,
        sets: raw.sets,
        types: types.into(),
        actions: actions.into(),
    })
}

/// Whether the names are in strictly ascending order, as binary search requires.
fn is_sorted<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    names.is_sorted_by(|a, b| compare(a, b).is_lt())
}

/// The characters of service prefixes and of actions.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// The characters of ARNs, condition keys and resource types.
fn is_text(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
}

/// Whether the text is safe to display.
fn is_printable(text: &str) -> bool {
    !text.chars().any(char::is_control)
}
