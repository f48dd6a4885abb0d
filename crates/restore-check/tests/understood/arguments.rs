//! Arguments: values that a key can't have, and sets that are smaller than their file.

use super::{doc, full, with};
use crate::support::Folder;
use serde_json::json;

#[test]
fn a_value_that_a_key_cannot_have_is_rejected() {
    let folder = Folder::new();
    folder.file("in.json", full().to_string());
    let run = |option: &str, given: &str| folder.run(&["in.json", "--quiet", option, given]);
    for given in [
        "aws:SourceIp=10.0.0.256",
        "aws:SourceIp=10.0.0.0/8",
        "aws:SourceIp=",
        "aws:VpcSourceIp=x",
        "aws:SecureTransport=no",
        "aws:SecureTransport=1",
        "aws:MultiFactorAuthPresent=",
        "aws:MultiFactorAuthAge=abc",
        "aws:CurrentTime=yesterday",
        "aws:EpochTime=2020-13-01T00:00:00Z",
        "aws:PrincipalArn=veeam",
        "aws:SourceAccount=1111",
        "aws:RequestedRegion=eu-wst-1",
        "ec2:Encrypted=yes",
        "ec2:MetadataHttpPutResponseHopLimit=two",
        "ec2:Region=eu-wst-1",
        "aws:SourceIP4=10.0.0.1",
        "aws:SecureTransprot=true",
        "aws:ResourceTags/a=b",
        "ec2:Encryptd=true",
        "nonsense=1",
    ] {
        let run = run("--context", given);
        assert_eq!(run.code, 2, "{given}: {}", run.out);
        assert!(
            run.err.contains(&format!(
                "found `--context {}",
                given.split('=').next().unwrap()
            )),
            "{}",
            run.err
        );
    }
    for given in [
        "aws:SourceIp=10.0.0.1",
        "aws:SourceIp=2001:db8::1",
        "aws:SECURETRANSPORT=false",
        "aws:MultiFactorAuthAge=3600",
        "aws:CurrentTime=2026-01-01T00:00:00Z",
        "aws:EpochTime=1767225600",
        "aws:PrincipalArn=arn:aws:iam::111122223333:role/veeam",
        "aws:PrincipalTag/team=backup",
        "aws:RequestedRegion=eu-west-1",
        "ec2:Encrypted=true",
        "ec2:ResourceTag/a=b",
        "sts:ExternalId=x",
    ] {
        let run = run("--context", given);
        assert_eq!(
            (run.code, run.err.as_str()),
            (0, ""),
            "{given}: {}",
            run.out
        );
    }
    // An unknown key without a similar one is reported.
    let reported = run("--context", "acme:CostCentre=1");
    assert_eq!(reported.code, 0, "{}", reported.err);
    assert!(reported.err.contains("acme:CostCentre"), "{}", reported.err);
    assert_eq!(run("--absent", "aws:MultiFactorAuthPresnt").code, 2);
    assert_eq!(run("--absent", "aws:MultiFactorAuthPresent").code, 0);
    for (region, code) in [
        ("eu-wst-1", 2),
        ("eu-west1", 2),
        ("EU", 2),
        ("eu-west-1", 0),
        ("eu-west-9", 0),
    ] {
        let run = run("--region", region);
        assert_eq!(run.code, code, "{region}: {}", run.err);
        assert_eq!(run.err.is_empty(), region == "eu-west-1", "{}", run.err);
    }
}

#[test]
fn a_set_is_never_smaller_than_its_file() {
    let folder = Folder::new();
    folder.file("in.json", full().to_string());
    let one = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    for changed in [
        json!({"Action": []}),
        json!({"Resource": []}),
        json!({"Resource": "arn:aws:s3:::<b/*"}),
        json!({"Resource": "arn:aws:s3:::b>/*"}),
        json!({"Resource": "arn:aws:s3:::<>/*"}),
        json!({"Action": "<service>:Get"}),
    ] {
        let set = doc(json!([one, with(one.clone(), changed.clone())]));
        folder.file("set.json", set.to_string());
        let run = folder.run(&["in.json", "--set-file", "set.json"]);
        assert_eq!(run.code, 2, "{changed}: {}", run.out);
    }
}
