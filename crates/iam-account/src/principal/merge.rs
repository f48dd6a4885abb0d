//! Combines several inputs about one principal, and rejects contradictions.

use super::{BOUNDARY, LayerInput, PrincipalInput};
use crate::problem::{Problem, code};
use iam_eval::{CallerKind, Principal};
use std::fmt;

impl PrincipalInput {
    /// Combines the data of several inputs about one principal.
    ///
    /// # Errors
    /// A [`Problem`] if two of them are about different principals, or both contain something of
    /// which a principal has only one.
    pub fn merge(&mut self, mut other: Self) -> Result<(), Problem> {
        if let Some((found, expected)) = self.contradiction(&other) {
            let expected = format!("{expected}, as in an earlier input");
            let problem = Problem::new(&other.source, found, expected);
            return Err(problem.with_code(code::CONTRADICTION));
        }
        let twice = |what: &str| {
            let found = format!("{what} a second time");
            Problem::new(&other.source, found, "each once for a principal")
                .with_code(code::CONTRADICTION)
        };
        match (&self.trust, other.trust) {
            (Some(_), Some(_)) => return Err(twice("a trust policy")),
            (None, trust) => self.trust = trust,
            _ => {}
        }
        // A boundary whose document is missing in one input may be in another.
        if other.boundary.as_ref().is_some() && self.boundary.is_not_supplied() {
            self.problems
                .retain(|problem| problem.layer != Some(BOUNDARY));
        }
        if self.boundary.as_ref().is_some() && other.boundary.is_not_supplied() {
            other
                .problems
                .retain(|problem| problem.layer != Some(BOUNDARY));
        }
        merge_layer(&mut self.boundary, other.boundary)
            .ok_or_else(|| twice("a permissions boundary"))?;
        merge_layer(&mut self.session, other.session).ok_or_else(|| twice("session policies"))?;
        merge_layer(&mut self.scps, other.scps).ok_or_else(|| twice("service control policies"))?;
        merge_layer(&mut self.rcps, other.rcps)
            .ok_or_else(|| twice("resource control policies"))?;
        self.arn = self.arn.take().or(other.arn);
        self.name = self.name.take().or(other.name);
        self.kind = self.kind.or(other.kind);
        self.tags = self.tags.take().or(other.tags);
        self.unique_id = self.unique_id.take().or(other.unique_id);
        self.instance_profiles = self.instance_profiles.take().or(other.instance_profiles);
        self.identity.extend(other.identity);
        self.identity_is_known |= other.identity_is_known;
        self.unknown_policies.extend(other.unknown_policies);
        self.problems.extend(other.problems);
        self.notes.extend(other.notes);
        self.documents += other.documents;
        self.own_documents += other.own_documents;
        Ok(())
    }

    /// The evidence that another input is about another principal, and this input's contradicting
    /// value.
    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        if let (Some(own), Some(arn)) = (&self.arn, &other.arn)
            && own != arn
        {
            return Some((
                format!("the principal `{arn}`"),
                format!("the principal `{own}`"),
            ));
        }
        let (own, others) = (self.holder(), other.holder());
        own.differs(&others)
            .then(|| (others.to_string(), own.to_string()))
    }

    /// The principal that has these policies, as far as the input shows.
    fn holder(&self) -> Holder {
        let arn = self.arn.as_deref().map(Principal::parse);
        let principal = arn.and_then(Result::ok);
        let kind = principal.as_ref().map(Principal::kind).or(self.kind);
        Holder {
            word: match kind {
                Some(CallerKind::User) => "user",
                Some(CallerKind::Role | CallerKind::RoleSession) => "role",
                _ => "principal",
            },
            name: match principal {
                Some(principal) => Some(principal.name().to_owned()),
                None => self.name.clone(),
            },
        }
    }
}

/// The principal that has the policies of an input.
struct Holder {
    /// Its kind; `principal` if that isn't known.
    word: &'static str,
    name: Option<String>,
}

impl Holder {
    fn differs(&self, other: &Self) -> bool {
        let is_known = |word: &str| word != "principal";
        let names = self.name.as_ref().zip(other.name.as_ref());
        names.is_some_and(|(own, name)| own != name)
            || (is_known(self.word) && is_known(other.word) && self.word != other.word)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "a document of the {} `{name}`", self.word),
            None => write!(f, "a document of a {}", self.word),
        }
    }
}

fn merge_layer<T>(own: &mut LayerInput<T>, other: LayerInput<T>) -> Option<()> {
    match (&own, other) {
        (LayerInput::Some(_), LayerInput::Some(_)) => None,
        (LayerInput::Some(_), _) | (_, LayerInput::NotSupplied) => Some(()),
        (_, other) => {
            *own = other;
            Some(())
        }
    }
}
