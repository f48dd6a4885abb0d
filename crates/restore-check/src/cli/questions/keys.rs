//! The KMS keys of `--key` and `--key-policy`.

use super::super::Refusal;
use super::super::args::Args;
use super::read_policy;
use iam_access::judge::Key;
use iam_eval::PolicyKind;
use std::collections::HashSet;

/// The files of `--key ARN=FILE`.
pub(in crate::cli) fn files(args: &Args) -> impl Iterator<Item = &str> {
    let pairs = args.keys.iter().filter_map(|given| given.split_once('='));
    pairs.map(|(_, file)| file)
}

pub(in crate::cli) fn keys(args: &Args) -> Result<Vec<Key>, Refusal> {
    let is_ignored = args.without.iter().any(|layer| layer == "keyPolicy");
    let mut keys = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut lone = None;
    for given in &args.keys {
        let (arn, file) = match given.split_once('=') {
            Some((arn, file)) if !file.is_empty() => (arn, Some(file)),
            Some((arn, _)) => {
                let expected = "the file of its policy after the `=`";
                return Err(format!("found `--key {arn}=`, expected {expected}"));
            }
            None => (given.as_str(), None),
        };
        if !seen.insert(arn) {
            return Err(format!("found `--key {arn}` twice, expected each key once"));
        }
        match file {
            Some(file) => keys.push(key(arn, file)?),
            None if args.key_policy.is_none() => {
                let expected = "`ARN=FILE`, the file being its policy (`aws kms get-key-policy`)";
                return Err(format!("found `--key {arn}`, expected {expected}"));
            }
            None if lone.is_some() => {
                let expected = "`ARN=FILE` for each key except that of `--key-policy`";
                return Err(format!("found `--key {arn}`, expected {expected}"));
            }
            None => lone = Some(arn),
        }
    }
    if let Some(path) = &args.key_policy {
        keys.push(match lone {
            Some(arn) => key(arn, path)?,
            None => Key::new(read_policy(PolicyKind::Resource, path)?),
        });
    }
    // An ignored policy is still read, so that mistakes in it are reported.
    if is_ignored {
        keys.clear();
    }
    Ok(keys)
}

fn key(arn: &str, file: &str) -> Result<Key, Refusal> {
    let policy = read_policy(PolicyKind::Resource, file)?;
    Key::of_arn(policy, arn).map_err(|_| {
        let is_alias = arn.contains(":alias/");
        let expected = match is_alias {
            true => {
                "the ARN of the key itself: `aws kms describe-key --key-id ALIAS` prints it, and a policy is evaluated \
                 for the key"
            }
            false => "the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/1234",
        };
        format!("found `--key {arn}`, expected {expected}")
    })
}
