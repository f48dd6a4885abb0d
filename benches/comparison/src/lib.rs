//! Other evaluators behind one interface, so that each of them can run the same workload.
//!
//! A question that an [`Evaluator`] cannot answer is an error, and is counted: nothing is omitted
//! silently. Each evaluator gets its input in the form that is fastest for it: a parsed policy and
//! prepared requests.

#![forbid(unsafe_code)]

mod aws;
mod engine;
mod rs;

pub use aws::AwsIam;
pub use engine::IamEval;
pub use rs::IamRs;

use std::panic::{AssertUnwindSafe, catch_unwind};
use workspace_benches as workloads;

/// Why an evaluator has no answer.
pub type Cannot = String;

/// An evaluator with one identity policy.
pub trait Evaluator: Sized {
    /// A request in the evaluator's own form.
    type Request;

    /// Its name and version.
    const NAME: &'static str;

    /// Parses a policy.
    ///
    /// # Errors
    /// The part of the policy that it cannot parse.
    fn read(policy: &str) -> Result<Self, Cannot>;

    /// Makes a request.
    ///
    /// # Errors
    /// The part of the question that it cannot express.
    fn request(&self, question: &Asked) -> Result<Self::Request, Cannot>;

    /// Is it allowed?
    ///
    /// # Errors
    /// The part of the policy or the request that it cannot evaluate.
    fn is_allowed(&self, request: &Self::Request) -> Result<bool, Cannot>;
}

/// A question, as text.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The action.
    pub action: String,
    /// The resource's ARN; `*` for none in particular.
    pub resource: String,
    /// The context.
    pub keys: Vec<(&'static str, String)>,
}

/// A workload: one policy and the questions about it.
#[derive(Debug, Clone)]
pub struct Workload {
    /// Its name.
    pub name: String,
    /// The policy's text.
    pub policy: String,
    /// The questions.
    pub questions: Vec<Asked>,
}

impl Workload {
    /// One role policy with 72 actions, 72 checks on `*`.
    #[must_use]
    pub fn w1() -> Self {
        let questions = workloads::actions().into_iter().map(|action| Asked {
            action,
            resource: "*".to_owned(),
            keys: Vec::new(),
        });
        Self {
            name: "W1".to_owned(),
            policy: workloads::w1_text(),
            questions: questions.collect(),
        }
    }

    /// 50 statements under conditions, 1,000 requests.
    #[must_use]
    pub fn w3() -> Self {
        let questions = workloads::questions().into_iter().map(|question| Asked {
            action: question.action,
            resource: question.arn,
            keys: question.keys,
        });
        Self {
            name: "W3".to_owned(),
            policy: workloads::w3_text(),
            questions: questions.collect(),
        }
    }

    /// A hostile wildcard of about this many bytes in a condition, against a value of the same
    /// length.
    #[must_use]
    pub fn w6(length: usize) -> Self {
        let (policy, value) = workloads::w6_policy(length, "");
        Self {
            name: format!("W6 {length}"),
            policy,
            questions: vec![Asked {
                action: "s3:GetObject".to_owned(),
                resource: "arn:aws:s3:::bucket/object".to_owned(),
                keys: vec![("x:y", value)],
            }],
        }
    }
}

/// How an evaluator's answers compare with the engine's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Questions with the same answer.
    pub same: usize,
    /// Questions that the evaluator allows and the engine doesn't.
    pub allows_more: usize,
    /// Questions that the engine allows and the evaluator doesn't.
    pub allows_less: usize,
    /// Questions that it can't answer, including panics.
    pub cannot: usize,
    /// The first reason why it can't.
    pub because: Option<Cannot>,
}

impl Agreement {
    /// True if every question has the same answer.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.allows_more + self.allows_less + self.cannot == 0
    }
}

/// Runs a workload with an evaluator and with the engine.
#[must_use]
pub fn compare<E: Evaluator>(workload: &Workload) -> Agreement {
    let ours = answers::<IamEval>(workload);
    let theirs = answers::<E>(workload);
    let mut agreement = Agreement::default();
    for (ours, theirs) in ours.into_iter().zip(theirs) {
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) if ours == theirs => agreement.same += 1,
            (Ok(ours), Ok(_)) if ours => agreement.allows_less += 1,
            (Ok(_), Ok(_)) => agreement.allows_more += 1,
            (Err(because), _) | (_, Err(because)) => {
                agreement.cannot += 1;
                agreement.because.get_or_insert(because);
            }
        }
    }
    agreement
}

fn answers<E: Evaluator>(workload: &Workload) -> Vec<Result<bool, Cannot>> {
    let guarded = |what: &mut dyn FnMut() -> Result<bool, Cannot>| {
        catch_unwind(AssertUnwindSafe(what)).unwrap_or_else(|_| Err("it panics".to_owned()))
    };
    let evaluator = catch_unwind(|| E::read(&workload.policy));
    let evaluator = evaluator.unwrap_or_else(|_| Err("it panics".to_owned()));
    let answer = |question: &Asked| match &evaluator {
        Err(because) => Err(format!("it can't read the policy: {because}")),
        Ok(evaluator) => guarded(&mut || evaluator.is_allowed(&evaluator.request(question)?)),
    };
    workload.questions.iter().map(answer).collect()
}
