//! A list of patterns as an automaton that is made deterministic lazily.

use super::symbol::{self, Class, Letter, Pattern, Symbol};
use foldhash::{HashMap, HashMapExt};

/// No continuation matches.
pub(crate) const DEAD: u32 = 0;
/// Every continuation matches.
pub(crate) const FULL: u32 = 1;

/// How unknown values of keys are read. The answer is what holds for every value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// Texts that match regardless of the values.
    Under,
    /// Texts that may match: a value may be any text.
    Over,
    /// Texts in which the pattern's own values are the letters that represent them.
    Strict,
}

/// The patterns in a tree in preorder, each node a sequence of symbols that patterns begin with.
#[derive(Debug, Default)]
pub(crate) struct Automaton {
    nodes: Vec<Node>,
    has_opaque: bool,
    sets: Vec<Box<[u32]>>,
    /// For each set, a lower bound for the number of missing letters.
    missing: Vec<u32>,
    states: HashMap<Box<[u32]>, u32>,
    steps: HashMap<(u32, Letter, Mode), u32>,
    named: HashMap<(u32, Mode), Named>,
}

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(Symbol, u32)>,
    /// The run that this node is in.
    run: Option<Class>,
    /// After a value, which may be longer.
    in_value: bool,
    accepts: bool,
    /// The node after the last of its descendants.
    end: u32,
    /// The first of the nodes from which every path leads here.
    chain: u32,
    /// A lower bound for the number of missing letters.
    missing: u32,
}

/// The letters that a state distinguishes from others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    pub(crate) letters: Vec<Letter>,
    pub(crate) digits: bool,
    pub(crate) names: bool,
    pub(crate) actions: bool,
}

impl Automaton {
    pub(crate) fn of(patterns: &[Pattern]) -> Self {
        let nodes = preorder(&tree(patterns));
        let has_opaque = patterns
            .iter()
            .any(|pattern| symbol::opaque_keys(pattern).next().is_some());
        Self {
            nodes,
            has_opaque,
            // The indices of the two reserved states.
            sets: vec![Box::default(), Box::default()],
            missing: vec![u32::MAX, 0],
            states: HashMap::new(),
            steps: HashMap::new(),
            named: HashMap::new(),
        }
    }

