//! The answers for spreadsheets.

use crate::access::words;
use crate::form::csv::CsvWriter;
use iam_access::questions::{Actions, Grant, OnResources, PatternAnswer, WhoCan};
use std::io;

fn reasons(grant: &Grant) -> String {
    let reasons: Vec<String> = words::reasons(&grant.reasons, grant.reasons_left_out).collect();
    reasons.join("; ")
}

fn when(grant: &Grant) -> &str {
    grant.when.as_deref().unwrap_or_default()
}

/// Writes who may do something: a row for each principal and each way, and one for each outsider.
///
/// # Errors
/// What the writer gives.
pub fn who_can_csv(answer: &WhoCan, out: &mut dyn io::Write) -> io::Result<()> {
    let header = [
        "principal",
        "kind",
        "action",
        "resource",
        "extent",
        "assumes",
        "why",
        "when",
        "keys",
    ];
    let mut table = CsvWriter::new(out, header)?;
    let resource = answer.resource.as_deref().unwrap_or("*");
    let mut row = |principal: &str, kind: &str, extent: &str, assumes: &str, grants: &[&Grant]| {
        let why: Vec<String> = grants.iter().map(|grant| reasons(grant)).collect();
        let whens = grants.iter().map(|grant| when(grant));
        let whens: Vec<&str> = whens.filter(|when| !when.is_empty()).collect();
        let keys = grants.iter().flat_map(|grant| &grant.keys);
        let keys: Vec<&str> = keys.map(String::as_str).collect();
        table.row([
            principal,
            kind,
            &answer.action,
            resource,
            extent,
            assumes,
            &why.join("; "),
            &whens.join("; "),
            &keys.join(" "),
        ])
    };
    for holder in &answer.principals {
        let kind = holder.kind.name();
        if let Some(direct) = &holder.direct {
            row(&holder.principal, kind, direct.extent.name(), "", &[direct])?;
        }
        if let Some(chain) = &holder.chain {
            let roles: Vec<&str> = chain.steps.iter().map(|step| &*step.assumes).collect();
            let mut grants: Vec<&Grant> = chain.steps.iter().map(|step| &step.by).collect();
            grants.push(&chain.grant);
            let extent = chain.extent.name();
            row(&holder.principal, kind, extent, &roles.join(" "), &grants)?;
        }
    }
    for outsider in &answer.outsiders {
        let assumes = outsider.assumes.as_deref().unwrap_or_default();
        let (kind, extent) = (outsider.kind.words(), outsider.by.extent.name());
        row(&outsider.principal, kind, extent, assumes, &[&outsider.by])?;
    }
    for error in &answer.errors {
        let principal = error.principal.as_deref().unwrap_or(&error.source);
        let why = format!("{}: {}", error.place(), error.message);
        table.row([
            principal,
            "",
            &answer.action,
            resource,
            "error",
            "",
            &why,
            "",
            "",
        ])?;
    }
    table.finish()
}

/// Writes what a principal may do: a row for each listed action, or else one for each service and
/// access level.
///
/// # Errors
/// What the writer gives.
pub fn actions_csv(answer: &Actions, out: &mut dyn io::Write) -> io::Result<()> {
    let lists = answer
        .services
        .iter()
        .any(|service| !service.actions.is_empty());
    if !lists {
        let header = [
            "service",
            "level",
            "all",
            "some",
            "conditional",
            "none",
            "denied",
        ];
        let mut table = CsvWriter::new(out, header)?;
        for service in &answer.services {
            for (level, counts) in &service.levels {
                let counts = [
                    counts.all,
                    counts.some,
                    counts.conditional,
                    counts.none,
                    counts.denied,
                ];
                let [all, some, conditional, none, denied] = counts.map(|count| count.to_string());
                table.row([
                    &service.service,
                    level,
                    &all,
                    &some,
                    &conditional,
                    &none,
                    &denied,
                ])?;
            }
        }
        return table.finish();
    }
    let header = [
        "service",
        "action",
        "accessLevel",
        "extent",
        "why",
        "when",
        "keys",
    ];
    let mut table = CsvWriter::new(out, header)?;
    for service in &answer.services {
        for action in &service.actions {
            let grant = &action.grant;
            table.row([
                &service.service,
                &action.action,
                &action.access_level,
                grant.extent.name(),
                &reasons(grant),
                when(grant),
                &grant.keys.join(" "),
            ])?;
        }
    }
    table.finish()
}

/// Writes on which resources a principal may do an action: a row for each pattern.
///
/// # Errors
/// What the writer gives.
pub fn on_resources_csv(answer: &OnResources, out: &mut dyn io::Write) -> io::Result<()> {
    let header = [
        "action",
        "effect",
        "pattern",
        "except",
        "extent",
        "layer",
        "policy",
        "place",
        "sid",
        "conditions",
    ];
    let mut table = CsvWriter::new(out, header)?;
    let mut row = |effect: &str, found: &PatternAnswer| {
        let place = iam_account::place(&found.policy, Some(found.line), Some(found.column));
        table.row([
            &answer.action,
            effect,
            &found.pattern,
            if found.except { "true" } else { "false" },
            found.extent.map_or("", |extent| extent.name()),
            &found.layer,
            found.policy_name.as_deref().unwrap_or_default(),
            &place,
            found.sid.as_deref().unwrap_or_default(),
            &found.conditions.join(" and "),
        ])
    };
    for (effect, list) in [
        ("allowed", &answer.allowed),
        ("denied", &answer.denied),
        ("limit", &answer.limits),
    ] {
        list.iter().try_for_each(|found| row(effect, found))?;
    }
    table.finish()
}
