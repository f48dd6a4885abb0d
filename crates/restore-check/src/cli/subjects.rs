//! Who is judged: what the inputs hold, with the layers and filters of the command line.

use super::Refusal;
use super::args::Args;
use globset::{Glob, GlobSet, GlobSetBuilder};
use iam_eval::{Policy, PolicyKind};
use restore_check::input::{Inputs, Layer, PrincipalInput, Problem, load_levels};
use restore_check::judge::leave_out;

pub(super) struct Subjects {
    inputs: Inputs,
    /// The one role of `--as-role`, in place of what the inputs hold.
    role: Option<Box<PrincipalInput>>,
    problems: Vec<Problem>,
    scps: Option<Vec<Vec<Policy>>>,
    rcps: Option<Vec<Vec<Policy>>>,
    without: Vec<String>,
    names: Option<GlobSet>,
}

impl Subjects {
    /// Every input is read, whatever is wrong with others.
    pub(super) fn read(args: &Args) -> Result<Self, Refusal> {
        let levels = |kind, path: &Option<String>| {
            let load =
                |path: &String| load_levels(kind, path).map_err(|problem| problem.to_string());
            path.as_ref().map(load).transpose()
        };
        for layer in &args.without {
            if !leave_out(&mut PrincipalInput::default(), layer) {
                let known = "permissionsBoundary, session, scps, rcps, trust or keyPolicy";
                return Err(format!("found the layer `{layer}`, expected {known}"));
            }
        }
        let mut subjects = Self {
            inputs: Inputs::default(),
            role: None,
            problems: Vec::new(),
            scps: levels(PolicyKind::ServiceControl, &args.scps)?,
            rcps: levels(PolicyKind::ResourceControl, &args.rcps)?,
            without: args.without.clone(),
            names: names(args)?,
        };
        for path in &args.paths {
            subjects.inputs.add_path(path);
        }
        subjects.problems = subjects.inputs.problems().to_vec();
        if let Some(name) = &args.as_role {
            subjects.merge(name);
        }
        Ok(subjects)
    }

    /// Puts all that was read together as one role. A part that can't be read makes the whole another
    /// role: there is none then.
    fn merge(&mut self, name: &str) {
        let mut role = PrincipalInput::new(name);
        for principal in self.inputs.principals() {
            let merged = principal.and_then(|principal| role.merge(principal));
            self.problems.extend(merged.err());
        }
        self.problems.append(&mut role.problems);
        self.role = Some(Box::new(role));
    }

    pub(super) fn len(&self) -> usize {
        match self.role {
            Some(_) => usize::from(self.problems.is_empty()),
            None => self.inputs.len(),
        }
    }

    /// The principal at `index`; `None` where the filters leave it out.
    pub(super) fn get(&self, index: usize) -> Option<Result<PrincipalInput, Problem>> {
        let is_wanted = |arn: &str| {
            let name = arn.rsplit('/').next().unwrap_or(arn);
            self.names.as_ref().is_none_or(|names| names.is_match(name))
        };
        if self.role.is_none() && !self.inputs.arn(index).is_none_or(is_wanted) {
            return None;
        }
        let principal = match &self.role {
            Some(role) => Ok(role.as_ref().clone()),
            None => self.inputs.principal(index),
        };
        let mut principal = match principal {
            Ok(principal) => principal,
            Err(problem) => return Some(Err(problem)),
        };
        if !is_wanted(principal.arn.as_deref().unwrap_or(&principal.source)) {
            return None;
        }
        if let Some(levels) = &self.scps {
            principal.scps = Layer::Some(levels.clone());
        }
        if let Some(levels) = &self.rcps {
            principal.rcps = Layer::Some(levels.clone());
        }
        for layer in &self.without {
            leave_out(&mut principal, layer);
        }
        Some(Ok(principal))
    }

    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(super) fn files(&self) -> usize {
        self.inputs.files()
    }

    /// The documents that several principals share, those of `--scps` and `--rcps` among them.
    pub(super) fn shared_documents(&self) -> usize {
        let levels = self.scps.iter().chain(&self.rcps).flatten();
        self.inputs.shared_documents() + levels.map(Vec::len).sum::<usize>()
    }
}

/// The principals whose names match one of the globs of `--role`.
fn names(args: &Args) -> Result<Option<GlobSet>, Refusal> {
    if args.role.is_empty() {
        return Ok(None);
    }
    let mut globs = GlobSetBuilder::new();
    for glob in &args.role {
        globs.add(Glob::new(glob).map_err(|error| format!("--role: {error}"))?);
    }
    let globs = globs.build().map_err(|error| format!("--role: {error}"))?;
    Ok(Some(globs))
}
