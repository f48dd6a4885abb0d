//! Patterns as sequences of symbols, and the letters that they are matched against.

use foldhash::HashMap;
use iam_eval::PatternPart;
use iam_syntax::pattern::whole;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A letter of a text: a character, or a whole unknown value of a condition key ([`opaque`]).
pub(crate) type Letter = u32;

const FIRST_OPAQUE: Letter = 0x11_0000;

/// The letter that represents the value of a key.
pub(crate) fn opaque(key: u16) -> Letter {
    FIRST_OPAQUE + Letter::from(key)
}

/// The letter that represents a text which is the value of a key but for the letter case.
pub(crate) fn opaque_folded(key: u16) -> Letter {
    opaque(u16::MAX) + 1 + Letter::from(key)
}

pub(crate) fn is_opaque(letter: Letter) -> bool {
    letter >= FIRST_OPAQUE
}

/// The other characters that [`Class::Fold`] takes: the sign for kelvin is also a capital of `k`.
pub(crate) fn capitals(lower: char) -> Vec<char> {
    static ALL: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
        let mut all: HashMap<char, Vec<char>> = HashMap::default();
        for capital in '\0'..=char::MAX {
            let mut folded = capital.to_lowercase();
            if let (Some(lower), None) = (folded.next(), folded.next())
                && lower != capital
            {
                all.entry(lower).or_default().push(capital);
            }
        }
        all
    });
    match lower {
        'k' => vec!['K', '\u{212A}'],
        // No other one has a capital that isn't ASCII.
        _ if lower.is_ascii() => Vec::from_iter(
            lower
                .is_ascii_lowercase()
                .then(|| lower.to_ascii_uppercase()),
        ),
        _ => ALL.get(&lower).cloned().unwrap_or_default(),
    }
}

/// A set of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    Any,
    But(char),
    Only(char),
    /// A character in either letter case; given in lower case.
    Fold(char),
    Digit,
    /// The characters of action names: printable ASCII without capitals, colons and wildcards.
    Action,
    /// The characters of names of users and roles (S4.16).
    Name,
    /// The value of a key: none of its characters is known.
    Opaque(u16),
    /// The value of a key, in either letter case.
    OpaqueFolded(u16),
}

/// One character of a class, or any number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Symbol {
    pub(crate) is_run: bool,
    pub(crate) class: Class,
}

pub(crate) type Pattern = Vec<Symbol>;

impl Class {
    pub(crate) fn takes(self, character: char) -> bool {
        match self {
            Self::Any => true,
            Self::But(stop) => character != stop,
            Self::Only(literal) => character == literal,
            Self::Fold(lower) => {
                let mut folded = character.to_lowercase();
                folded.next() == Some(lower) && folded.next().is_none()
            }
            Self::Digit => character.is_ascii_digit(),
            Self::Action => {
                character.is_ascii_graphic()
                    && !character.is_ascii_uppercase()
                    && !matches!(character, ':' | '*' | '?')
            }
            Self::Name => {
                character.is_ascii_alphanumeric()
                    || matches!(character, '_' | '+' | '=' | ',' | '.' | '@' | '-')
            }
            Self::Opaque(_) | Self::OpaqueFolded(_) => false,
        }
    }

    /// The key whose value it is.
    pub(crate) fn value_of(self) -> Option<u16> {
        match self {
            Self::Opaque(key) | Self::OpaqueFolded(key) => Some(key),
            _ => None,
        }
    }
}

pub(crate) const ANYTHING: Symbol = Symbol {
    is_run: true,
    class: Class::Any,
};

pub(crate) fn one(class: Class) -> Symbol {
    Symbol {
        is_run: false,
        class,
    }
}

pub(crate) fn run(class: Class) -> Symbol {
    Symbol {
        is_run: true,
        class,
    }
}

pub(crate) fn literal(text: &str) -> Pattern {
    text.chars()
        .map(|letter| one(Class::Only(letter)))
        .collect()
}

/// A pattern of resources as in a policy: what its wildcards don't match in the ARN's parts is not
/// written.
pub(crate) fn written(pattern: &[Symbol]) -> String {
    let letters = pattern.iter().map(|symbol| match symbol.class {
        Class::Only(letter) | Class::Fold(letter) => letter,
        _ if symbol.is_run => '*',
        _ => '?',
    });
    letters.collect()
}

