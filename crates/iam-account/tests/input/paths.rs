use crate::{Folder, POLICY};
use iam_account::{Inputs, expand_paths};

fn expanded(folder: &Folder, path: &str) -> Result<Vec<String>, String> {
    let root = folder.path("");
    expand_paths(&folder.path(path))
        .map(|found| {
            found
                .files
                .iter()
                .map(|file| file.to_str().unwrap().replace(&root, ""))
                .collect()
        })
        .map_err(|problem| problem.to_string().replace(&root, ""))
}

fn some_files() -> Folder {
    let folder = Folder::new();
    for name in [
        "b.json",
        "a.JSON",
        "deep/c.json",
        "deep/er/d.json",
        "x.txt",
        ".git/e.json",
    ] {
        folder.file(name, POLICY);
    }
    folder
}

#[test]
fn a_folder_stands_for_the_json_files_below_it() {
    let folder = some_files();
    let all = ["a.JSON", "b.json", "deep/c.json", "deep/er/d.json"];
    assert_eq!(expanded(&folder, "").unwrap(), all);
    assert_eq!(expanded(&folder, "deep").unwrap(), all[2..]);
    assert_eq!(expanded(&folder, "x.txt").unwrap(), ["x.txt"]);
}

#[test]
fn a_glob_that_no_shell_expanded_is_expanded() {
    let folder = some_files();
    for (glob, expected) in [
        ("*.json", &["b.json"][..]),
        ("deep/*.json", &["deep/c.json"]),
        ("*/*.json", &[".git/e.json", "deep/c.json"]),
        ("**/d.json", &["deep/er/d.json"]),
        ("[a-c].*", &["a.JSON", "b.json"]),
        ("{b.json,x.txt}", &["b.json", "x.txt"]),
        // As a shell would, it names folders, too.
        ("de*", &["deep/c.json", "deep/er/d.json"]),
        ("deep/**", &["deep/c.json", "deep/er/d.json"]),
    ] {
        // Hidden folders are entered by name only.
        let found: Vec<String> = expanded(&folder, glob).unwrap();
        let expected: Vec<&&str> = expected
            .iter()
            .filter(|name| !name.starts_with('.'))
            .collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{glob}");
    }
    let said = expanded(&folder, "nothing-*.json").unwrap_err();
    assert_eq!(
        said,
        "nothing-*.json: found no file that matches, expected a file, a folder, or a glob that matches files"
    );
    assert!(expanded(&folder, "no/such/*.json").is_err());
    assert!(
        expanded(&folder, "a[")
            .unwrap_err()
            .contains("expected a file or a glob")
    );
}

