//! ARN formats that AWS documents and that the catalogue's source, the Service Authorization
//! Reference, lacks.

/// A format, and the type of resource in the catalogue that has it.
#[derive(Debug)]
pub(super) struct Documented {
    /// The prefix and the name of the type; `None` if the catalogue has no such type.
    pub(super) kind: Option<(&'static str, &'static str)>,
    /// `service:region:account:resource`, with variables as in the catalogue.
    pub(super) arn: &'static str,
}

const fn of(prefix: &'static str, name: &'static str, arn: &'static str) -> Documented {
    Documented {
        kind: Some((prefix, name)),
        arn,
    }
}

const fn new(arn: &'static str) -> Documented {
    Documented { kind: None, arn }
}

/// The formats. Without a source of its own, a line is from the reference of the service's API.
pub(super) static DOCUMENTED: [Documented; 75] = [
    // AWS's own parameters and documents have no account (Systems Manager User Guide, "Calling
    // public parameters", "Sample IAM policies for Session Manager"; managed policies).
    of("ssm", "parameter", "ssm:${Region}::parameter/aws/${Name}"),
    of("ssm", "document", "ssm:${Region}::document/AWS${Name}"),
    of("ssm", "document", "ssm:${Region}::document/Aws${Name}"),
    of("ssm", "document", "ssm:${Region}::document/Amazon${Name}"),
    of(
        "ssm",
        "automation-definition",
        "ssm:${Region}::automation-definition/AWS${Name}:${Version}",
    ),
    of(
        "ssm",
        "automation-definition",
        "ssm:${Region}::automation-definition/Aws${Name}:${Version}",
    ),
    of(
        "ssm",
        "automation-definition",
        "ssm:${Region}::automation-definition/Amazon${Name}:${Version}",
    ),
    // CloudFormation User Guide, "Controlling access with IAM"; its registry of public extensions.
    new("cloudformation:${Region}:${Account}:transform/${Name}"),
    of(
        "cloudformation",
        "type",
        "cloudformation:${Region}::type/resource/${Type}",
    ),
    of(
        "cloudformation",
        "typeHook",
        "cloudformation:${Region}::type/hook/${Type}",
    ),
    new("cloudformation:${Region}::type/module/${Type}"),
    new("cloudformation:${Region}:${Account}:type/module/${Type}"),
    // API Gateway Developer Guide, "Control access to WebSocket APIs with IAM authorization".
    of(
        "execute-api",
        "execute-api-general",
        "execute-api:${Region}:${Account}:${ApiId}/${Stage}/${RouteKey}",
    ),
    // API Gateway Developer Guide, "Control access for managing an API": the path of the request;
    // managed policies.
    new("apigateway:${Region}::/v2/${Path}"),
    new("apigateway:${Region}::/tags"),
    new("apigateway:${Region}::/sdktypes"),
    new("apigateway:${Region}::/sdktypes/${Type}"),
    // AWS Backup Developer Guide, "Access control": for resources whose backups it stores itself.
    of(
        "backup",
        "recoveryPoint",
        "backup:${Region}:${Account}:recovery-point:${RecoveryPointId}",
    ),
    // Security Hub User Guide, "Product integrations", and the examples of its API.
    of(
        "securityhub",
        "product",
        "securityhub:${Region}::product/${Company}/${ProductId}",
    ),
    new("securityhub:${Region}:${Account}:product-subscription/${Company}/${ProductId}"),
    new("securityhub:${Region}::standards/${Standard}"),
    new("securityhub:::ruleset/${Standard}"),
    new("securityhub:${Region}:${Account}:subscription/${Standard}"),
    new("securityhub:${Region}:${Account}:control/${Control}"),
    new("securityhub:${Region}::security-control/${Control}"),
    new("securityhub:${Region}:${Account}:security-control/${Control}"),
    new("securityhub:${Region}:${Account}:action/custom/${Action}"),
    new("securityhub:${Region}:${Account}:insight/${Insight}"),
    new("securityhub:::insight/securityhub/default/${Number}"),
    // IAM User Guide, "IAM identifiers".
    new("sts::${Account}:assumed-role/${RoleName}/${SessionName}"),
    new("iam::${Account}:u2f/${UserAndId}"),
    // Lambda Developer Guide, "Runtime version ARNs".
    new("lambda:${Region}::runtime:${Id}"),
    new("trustedadvisor:::check/${CheckId}"),
    new("trustedadvisor::${Account}:recommendation/${Id}"),
    new("trustedadvisor:::organization-recommendation/${Id}"),
    // Artifact User Guide, "Example IAM policies".
    of("artifact", "report", "artifact:::report/${ReportId}"),
    of(
        "artifact",
        "report",
        "artifact:${Region}::report/${ReportId}",
    ),
    new("artifact:::report-package/${Name}"),
    // Bedrock User Guide, "Global cross-Region inference".
    of(
        "bedrock",
        "foundation-model",
        "bedrock:::foundation-model/${ResourceId}",
    ),
    new("autoscaling:${Region}:${Account}:scalingPolicy:${Id}:autoScalingGroupName/${Group}"),
    new("autoscaling:${Region}:${Account}:scalingPolicy:${Id}:resource/${Resource}"),
    new("autoscaling:${Region}:${Account}:scheduledUpdateGroupAction:${Id}:${Group}"),
    new("autoscaling:${Region}:${Account}:scheduledAction:${Id}:resource/${Resource}"),
    // ECS Developer Guide, "Amazon Resource Names (ARNs) and IDs": the earlier format.
    of(
        "ecs",
        "service",
        "ecs:${Region}:${Account}:service/${ServiceName}",
    ),
    of(
        "ecs",
        "container-instance",
        "ecs:${Region}:${Account}:container-instance/${Id}",
    ),
    new("redshift-serverless:${Region}:${Account}:snapshotcopyconfiguration/${Id}"),
    new("acm-pca:::template/${Template}/${Version}"),
    // AWS WAF Classic; managed policies.
    new("waf::${Account}:changetoken/${Token}"),
    new("waf-regional:${Region}:${Account}:changetoken/${Token}"),
    // AWS IoT Developer Guide, "AWS managed templates".
    of(
        "iot",
        "jobtemplate",
        "iot:${Region}::jobtemplate/AWS-${Name}:${Version}",
    ),
    of(
        "imagebuilder",
        "component",
        "imagebuilder:${Region}:${Account}:component/${Name}/${Version}",
    ),
    of(
        "imagebuilder",
        "workflow",
        "imagebuilder:${Region}:${Account}:workflow/${Kind}/${Name}/${Version}",
    ),
    // Control Tower Controls Reference, "Resource identifiers for APIs and controls".
    new("controltower:${Region}::control/${Control}"),
    new("servicecatalog:${Region}:${Account}:stack/${Name}/${Id}"),
    // Default quotas have no account, those of all Regions no Region.
    of(
        "servicequotas",
        "quota",
        "servicequotas:${Region}::${ServiceCode}/${QuotaCode}",
    ),
    of(
        "servicequotas",
        "quota",
        "servicequotas::${Account}:${ServiceCode}/${QuotaCode}",
    ),
    of(
        "servicequotas",
        "quota",
        "servicequotas:::${ServiceCode}/${QuotaCode}",
    ),
    // QuickSight User Guide, "IAM policy examples": users and groups; AWS's own themes.
    of(
        "quicksight",
        "user",
        "quicksight::${Account}:user/${ResourceId}",
    ),
    of(
        "quicksight",
        "group",
        "quicksight::${Account}:group/${ResourceId}",
    ),
    of("quicksight", "theme", "quicksight::aws:theme/${ResourceId}"),
    of(
        "quicksight",
        "template",
        "quicksight::aws:template/${ResourceId}",
    ),
    // SWF Developer Guide, "Using IAM to manage access": the Region is in its examples.
    of(
        "swf",
        "domain",
        "swf:${Region}:${Account}:/domain/${DomainName}",
    ),
    // HealthOmics User Guide, "Ready2Run workflows".
    of("omics", "workflow", "omics:${Region}::workflow/${Id}"),
    of(
        "wellarchitected",
        "lens",
        "wellarchitected::aws:lens/${ResourceId}",
    ),
    // Managed policies.
    of(
        "resource-explorer-2",
        "view",
        "resource-explorer-2:${Region}::view/AWS${Name}/service-view",
    ),
    of("gamelift", "build", "gamelift:${Region}::build/${Id}"),
    of("gamelift", "script", "gamelift:${Region}::script/${Id}"),
    of("gamelift", "fleet", "gamelift:${Region}::fleet/${Id}"),
    new("grafana:${Region}:${Account}:/workspaces"),
    new("aps:${Region}:${Account}:/workspaces"),
    of(
        "managedblockchain",
        "network",
        "managedblockchain:::networks/${NetworkId}",
    ),
    new("ses:${Region}:${Account}:receipt-rule-set/${Set}:receipt-rule/${Rule}"),
    of(
        "route53resolver",
        "autodefined-rule",
        "route53resolver:${Region}::autodefined-rule/${ResourceId}",
    ),
    // Managed policies of AWS WAF and CloudFront.
    new("pricingplanmanager::${Account}:subscription:${SubscriptionId}"),
    new("schemas:${Region}::schema/${RegistryName}/${SchemaName}"),
];

