//! Formulas over atoms in negation normal form, without duplicates.

use foldhash::HashMap;

pub(crate) type NodeId = u32;
pub(crate) type AtomId = u32;

/// An atom, and whether it must be true.
pub(crate) type Literal = (AtomId, bool);

pub(crate) const TRUE: NodeId = 0;
pub(crate) const FALSE: NodeId = 1;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    True,
    False,
    Literal(AtomId, bool),
    And(Box<[NodeId]>),
    Or(Box<[NodeId]>),
}

#[derive(Debug)]
pub(crate) struct Formulas {
    nodes: Vec<Node>,
    known: HashMap<Node, NodeId>,
    negations: HashMap<NodeId, NodeId>,
}

impl Formulas {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node::True, Node::False],
            known: [(Node::True, TRUE), (Node::False, FALSE)]
                .into_iter()
                .collect(),
            negations: [(TRUE, FALSE), (FALSE, TRUE)].into_iter().collect(),
        }
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id as usize).unwrap_or(&Node::False)
    }

    fn add(&mut self, node: Node) -> NodeId {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(FALSE);
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    pub(crate) fn constant(truth: bool) -> NodeId {
        if truth { TRUE } else { FALSE }
    }

    pub(crate) fn literal(&mut self, atom: AtomId, truth: bool) -> NodeId {
        self.add(Node::Literal(atom, truth))
    }

    pub(crate) fn and(&mut self, parts: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.join(parts, true)
    }

    pub(crate) fn or(&mut self, parts: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.join(parts, false)
    }

    fn join(&mut self, parts: impl IntoIterator<Item = NodeId>, is_and: bool) -> NodeId {
        let (neutral, decisive) = if is_and { (TRUE, FALSE) } else { (FALSE, TRUE) };
        let mut all = Vec::new();
        for part in parts {
            if part == decisive {
                return decisive;
            }
            match self.node(part) {
                Node::And(inner) if is_and => all.extend(inner),
                Node::Or(inner) if !is_and => all.extend(inner),
                _ if part == neutral => {}
                _ => all.push(part),
            }
        }
        all.sort_unstable();
        all.dedup();
        // A part and its negation.
        let negations = all.iter().filter_map(|part| self.negations.get(part));
        if negations
            .into_iter()
            .any(|negation| all.binary_search(negation).is_ok())
        {
            return decisive;
        }
        match all.as_slice() {
            [] => neutral,
            [one] => *one,
            _ => self.add(match is_and {
                true => Node::And(all.into()),
                false => Node::Or(all.into()),
            }),
        }
    }

    pub(crate) fn not(&mut self, id: NodeId) -> NodeId {
        if let Some(known) = self.negations.get(&id) {
            return *known;
        }
        // The depth of a formula is that of the layers and their statements: a few levels.
        let negation = match self.node(id).clone() {
            Node::True => FALSE,
            Node::False => TRUE,
            Node::Literal(atom, truth) => self.literal(atom, !truth),
            Node::And(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.not(*part)).collect();
                self.or(parts)
            }
            Node::Or(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.not(*part)).collect();
                self.and(parts)
            }
        };
        self.negations.insert(id, negation);
        self.negations.insert(negation, id);
        negation
    }

    /// The atoms below a node.
    pub(crate) fn atoms(&self, root: NodeId) -> Vec<AtomId> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![root];
        let mut atoms = Vec::new();
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            match self.node(id) {
                Node::Literal(atom, _) => atoms.push(*atom),
                Node::And(parts) | Node::Or(parts) => open.extend(parts),
                Node::True | Node::False => {}
            }
        }
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }
}
