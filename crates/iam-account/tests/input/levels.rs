use crate::{Folder, LOWER, POLICY, json_string};
use iam_account::load_levels;
use iam_eval::PolicyKind;

/// The number of policies in each level, or the problem.
fn levels(folder: &Folder, name: &str) -> Result<Vec<usize>, String> {
    let root = folder.path("");
    load_levels(PolicyKind::ServiceControl, &folder.path(name))
        .map(|levels| levels.iter().map(Vec::len).collect())
        .map_err(|problem| problem.to_string().replace(&root, ""))
}

fn described(kind: &str) -> String {
    let content = json_string(POLICY);
    format!(r#"{{"Policy": {{"PolicySummary": {{"Type": "{kind}"}}, "Content": {content}}}}}"#)
}

#[test]
fn a_folder_has_a_level_for_each_folder_in_it() {
    let folder = Folder::new();
    for name in ["o/1-unit/b.json", "o/0-root/full.json", "o/1-unit/a.json"] {
        folder.file(name, POLICY);
    }
    std::fs::create_dir(folder.path("o/2-account")).unwrap();
    folder.file("o/.DS_Store", "x");
    assert_eq!(levels(&folder, "o"), Ok(vec![1, 2, 0]));
    assert_eq!(levels(&folder, "o/1-unit"), Ok(vec![2]));
}

#[test]
fn a_file_has_levels_or_one() {
    let scp = described("SERVICE_CONTROL_POLICY");
    for (content, expected) in [
        (POLICY.to_owned(), vec![1]),
        (
            format!("[[{POLICY}], [{POLICY}, {}]]", json_string(POLICY)),
            vec![1, 2],
        ),
        (format!("{{\"levels\": [[{POLICY}], []]}}"), vec![1, 0]),
        (
            format!("{{\"levels\": [[{scp}, {POLICY}], [{scp}]]}}"),
            vec![2, 1],
        ),
        (format!("[[{scp}]]"), vec![1]),
        (scp.clone(), vec![1]),
        (format!("{scp}\n{scp}"), vec![2]),
    ] {
        let folder = Folder::new();
        folder.file("f.json", &content);
        assert_eq!(levels(&folder, "f.json"), Ok(expected), "{content}");
    }
}

#[test]
fn a_control_policy_is_never_omitted() {
    let rcp = described("RESOURCE_CONTROL_POLICY");
    for (content, expected) in [
        (LOWER.to_owned(), "f.json:1:28: found the effect `allow`"),
        (
            format!("[[{POLICY}], [{LOWER}]]"),
            "found the effect `allow`",
        ),
        (
            format!("[{POLICY}]"),
            "f.json:1:2: found an object, expected an array",
        ),
        (
            "[]".to_owned(),
            "f.json:1:1: found no levels, expected an array of levels",
        ),
        (
            "{\"levels\": null}".to_owned(),
            "f.json:1:12: found no levels",
        ),
        (
            "{\"levels\": [], \"scp\": 1}".to_owned(),
            "found the member `scp`, expected `levels` alone",
        ),
        (
            format!("{{\"levels\": [[{rcp}]]}}"),
            "found a policy of the type `RESOURCE_CONTROL_POLICY`, expected a service control policy",
        ),
        (
            format!("{{\"levels\": [[{POLICY}]], \"levels\": [[]]}}"),
            "found the member `levels` a second time, expected each member once",
        ),
        (
            format!("{{\"Policy\": {{\"Content\": {POLICY}, \"Content\": {POLICY}}}}}"),
            "found the member `Content` a second time",
        ),
        (
            rcp,
            "found a policy of the type `RESOURCE_CONTROL_POLICY`, expected a service control policy",
        ),
        (
            "{\"Policies\": [{\"Id\": \"p-1\"}]}".to_owned(),
            "found policies without documents",
        ),
        (
            "{\"Policy\": {}}".to_owned(),
            "found `Policy` without `Content`",
        ),
        (
            "Resources:\n".to_owned(),
            "f.json: found a CloudFormation template in YAML",
        ),
        ("{".to_owned(), "f.json:1:2: found the end of the text"),
        (String::new(), "f.json:1:1: found an empty text"),
    ] {
        let folder = Folder::new();
        folder.file("f.json", &content);
        let said = levels(&folder, "f.json").unwrap_err();
        assert!(said.contains(expected), "{content}\n{said}");
    }
}

#[test]
fn folders_that_could_be_misread_are_rejected() {
    let folder = Folder::new();
    folder.file("mixed/full.json", POLICY);
    folder.file("mixed/unit/full.json", POLICY);
    folder.file("deep/unit/more/full.json", POLICY);
    folder.file("text/unit/full.txt", POLICY);
    folder.file("bad/unit/a.json", POLICY);
    folder.file("bad/unit/b.json", "{");
    folder.file("none/readme.txt", "");
    folder.file("beside/full.json", POLICY);
    folder.file("beside/deny.json.txt", POLICY);
    folder.file("level/0-root/full.json", POLICY);
    folder.file("level/0-root/deny", POLICY);
    folder.file("top/0-root/full.json", POLICY);
    folder.file("top/1-unit.jsonl", POLICY);
    std::fs::create_dir(folder.path("empty")).unwrap();
    for (name, expected) in [
        (
            "mixed",
            "mixed: found files next to folders, expected a folder for each level",
        ),
        (
            "deep",
            "unit/more: found a folder in a level, expected `*.json` or `*.yaml` files only",
        ),
        (
            "text",
            "unit/full.txt: found a file with another extension, expected `*.json` or `*.yaml` files only",
        ),
        ("beside", "beside/deny.json.txt: found a file with another"),
        ("level", "level/0-root/deny: found a file with another"),
        ("top", "top/1-unit.jsonl: found a file with another"),
        ("bad", "bad/unit/b.json:1:2: found the end of the text"),
        (
            "none",
            "none/readme.txt: found a file with another extension",
        ),
        (
            "empty",
            "empty: found a folder without `*.json` or `*.yaml` files",
        ),
        ("nowhere", "nowhere: found no such file"),
    ] {
        let said = levels(&folder, name).unwrap_err();
        assert!(said.contains(expected), "{name}: {said}");
    }
}

/// The same policies in YAML: by levels in a folder, and in one file.
#[test]
fn levels_may_be_in_yaml() {
    const YAML: &str = "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action: '*'\n    Resource: '*'\n";
    let folder = Folder::new();
    folder.file("scps/0-root/full.yaml", YAML);
    folder.file("scps/1-unit/full.yml", YAML);
    folder.file("scps/1-unit/other.json", POLICY);
    let read = levels(&folder, "scps").unwrap();
    assert_eq!(read, [1, 2]);
    let indented = YAML.replace('\n', "\n    ");
    folder.file("levels.yaml", format!("levels:\n- - {indented}\n"));
    assert_eq!(levels(&folder, "levels.yaml").unwrap(), [1]);
    folder.file("bad/0-root/full.yaml", YAML.replace("Allow", "allow"));
    let said = levels(&folder, "bad").unwrap_err();
    assert!(
        said.contains("0-root/full.yaml:3:16: found the effect `allow`"),
        "{said}"
    );
    folder.file("none/0-root/.deny.yaml", YAML);
    let said = levels(&folder, "none").unwrap_err();
    assert!(
        said.contains("found a hidden file with a policy's extension"),
        "{said}"
    );
}