/// Hidden files and folders aren't inputs; everything else is reported.
#[test]
fn files_of_a_folder_that_are_not_read_are_reported() {
    let folder = some_files();
    for name in ["deep/roles.jsonl", ".DS_Store"] {
        folder.file(name, POLICY);
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("deep", folder.path("linked")).unwrap();
    let root = folder.path("");
    let mut inputs = Inputs::default();
    inputs.add_path(&root);
    let reported: Vec<String> = inputs
        .skipped()
        .iter()
        .map(|path| path.replace(&root, ""))
        .collect();
    let expected: &[&str] = if cfg!(unix) {
        &[".git/", "deep/roles.jsonl", "linked", "x.txt"]
    } else {
        &[".git/", "deep/roles.jsonl", "x.txt"]
    };
    assert_eq!(reported, expected);
    assert_eq!((inputs.files(), inputs.problems().len()), (4, 0));
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let folder = some_files();
    let mut inputs = Inputs::default();
    inputs.add_path(&folder.path("deep"));
    inputs.add_path(&folder.path("deep/../deep/c.json"));
    assert_eq!(
        (inputs.files(), inputs.len(), inputs.problems().len()),
        (2, 2, 0)
    );
}

/// Large files are neither kept open nor in memory: they are opened again.
#[test]
fn any_number_of_large_files_can_be_read() {
    let folder = Folder::new();
    let padding = " ".repeat(1024 * 1024);
    let bundle = |index: usize| {
        format!(
            "{padding}{{\"arn\": \"arn:aws:iam::111122223333:role/r{index}\", \"identity\": [{POLICY}]}}"
        )
    };
    for index in 0..70 {
        folder.file(&format!("{index:02}.json"), bundle(index));
    }
    let mut inputs = Inputs::default();
    inputs.add_path(&folder.path(""));
    assert_eq!((inputs.len(), inputs.problems().len()), (70, 0));
    let arn = |index: usize| inputs.principal(index).unwrap().arn.unwrap();
    for index in [0, 63, 64, 69] {
        assert!(arn(index).ends_with(&format!("role/r{index}")));
    }
    folder.file("68.json", bundle(1));
    std::fs::remove_file(folder.path("69.json")).unwrap();
    for (index, found) in [
        (68, "found a file that changed while it was read"),
        (69, "found no such file"),
    ] {
        let said = inputs.principal(index).unwrap_err().to_string();
        assert!(said.contains(found), "{said}");
    }
}

#[test]
fn a_file_whose_name_looks_like_a_glob_is_that_file() {
    let folder = Folder::new();
    folder.file("role[1].json", POLICY);
    assert_eq!(expanded(&folder, "role[1].json").unwrap(), ["role[1].json"]);
}

#[test]
fn files_are_counted_and_a_bad_one_does_not_stop_the_others() {
    let folder = some_files();
    folder.file("bad.json", "[");
    let mut inputs = Inputs::default();
    for path in ["", "nowhere.json", "none-*.json"] {
        inputs.add_path(&folder.path(path));
    }
    assert_eq!(inputs.files(), 6);
    assert_eq!(inputs.problems().len(), 2);
    let outcomes: Vec<bool> = inputs.principals().map(|outcome| outcome.is_ok()).collect();
    assert_eq!(outcomes, [true, true, false, true, true]);
}

#[cfg(unix)]
#[test]
fn a_broken_link_is_reported() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("nowhere", folder.path("link.json")).unwrap();
    let mut inputs = Inputs::default();
    inputs.add_path(&folder.path("link.json"));
    let said = inputs.problems()[0].to_string();
    assert!(
        said.contains("found a link to a file that isn't there, expected a readable file"),
        "{said}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_read_once() {
    use std::io::Write;
    use std::process::Command;

    let folder = Folder::new();
    let path = folder.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    let writer = std::thread::spawn({
        let path = path.clone();
        move || {
            let mut pipe = std::fs::File::options().write(true).open(path).unwrap();
            pipe.write_all(POLICY.as_bytes()).unwrap();
        }
    });
    let mut inputs = Inputs::default();
    inputs.add_path(&path);
    writer.join().unwrap();
    assert_eq!(inputs.principal(0).unwrap().identity.len(), 1);
}

/// Several threads open the files of a folder, but the results are in the order of the names.
#[test]
fn many_files_are_reported_in_order() {
    let folder = Folder::new();
    let is_broken = |index: usize| index % 90 == 7;
    for index in 0..600 {
        let arn = format!("arn:aws:iam::111122223333:role/r{index}");
        let text = match is_broken(index) {
            true => "{\"arn\": ".to_owned(),
            false => format!("{{\"arn\": \"{arn}\", \"identity\": [{POLICY}]}}"),
        };
        folder.file(&format!("{index:03}.json"), text);
    }
    // A hard link is a separate input, a symbolic link is not.
    #[cfg(unix)]
    {
        std::fs::hard_link(folder.path("001.json"), folder.path("700.json")).unwrap();
        std::os::unix::fs::symlink("002.json", folder.path("701.json")).unwrap();
    }
    // The page of a dump, which is read after the previous files.
    let role = r#"{"Arn": "arn:aws:iam::111122223333:role/paged", "RoleName": "paged", "RolePolicyList": [],
        "AttachedManagedPolicies": []}"#;
    folder.file(
        "300.json",
        format!(r#"{{"RoleDetailList": [{role}], "IsTruncated": false}}"#),
    );
    let mut inputs = Inputs::default();
    inputs.add_path(&folder.path(""));
    let linked = usize::from(cfg!(unix));
    assert_eq!(inputs.files(), 600 + linked);
    let broken: Vec<String> = (0..600)
        .filter(|index| is_broken(*index))
        .map(|index| format!("{index:03}.json"))
        .collect();
    let problems = inputs.problems();
    assert_eq!(problems.len(), broken.len());
    for (problem, file) in problems.iter().zip(&broken) {
        assert!(problem.what().source.ends_with(file), "{problem}");
    }
    let sources: Vec<String> = inputs
        .principals()
        .map(|principal| principal.unwrap().source)
        .collect();
    assert_eq!(sources.len(), 600 - broken.len() + linked);
    assert!(sources.is_sorted());
}
