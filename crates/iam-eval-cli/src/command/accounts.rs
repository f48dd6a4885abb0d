//! The principals of dumps, with what the command line adds to them: what `who-can` and `can` have
//! in common.

mod answer;
mod principals;

pub(super) use answer::{
    Format, catalog_info, check_action, is_action, is_resource, outcome_of, tool, width, write,
};
pub(super) use principals::Asked;
use principals::Principals;

use crate::failure::{Failure, complain};
use iam_access::ResourceCatalog;
use iam_access::check::Knowledge;
use iam_access::questions::{Place, Replacement, UnknownLayer, attach_to, replace, without};
use iam_account::{Inputs, NextStep, NextSteps, PrincipalInput, load_levels, load_policy};
use iam_catalog::Catalog;
use iam_cli_support::condition_keys::{check, check_key, check_region};
use iam_eval::{Context, Policy, PolicyKind};
use std::collections::BTreeMap;

/// How the options of this program make an input usable.
const NEXT_STEPS: NextSteps = &[
    (NextStep::ResourceControlPolicy, "it with `--rcps`"),
    (NextStep::ServiceControlPolicy, "it with `--scps`"),
    (NextStep::KeyPolicy, "it with `--resource-policy`"),
];

/// Options of what is known beside the dumps, and of what is asked in their place.
#[derive(Debug, clap::Args)]
pub(super) struct Surroundings {
    /// Service control policies: a folder with a folder for each level, or a file
    #[arg(long, value_name = "PATH", help_heading = "Policies")]
    scps: Option<String>,

    /// Resource control policies, likewise
    #[arg(long, value_name = "PATH", help_heading = "Policies")]
    rcps: Option<String>,

    /// The resource's own policy: a bucket's, a queue's, a key's; needs RESOURCE
    #[arg(long, value_name = "FILE", help_heading = "Policies")]
    resource_policy: Option<String>,

    /// The account that owns the resource, where its ARN doesn't say it
    #[arg(long, value_name = "ACCOUNT", help_heading = "Policies")]
    resource_account: Option<String>,

    /// A condition key's value, such as aws:SourceIp=203.0.113.7; a key given twice has two values
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Requests")]
    context: Vec<String>,

    /// A condition key that is absent from the requests
    #[arg(long, value_name = "KEY", help_heading = "Requests")]
    absent: Vec<String>,

    /// The Region to which the requests go
    #[arg(long, value_name = "REGION", help_heading = "Requests")]
    region: Option<String>,

    /// Ask as if a policy were attached to a principal (what-if)
    #[arg(long, value_name = "[PRINCIPAL=]FILE", help_heading = "What if")]
    add_policy: Vec<String>,

    /// Ask as if a policy were this one (what-if): a managed policy's ARN or name, PRINCIPAL/POLICY
    /// for an inline policy, ROLE/trust for a trust policy
    #[arg(long, value_name = "NAME=FILE", help_heading = "What if")]
    replace: Vec<String>,

    /// Ignore a layer (what-if): permissionsBoundary, session, scps, rcps or trust
    #[arg(long, value_name = "LAYER", help_heading = "What if")]
    without: Vec<String>,

    /// A newer catalogue of actions, resource types and condition keys
    #[arg(long, value_name = "FILE")]
    catalog: Option<String>,
}

impl Surroundings {
    /// The catalogue that is given; without one, that which is compiled in serves.
    pub(super) fn catalog(&self) -> Result<Option<Catalog>, Failure> {
        let path = self.catalog.as_deref();
        path.map(iam_cli_support::catalog::load)
            .transpose()
            .map_err(Failure::Call)
    }

