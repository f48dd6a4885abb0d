//! A resource, or a pattern of resources.

use super::Text;
use crate::names::{Names, Shape};

/// The maximum length of ARNs; longer ones aren't compared with the formats in the catalogue.
const LONGEST: usize = 2_048;

#[derive(Debug)]
pub(crate) struct Resource<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) arn: Option<Arn<'a>>,
    /// The ARN formats that a complete ARN may have, among those of its service's resources; `None`
    /// if the catalogue lists no resource of the service, or if the service's name contains a
    /// wildcard.
    pub(crate) shapes: Option<Vec<Shape<'a>>>,
}

/// The existing parts of an ARN; colons in a variable don't separate parts.
#[derive(Debug)]
pub(crate) struct Arn<'a> {
    pub(crate) parts: [&'a str; 6],
    /// The number of parts.
    pub(crate) count: usize,
}

impl<'a> Resource<'a> {
    pub(super) fn new(text: Text<'a>, names: &'a Names<'a>) -> Self {
        let arn = Arn::of(text.value);
        let whole = arn
            .as_ref()
            .filter(|arn| arn.count == 6 && text.value.len() <= LONGEST);
        let shapes = whole.and_then(|arn| names.shapes(arn.service(), arn.resource()));
        Self { text, arn, shapes }
    }

    /// `*`.
    pub(crate) fn is_everything(&self) -> bool {
        !self.text.value.is_empty() && self.text.value.bytes().all(|byte| byte == b'*')
    }

    /// The ARN, if it has all six parts.
    pub(crate) fn whole_arn(&self) -> Option<&Arn<'a>> {
        self.arn.as_ref().filter(|arn| arn.count == 6)
    }
}

impl<'a> Arn<'a> {
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        text.starts_with("arn:").then_some(())?;
        let mut parts = [""; 6];
        let mut count = 0;
        let mut rest = Some(text);
        while let (Some(text), Some(part)) = (rest, parts.get_mut(count)) {
            count += 1;
            let end = if count == 6 { None } else { colon(text) };
            *part = &text[..end.unwrap_or(text.len())];
            rest = end.map(|end| &text[end + 1..]);
        }
        Some(Self { parts, count })
    }

    pub(crate) fn partition(&self) -> &'a str {
        self.parts[1]
    }

    pub(crate) fn service(&self) -> &'a str {
        self.parts[2]
    }

    pub(crate) fn region(&self) -> &'a str {
        self.parts[3]
    }

    pub(crate) fn account(&self) -> &'a str {
        self.parts[4]
    }

    pub(crate) fn resource(&self) -> &'a str {
        self.parts[5]
    }
}

/// The first colon outside a variable.
fn colon(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find([':', '$'])?;
        if text.as_bytes()[at] == b':' {
            return Some(at);
        }
        let end = text[at..]
            .strip_prefix("${")
            .and_then(|rest| rest.find('}'));
        from = end.map_or(at + 1, |end| at + 2 + end);
    }
}

/// Whether a text contains `*`, `?` or a variable, so that its meaning isn't known from the text
/// alone.
pub(crate) fn is_open(text: &str) -> bool {
    text.contains(['*', '?']) || text.contains("${")
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn variables_hold_no_dividing_colon() {
        let arn =
            Arn::of("arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}:x").unwrap_or(Arn {
                parts: [""; 6],
                count: 0,
            });
        assert_eq!(arn.count, 6);
        assert_eq!(arn.account(), "${aws:PrincipalAccount}");
        assert_eq!(arn.resource(), "user/${aws:username}:x");
        assert_eq!(Arn::of("arn:aws:s3").map(|arn| arn.count), Some(3));
        assert_eq!(Arn::of("arn:aws:s3:::${a").map(|arn| arn.count), Some(6));
        assert!(Arn::of("*").is_none());
    }
}
