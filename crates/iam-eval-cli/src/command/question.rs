//! A question about policies, as the flags of `simulate`, `explain` and `context-keys` put it.

mod answer;
mod arguments;
mod aws_cli;
mod aws_value;
mod caller;
mod cli_input;
mod context;
mod context_entries;
mod policies;
mod shorthand;
mod subjects;

pub(super) use arguments::QuestionArgs;
pub(super) use aws_cli::AwsCliArgs;

use crate::failure::Failure;
use answer::Asker;
use arguments::Missing;
use caller::Caller;
use context::GivenContext;
use iam_eval::{Context, Policy};
use iam_report::simulation::{ActionAnswers, SourcePolicies};
use policies::Policies;
use subjects::AskedAction;

/// A question, read: everything that was given has been understood.
#[derive(Debug)]
pub(super) struct Question {
    policies: Policies,
    caller: Caller,
    context: GivenContext,
    missing: Missing,
    asked: Vec<AskedAction>,
}

impl Question {
    /// Reads the policies and all that the flags say of the request.
    pub(super) fn read(args: &QuestionArgs) -> Result<Self, Failure> {
        let args = args.completed()?;
        let owner = caller::owner(&args)?;
        let principal = caller::find_principal(&args)?;
        let actions: Vec<String> = match &args.call {
            Some(action) => vec![action.clone()],
            None => args.action_names.clone(),
        };
        let policies = Policies::read(&args, &actions, principal.as_ref())?;
        let has_resource_policy = policies.has_resource_policy() && !actions.is_empty();
        let owner = owner.as_deref();
        let caller = Caller::of(&args, principal.as_ref(), owner, has_resource_policy)?;
        let caller = policies.caller(caller);
        let context = GivenContext::read(&args, &caller, policies.all())?;
        let asked = subjects::asked(&args, &caller, owner)?;
        Ok(Self {
            policies,
            caller,
            context,
            missing: args.missing,
            asked,
        })
    }

    /// As [`Question::read`], and there must be policies and an action.
    pub(super) fn read_whole(args: &QuestionArgs) -> Result<Self, Failure> {
        let question = Self::read(args)?;
        if question.policies.are_none() {
            let expected = "--policy FILE, or --principal NAME --account DUMP";
            return Err(Failure::Call(format!(
                "found no policy, expected {expected}"
            )));
        }
        if question.asked.is_empty() {
            let expected = "--action-names ACTION, or --call ACTION";
            return Err(Failure::Call(format!(
                "found no action, expected {expected}"
            )));
        }
        Ok(question)
    }

    /// Every policy, each once.
    pub(super) fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.policies.all()
    }

    /// What AWS's answers call the policies.
    pub(super) fn sources(&self) -> &SourcePolicies {
        &self.policies.sources
    }

    /// The condition keys that are given.
    pub(super) fn context(&self) -> &Context {
        &self.context.values
    }

    /// Whether something is asked, beyond which policies there are.
    pub(super) fn asks(&self) -> bool {
        !self.asked.is_empty()
    }

    /// How many answers there are.
    pub(super) fn len(&self) -> usize {
        self.asked.iter().map(|asked| asked.subjects.len()).sum()
    }

    /// The answers, by action.
    pub(super) fn answers(&self) -> Result<Vec<ActionAnswers>, Failure> {
        let of_action = |asked: &AskedAction| {
            let asker = Asker::new(self, asked)?;
            Ok(ActionAnswers {
                action: asked.action.clone(),
                arn_template: asked.arn_template.clone(),
                is_call: asked.is_call,
                answers: asked
                    .subjects
                    .iter()
                    .map(|subject| asker.ask(subject))
                    .collect(),
            })
        };
        self.asked.iter().map(of_action).collect()
    }
}

/// A file without an option: which option it needs.
pub(super) fn refuse_stray(stray: Option<&str>) -> Result<(), Failure> {
    match stray {
        None => Ok(()),
        Some(file) => Err(Failure::Call(format!(
            "found `{file}` without an option, expected `--policy {file}` for a policy; `iam-eval explain` and \
             `iam-eval evaluate` take scenarios"
        ))),
    }
}
