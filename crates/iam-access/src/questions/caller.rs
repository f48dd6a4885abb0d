//! A principal that is asked about.

use crate::check::{ActionCatalog, Knowledge, Subject};
use crate::error::JudgeError;
use crate::judge::{is_decided, placeholder_role, with_tags, with_user_id, without_user_id};
use crate::uncertainty::Doubts;
use iam_account::{LayerInput, PrincipalInput};
use iam_eval::{CallerKind, Policy, PolicySet, Principal};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A principal with its policies, as the engine is asked about it.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) input: PrincipalInput,
    pub(super) subject: Subject,
    /// What is known of its requests, its tags and its unique ID included.
    knowledge: Knowledge,
    /// How `aws:userid` begins in all of its sessions, if the value that is known stands for all.
    session: Option<String>,
    /// Its policies without resource control policies, which are those of the resource's account.
    pub(super) without_rcps: PolicySet,
    doubts: OnceLock<Doubts>,
}

impl Caller {
    pub(super) fn new(input: PrincipalInput, knowledge: &Knowledge) -> Result<Self, JudgeError> {
        let principal = match input.arn.as_deref() {
            Some(arn) => Principal::parse(arn)?,
            None => placeholder_role(&input, None)?,
        };
        let mut own = input.clone();
        own.rcps = LayerInput::None;
        let knowledge = with_tags(knowledge, &input).into_owned();
        let (knowledge, session) = with_user_id(knowledge, &input);
        Ok(Self {
            knowledge,
            session,
            without_rcps: own.policy_set()?,
            subject: Subject {
                principal_is_known: input.arn.is_some(),
                policies: input.policy_set()?,
                key_policy: Policy::default_key_policy(
                    principal.partition(),
                    principal.account().unwrap_or_default(),
                )?,
                keys: Vec::new(),
                principal,
                region: None,
            },
            doubts: OnceLock::new(),
            input,
        })
    }

    /// What is known of its requests, where these policies apply in addition to its own.
    pub(super) fn knowledge_under<'p>(
        &self,
        mut policies: impl Iterator<Item = &'p Policy>,
    ) -> Cow<'_, Knowledge> {
        match &self.session {
            Some(start) if !policies.all(|policy| is_decided(policy, start)) => {
                Cow::Owned(without_user_id(&self.knowledge))
            }
            _ => Cow::Borrowed(&self.knowledge),
        }
    }

    pub(super) fn account(&self) -> &str {
        self.subject.principal.account().unwrap_or_default()
    }

    /// The ARN, or else the name or the file.
    pub(super) fn title(&self) -> &str {
        let input = &self.input;
        let named = input.arn.as_deref().or(input.name.as_deref());
        named.unwrap_or(&input.source)
    }

    /// Roles alone can be assumed: those whose ARN and trust policy are known.
    pub(super) fn trust(&self) -> Option<&Policy> {
        let is_role = self.subject.principal.kind() == CallerKind::Role;
        let trust = self.input.trust.as_ref();
        trust.filter(|_| is_role && self.subject.principal_is_known)
    }

    /// What is not understood in its policies, and may withhold what they grant.
    pub(super) fn doubts(&self, catalog: &dyn ActionCatalog) -> &Doubts {
        self.doubts
            .get_or_init(|| Doubts::of(&self.input, std::iter::empty(), catalog))
    }
}