/// Patterns of resources, with their service, in AWS's managed policies and guides, for which
/// nothing documents an ARN: they may match nothing, but AWS publishes them.
pub(super) const PUBLISHED: [(&str, &str); 9] = [
    // Glue Developer Guide, "Step 2: Create an IAM role for AWS Glue".
    ("logs", "/aws*"),
    // API Gateway Developer Guide, "How API Gateway resource policies affect authorization
    // workflow".
    ("execute-api", "?*/"),
    ("elasticloadbalancing", "listener/*"),
    ("robomaker", "/createSimulationApplication"),
    ("profile", "/templates*"),
    ("cloudwatch", "iotfleethub*"),
    ("appflow", "connector-profile/*"),
    ("securityagent", "agent-instance*"),
    ("cloudformation", "stack/*"),
];

#[cfg(test)]
mod tests {
    use super::{DOCUMENTED, PUBLISHED};
    use crate::names::{Names, opened};
    use iam_catalog::{Catalog, fits};

    #[test]
    fn the_formats_belong_to_what_the_catalogue_has_and_are_not_in_it() {
        let catalog = Catalog::embedded();
        let names = Names::new(catalog);
        for documented in &DOCUMENTED {
            let arn = documented.arn;
            if let Some((prefix, name)) = documented.kind {
                let service = catalog.service(prefix);
                assert!(
                    service.is_some_and(|of| of.resource_type(name).is_some()),
                    "{arn}"
                );
            }
            let parts: Vec<&str> = arn.splitn(4, ':').collect();
            let [service, region, account, resource] = parts[..] else {
                panic!("{arn}");
            };
            let shapes = names.shapes(service, resource).unwrap_or_default();
            assert!(
                !shapes.is_empty(),
                "{arn}: the catalogue has no resource of it"
            );
            let same = shapes.iter().filter(|shape| {
                (shape.region, shape.account) == (region, account)
                    && fits(&opened(shape.resource), resource)
            });
            assert_eq!(same.count(), 1, "{arn}");
        }
    }

    #[test]
    fn what_is_published_has_no_format() {
        let names = Names::new(Catalog::embedded());
        for (service, pattern) in PUBLISHED {
            let shapes = names.shapes(service, &pattern.replace(['*', '?'], "a"));
            assert!(shapes.is_some_and(|shapes| shapes.is_empty()), "{pattern}");
        }
    }
}
