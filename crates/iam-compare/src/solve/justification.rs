//! Finds a few literals that make a formula true: the rest of the assignment doesn't matter.

use crate::formula::{AtomId, Formulas, Literal, Node, NodeId};
use foldhash::{HashMap, HashMapExt};

/// A sufficient set of literals, preferring those already chosen.
pub(crate) fn of(
    formulas: &Formulas,
    root: NodeId,
    truth: impl Fn(AtomId) -> bool,
) -> Vec<Literal> {
    let mut values = HashMap::new();
    let mut chosen: Vec<Literal> = Vec::new();
    choose(formulas, root, &truth, &mut values, &mut chosen);
    chosen.sort_unstable();
    chosen
}

/// Whether a node is true, and by how many literals at least.
fn value(
    formulas: &Formulas,
    id: NodeId,
    truth: &impl Fn(AtomId) -> bool,
    values: &mut HashMap<NodeId, Option<usize>>,
) -> Option<usize> {
    if let Some(known) = values.get(&id) {
        return *known;
    }
    let found = match formulas.node(id) {
        Node::True => Some(0),
        Node::False => None,
        Node::Literal(atom, wanted) => (truth(*atom) == *wanted).then_some(1),
        Node::And(parts) => parts.iter().try_fold(0_usize, |sum, part| {
            Some(sum.saturating_add(value(formulas, *part, truth, values)?))
        }),
        Node::Or(parts) => {
            let ways = parts
                .iter()
                .filter_map(|part| value(formulas, *part, truth, values));
            ways.min()
        }
    };
    values.insert(id, found);
    found
}

fn choose(
    formulas: &Formulas,
    id: NodeId,
    truth: &impl Fn(AtomId) -> bool,
    values: &mut HashMap<NodeId, Option<usize>>,
    chosen: &mut Vec<Literal>,
) {
    match formulas.node(id) {
        Node::True | Node::False => {}
        Node::Literal(atom, wanted) => {
            if !chosen.contains(&(*atom, *wanted)) {
                chosen.push((*atom, *wanted));
            }
        }
        Node::And(parts) => {
            // Nodes without a choice come first.
            let is_choice = |part: &&NodeId| matches!(formulas.node(**part), Node::Or(_));
            for part in parts.iter().filter(|part| !is_choice(part)) {
                choose(formulas, *part, truth, values, chosen);
            }
            for part in parts.iter().filter(is_choice) {
                choose(formulas, *part, truth, values, chosen);
            }
        }
        Node::Or(parts) => {
            let way = parts.iter().filter_map(|part| {
                let cost = value(formulas, *part, truth, values)?;
                let is_chosen = match formulas.node(*part) {
                    Node::Literal(atom, wanted) => chosen.contains(&(*atom, *wanted)),
                    _ => false,
                };
                Some((if is_chosen { 0 } else { cost }, *part))
            });
            if let Some((_, part)) = way.min() {
                choose(formulas, part, truth, values, chosen);
            }
        }
    }
}
