//! The option `--format`.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use iam_report::access::Format;

/// An output format, as an argument. A plain wrapper: it never gets another field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatArgument(pub Format);

/// Text.
impl Default for FormatArgument {
    fn default() -> Self {
        Self(Format::Text)
    }
}

impl ValueEnum for FormatArgument {
    fn value_variants<'a>() -> &'a [Self] {
        const COUNT: usize = Format::ALL.len();
        const ALL: [FormatArgument; COUNT] = {
            let mut all = [FormatArgument(Format::Text); COUNT];
            let mut at = 0;
            while at < COUNT {
                all[at] = FormatArgument(Format::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.purpose()))
    }
}
