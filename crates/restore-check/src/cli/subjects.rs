//! The principals that are judged: those of the inputs, with the command line's layers and filters.

use super::Refusal;
use super::args::Args;
use iam_access::judge::ignore_layer;
use iam_access::questions::attach;
use iam_account::{Inputs, NextStep, NextSteps, PrincipalInput, Problem, load_levels, load_policy};
use iam_cli_support::arguments::pairs;
use iam_cli_support::roles::{Roles, name};
use iam_cli_support::{folders, given_arn};
use iam_eval::{Policy, PolicyKind};

/// How the options of this program make an input usable.
const NEXT_STEPS: NextSteps = &[
    (
        NextStep::BoundaryDocument,
        "its document: as `permissionsBoundary` of a role bundle (`--as-role` combines it with \
         this one), or in the output of `aws iam get-account-authorization-details`",
    ),
    (NextStep::ResourceControlPolicy, "it with `--rcps`"),
    (NextStep::ServiceControlPolicy, "it with `--scps`"),
    (NextStep::KeyPolicy, "that of a KMS key with `--key-policy`"),
    (
        NextStep::ExplainDenial,
        "a policy; `restore-check explain-denial MESSAGE ROLE…`, with this file as MESSAGE, says why it was denied",
    ),
    (
        NextStep::ParameterValue,
        "its value with `--parameter NAME=VALUE`, or the account's dump once the stack is deployed",
    ),
];

pub(super) struct Subjects {
    inputs: Inputs,
    /// The one role of `--as-role`, which replaces the principals of the inputs.
    role: Option<Box<PrincipalInput>>,
    problems: Vec<Problem>,
    scps: Option<Vec<Vec<Policy>>>,
    rcps: Option<Vec<Vec<Policy>>>,
    /// Policies that are judged as if they were attached.
    added: Vec<Policy>,
    without: Vec<String>,
    roles: Option<Roles>,
}

impl Subjects {
    /// Reads every input, even if there are problems with others.
    pub(super) fn read(args: &Args) -> Result<Self, Refusal> {
        let levels = |kind, path: &Option<String>| {
            let load =
                |path: &String| load_levels(kind, path).map_err(|problem| problem.to_string());
            path.as_ref().map(load).transpose()
        };
        for layer in &args.without {
            if !ignore_layer(&mut PrincipalInput::default(), layer) {
                let known = "permissionsBoundary, session, scps, rcps, trust or keyPolicy";
                return Err(format!("found the layer `{layer}`, expected {known}"));
            }
        }
        let mut subjects = Self {
            inputs: Inputs::with_next_steps(NEXT_STEPS).with_parameters(pairs(
                "--parameter",
                "NAME",
                &args.parameters,
            )?),
            role: None,
            problems: Vec::new(),
            scps: levels(PolicyKind::ServiceControl, &args.scps)?,
            rcps: levels(PolicyKind::ResourceControl, &args.rcps)?,
            added: added(args)?,
            without: args.without.clone(),
            roles: Roles::parse(&args.role)?,
        };
        for path in &args.paths {
            match given_arn::problem("restore-check", path) {
                Some(problem) => subjects.problems.push(problem),
                None => subjects.inputs.add_path(path),
            }
        }
        subjects.problems.extend(subjects.inputs.problems());
        if let Some(name) = &args.as_role {
            subjects.merge(name);
        }
        Ok(subjects)
    }

    /// Merges all inputs into one role. There is none if a part can't be read: the rest would be a
    /// different role.
    fn merge(&mut self, name: &str) {
        let mut role = PrincipalInput::new(name);
        for index in 0..self.inputs.len() {
            let part = self.inputs.part(index);
            let merged = part.and_then(|part| role.merge(part));
            self.problems.extend(merged.err());
        }
        self.complete(&mut role);
        self.problems.append(&mut role.problems);
        self.role = Some(Box::new(role));
    }

    pub(super) fn len(&self) -> usize {
        match self.role {
            Some(_) => usize::from(self.problems.is_empty()),
            None => self.inputs.len(),
        }
    }

    /// The principal at `index`; `None` if a filter excludes it.
    pub(super) fn get(&self, index: usize) -> Option<Result<PrincipalInput, Problem>> {
        if let Some(role) = &self.role {
            return self.is_wanted(role).then(|| Ok(role.as_ref().clone()));
        }
        let arn = self.inputs.arn(index);
        if !arn.is_none_or(|arn| self.is_wanted_arn(arn)) {
            return None;
        }
        let mut principal = match self.inputs.principal(index) {
            Ok(principal) => principal,
            Err(problem) => return Some(Err(problem)),
        };
        if !self.is_wanted(&principal) {
            return None;
        }
        self.complete(&mut principal);
        Some(Ok(principal))
    }

    /// Adds the layers of the command line, and removes those of `--without`.
    fn complete(&self, principal: &mut PrincipalInput) {
        if let Some(levels) = &self.scps {
            principal.supply_scps(levels, "--scps");
        }
        if let Some(levels) = &self.rcps {
            principal.supply_rcps(levels, "--rcps");
        }
        for policy in &self.added {
            attach(principal, policy.clone());
        }
        for layer in &self.without {
            ignore_layer(principal, layer);
        }
    }

    /// The ARNs of the principals in dumps.
    pub(super) fn arns(&self) -> impl Iterator<Item = &str> {
        (0..self.inputs.len()).filter_map(|index| self.inputs.arn(index))
    }

    fn is_wanted(&self, principal: &PrincipalInput) -> bool {
        self.roles
            .as_ref()
            .is_none_or(|roles| roles.mean(principal))
    }

    fn is_wanted_arn(&self, arn: &str) -> bool {
        self.roles.as_ref().is_none_or(|roles| roles.mean_arn(arn))
    }

    /// A sentence for each `--role` that matched no principal.
    pub(super) fn unmatched_roles(&self) -> Vec<String> {
        let roles = self.roles.as_ref().filter(|_| self.len() > 0);
        roles.map_or_else(Vec::new, |roles| roles.unmatched(|| self.known()))
    }

    /// The ARN of each principal, otherwise its name.
    fn known(&self) -> Vec<String> {
        if let Some(role) = &self.role {
            return vec![name(role)];
        }
        let known = (0..self.inputs.len()).filter_map(|index| match self.inputs.arn(index) {
            Some(arn) => Some(arn.to_owned()),
            None => {
                let principal = self.inputs.principal(index).ok()?;
                Some(principal.arn.clone().unwrap_or_else(|| name(&principal)))
            }
        });
        known.collect()
    }

    /// What was skipped in folders, as a sentence.
    pub(super) fn skipped(&self) -> Option<String> {
        folders::skipped(self.inputs.skipped())
    }

    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(super) fn files(&self) -> usize {
        self.inputs.files()
    }

    /// The documents that several principals share, including those of `--scps` and `--rcps`.
    pub(super) fn shared_documents(&self) -> usize {
        let levels = self.scps.iter().chain(&self.rcps).flatten();
        self.inputs.shared_documents() + self.added.len() + levels.map(Vec::len).sum::<usize>()
    }
}

/// The policies of `--add-policy`.
fn added(args: &Args) -> Result<Vec<Policy>, Refusal> {
    let load = |path: &String| {
        let loaded = load_policy(PolicyKind::Identity, path);
        loaded.map_err(|problem| problem.to_string())
    };
    args.added_policies.iter().map(load).collect()
}
