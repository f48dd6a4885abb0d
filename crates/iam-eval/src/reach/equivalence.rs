//! Actions that policies don't distinguish.

use crate::evaluate::SpecialRule;
use crate::policy_set::PolicySet;
use crate::request::Action;

/// What the answers about an action depend on, besides the rest of the request. See
/// [`PolicySet::class_of`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActionClass {
    /// The service; if it has special rules (S8), the whole action.
    name: Box<str>,
    /// A bit for each statement: whether it is about the action.
    statements: Box<[u64]>,
}

impl PolicySet {
    /// The class of an action. Two actions of one class have the same answers in otherwise equal
    /// requests: the same statements are about both, and no service treats one of them specially.
    ///
    /// [`PolicySet::reach`] takes time, and most policies distinguish few actions: an answer for
    /// one action of a class is valid for all of them.
    ///
    /// ```
    /// use iam_eval::{Action, Policy, PolicyKind, PolicySet};
    /// let policies = PolicySet::new().with(Policy::parse(PolicyKind::Identity, "role.json", r#"{"Statement": [
    ///   {"Effect": "Allow", "Action": "ec2:Create*", "Resource": "arn:aws:ec2:*:*:volume/*"},
    ///   {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#)?)?;
    /// let class = |action| Ok::<_, iam_eval::RequestError>(policies.class_of(&Action::new(action)?));
    /// assert_eq!(class("ec2:CreateTags")?, class("ec2:CreateVolume")?);
    /// assert_ne!(class("ec2:CreateTags")?, class("ec2:DeleteTags")?);
    /// assert_ne!(class("s3:GetBucketPolicy")?, class("s3:GetObject")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn class_of(&self, action: &Action<'_>) -> ActionClass {
        let name = action.as_str().to_ascii_lowercase();
        let service = name.split(':').next().unwrap_or_default();
        let name = match SpecialRule::may_concern(action) {
            true => name.as_str(),
            false => service,
        };
        let mut statements = Vec::new();
        let all = self.policies().flat_map(|policy| {
            let compiled = policy.compiled();
            compiled
                .statements
                .iter()
                .map(move |statement| (compiled, statement))
        });
        for ((compiled, statement), bit) in all.zip((0..64_u32).cycle()) {
            if bit == 0 {
                statements.push(0_u64);
            }
            if let Some(last) = statements.last_mut()
                && statement.names_action(compiled, action)
            {
                *last |= 1_u64.wrapping_shl(bit);
            }
        }
        ActionClass {
            name: name.into(),
            statements: statements.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, SpecialRule};
    use crate::request::{Facts, Principal, Resource, ResourceFact};

    /// Actions for which a service has a special rule share no class with others.
    #[test]
    fn services_with_rules_of_their_own_are_known() {
        let services = [
            "backup",
            "cloudhsm",
            "dynamodb",
            "kms",
            "payment-cryptography",
            "s3",
            "s3express",
            "sqs",
            "sts",
            "vpc-lattice-svcs",
            "connect",
            "iam",
            "kinesis",
            "lambda",
            "s3-outposts",
            "ses",
            "wellarchitected",
            "ec2",
            "sns",
        ];
        let names = [
            "AssumeRole",
            "CreateBackupPlan",
            "CreateHsm",
            "CreateKey",
            "DeleteBucketPolicy",
            "DeleteResourcePolicy",
            "GetCallerIdentity",
            "SetQueueAttributes",
            "Invoke",
        ];
        let callers = [
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:role/r",
            "arn:aws:sts::111122223333:federated-user/f",
            "*",
        ];
        let resources = [
            "arn:aws:kms:eu-west-1:444455556666:key/k",
            "arn:aws:s3:::bucket/key",
            "*",
        ];
        let mut ruled = std::collections::BTreeSet::new();
        for service in services {
            for (name, caller, resource) in names.iter().flat_map(|name| {
                callers
                    .iter()
                    .flat_map(move |caller| resources.map(|of| (name, caller, of)))
            }) {
                let text = format!("{service}:{name}");
                let action = Action::new(&text).unwrap();
                let caller = Principal::parse(caller).unwrap();
                let resource = Resource::parse(resource).unwrap();
                let facts = Facts::new(&caller, action, ResourceFact::Known(&resource));
                if !SpecialRule::of(true, &facts).is_general() {
                    assert!(SpecialRule::may_concern(&action), "{text}");
                    ruled.insert(service);
                }
            }
            let action = format!("{service}:Invoke");
            let expected = !["ec2", "sns"].contains(&service);
            assert_eq!(
                SpecialRule::may_concern(&Action::new(&action).unwrap()),
                expected
            );
        }
        assert!(ruled.len() >= 8, "{ruled:?}");
    }
}