    pub(crate) fn is_made(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// The total number of symbols.
    pub(crate) fn size(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn start(&mut self) -> u32 {
        let mut set = Vec::new();
        self.close(0, &mut set);
        self.intern(set)
    }

    pub(crate) fn accepts(&self, state: u32) -> bool {
        match state {
            DEAD => false,
            FULL => true,
            _ => self
                .set(state)
                .iter()
                .any(|node| self.nodes[*node as usize].accepts),
        }
    }

    /// A lower bound for the number of letters missing until the list matches.
    pub(crate) fn missing(&self, state: u32) -> u32 {
        self.missing
            .get(state as usize)
            .copied()
            .unwrap_or(u32::MAX)
    }

    pub(crate) fn step(&mut self, state: u32, letter: Letter, mode: Mode) -> u32 {
        if state == DEAD || state == FULL {
            return state;
        }
        if let Some(next) = self.steps.get(&(state, letter, mode)) {
            return *next;
        }
        let mut set = Vec::new();
        let character = char::from_u32(letter);
        let from: Vec<u32> = self.set(state).to_vec();
        for at in from {
            let node = &self.nodes[at as usize];
            if symbol::is_opaque(letter) && mode == Mode::Over {
                // A value of any length: every later place may be reached.
                set.extend(at..node.end);
                continue;
            }
            let takes = |class: Class| match (class, character) {
                (Class::Opaque(key), None) => symbol::opaque(key) == letter,
                (Class::OpaqueFolded(key), None) => {
                    letter == symbol::opaque(key) || letter == symbol::opaque_folded(key)
                }
                (Class::Any, None) => mode == Mode::Under,
                (_, None) => false,
                (class, Some(character)) => class.takes(character),
            };
            let in_value = node.in_value && mode == Mode::Over;
            let stays = in_value
                || node.run.is_some_and(|class| match class {
                    // A `?` is one character, a `*` may also be a value.
                    Class::Any => mode == Mode::Under || character.is_some(),
                    class => takes(class),
                });
            let edges = node.edges.iter();
            let next: Vec<u32> = edges
                .filter(|(symbol, _)| !symbol.is_run)
                .filter(|(symbol, _)| match (symbol.class, character) {
                    (Class::Opaque(_) | Class::OpaqueFolded(_), Some(_)) => mode == Mode::Over,
                    (Class::Any, None) => false,
                    (class, _) => takes(class),
                })
                .map(|(_, child)| *child)
                .collect();
            if stays {
                self.close(at, &mut set);
            }
            for child in next {
                self.close(child, &mut set);
            }
        }
        let next = self.intern(set);
        self.steps.insert((state, letter, mode), next);
        next
    }

    /// The state reached by a whole text.
    pub(crate) fn run(&mut self, text: &str, mode: Mode) -> u32 {
        let mut state = self.start();
        for character in text.chars() {
            state = self.step(state, character.into(), mode);
            if state == DEAD || state == FULL {
                break;
            }
        }
        state
    }

    pub(crate) fn named(&mut self, state: u32, mode: Mode) -> &Named {
        let (nodes, set) = (&self.nodes, self.sets.get(state as usize));
        self.named.entry((state, mode)).or_insert_with(|| {
            let mut named = Named::default();
            for at in set.into_iter().flatten() {
                let node = &nodes[*at as usize];
                let edges = node.edges.iter().map(|(symbol, _)| symbol.class);
                for class in edges.chain(node.run) {
                    named.add(class, mode);
                }
            }
            named.letters.sort_unstable();
            named.letters.dedup();
            named
        })
    }

    fn set(&self, state: u32) -> &[u32] {
        self.sets.get(state as usize).map_or(&[], |set| set)
    }

    /// The node, and those that are reached from it without a letter.
    fn close(&self, node: u32, set: &mut Vec<u32>) {
        let mut open = vec![node];
        while let Some(at) = open.pop() {
            set.push(at);
            let node = &self.nodes[at as usize];
            open.extend(
                node.edges
                    .iter()
                    .filter(|(symbol, _)| symbol.is_run)
                    .map(|(_, child)| *child),
            );
        }
    }

    fn intern(&mut self, mut set: Vec<u32>) -> u32 {
        if set.is_empty() {
            return DEAD;
        }
        set.sort_unstable();
        set.dedup();
        let takes_all = |at: u32| {
            let node = &self.nodes[at as usize];
            node.run == Some(Class::Any)
        };
        if set
            .iter()
            .any(|at| takes_all(*at) && self.nodes[*at as usize].accepts)
        {
            return FULL;
        }
        if !self.has_opaque {
            // From a `*` on, earlier places of the same pattern add nothing: they would have to
            // reach it first.
            let mut kept = Vec::with_capacity(set.len());
            let mut dropped_from = u32::MAX;
            for at in set.into_iter().rev() {
                if at >= dropped_from {
                    continue;
                }
                kept.push(at);
                let chain = self.nodes[at as usize].chain;
                let drops = takes_all(at) && chain < at;
                dropped_from = if drops { chain } else { u32::MAX };
            }
            kept.reverse();
            set = kept;
        }
        let set = set.into_boxed_slice();
        if let Some(state) = self.states.get(&set) {
            return *state;
        }
        let state = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        let missing = set.iter().map(|at| self.nodes[*at as usize].missing);
        self.missing.push(missing.min().unwrap_or(u32::MAX));
        self.sets.push(set.clone());
        self.states.insert(set, state);
        state
    }
}

impl Named {
    fn add(&mut self, class: Class, mode: Mode) {
        match class {
            Class::Any => {}
            Class::But(letter) | Class::Only(letter) => self.letters.push(letter.into()),
            Class::Fold(lower) => {
                self.letters.push(lower.into());
                let capitals = symbol::capitals(lower).into_iter();
                self.letters.extend(capitals.map(Letter::from));
            }
            Class::Digit => self.digits = true,
            Class::Name => self.names = true,
            Class::Action => self.actions = true,
            Class::Opaque(key) if mode == Mode::Strict => self.letters.push(symbol::opaque(key)),
            Class::OpaqueFolded(key) if mode == Mode::Strict => {
                self.letters.push(symbol::opaque_folded(key));
            }
            Class::Opaque(_) | Class::OpaqueFolded(_) => {}
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.letters.extend(&other.letters);
        self.digits |= other.digits;
        self.names |= other.names;
        self.actions |= other.actions;
    }
}

/// The tree in insertion order.
fn tree(patterns: &[Pattern]) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    for pattern in patterns {
        let mut at = 0;
        for symbol in pattern {
            let known = nodes[at].edges.iter().find(|(edge, _)| edge == symbol);
            at = match known {
                Some((_, child)) => *child as usize,
                None => {
                    let child = nodes.len();
                    nodes.push(Node {
                        run: symbol.is_run.then_some(symbol.class),
                        in_value: symbol.class.value_of().is_some(),
                        ..Node::default()
                    });
                    let index = u32::try_from(child).unwrap_or(u32::MAX);
                    nodes[at].edges.push((*symbol, index));
                    child
                }
            };
        }
        nodes[at].accepts = true;
    }
    nodes
}

/// The same tree with each node's descendants directly after it.
fn preorder(tree: &[Node]) -> Vec<Node> {
    let mut places = vec![0_u32; tree.len()];
    let mut order = Vec::with_capacity(tree.len());
    let mut open = vec![0_usize];
    while let Some(at) = open.pop() {
        places[at] = u32::try_from(order.len()).unwrap_or(u32::MAX);
        order.push(at);
        open.extend(
            tree[at]
                .edges
                .iter()
                .rev()
                .map(|(_, child)| *child as usize),
        );
    }
    let mut nodes: Vec<Node> = Vec::with_capacity(tree.len());
    for at in &order {
        let edges = tree[*at].edges.iter();
        nodes.push(Node {
            edges: edges
                .map(|(symbol, child)| (*symbol, places[*child as usize]))
                .collect(),
            run: tree[*at].run,
            in_value: tree[*at].in_value,
            accepts: tree[*at].accepts,
            end: 0,
            chain: 0,
            missing: 0,
        });
    }
    for at in (0..nodes.len()).rev() {
        let last = nodes[at].edges.iter().map(|(_, child)| *child).max();
        let own = u32::try_from(at + 1).unwrap_or(u32::MAX);
        nodes[at].end = last.map_or(own, |last| nodes[last as usize].end);
        let edges = nodes[at].edges.iter();
        let ways = edges.map(|(symbol, child)| {
            nodes[*child as usize]
                .missing
                .saturating_add(u32::from(!symbol.is_run))
        });
        let shortest = ways.min().unwrap_or(u32::MAX);
        nodes[at].missing = if nodes[at].accepts { 0 } else { shortest };
    }
    for at in 0..nodes.len() {
        let is_only_way = nodes[at].edges.len() == 1 && !nodes[at].accepts;
        let chain = nodes[at].chain;
        let children: Vec<u32> = nodes[at].edges.iter().map(|(_, child)| *child).collect();
        for child in children {
            nodes[child as usize].chain = if is_only_way { chain } else { child };
        }
    }
    nodes
}
