//! Regions, and services whose requests don't go to a Region of the caller's choice.

use crate::suggest::{distance, nearest_name};

/// The date of the list of Regions, as `YYYY-MM-DD`.
pub const REGIONS_AS_OF: &str = "2026-11-20";

/// The Regions of all partitions (`partitions.json` of botocore 1.44.8, of that date), by area.
const REGIONS: [&str; 48] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// The known Regions.
pub fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS.into_iter()
}

/// The partitions (`partitions.json` of botocore 1.44.8).
const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-us-gov",
];

/// The known partitions: groups of Regions, the second part of every ARN.
///
/// ```
/// assert!(iam_catalog::partitions().any(|partition| partition == "aws-cn"));
/// ```
pub fn partitions() -> impl Iterator<Item = &'static str> {
    PARTITIONS.into_iter()
}

/// What is known about a text that should be the name of a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionName {
    /// A Region in the list.
    Known,
    /// Not in the list, but in the format of a Region's name: AWS adds some every year.
    New,
    /// A misspelt name; most likely this one was intended.
    Misspelt(&'static str),
    /// Not the name of a Region.
    Malformed,
}

impl RegionName {
    /// Looks a name up.
    ///
    /// ```
    /// use iam_catalog::RegionName;
    /// assert_eq!(RegionName::of("eu-west-1"), RegionName::Known);
    /// assert_eq!(RegionName::of("eu-wst-1"), RegionName::Misspelt("eu-west-1"));
    /// assert_eq!(RegionName::of("eu-west-4"), RegionName::New);
    /// assert_eq!(RegionName::of("Europe"), RegionName::Malformed);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        if REGIONS.contains(&text) {
            return Self::Known;
        }
        // A new Region is in an area that has others, or in its own area: not one letter away.
        let is_plausible = is_plausible(text);
        if is_plausible && regions().any(|known| area(known) == area(text)) {
            return Self::New;
        }
        let near = nearest_name(text, REGIONS);
        if is_plausible && near.is_none_or(|near| distance(text, near) != Some(1)) {
            return Self::New;
        }
        match near {
            Some(known) => Self::Misspelt(known),
            None => Self::Malformed,
        }
    }
}

/// The part before direction and number: `eu`, `us-gov`.
fn area(name: &str) -> Option<&str> {
    let (rest, _) = name.rsplit_once('-')?;
    rest.rsplit_once('-').map(|(area, _)| area)
}

/// `eu-west-1`, `us-gov-east-1`: an area, a direction and a number.
fn is_plausible(text: &str) -> bool {
    const DIRECTIONS: [&str; 9] = [
        "central",
        "east",
        "north",
        "northeast",
        "northwest",
        "south",
        "southeast",
        "southwest",
        "west",
    ];
    let mut parts = text.rsplit('-');
    let (number, direction) = (parts.next(), parts.next());
    let areas: Vec<&str> = parts.collect();
    let is_area = |area: &&str| {
        (2..=4).contains(&area.len()) && area.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let is_number = |number: &str| {
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        digits && matches!(number.len(), 1 | 2) && !number.starts_with('0')
    };
    number.is_some_and(is_number)
        && direction.is_some_and(|direction| DIRECTIONS.contains(&direction))
        && matches!(areas.len(), 1 | 2)
        && areas.iter().all(is_area)
}

/// Services with one endpoint for a whole partition: `aws:RequestedRegion` is [`global_region`] in
/// requests to them, whatever Region the caller works in (IAM User Guide, "AWS global condition
/// context keys", `aws:RequestedRegion`; botocore 1.44.8, `endpoints.json`: those with a
/// partition's endpoint in [`global_region`]). The list is not complete: it contains those that
/// backups use, and others that Region policies usually exempt.
const GLOBAL: [&str; 8] = [
    "account",
    "budgets",
    "ce",
    "cloudfront",
    "iam",
    "organizations",
    "route53",
    "support",
];

/// Whether a service, named by the prefix of its actions, has one endpoint for a whole partition.
///
/// ```
/// assert!(iam_catalog::is_global("IAM"));
/// assert!(!iam_catalog::is_global("ec2"));
/// ```
#[must_use]
pub fn is_global(service: &str) -> bool {
    GLOBAL
        .iter()
        .any(|known| known.eq_ignore_ascii_case(service))
}

/// The Region of requests to a partition's IAM, and to its other global services, except some in
/// China that are in `cn-northwest-1` (botocore 1.44.8, `endpoints.json`).
///
/// ```
/// assert_eq!(iam_catalog::global_region("aws"), "us-east-1");
/// assert_eq!(iam_catalog::global_region("aws-us-gov"), "us-gov-west-1");
/// assert_eq!(iam_catalog::global_region("aws-eusc"), "eusc-de-east-1");
/// ```
#[must_use]
pub fn global_region(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-e" => "eu-isoe-west-1",
        "aws-iso-f" => "us-isof-south-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    }
}

#[cfg(test)]
mod tests {
    use super::RegionName;

    #[test]
    fn a_misspelt_region_is_distinguished_from_a_new_one() {
        for (text, expected) in [
            ("us-west-2", RegionName::Known),
            ("us-gov-west-1", RegionName::Known),
            ("us-west-3", RegionName::New),
            ("eu-east-1", RegionName::New),
            ("nz-north-1", RegionName::New),
            ("ei-west-1", RegionName::Misspelt("eu-west-1")),
            ("ue-west-1", RegionName::Misspelt("eu-west-1")),
            ("eu-west-11", RegionName::New),
            ("ap-southeast-9", RegionName::New),
            ("eu-wst-1", RegionName::Misspelt("eu-west-1")),
            ("eu-west1", RegionName::Misspelt("eu-west-1")),
            ("eu-west-", RegionName::Misspelt("eu-west-1")),
            ("EU-WEST-1", RegionName::Misspelt("eu-west-1")),
            ("eu-w\u{435}st-1", RegionName::Misspelt("eu-west-1")),
            ("eu-west-1 ", RegionName::Misspelt("eu-west-1")),
            ("us-esat-1", RegionName::Misspelt("us-east-1")),
            ("", RegionName::Malformed),
            ("*", RegionName::Malformed),
            ("eu-west-1a,eu-west-2", RegionName::Malformed),
        ] {
            assert_eq!(RegionName::of(text), expected, "{text}");
        }
        assert!(matches!(
            RegionName::of("eu-west-1a"),
            RegionName::Misspelt(_)
        ));
    }
}
