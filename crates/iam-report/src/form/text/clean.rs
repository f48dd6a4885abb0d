//! Makes text from inputs safe for people: names of files, principals and policies come from the
//! author of the input, who may try to make readers see something else.

use std::borrow::Cow;

/// Text from an input on one line, without characters that a terminal would interpret, that are
/// invisible, or that change the writing direction ([`is_deceptive`]): each becomes U+FFFD, line
/// breaks and tabs become spaces.
///
/// ```
/// use iam_report::form::text::clean;
/// assert_eq!(clean("plain"), "plain");
/// assert_eq!(clean("\u{1b}[31mred\nnext"), "\u{FFFD}[31mred next");
/// ```
#[must_use]
pub fn clean(words: &str) -> Cow<'_, str> {
    replaced(words, |character| match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ => is_deceptive(character).then_some(char::REPLACEMENT_CHARACTER),
    })
}

/// [`clean`] for a text whose lines and tabs are kept, such as a document's. Each character is
/// replaced independently, so the parts of a text can be cleaned one by one.
///
/// ```
/// use iam_report::form::text::clean_lines;
/// assert_eq!(clean_lines("{\r\n\t\"a\u{202E}\""), "{ \n\t\"a\u{FFFD}\"");
/// ```
#[must_use]
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |character| match character {
        '\n' | '\t' => None,
        '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ => is_deceptive(character).then_some(char::REPLACEMENT_CHARACTER),
    })
}

fn replaced(words: &str, replacement: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    let Some(first) = words.find(|character| replacement(character).is_some()) else {
        return Cow::Borrowed(words);
    };
    let (before, rest) = words.split_at(first);
    let mut out = String::with_capacity(words.len() + 16);
    out.push_str(before);
    out.extend(
        rest.chars()
            .map(|character| replacement(character).unwrap_or(character)),
    );
    Cow::Owned(out)
}

/// Whether a character, among others, makes people see something other than what is written:
/// control characters, characters without width, those that change the writing direction, and those
/// that break lines.
///
/// These are Unicode 17's control characters (`Cc`), line and paragraph separators (`Zl`, `Zp`),
/// noncharacters, all default-ignorable code points (`Default_Ignorable_Code_Point`, which includes
/// variation selectors, fillers, joiners and tags), and the format characters (`Cf`) that are not
/// visible signs, as the Arabic number signs are. Two more are letters but look empty: the Braille
/// blank and the Khitan filler. Variation selectors and joiners are useful in emoji and in some
/// scripts; but no AWS name may contain them, and two names that differ only in one look alike.
///
/// ```
/// use iam_report::form::text::is_deceptive;
/// assert!("\u{1B}\u{9B}\u{202E}\u{AD}\u{200B}\u{FE0F}\u{E0041}".chars().all(is_deceptive));
/// assert!(!"role/é中א 1".chars().any(is_deceptive));
/// ```
#[must_use]
pub const fn is_deceptive(character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\0'..='\x1F' | '\x7F'..='\u{9F}' => true,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' => true,
        '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' => true,
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{2800}' | '\u{3164}' | '\u{FFA0}' => true,
        '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => true,
        '\u{FFF0}'..='\u{FFFB}' => true,
        '\u{13430}'..='\u{1343F}' | '\u{16FE4}' => true,
        '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' => true,
        '\u{E0000}'..='\u{E0FFF}' => true,
        // Two at the end of every plane.
        _ => (character as u32) & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_lines, is_deceptive};

    #[test]
    fn no_control_character_survives() {
        let all: String = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
        assert!(!clean(&all).chars().any(char::is_control));
        assert!(!clean(&all).chars().any(is_deceptive));
        assert!(!clean("\u{202e}gnp.exe").contains('\u{202e}'));
        assert_eq!(clean("a\r\nb\u{2028}c"), "a  b c");
        let lines = clean_lines(&all);
        let control = lines.chars().filter(|character| character.is_control());
        assert_eq!(control.collect::<String>(), "\t\n");
        assert_eq!(lines.chars().count(), all.chars().count());
    }

    /// `Default_Ignorable_Code_Point` of Unicode 17, and `Cf` without the visible signs.
    #[test]
    fn nothing_that_is_ignored_when_shown_survives() {
        let ignorable = [
            (0xAD, 0xAD),
            (0x34F, 0x34F),
            (0x61C, 0x61C),
            (0x115F, 0x1160),
            (0x17B4, 0x17B5),
            (0x180B, 0x180F),
            (0x200B, 0x200F),
            (0x202A, 0x202E),
            (0x2060, 0x206F),
            (0x3164, 0x3164),
            (0xFE00, 0xFE0F),
            (0xFEFF, 0xFEFF),
            (0xFFA0, 0xFFA0),
            (0xFFF0, 0xFFF8),
            (0x1_BCA0, 0x1_BCA3),
            (0x1_D173, 0x1_D17A),
            (0xE_0000, 0xE_0FFF),
        ];
        let format = [(0xFFF9, 0xFFFB), (0x1_3430, 0x1_343F)];
        for (first, last) in ignorable.into_iter().chain(format) {
            for code in first..=last {
                let character = char::from_u32(code).unwrap();
                assert!(is_deceptive(character), "U+{code:04X}");
                assert_eq!(clean(&format!("a{character}b")), "a\u{FFFD}b");
            }
        }
    }

    #[test]
    fn what_can_be_seen_stays() {
        // The Arabic signs are Cf, yet they are visible; the last is a visible sign, too.
        for words in [
            "é ß 中文 العربية ไทย 🙂",
            "\u{600}\u{6DD}\u{8E2}",
            "\u{FFFD}\u{E000}\u{A0}",
        ] {
            assert_eq!(clean(words), words);
        }
    }

    #[test]
    fn parts_are_cleaned_as_the_whole_is() {
        let text = "a\r\n\u{1b}\té\u{202e}\n";
        for (at, _) in text.char_indices() {
            let (before, after) = text.split_at(at);
            let parts = clean_lines(before).into_owned() + &clean_lines(after);
            assert_eq!(parts, clean_lines(text));
        }
    }
}