    /// What ARNs of resources are made with.
    pub(super) fn resources<'c>(&self, catalog: &'c Catalog) -> ResourceCatalog<'c> {
        ResourceCatalog::new(catalog, self.region.as_deref())
    }

    /// What is known of the requests.
    pub(super) fn knowledge(&self) -> Result<Knowledge, Failure> {
        let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for pair in &self.context {
            let (key, value) = pair
                .split_once('=')
                .filter(|(key, _)| !key.is_empty())
                .ok_or_else(|| call(format!("found `--context {pair}`, expected KEY=VALUE")))?;
            remark(check(key, value))?;
            values
                .entry(key.to_ascii_lowercase())
                .or_default()
                .push(value);
        }
        if let Some(region) = &self.region {
            remark(check_region("--region ", region))?;
        }
        for key in &self.absent {
            remark(check_key("--absent ", key))?;
        }
        let context = values
            .iter()
            .fold(Context::new(), |context, (key, values)| {
                match values.as_slice() {
                    [value] => context.with(key, *value),
                    several => context.with_list(key, several.iter().copied()),
                }
            });
        let knowledge = Knowledge::of(context, &self.absent, self.region.as_deref());
        knowledge.map_err(|error| call(format!("{error}: `--context {}=…`", error.key)))
    }

    /// The resources of a question.
    pub(super) fn place(&self, resource: Option<&str>) -> Result<Place, Failure> {
        let place = resource.map(Place::on).transpose();
        let mut place = place
            .map_err(|error| call(error.to_string()))?
            .unwrap_or_default();
        if let Some(account) = &self.resource_account {
            if !iam_eval::is_account_id(account) {
                return Err(call(format!(
                    "found `--resource-account {account}`, expected an account id of twelve digits"
                )));
            }
            place = place.owned_by(account);
        }
        if let Some(path) = &self.resource_policy {
            if place.resource().is_none() {
                let expected = "the resource whose policy it is: RESOURCE";
                return Err(call(format!(
                    "found `--resource-policy {path}`, expected {expected}"
                )));
            }
            place = place.with_policy(read_policy(PolicyKind::Resource, path)?);
        }
        Ok(place)
    }

    /// The principals of the dumps, as they are asked about. `asked` is the one to which policies
    /// are added where no other is named.
    pub(super) fn principals(
        &self,
        dumps: &[String],
        asked: Option<&str>,
    ) -> Result<Principals, Failure> {
        let unknown = |error: UnknownLayer| call(error.to_string());
        for layer in &self.without {
            without(&mut [], layer).map_err(unknown)?;
        }
        let levels = |kind, path: &Option<String>| {
            let load =
                |path: &String| load_levels(kind, path).map_err(|error| call(error.to_string()));
            path.as_ref().map(load).transpose()
        };
        let scps = levels(PolicyKind::ServiceControl, &self.scps)?;
        let rcps = levels(PolicyKind::ResourceControl, &self.rcps)?;
        let mut inputs = Inputs::with_next_steps(NEXT_STEPS);
        for dump in dumps {
            inputs.add_path(dump);
        }
        let mut found = Principals {
            principals: Vec::with_capacity(inputs.len()),
            problems: inputs.problems(),
        };
        for index in 0..inputs.len() {
            match inputs.principal(index) {
                Ok(principal) => found.principals.push(principal),
                Err(problem) => found.problems.push(problem),
            }
        }
        for path in inputs.skipped() {
            complain(&format!("skipped {path}"));
        }
        for principal in &mut found.principals {
            if let Some(levels) = &scps {
                principal.supply_scps(levels, "--scps");
            }
            if let Some(levels) = &rcps {
                principal.supply_rcps(levels, "--rcps");
            }
        }
        self.change(&mut found.principals, asked)?;
        for layer in &self.without {
            without(&mut found.principals, layer).map_err(unknown)?;
        }
        Ok(found)
    }

    fn change(
        &self,
        principals: &mut [PrincipalInput],
        asked: Option<&str>,
    ) -> Result<(), Failure> {
        for given in &self.replace {
            let (name, path) = pair("--replace", given, "NAME=FILE")?;
            let new = Replacement::new(name, |kind| load_policy(kind, path));
            let new = new.map_err(|problem| call(problem.to_string()))?;
            replace(principals, &new)
                .map_err(|error| call(format!("{error}: `--replace {given}`")))?;
        }
        for given in &self.add_policy {
            let (name, path) = match (given.split_once('='), asked) {
                (Some((name, path)), _) => (name, path),
                (None, Some(asked)) => (asked, given.as_str()),
                (None, None) => {
                    let expected = "PRINCIPAL=FILE";
                    return Err(call(format!(
                        "found `--add-policy {given}`, expected {expected}"
                    )));
                }
            };
            let policy = read_policy(PolicyKind::Identity, path)?;
            attach_to(principals, name, policy).map_err(|error| call(error.to_string()))?;
        }
        Ok(())
    }
}

fn pair<'g>(option: &str, given: &'g str, expected: &str) -> Result<(&'g str, &'g str), Failure> {
    let pair = given.split_once('=');
    let pair = pair.filter(|(name, path)| !name.is_empty() && !path.is_empty());
    pair.ok_or_else(|| call(format!("found `{option} {given}`, expected {expected}")))
}

fn read_policy(kind: PolicyKind, path: &str) -> Result<Policy, Failure> {
    load_policy(kind, path).map_err(|problem| call(problem.to_string()))
}

fn remark(checked: Result<Option<String>, String>) -> Result<(), Failure> {
    if let Some(remark) = checked.map_err(Failure::Call)? {
        complain(&remark);
    }
    Ok(())
}

pub(super) fn call(message: String) -> Failure {
    Failure::Call(message)
}
