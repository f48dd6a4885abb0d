//! What all parts of one question share.

use crate::atoms::{Atom, Atoms, Dimension};
use crate::domain::Domains;
use crate::formula::{Formulas, Literal, NodeId};
use crate::theory::text::symbol::Pattern;
use crate::theory::text::{LanguageId, Languages, Test};
use iam_eval::Policy;
use std::collections::HashSet;

#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) languages: Languages,
    pub(crate) atoms: Atoms,
    pub(crate) formulas: Formulas,
    /// The keys under set operators, in lower case.
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

impl Problem {
    pub(crate) fn new<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> Self {
        let mut multivalued = HashSet::new();
        for policy in policies {
            for statement in policy.document().statements() {
                let conditions = statement.conditions();
                let of_sets = conditions.filter(|condition| {
                    condition.operator_node().set
                        != iam_syntax::document::operator::SetOperator::None
                });
                multivalued.extend(of_sets.map(|condition| condition.key().to_ascii_lowercase()));
            }
        }
        Self {
            languages: Languages::default(),
            atoms: Atoms::default(),
            formulas: Formulas::new(),
            multivalued,
            domains: Domains::default(),
            lemmas: Vec::new(),
        }
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