/// What a text matches after a start, for each way in which the pattern matches the start.
pub(crate) fn after(pattern: &[Symbol], start: &str) -> Vec<Pattern> {
    // A run may also match nothing.
    let with_empty_runs = |places: BTreeSet<usize>| -> BTreeSet<usize> {
        let mut all = places.clone();
        for mut place in places {
            while pattern.get(place).is_some_and(|symbol| symbol.is_run) {
                place += 1;
                all.insert(place);
            }
        }
        all
    };
    let mut places = with_empty_runs(BTreeSet::from([0]));
    for letter in start.chars() {
        let taking = places.into_iter().filter_map(|place| {
            let symbol = pattern
                .get(place)
                .filter(|symbol| symbol.class.takes(letter))?;
            Some(place + usize::from(!symbol.is_run))
        });
        places = with_empty_runs(taking.collect());
    }
    let rests = places.into_iter().filter_map(|place| pattern.get(place..));
    rests.map(<[Symbol]>::to_vec).collect()
}

/// The symbols of a pattern in the form of `iam_syntax::pattern::whole`, which includes that of
/// `wildcard`.
pub(crate) fn of_bytes(bytes: &[u8]) -> Pattern {
    let symbol = |symbol: whole::Symbol| Symbol {
        is_run: symbol.is_run,
        class: match symbol.class {
            whole::Class::Any => Class::Any,
            whole::Class::AnyBut(stop) => Class::But(stop),
            whole::Class::Only(literal) => Class::Only(literal),
        },
    };
    whole::symbols(bytes).into_iter().map(symbol).collect()
}

/// The replacement of a variable in a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Replacement {
    Opaque(u16),
    Text(String),
}

/// The symbols of a template; `None` if a variable has no value (S6.6).
pub(crate) fn of_template(
    parts: &[PatternPart<'_>],
    mut replace: impl FnMut(&str, Option<&str>) -> Option<Replacement>,
) -> Option<Pattern> {
    let mut pattern = Vec::new();
    for part in parts {
        match part {
            PatternPart::Bytes(bytes) => pattern.extend(of_bytes(bytes)),
            PatternPart::Variable { key, default } => match replace(key, *default)? {
                Replacement::Opaque(key) => pattern.push(one(Class::Opaque(key))),
                Replacement::Text(text) => pattern.extend(literal(&text)),
            },
            _ => return None,
        }
    }
    Some(pattern)
}

/// The keys whose values a pattern contains.
pub(crate) fn opaque_keys(pattern: &[Symbol]) -> impl Iterator<Item = u16> + '_ {
    pattern.iter().filter_map(|symbol| symbol.class.value_of())
}

/// The pattern with keys replaced by their values.
pub(crate) fn filled(pattern: &[Symbol], value: impl Fn(u16) -> Option<String>) -> Pattern {
    let mut filled = Vec::with_capacity(pattern.len());
    for symbol in pattern {
        match (symbol.class, symbol.class.value_of().and_then(&value)) {
            (Class::OpaqueFolded(_), Some(text)) => filled.extend(ignoring_case(&literal(&text))),
            (_, Some(text)) => filled.extend(literal(&text)),
            (_, None) => filled.push(*symbol),
        }
    }
    filled
}

/// Limits the wildcards in the first five parts of an ARN to characters other than colons (S5.10).
/// `None` if one of these parts contains a value, which may contain colons itself, or if there are
/// fewer than six parts.
pub(crate) fn limited_to_parts(mut pattern: Pattern) -> Option<Pattern> {
    let mut colons = 0;
    for symbol in &mut pattern {
        if colons == 5 {
            return Some(pattern);
        }
        match symbol.class {
            Class::Only(':') => colons += 1,
            Class::Any => symbol.class = Class::But(':'),
            Class::Opaque(_) | Class::OpaqueFolded(_) => return None,
            _ => {}
        }
    }
    (colons == 5).then_some(pattern)
}

/// Either letter case of every character (S5.3).
pub(crate) fn ignoring_case(pattern: &[Symbol]) -> Pattern {
    let mut folded = Vec::with_capacity(pattern.len());
    for symbol in pattern {
        match symbol.class {
            Class::Only(letter) => {
                folded.extend(letter.to_lowercase().map(|lower| one(Class::Fold(lower))));
            }
            // Another list than the one that compares exactly: they match different texts.
            Class::Opaque(key) => folded.push(one(Class::OpaqueFolded(key))),
            _ => folded.push(*symbol),
        }
    }
    folded
}
