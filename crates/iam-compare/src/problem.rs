//! What all parts of one question share.

use crate::atoms::{Atom, Atoms, Dimension, KeyId};
use crate::domain::Domains;
use crate::formula::{Formulas, Literal, NodeId};
use crate::keys::{is_boolean, is_never_empty, may_be_multivalued};
use crate::theory::text::symbol::Pattern;
use crate::theory::text::{LanguageId, Languages, Test};
use iam_eval::Policy;
use iam_syntax::document::operator::{Comparison, SetOperator};
use std::collections::HashSet;

#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) languages: Languages,
    pub(crate) atoms: Atoms,
    pub(crate) formulas: Formulas,
    /// The keys under set operators that may have several values, in lower case.
    pub(crate) multivalued: HashSet<String>,
    /// The keys whose values are `true` and `false`, in lower case.
    pub(crate) booleans: HashSet<String>,
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

impl Problem {
    pub(crate) fn new<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> Self {
        let mut multivalued = HashSet::new();
        let (mut booleans, mut others) = (HashSet::new(), HashSet::new());
        for policy in policies {
            let statements = policy.document().statements();
            for condition in statements.flat_map(|statement| statement.conditions()) {
                let key = condition.key().to_ascii_lowercase();
                let operator = condition.operator_node();
                let mut values = condition.values();
                if is_boolean(&key) || operator.comparison() == Comparison::Bool {
                    booleans.insert(key.clone());
                } else if operator.comparison() != Comparison::Null
                    && values.any(|value| !matches!(value, "true" | "false"))
                {
                    others.insert(key.clone());
                }
                if operator.set != SetOperator::None && may_be_multivalued(&key) {
                    multivalued.insert(key);
                }
            }
        }
        booleans.retain(|key| is_boolean(key) || !others.contains(key));
        Self {
            languages: Languages::default(),
            atoms: Atoms::default(),
            formulas: Formulas::new(),
            multivalued,
            booleans,
            domains: Domains::default(),
            lemmas: Vec::new(),
        }
    }

    /// Whether the values of a key are `true` and `false`.
    pub(crate) fn is_boolean(&self, key: KeyId) -> bool {
        let name = self.atoms.keys[usize::from(key)].name.to_ascii_lowercase();
        self.booleans.contains(&name)
    }

    /// Whether no value of a key is empty.
    pub(crate) fn is_never_empty(&self, key: KeyId) -> bool {
        self.is_boolean(key) || is_never_empty(&self.atoms.keys[usize::from(key)].name)
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
