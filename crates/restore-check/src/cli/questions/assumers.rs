//! Who assumes the roles: the appliances of `--appliance`, the services of `--trusted-service`.

use super::super::Refusal;
use super::super::args::Args;
use super::read_policy;
use iam_access::Assumer;
use iam_eval::PolicyKind;
use restore_check::appliance;
use std::collections::HashSet;

pub(super) fn assumers(args: &Args) -> Result<Vec<Assumer>, Refusal> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut names = args.appliance.iter().chain(&args.trusted_services);
    if let Some(twice) = names.find(|name| !seen.insert(name)) {
        return Err(format!("found `{twice}` twice, expected each assumer once"));
    }
    if args.assumable_only && seen.is_empty() {
        return Err(
            "found `--assumable-only` without an assumer, expected `--appliance ARN` or `--trusted-service NAME`"
                .to_owned(),
        );
    }
    let appliances = args.appliance.iter().map(|arn| of_appliance(args, arn));
    let services = args.trusted_services.iter().map(|name| of_service(name));
    appliances.chain(services).collect()
}

fn of_appliance(args: &Args, arn: &str) -> Result<Assumer, Refusal> {
    let mut appliance = appliance(arn).map_err(|_| {
        let hint = match Assumer::service(arn) {
            Some(_) => format!(" (for a service, use `--trusted-service {arn}`)"),
            None => String::new(),
        };
        format!(
            "found `--appliance {arn}`, expected the ARN of a role, or of a session of one{hint}"
        )
    })?;
    appliance.external_id.clone_from(&args.external_id);
    if !args.appliance_policy.is_empty() {
        let read = |path: &String| read_policy(PolicyKind::Identity, path);
        appliance.identity = args
            .appliance_policy
            .iter()
            .map(read)
            .collect::<Result<_, _>>()?;
    }
    Ok(appliance)
}

fn of_service(name: &str) -> Result<Assumer, Refusal> {
    Assumer::service(name).ok_or_else(|| {
        format!(
            "found `--trusted-service {name}`, expected the name of an AWS service, such as backup.amazonaws.com"
        )
    })
}
