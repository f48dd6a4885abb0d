//! Writes the catalogue as files in the form of AWS's service reference, which other linters read
//! offline: `cargo run --release -p workspace-benches --example service_reference -- FOLDER`.
#![allow(
    clippy::expect_used,
    reason = "a measurement without its data must stop"
)]

use iam_catalog::{Action, Catalog, ConditionKey, Service};
use serde_json::{Value, json};
use std::path::Path;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let mut all = Vec::new();
    for service in Catalog::embedded().services() {
        let prefix = service.prefix();
        let url = format!("{prefix}.json");
        write(&folder.join(&url), &described(service));
        all.push(json!({"service": prefix, "url": url}));
    }
    write(&folder.join("_services.json"), &Value::Array(all));
}

fn write(path: &Path, value: &Value) {
    std::fs::write(path, value.to_string()).expect("the file can be written");
}

fn described(service: Service<'_>) -> Value {
    let names = |keys: Vec<&ConditionKey>| -> Vec<String> {
        keys.into_iter().map(|key| key.name().to_owned()).collect()
    };
    let action = |action: Action<'_>| {
        let resources = action.resource_types().map(|of| json!({"Name": of.name()}));
        json!({
            "Name": action.short_name(),
            "ActionConditionKeys": names(action.all_condition_keys()),
            "Resources": resources.collect::<Vec<_>>(),
        })
    };
    let resources = service.resource_types().map(|of| {
        json!({
            "Name": of.name(),
            "ARNFormats": of.arns().collect::<Vec<_>>(),
            "ConditionKeys": names(of.condition_keys().collect()),
        })
    });
    let keys = service.condition_keys().map(|key| {
        let types: Vec<&str> = key.value_type().into_iter().map(|of| of.as_str()).collect();
        json!({"Name": key.name(), "Types": types})
    });
    json!({
        "Name": service.prefix(),
        "Version": "v1.0",
        "Actions": service.actions().map(action).collect::<Vec<_>>(),
        "Resources": resources.collect::<Vec<_>>(),
        "ConditionKeys": keys.collect::<Vec<_>>(),
    })
}
