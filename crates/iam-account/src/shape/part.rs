//! What one call of the AWS CLI prints of a principal. What several calls print is put together by
//! the name of the role or the user (`inputs::parts_of_one`).

use super::ReadPrincipal;
use crate::json::Value;
use iam_eval::CallerKind;

/// Which part of what is known of a principal it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// What names the role or the user that it is of.
    OfHolder(ReadPrincipal),
    /// The document of a managed policy, which doesn't say which one, and whose.
    Version(ReadPrincipal),
    /// The names of all inline policies of a role or a user, which isn't named.
    InlineNames,
    /// The ARNs of all managed policies that are attached to a role or a user, which isn't named.
    AttachedNames,
}

/// The role or the user that has the policies of a part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Holder {
    pub(crate) kind: CallerKind,
    pub(crate) name: String,
}

/// What a part is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// The role or the user.
    pub(crate) holder: Option<Holder>,
    /// The name of the inline policy.
    pub(crate) policy: Option<String>,
}

impl About {
    /// What a part is about, as far as it can be read: what can't is reported once it is read as a
    /// principal.
    pub(crate) fn of(value: Value<'_>) -> Self {
        let Ok(outer) = value.members("an object") else {
            return Self::default();
        };
        let inner = [super::role::MEMBER, super::user::MEMBER];
        let inner = inner.iter().find_map(|member| outer.get(member));
        let inner = inner.and_then(|inner| inner.members("an object").ok());
        let members = inner.as_ref().unwrap_or(&outer);
        let names = [
            ("RoleName", CallerKind::Role),
            ("UserName", CallerKind::User),
        ];
        let holder = names.into_iter().find_map(|(member, kind)| {
            let name = members.string(member).ok().flatten()?;
            Some(Holder { kind, name })
        });
        Self {
            holder,
            policy: outer.string("PolicyName").ok().flatten(),
        }
    }
}
