//! How the layers combine for a kind of request, as a table for analysis.
//!
//! Nothing is decided here: the layers and their combination are evaluated for each combination of
//! answers, 64 at a time.

use super::combine::allows;
use super::effects::Effects;
use super::layers::{Layers, findings};
use super::services::SpecialRule;
use crate::layer::Layer;
use crate::logic::Truth;
use crate::policy::{Grant, Naming, Policy};
use crate::policy_set::PolicySet;
use crate::request::Request;
use iam_syntax::document::Effect;

/// An input of a [`Combination`]. Not exhaustive, like [`Layer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LayerInput {
    /// An identity-based policy allows.
    Identity,
    /// The permissions boundary allows.
    PermissionsBoundary,
    /// A session policy allows.
    Session,
    /// Every level of service control policies allows.
    Scps,
    /// The resource-based policy allows the caller's account.
    ResourceToAccount,
    /// The resource-based policy allows the role of the session, or the user of the federated user.
    ResourceLimited,
    /// The resource-based policy allows the caller itself, or everyone.
    ResourceDirect,
    /// The VPC endpoint policy allows.
    VpcEndpoint,
}

impl LayerInput {
    /// All inputs; the index of each is its bit in the number of a row.
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::PermissionsBoundary,
        Self::Session,
        Self::Scps,
        Self::ResourceToAccount,
        Self::ResourceLimited,
        Self::ResourceDirect,
        Self::VpcEndpoint,
    ];

    /// The input that an allow in a policy of a layer belongs to, depending on how directly its
    /// statement names the caller. `None` if only denies count (S7.7).
    ///
    /// ```
    /// use iam_eval::{Layer, LayerInput, Naming};
    /// assert_eq!(LayerInput::of(Layer::Scp(1), Naming::Direct), Some(LayerInput::Scps));
    /// assert_eq!(LayerInput::of(Layer::Resource, Naming::Limited), Some(LayerInput::ResourceLimited));
    /// assert_eq!(LayerInput::of(Layer::Rcp(0), Naming::Direct), None);
    /// ```
    #[must_use]
    pub const fn of(layer: Layer, naming: Naming) -> Option<Self> {
        Some(match (layer, naming) {
            (Layer::Identity, _) => Self::Identity,
            (Layer::PermissionsBoundary, _) => Self::PermissionsBoundary,
            (Layer::Session, _) => Self::Session,
            (Layer::Scp(_), _) => Self::Scps,
            (Layer::Resource, Naming::Account) => Self::ResourceToAccount,
            (Layer::Resource, Naming::Limited) => Self::ResourceLimited,
            (Layer::Resource, Naming::Direct) => Self::ResourceDirect,
            (Layer::Rcp(_), _) => return None,
            (Layer::VpcEndpoint, _) => Self::VpcEndpoint,
        })
    }

    /// The value of the input in each of 64 rows, starting at row `64 * block`.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "there are eight inputs, and a pattern for each of the first six"
    )]
    fn in_rows(self, block: usize) -> u64 {
        const PATTERNS: [u64; 6] = [
            0xAAAA_AAAA_AAAA_AAAA,
            0xCCCC_CCCC_CCCC_CCCC,
            0xF0F0_F0F0_F0F0_F0F0,
            0xFF00_FF00_FF00_FF00,
            0xFFFF_0000_FFFF_0000,
            0xFFFF_FFFF_0000_0000,
        ];
        let bit = self as usize;
        match PATTERNS.get(bit) {
            Some(pattern) => *pattern,
            None if block >> (bit - PATTERNS.len()) & 1 == 1 => u64::MAX,
            None => 0,
        }
    }
}

/// How the layers combine (S7, S8) for requests that differ only in the answers of the layers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Combination {
    allowed: [u64; 4],
    counted: Vec<Layer>,
}

impl Combination {
    /// For requests like this one, and the layers that the set has. The context must be empty.
    ///
    /// ```
    /// use iam_eval::*;
    /// let role = Principal::parse("arn:aws:iam::111122223333:role/backup")?;
    /// let bucket = Resource::parse("arn:aws:s3:::backups")?;
    /// let request = Request::new(&role, "s3:GetObject", &bucket)?;
    /// let policy = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"},
    ///   "Action": "s3:*", "Resource": "arn:aws:s3:::backups"}}"#;
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Resource, "bucket.json", policy)?)?;
    /// let combination = Combination::of(&policies, &request);
    /// assert!(combination.is_allowed(|input| input == LayerInput::Identity));
    /// assert!(combination.is_allowed(|input| input == LayerInput::ResourceLimited));
    /// assert!(!combination.is_allowed(|input| input == LayerInput::ResourceToAccount));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(set: &PolicySet, request: &Request<'_>) -> Self {
        let facts = request.facts();
        let rule = SpecialRule::of(set.resource.is_some(), facts);
        let settled: Option<u64> = rule.settles(facts, !set.session.is_empty());
        if let Some(settled) = settled {
            return Self {
                allowed: [settled; 4],
                counted: Vec::new(),
            };
        }
        let mut allowed = [0; 4];
        let mut counted = Vec::new();
        for (block, rows) in allowed.iter_mut().enumerate() {
            let mut inputs = Inputs {
                block,
                counted: Vec::new(),
            };
            if let Some(findings) = findings(set, facts.principal, rule, &mut inputs) {
                *rows = allows(&findings, facts);
            }
            counted = inputs.counted;
        }
        if rule.root_is_exempt == Truth::True {
            counted.retain(|layer| *layer != Layer::Resource);
        }
        Self { allowed, counted }
    }

    /// Whether the request is allowed for these inputs, if no deny applies.
    #[must_use]
    pub fn is_allowed(&self, says: impl Fn(LayerInput) -> bool) -> bool {
        let inputs = LayerInput::ALL.into_iter().enumerate();
        let row = inputs.fold(0, |row, (bit, input)| row | usize::from(says(input)) << bit);
        self.allowed
            .get(row / 64)
            .is_some_and(|rows| rows >> (row % 64) & 1 == 1)
    }

    /// The layers whose statements count: a deny in any of them decides (S7.2).
    #[must_use]
    pub fn counted(&self) -> &[Layer] {
        &self.counted
    }
}

/// Supplies the answers of the layers from the row numbers.
struct Inputs {
    block: usize,
    counted: Vec<Layer>,
}

impl Layers<u64> for Inputs {
    fn layer(&mut self, layer: Layer, _: &[Policy]) -> Option<Effects<u64>> {
        self.counted.push(layer);
        let mut effects = Effects::NONE;
        let mut allow = |input: LayerInput, grant| {
            effects.note(Effect::Allow, input.in_rows(self.block), grant);
        };
        match layer {
            Layer::Identity => allow(LayerInput::Identity, Grant::Direct),
            Layer::PermissionsBoundary => allow(LayerInput::PermissionsBoundary, Grant::Direct),
            Layer::Session => allow(LayerInput::Session, Grant::Direct),
            Layer::Scp(_) => allow(LayerInput::Scps, Grant::Direct),
            Layer::Resource => {
                allow(LayerInput::ResourceToAccount, Grant::Account);
                allow(LayerInput::ResourceLimited, Grant::Limited);
                allow(LayerInput::ResourceDirect, Grant::Direct);
            }
            // S7.7: only their denies count.
            Layer::Rcp(_) => {}
            Layer::VpcEndpoint => allow(LayerInput::VpcEndpoint, Grant::Direct),
        }
        Some(effects)
    }
}
