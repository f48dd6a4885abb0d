//! The answers as the report of the checker, so that its forms show them: the page with the matrix,
//! among others.

use super::extent::Grant;
use super::{Actions, OnResources, WhoCan};
use crate::report::{
    ActionReport, CatalogInfo, PrincipalKind, PrincipalReport, Report, SetReport, Tool,
};
use iam_eval::Principal;

fn action(name: &str, resource: Option<&str>, level: Option<&str>, grant: &Grant) -> ActionReport {
    ActionReport {
        action: name.to_owned(),
        resource: resource.map(str::to_owned),
        access_level: level.map(str::to_owned),
        status: grant.extent.as_status(),
        reasons: grant.reasons.clone(),
        reasons_left_out: grant.reasons_left_out,
        when: grant.when.clone(),
        coverage: grant.coverage.clone(),
        ..ActionReport::default()
    }
}

fn principal(title: &str, source: &str, sets: Vec<SetReport>) -> PrincipalReport {
    let known = Principal::parse(title).ok();
    let known = known.filter(|_| title.starts_with("arn:"));
    let mut report = PrincipalReport {
        principal: known.as_ref().map(|_| title.to_owned()),
        kind: known
            .as_ref()
            .map_or(PrincipalKind::Unknown, crate::judge::kind),
        name: Some(match &known {
            Some(known) => known.name().to_owned(),
            None => title.to_owned(),
        }),
        account: known.and_then(|known| known.account().map(str::to_owned)),
        source: source.to_owned(),
        sets,
        ..PrincipalReport::default()
    };
    report.verdict = report.worst();
    report
}

fn finished(
    principals: Vec<PrincipalReport>,
    tool: Option<&Tool>,
    catalog: Option<&CatalogInfo>,
) -> Report {
    Report {
        tool: tool.cloned(),
        catalog: catalog.cloned(),
        ..Report::new(principals, Vec::new())
    }
}

impl WhoCan {
    /// The principals that may do the action as a report with one action. What they may do by
    /// assuming roles, and whom policies let in beside them, is in its notes and rows.
    #[must_use]
    pub fn as_report(&self) -> Report {
        let set = |grant: &Grant| {
            let asked = action(&self.action, self.resource.as_deref(), None, grant);
            vec![SetReport::new(self.action.clone(), [asked])]
        };
        let holders = self.principals.iter().filter_map(|holder| {
            let best = match &holder.chain {
                Some(chain) => Grant {
                    extent: chain.extent,
                    ..chain.grant.clone()
                },
                None => holder.direct.clone()?,
            };
            let mut row = principal(&holder.principal, &holder.source, set(&best));
            row.line = holder.line;
            row.notes = holder.chain.iter().map(super::Chain::sentence).collect();
            Some(row)
        });
        let outsiders = self.outsiders.iter().map(|outsider| {
            let mut row = principal(&outsider.principal, "", set(&outsider.by));
            let assumes = outsider.assumes.as_ref();
            let assumes = assumes.map(|role| format!("by assuming {role}"));
            row.notes.push(outsider.kind.words().to_owned());
            row.notes.extend(assumes);
            row
        });
        let rows = holders.chain(outsiders).collect();
        let mut report = finished(rows, self.tool.as_ref(), self.catalog.as_ref());
        report.errors.clone_from(&self.errors);
        report
    }
}

impl Actions {
    /// The listed actions as a report with a set for each service.
    #[must_use]
    pub fn as_report(&self) -> Report {
        let listed = self
            .services
            .iter()
            .filter(|service| !service.actions.is_empty());
        let sets = listed.map(|service| {
            let actions = service.actions.iter().map(|found| {
                let level = Some(found.access_level.as_str());
                action(&found.action, self.resource.as_deref(), level, &found.grant)
            });
            SetReport::new(service.service.clone(), actions)
        });
        let row = principal(&self.principal, "", sets.collect());
        finished(vec![row], self.tool.as_ref(), self.catalog.as_ref())
    }
}

impl OnResources {
    /// The answer as a report with one action, and the patterns as notes.
    #[must_use]
    pub fn as_report(&self) -> Report {
        let asked = action(&self.action, self.resource.as_deref(), None, &self.grant);
        let set = SetReport::new(self.action.clone(), [asked]);
        let mut row = principal(&self.principal, "", vec![set]);
        let lists = [
            ("allowed", &self.allowed),
            ("denied", &self.denied),
            ("limited", &self.limits),
        ];
        for (word, list) in lists {
            row.notes.extend(
                list.iter()
                    .map(|found| format!("{word} {}", found.sentence())),
            );
        }
        finished(vec![row], self.tool.as_ref(), self.catalog.as_ref())
    }
}
