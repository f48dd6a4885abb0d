//! The HTML page in a real browser: headless Chromium, if there is one on the PATH.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may, and so may its helpers"
)]

#[path = "access/sample.rs"]
mod sample;

use iam_access::report::{ActionReport, Report};
use iam_report::access::{Format, Options, render};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn page(report: &Report) -> String {
    let mut out = Vec::new();
    let mut options = Options::default();
    options.wording = sample::wording();
    render(report, Format::Html, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The document after its scripts have run; `None`, with a note, without a browser.
fn opened(page: &str, hash: &str) -> Option<String> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let browser = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let paths = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&paths).any(|path| path.join(name).is_file())
        });
    let Some(browser) = browser else {
        eprintln!("SKIPPED: no Chromium on the PATH, so the page was not opened in a browser");
        return None;
    };
    Some(dumped(
        browser,
        folder.path(),
        &format!("file://{}#{hash}", file.display()),
    ))
}

fn dumped(browser: &str, folder: &Path, address: &str) -> String {
    // The driver is slow; a page that is measured must use the real clock.
    let budget = address
        .ends_with("#theme=light")
        .then_some("--virtual-time-budget=3000");
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1400,900",
        ])
        .args(budget)
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .args(["--dump-dom", address])
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text between a tag that contains `start` and the next tag.
fn between<'a>(dom: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = dom
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start} in {dom}"));
    let rest = rest.split_once('>').unwrap().1;
    rest.split_once(end).unwrap().0
}

#[test]
fn the_page_works_by_keyboard_mouse_search_and_filters() {
    let driver = include_str!("html/drive.js");
    let page = page(&sample::report());
    // The page's policy allows only its own script: the driver's copy has no policy.
    let (before, after) = page
        .split_once("<meta http-equiv=\"Content-Security-Policy\"")
        .unwrap();
    let after = after.split_once('>').unwrap().1;
    let (body, end) = after.rsplit_once("</body>").unwrap();
    let driven = format!("{before}{body}<script>{driver}</script></body>{end}");
    if let Some(dom) = opened(&driven, "theme=light") {
        insta::assert_snapshot!(between(&dom, "id=\"seen\"", "</pre>"));
    }
}

#[test]
fn the_page_opens_under_its_own_policy_at_the_view_of_its_address() {
    let page = page(&sample::report());
    let Some(dom) = opened(&page, "verdict=fail&service=kms&theme=dark&cell=0.7") else {
        return;
    };
    assert!(
        dom.contains("data-ready="),
        "the script did not run to its end"
    );
    assert!(dom.contains("data-theme=\"dark\""));
    let shown = between(&dom, "id=\"shown\"", "</p>");
    assert_eq!(shown, "1 of 2 principals × 2 of 18 columns");
    let panel = between(&dom, "id=\"panel\"", "</aside>");
    assert!(
        panel.contains("kms:CreateGrant") && panel.contains("no statement allows it"),
        "{panel}"
    );
}

#[test]
fn problems_are_shown_with_their_principal_and_layers_in_words() {
    let page = page(&sample::report());
    let Some(dom) = opened(&page, "cell=0.-1") else {
        return;
    };
    let problems = between(&dom, "id=\"problems\"", "</section>");
    let whose = "(for arn:aws:iam::111122223333:role/broken)";
    assert!(problems.contains(whose), "{problems}");
    let Some(dom) = opened(&page, "cell=0.3") else {
        return;
    };
    let panel = between(&dom, "id=\"panel\"", "</aside>");
    assert!(panel.contains("SCP level 0 · statement"), "{panel}");
}

#[test]
fn hostile_names_create_no_element_and_run_no_script() {
    let page = page(&sample::hostile());
    for hash in ["", "cell=0.-1", "cell=0.1"] {
        let Some(dom) = opened(&page, hash) else {
            return;
        };
        assert!(
            dom.contains("data-ready="),
            "the script did not run to its end"
        );
        assert!(!dom.contains("<img"), "{dom}");
        assert_eq!(dom.matches("</script>").count(), 2);
        assert!(
            !dom.contains('\u{1b}') && !dom.contains("\u{202e}g"),
            "{dom}"
        );
    }
}

/// Two thousand roles with 72 actions each.
fn many() -> Report {
    let mut report = sample::report();
    let base = report.principals.swap_remove(0);
    let action = base.sets[0].actions.clone();
    report.principals = (0..2_000)
        .map(|index| {
            let mut principal = base.clone();
            principal.principal = Some(format!("arn:aws:iam::111122223333:role/veeam-{index:04}"));
            principal.name = Some(format!("veeam-{index:04}"));
            let actions = (0..72).map(|column| {
                let mut action = ActionReport::clone(&action[(column + index) % action.len()]);
                action.action = format!("ec2:Action{column:02}");
                action.canonical = None;
                for reason in &mut action.reasons {
                    reason.line = Some(u32::try_from(10 + index * 100).unwrap());
                }
                action
            });
            principal.sets = vec![iam_access::report::SetReport::new("big", actions)];
            principal
        })
        .collect();
    Report::new(report.principals, Vec::new())
}

/// The elements that exceed a page of 400 pixels, in a frame, since windows can't be as narrow.
fn too_wide(report: &Report) -> Option<String> {
    let page = page(report).replace('&', "&amp;").replace('"', "&quot;");
    let measure = r#"
        const frame = document.querySelector('iframe');
        frame.addEventListener('load', () => {
            const inner = frame.contentDocument;
            const wide = [...inner.querySelectorAll('body *')].filter(of => of.getBoundingClientRect().right > 400.5);
            const words = wide.map(of => of.tagName + '#' + of.id + '.' + of.className);
            const seen = document.createElement('pre');
            seen.id = 'seen';
            seen.textContent = [inner.documentElement.dataset.ready !== undefined, inner.documentElement.scrollWidth <= 400, ...words].join(' ');
            document.body.append(seen);
        });"#;
    let frame = format!(
        "<!DOCTYPE html><body><iframe width=\"400\" height=\"800\" style=\"border: 0\" srcdoc=\"{page}\"></iframe><script>{measure}</script></body>"
    );
    let dom = opened(&frame, "theme=light")?;
    Some(between(&dom, "id=\"seen\"", "</pre>").to_owned())
}

#[test]
fn nothing_is_wider_than_a_narrow_page() {
    for report in [sample::report(), many()] {
        let Some(seen) = too_wide(&report) else {
            return;
        };
        assert_eq!(seen, "true true");
    }
}

#[test]
fn two_thousand_roles_open() {
    let page = page(&many());
    let Some(dom) = opened(&page, "") else {
        return;
    };
    assert_eq!(
        between(&dom, "id=\"shown\"", "</p>"),
        "2,000 of 2,000 principals × 73 of 73 columns"
    );
    let ready = dom
        .split_once("data-ready=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    // The time depends on the machine; that it becomes ready doesn't.
    assert!(ready.parse::<u32>().is_ok(), "{ready}");
    eprintln!("2,000 roles: {} bytes, ready after {ready} ms", page.len());
    let drawn = dom.matches("role=\"rowheader\"").count();
    assert!(drawn < 100, "{drawn} rows are in the document");
}
