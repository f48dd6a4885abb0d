//! The option `--format`.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use iam_report::access::Format;

/// A form of output, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatArgument(pub Format);

impl ValueEnum for FormatArgument {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [FormatArgument; 7] = {
            let [a, b, c, d, e, f, g] = Format::ALL;
            [
                FormatArgument(a),
                FormatArgument(b),
                FormatArgument(c),
                FormatArgument(d),
                FormatArgument(e),
                FormatArgument(f),
                FormatArgument(g),
            ]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.purpose()))
    }
}
