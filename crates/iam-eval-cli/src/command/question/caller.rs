//! Who asks: a caller by its ARN, a principal of an account with its policies, or one that isn't
//! known.

use super::arguments::QuestionArgs;
use crate::failure::{Failure, complain};
use iam_account::{Inputs, PrincipalInput};
use iam_cli_support::roles::{Roles, name};
use iam_eval::{CallerKind, Principal, Resource, is_account_id};

/// The caller of a question.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// The caller, or an example of one.
    pub(super) principal: Principal,
    /// False where nothing is known of the caller but its account.
    pub(super) is_known: bool,
    /// The tags of a principal of an account, where they are known.
    pub(super) tags: Option<Vec<(String, String)>>,
}

/// A documented example account.
const EXAMPLE_ACCOUNT: &str = "111122223333";

/// The principal of `--principal` in the inputs of `--account`.
pub(super) fn find_principal(args: &QuestionArgs) -> Result<Option<PrincipalInput>, Failure> {
    let Some(wanted) = &args.principal else {
        return Ok(None);
    };
    if args.account.is_empty() {
        let expected = "--account DUMP that holds it, or --caller-arn with its policies";
        return Err(Failure::Call(format!(
            "found the principal `{wanted}`, expected {expected}"
        )));
    }
    let mut inputs = Inputs::default();
    for path in &args.account {
        inputs.add_path(path);
    }
    if let Some(problem) = inputs.problems().first() {
        return Err(Failure::Call(problem.to_string()));
    }
    let mut names = Vec::new();
    let mut found = matching(&inputs, wanted, &mut names)?;
    let is_fragment = !wanted.contains(['*', '?', '[', '{', ':']);
    if found.is_empty() && is_fragment {
        names.clear();
        found = matching(&inputs, &format!("*{wanted}*"), &mut names)?;
    }
    match found.len() {
        0 => {
            let roles = roles(wanted)?;
            let sentence = roles.and_then(|roles| roles.unmatched(|| names).into_iter().next());
            Err(Failure::Call(sentence.unwrap_or_default()))
        }
        1 => found.pop().map(complete).transpose(),
        several => {
            const SHOWN: usize = 5;
            let names = found.iter().take(SHOWN);
            let names = names.map(|it| it.arn.clone().unwrap_or_else(|| name(it)));
            let names = names.collect::<Vec<_>>().join("`, `");
            Err(Failure::Call(format!(
                "found {several} roles and users that match `--principal {wanted}`, expected one: `{names}`"
            )))
        }
    }
}

fn roles(wanted: &str) -> Result<Option<Roles>, Failure> {
    let values = [wanted.to_owned()];
    Roles::parse_for("--principal", &values).map_err(Failure::Call)
}

/// The principals of a name, and into `names` what all are called.
fn matching(
    inputs: &Inputs,
    wanted: &str,
    names: &mut Vec<String>,
) -> Result<Vec<PrincipalInput>, Failure> {
    let Some(roles) = roles(wanted)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for index in 0..inputs.len() {
        let arn = inputs.arn(index);
        if let Some(arn) = arn {
            names.push(arn.to_owned());
            if !roles.mean_arn(arn) {
                continue;
            }
        }
        let principal = inputs.principal(index);
        let principal = principal.map_err(|problem| Failure::Call(problem.to_string()))?;
        if arn.is_none() {
            names.push(principal.arn.clone().unwrap_or_else(|| name(&principal)));
        }
        if roles.mean(&principal) {
            found.push(principal);
        }
    }
    Ok(found)
}

/// Refuses a principal of which a policy is not known: it may deny.
fn complete(principal: PrincipalInput) -> Result<PrincipalInput, Failure> {
    if let Some(problem) = principal.problems.first() {
        return Err(Failure::Call(problem.to_string()));
    }
    let title = principal.arn.clone().unwrap_or_else(|| name(&principal));
    if let Some(unknown) = principal.unknown_policies.first() {
        let expected = "its document in the dump: a policy that is not known may deny";
        return Err(Failure::Call(format!(
            "found the policy `{unknown}` of {title} without its document, expected {expected}"
        )));
    }
    if !principal.identity_is_known {
        let expected = "what lists them, such as a dump of the account";
        return Err(Failure::Call(format!(
            "found no list of the policies of {title}, expected {expected}"
        )));
    }
    for note in &principal.notes {
        complain(&format!("{title}: {note}"));
    }
    Ok(principal)
}

impl Caller {
    /// `owner` is the account of `--resource-owner`.
    pub(super) fn of(
        args: &QuestionArgs,
        principal: Option<&PrincipalInput>,
        owner: Option<&str>,
        has_resource_policy: bool,
    ) -> Result<Self, Failure> {
        let own = principal.and_then(|principal| principal.arn.as_deref());
        let tags = principal.and_then(|principal| principal.tags.clone());
        if let Some(arn) = args.caller_arn.as_deref().or(own) {
            let principal = Principal::parse(arn);
            return Ok(Self {
                principal: principal.map_err(|error| Failure::Call(error.to_string()))?,
                is_known: true,
                // Of another caller than the one whose policies are asked, the tags are others.
                tags: tags.filter(|_| own == Some(arn)),
            });
        }
        if has_resource_policy {
            let expected = "--caller-arn: its principals are compared with the caller";
            return Err(Failure::Call(format!(
                "found a resource-based policy and no caller, expected {expected}"
            )));
        }
        let account = account_of_resources(&args.resource_arns, owner)?;
        let arn = format!("arn:aws:iam::{account}:role/example");
        let principal = Principal::parse(&arn);
        Ok(Self {
            principal: principal.map_err(|error| Failure::Call(error.to_string()))?,
            is_known: false,
            tags,
        })
    }

    /// Whether the caller is a role, so that the name of its session isn't known.
    pub(super) fn is_role(&self) -> bool {
        self.principal.kind() == CallerKind::Role
    }
}

/// The account of an unknown caller: that of the resources, since AWS takes resources for the
/// caller's own.
fn account_of_resources(arns: &[String], owner: Option<&str>) -> Result<String, Failure> {
    let resources = arns.iter().filter_map(|arn| Resource::parse(arn).ok());
    let mut accounts: Vec<String> = resources
        .filter_map(|resource| resource.account().map(str::to_owned))
        .chain(owner.map(str::to_owned))
        .collect();
    accounts.sort();
    accounts.dedup();
    match accounts.as_slice() {
        [] => Ok(EXAMPLE_ACCOUNT.to_owned()),
        [account] => Ok(account.clone()),
        several => Err(Failure::Call(format!(
            "found resources of the accounts {} and no caller, expected --caller-arn: whether access crosses accounts \
             depends on it",
            several.join(", ")
        ))),
    }
}

/// The account of `--resource-owner`: twelve digits, or the ARN of its root user.
pub(super) fn owner(args: &QuestionArgs) -> Result<Option<String>, Failure> {
    let Some(given) = &args.resource_owner else {
        return Ok(None);
    };
    if is_account_id(given) {
        return Ok(Some(given.clone()));
    }
    let root = Principal::parse(given).ok();
    let root = root.filter(|root| root.kind() == CallerKind::Root);
    match root.as_ref().and_then(Principal::account) {
        Some(account) => Ok(Some(account.to_owned())),
        None => Err(Failure::Call(format!(
            "found the resource owner `{given}`, expected an account id of twelve digits or arn:aws:iam::…:root"
        ))),
    }
}
