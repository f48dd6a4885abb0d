//! The public API of the libraries as a list, so that additions and removals are visible in the
//! diff of a snapshot. The lint `unreachable_pub` ensures that every `pub` item is reachable.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use quote::ToTokens;
use std::collections::BTreeSet;
use std::path::Path;
use syn::{Fields, ImplItem, Item, TraitItem, Visibility};

/// The public items in the files of a crate, one per line, sorted.
fn public_items(name: &str) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates")
        .join(name)
        .join("src");
    let mut lines = BTreeSet::new();
    let mut files = Vec::new();
    let mut folders = vec![source];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap());
            }
        }
    }
    let all = || files.iter().flat_map(|file| &file.items);
    let types: BTreeSet<String> = all().filter_map(type_name).collect();
    items(all(), &types, &mut lines);
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let tight = [
        (" :: ", "::"),
        (" : ", ": "),
        (" < ", "<"),
        (" >", ">"),
        (" , ", ", "),
        (", }", " }"),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
    ];
    tight
        .iter()
        .fold(text, |text, (wide, tight)| text.replace(wide, tight))
}

/// The name of a public type.
fn type_name(item: &Item) -> Option<String> {
    let (visibility, name) = match item {
        Item::Struct(of) => (&of.vis, &of.ident),
        Item::Enum(of) => (&of.vis, &of.ident),
        _ => return None,
    };
    is_public(visibility).then(|| name.to_string())
}

fn items<'a>(
    found: impl Iterator<Item = &'a Item>,
    types: &BTreeSet<String>,
    lines: &mut BTreeSet<String>,
) {
    for item in found {
        match item {
            Item::Fn(function) if is_public(&function.vis) => {
                lines.insert(text(&function.sig));
            }
            Item::Struct(of) if is_public(&of.vis) => {
                let exhaustive = exhaustive(&of.attrs);
                lines.insert(format!(
                    "{exhaustive}struct {}{}",
                    of.ident,
                    text(&of.generics)
                ));
                fields(&of.ident.to_string(), &of.fields, lines);
            }
            Item::Enum(of) if is_public(&of.vis) => {
                let exhaustive = exhaustive(&of.attrs);
                lines.insert(format!(
                    "{exhaustive}enum {}{}",
                    of.ident,
                    text(&of.generics)
                ));
                for variant in &of.variants {
                    // Comments and attributes of a field are not part of its type.
                    let mut fields = variant.fields.clone();
                    fields.iter_mut().for_each(|field| field.attrs.clear());
                    lines.insert(format!("{}::{}{}", of.ident, variant.ident, text(&fields)));
                }
            }
            Item::Trait(of) if is_public(&of.vis) => {
                lines.insert(format!("trait {}", of.ident));
                for item in &of.items {
                    if let TraitItem::Fn(function) = item {
                        lines.insert(format!("trait {}: {}", of.ident, text(&function.sig)));
                    }
                }
            }
            Item::Const(of) if is_public(&of.vis) => {
                lines.insert(format!("const {}: {}", of.ident, text(&of.ty)));
            }
            Item::Type(of) if is_public(&of.vis) => {
                lines.insert(format!("type {} = {}", of.ident, text(&of.ty)));
            }
            Item::Impl(of) => {
                let on = text(&of.self_ty);
                let name = on.split('<').next().unwrap_or_default().trim();
                if !types.contains(name) {
                    continue;
                }
                if let Some((_, of_trait, _)) = &of.trait_ {
                    lines.insert(format!("impl {} for {on}", text(of_trait)));
                    continue;
                }
                for item in &of.items {
                    match item {
                        ImplItem::Fn(function) if is_public(&function.vis) => {
                            lines.insert(format!("{on}: {}", text(&function.sig)));
                        }
                        ImplItem::Const(of) if is_public(&of.vis) => {
                            lines.insert(format!("{on}: const {}: {}", of.ident, text(&of.ty)));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn exhaustive(attributes: &[syn::Attribute]) -> &'static str {
    let is = |attribute: &syn::Attribute| attribute.path().is_ident("non_exhaustive");
    if attributes.iter().any(is) {
        "non_exhaustive "
    } else {
        ""
    }
}

fn fields(of: &str, fields: &Fields, lines: &mut BTreeSet<String>) {
    for field in fields.iter().filter(|field| is_public(&field.vis)) {
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        lines.insert(format!("{of}.{name}: {}", text(&field.ty)));
    }
}

#[test]
fn the_engine() {
    insta::assert_snapshot!("iam-eval", public_items("iam-eval"));
}

#[test]
fn the_scenario_format() {
    insta::assert_snapshot!("iam-scenario", public_items("iam-scenario"));
}

#[test]
fn the_linter() {
    insta::assert_snapshot!("iam-lint", public_items("iam-lint"));
}

#[test]
fn principals_and_access() {
    insta::assert_snapshot!("iam-account", public_items("iam-account"));
    insta::assert_snapshot!("iam-access", public_items("iam-access"));
}

#[test]
fn reports_and_the_catalogue() {
    insta::assert_snapshot!("iam-report", public_items("iam-report"));
    insta::assert_snapshot!("iam-catalog", public_items("iam-catalog"));
}
