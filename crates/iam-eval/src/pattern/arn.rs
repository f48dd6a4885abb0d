//! ARNs: six parts, divided by the first five colons (S3.2).

/// Where the first five colons of an ARN stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArnSplit([u32; 5]);

impl ArnSplit {
    /// `None` where the text has fewer than six parts.
    pub(crate) fn of(text: &str) -> Option<Self> {
        Self::of_bytes(text.as_bytes())
    }

    /// The same for text in pattern form.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut colons = [0; 5];
        let mut found = memchr::memchr_iter(b':', bytes);
        for colon in &mut colons {
            *colon = u32::try_from(found.next()?).ok()?;
        }
        Some(Self(colons))
    }

    /// Where the sixth part starts.
    pub(crate) fn resource_start(self) -> usize {
        self.0[4] as usize + 1
    }

    /// Part `index` (0 to 5) of the text that was split.
    #[inline]
    pub(crate) fn part<'a>(&self, text: &'a [u8], index: usize) -> &'a [u8] {
        let start = match index {
            0 => 0,
            _ => self.0[index - 1] as usize + 1,
        };
        let end = self
            .0
            .get(index)
            .map_or(text.len(), |colon| *colon as usize);
        text.get(start..end).unwrap_or_default()
    }
}

/// Parts of an ARN by name.
pub(crate) mod part {
    pub(crate) const SERVICE: usize = 2;
    pub(crate) const ACCOUNT: usize = 4;
    pub(crate) const RESOURCE: usize = 5;
}
