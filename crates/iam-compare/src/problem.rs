//! What all parts of one question share.

use crate::atoms::{Atom, Atoms, Dimension, KeyId};
use crate::domain::Domains;
use crate::formula::{Formulas, Literal, NodeId};
use crate::keys::{is_boolean, may_be_multivalued};
use crate::theory::text::symbol::Pattern;
use crate::theory::text::{LanguageId, Languages, Test};
use iam_eval::Policy;
use iam_syntax::document::operator::{Comparison, SetOperator};
use std::collections::{HashMap, HashSet};

#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) languages: Languages,
    pub(crate) atoms: Atoms,
    pub(crate) formulas: Formulas,
    /// The keys under set operators that may have several values, in lower case.
    pub(crate) multivalued: HashSet<String>,
    pub(crate) domains: Domains,
    /// Contradictory literals, from all searches.
    pub(crate) lemmas: Vec<Lemma>,
}

/// Contradictory literals of one dimension.
#[derive(Debug, Clone)]
pub(crate) struct Lemma {
    pub(crate) core: Vec<Literal>,
    /// If it holds only for some texts: those.
    pub(crate) space: Option<(Dimension, Vec<Test>)>,
}

/// What a key is compared with.
#[derive(Debug, Default)]
struct Uses {
    as_boolean: bool,
    /// With other texts or values than `true` and `false`.
    otherwise: bool,
}

impl Problem {
    pub(crate) fn new<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> Self {
        let mut multivalued = HashSet::new();
        let mut uses: HashMap<String, Uses> = HashMap::new();
        for policy in policies {
            let statements = policy.document().statements();
            for condition in statements.flat_map(|statement| statement.conditions()) {
                let key = condition.key().to_ascii_lowercase();
                let operator = condition.operator_node();
                let uses = uses.entry(key.clone()).or_default();
                match operator.comparison() {
                    Comparison::Bool => uses.as_boolean = true,
                    Comparison::Null => {}
                    _ => {
                        let mut values = condition.values();
                        uses.otherwise |= values.any(|value| !matches!(value, "true" | "false"));
                    }
                }
                if operator.set != SetOperator::None && may_be_multivalued(&key) {
                    multivalued.insert(key);
                }
            }
        }
        let booleans = uses
            .into_iter()
            .filter(|(key, uses)| is_boolean(key) || (uses.as_boolean && !uses.otherwise));
        let booleans = booleans.map(|(key, _)| key).collect();
        Self {
            languages: Languages::default(),
            atoms: Atoms::of_booleans(booleans),
            formulas: Formulas::new(),
            multivalued,
            domains: Domains::default(),
            lemmas: Vec::new(),
        }
    }

    /// Whether the values of a key are `true` and `false`.
    pub(crate) fn is_boolean(&self, key: KeyId) -> bool {
        self.atoms.keys[usize::from(key)].is_boolean
    }

    /// Whether no value of a key is empty.
    pub(crate) fn is_never_empty(&self, key: KeyId) -> bool {
        self.atoms.keys[usize::from(key)].is_never_empty
    }

    /// That the text of a dimension matches one of the patterns.
    pub(crate) fn text(&mut self, dimension: Dimension, patterns: Vec<Pattern>) -> NodeId {
        let language = self.languages.add(patterns);
        self.language(dimension, language)
    }

    pub(crate) fn language(&mut self, dimension: Dimension, language: LanguageId) -> NodeId {
        let atom = self.atoms.add(Atom::Text(dimension, language));
        self.formulas.literal(atom, true)
    }

    pub(crate) fn negated_if(&mut self, is_negated: bool, node: NodeId) -> NodeId {
        if is_negated {
            self.formulas.not(node)
        } else {
            node
        }
    }

    /// Marks an atom on which a proof must not depend: its patterns are less precise than the
    /// policy.
    pub(crate) fn is_inexact(&mut self, node: NodeId) {
        for atom in self.formulas.atoms(node) {
            self.atoms.inexact.insert(atom);
        }
    }
}
