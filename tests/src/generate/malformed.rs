//! Mistakes put into documents, so that refusing them is compared too.

use super::edit;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// One mistake, or what looks like one, in one of a scenario's documents.
#[derive(Debug, Clone)]
pub struct Mistake {
    document: Index,
    statement: Index,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// A member of the document becomes this.
    Document(&'static str, Value),
    /// A member of a statement becomes this.
    Statement(&'static str, Value),
    /// A member of a statement is taken out.
    Without(&'static str),
    /// A member takes another name.
    Renamed(&'static str, &'static str),
    /// An entry is put in the place of the element's list.
    Entry(&'static str, Value),
    /// The caller has a name that may be none.
    Caller(String),
    /// The document's text, changed in one place.
    Text(Index, &'static str),
    /// The document's text, cut off.
    CutOff(Index),
}

impl Mistake {
    /// Any mistake.
    pub fn any() -> impl Strategy<Value = Self> {
        let text = select(
            &[
                "", ",", "\"", "{", "}", "]", "\\", "\\u0000", "\\ud800", "\u{1}", "é", "null",
                " ", "0", ":",
            ][..],
        );
        let kind = prop_oneof![
            3 => select(document_members()).prop_map(|(name, value)| Kind::Document(name, value)),
            8 => select(statement_members()).prop_map(|(name, value)| Kind::Statement(name, value)),
            2 => select(&["Effect", "Action", "Resource", "Principal", "Sid", "Condition"][..])
                .prop_map(Kind::Without),
            2 => select(&[
                ("Action", "NotAction"), ("Action", "action"), ("Effect", "effect"),
                ("Resource", "NotResource"), ("Principal", "NotPrincipal"),
                ("Condition", "Conditions"),
            ][..]).prop_map(|(from, to)| Kind::Renamed(from, to)),
            4 => select(entries()).prop_map(|(name, value)| Kind::Entry(name, value)),
            3 => (any::<Index>(), text).prop_map(|(at, with)| Kind::Text(at, with)),
            1 => any::<Index>().prop_map(Kind::CutOff),
            1 => caller().prop_map(Kind::Caller),
        ];
        (any::<Index>(), any::<Index>(), kind).prop_map(|(document, statement, kind)| Self {
            document,
            statement,
            kind,
        })
    }

    /// Makes the mistake in one of the documents of a scenario.
    pub fn make(&self, scenario: &mut Value) {
        if let Kind::Caller(caller) = &self.kind {
            scenario["request"]["principal"] = json!(caller);
            return;
        }
        let mut documents = edit::documents(scenario);
        if documents.is_empty() {
            return;
        }
        let at = self.document.index(documents.len());
        let (_, document) = documents.swap_remove(at);
        match &self.kind {
            Kind::Text(at, with) => {
                let mut text = text_of(document);
                let at = floor(&text, at.index(text.len() + 1));
                text.insert_str(at, with);
                *document = Value::String(text);
            }
            Kind::CutOff(at) => {
                let mut text = text_of(document);
                let at = floor(&text, at.index(text.len() + 1));
                text.truncate(at);
                *document = Value::String(text);
            }
            kind => {
                edit::unfold(document);
                self.change(document, kind);
            }
        }
    }

    fn change(&self, document: &mut Value, kind: &Kind) {
        let Value::Object(members) = document else {
            return;
        };
        if let Kind::Document(name, value) = kind {
            members.insert((*name).to_owned(), value.clone());
            return;
        }
        let statement = match members.get_mut("Statement") {
            Some(Value::Array(list)) if !list.is_empty() => {
                let at = self.statement.index(list.len());
                &mut list[at]
            }
            Some(one) => one,
            None => return,
        };
        let Value::Object(statement) = statement else {
            return;
        };
        match kind {
            Kind::Statement(name, value) => {
                statement.insert((*name).to_owned(), value.clone());
            }
            Kind::Without(name) => {
                statement.remove(*name);
            }
            Kind::Renamed(from, to) => {
                if let Some(value) = statement.remove(*from) {
                    statement.insert((*to).to_owned(), value);
                }
            }
            Kind::Entry(name, value) => {
                if statement.contains_key(*name) {
                    statement.insert((*name).to_owned(), value.clone());
                }
            }
            Kind::Document(..) | Kind::Caller(_) | Kind::Text(..) | Kind::CutOff(_) => {}
        }
    }
}

/// A caller of every form, with a name that AWS makes or doesn't (S4.16).
fn caller() -> impl Strategy<Value = String> {
    let form = select(
        &[
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/aws-service-role/",
            "arn:aws:sts::111122223333:assumed-role/app/",
            "arn:aws:sts::111122223333:assumed-role/",
            "arn:aws:sts::111122223333:federated-user/",
            "arn:aws:iam::111122223333:saml-provider/",
            "arn:aws:iam::111122223333:oidc-provider/",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ",
            "ec2.amazonaws.com",
            "",
        ][..],
    );
    let part = select(
        &[
            "alice",
            "app",
            "a",
            "/",
            "/s1",
            ":",
            "aws:",
            "aws:ec2-infrastructure",
            "*",
            "?",
            " ",
            "\"",
            "!",
            ".",
            "+=,.@-_",
            "\u{e9}",
            "\u{200b}",
            "\n",
            "0123456789abcdef0123456789abcdef",
        ][..],
    );
    (form, prop::collection::vec(part, 0..5), 0..12usize).prop_map(|(form, parts, times)| {
        let long = if times == 0 {
            "p".repeat(505) + "/"
        } else {
            String::new()
        };
        form.to_owned() + &long + &parts.concat()
    })
}

fn text_of(document: &Value) -> String {
    match document {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn document_members() -> Vec<(&'static str, Value)> {
    vec![
        ("Version", json!("2012-10-18")),
        ("Version", json!("2008-10-17")),
        ("Version", json!(20121017)),
        ("Version", json!(null)),
        ("Id", json!("some id")),
        ("Id", json!(1)),
        ("version", json!("2012-10-17")),
        ("Statement", json!([])),
        ("Statement", json!({})),
        ("Statement", json!(null)),
        ("Statement", json!("x")),
        ("Statement", json!([[]])),
        ("Statement", json!([null])),
    ]
}

fn statement_members() -> Vec<(&'static str, Value)> {
    vec![
        ("Sid", json!("with space")),
        ("Sid", json!("S0")),
        ("Sid", json!("")),
        ("Sid", json!(1)),
        ("Effect", json!("allow")),
        ("Effect", json!(["Allow"])),
        ("Effect", json!(true)),
        ("NotAction", json!("s3:*")),
        ("NotResource", json!("*")),
        ("Principal", json!("*")),
        ("Principal", json!({"AWS": "*"})),
        ("NotPrincipal", json!({"AWS": "111122223333"})),
        ("Resource", json!("*")),
        ("Condition", json!({})),
        ("Condition", json!(null)),
        ("Condition", json!([])),
        ("Condition", json!({"StringEquals": {}})),
        ("Condition", json!({"Sounds": {}})),
        ("Condition", json!({"Sounds": {"a:b": []}})),
        ("Condition", json!({"Sounds": null})),
        ("Condition", json!({"NullIfExists": {}})),
        ("Condition", json!({"StringEquals": null})),
        ("Condition", json!({"stringEquals": {"a:b": "c"}})),
        ("Condition", json!({"StringEquals": {"a:b": null}})),
        ("Condition", json!({"StringEquals": {"a:b": {}}})),
        ("Condition", json!({"StringEquals": {"a:b": [["c"]]}})),
        ("Condition", json!({"StringEquals": {"a:b": []}})),
        ("Condition", json!({"StringEquals": {"": "c"}})),
        ("Condition", json!({"StringEquals": {"${x}": "c"}})),
        (
            "Condition",
            json!({"StringEquals": {"a:b": "c", "A:B": "c"}}),
        ),
        ("Condition", json!({"StringEquals": {"a:b": "${x"}})),
        ("Condition", json!({"NullIfExists": {"a:b": "true"}})),
        ("Condition", json!({"ForAnyValue:Null": {"a:b": "true"}})),
        (
            "Condition",
            json!({"ForSomeValue:StringLike": {"a:b": "c"}}),
        ),
        ("Condition", json!({"StringLikeIgnoreCase": {"a:b": "c"}})),
        ("Condition", json!({"BoolIfExistsIfExists": {"a:b": "c"}})),
        (
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/33"}}),
        ),
        (
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/"}}),
        ),
        (
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "203.0.113"}}),
        ),
        (
            "Condition",
            json!({"NotIpAddress": {"aws:SourceIp": "${aws:SourceIp}"}}),
        ),
        (
            "Condition",
            json!({"NumericEquals": {"s3:max-keys": "ten"}}),
        ),
        (
            "Condition",
            json!({"DateEquals": {"aws:CurrentTime": "soon"}}),
        ),
        (
            "Condition",
            json!({"ForAllValues:DateLessThanIfExists": {"aws:CurrentTime": ["2026", "234-13"]}}),
        ),
        (
            "Condition",
            json!({"DateNotEquals": {"aws:CurrentTime": "9223372036854775808"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": "2016-12-13t2:00:00.593194+1"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": "2016-12-13t2:00:00.1999999999+10:59"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": "01T"}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": []}}),
        ),
        (
            "Condition",
            json!({"DateLessThan": {"aws:CurrentTime": ""}}),
        ),
        ("Unknown", json!(1)),
    ]
}

fn entries() -> Vec<(&'static str, Value)> {
    let actions = [
        json!(""),
        json!("s3"),
        json!(":x"),
        json!("s3:"),
        json!("*:*"),
        json!("**"),
        json!([]),
        json!(["s3:*", 1]),
        json!("s3:${aws:username}"),
        json!("sts:GetCallerIdentity"),
        json!("sts:*"),
        json!("s3 :Get*"),
        json!("a:b:c"),
        json!("s3:Get Object"),
        json!(" s3:GetObject"),
        json!("*"),
        json!(["s3:*", "*:GetObject"]),
        json!("backup:*"),
        json!("Backup:Get?"),
        json!("backup:CopyIntoBackupVault"),
        json!({}),
        json!(null),
        json!("?ts:AssumeRole"),
    ];
    let resources = [
        json!(""),
        json!("bucket"),
        json!("arn"),
        json!("arn:"),
        json!("arn:aws:s3"),
        json!("arn:aws:s3:::"),
        json!("arn:aws"),
        json!("arn:aws:s3::b"),
        json!("arn:aws:s3::b*"),
        json!("arn:aws:s3:"),
        json!("arn:aws:s3:*:b"),
        json!("arn:aws:sqs:*:111122223333"),
        json!("arn:aws:*"),
        json!("arn:aws::b"),
        json!("arn:aws::::b"),
        json!("arn::s3:::b"),
        json!("arn:aws:${x}:::b"),
        json!("arn:aws:s3:${x:y}"),
        json!("execute-api:/*"),
        json!("execute-api:/"),
        json!("execute-api:*"),
        json!("Execute-api:/*"),
        json!("arn:::::"),
        json!("ARN:aws:s3:::b"),
        json!("arn:aws:s3:${x}::b"),
        json!("arn:aws:s3:::${x"),
        json!("arn:aws:s3:::${}"),
        json!("arn:aws:s3:::${a b}"),
        json!("arn:aws:s3:::${a,b}"),
        json!("arn:aws:s3:::${a,'b'}"),
        json!("arn:aws:s3:::${a,  'b'}"),
        json!("arn:aws:s3:::${a , 'b'}"),
        json!("arn:aws:s3:::$"),
        json!("arn:aws:s3:::${$}"),
        json!("arn:aws:s3:::$${*}"),
        json!("arn:aws:s3:::${a'b}"),
        json!("arn:aws:s3:::${a,'b}'}"),
        json!("arn:aws:s3*${x}"),
        json!("arn:aws:s3:${*}"),
        json!([]),
        json!([1]),
        json!(null),
        json!("**"),
        json!("arn:aws:s3:::${ a}"),
        json!("arn:aws:s3:::${${a}}"),
        json!("arn:aws:s3:::${a,''}"),
    ];
    let principals = [
        json!("111122223333"),
        json!(["*"]),
        json!({"AWS": "1111"}),
        json!({"AWS": ""}),
        json!({"AWS": []}),
        json!({}),
        json!({"aws": "*"}),
        json!({"User": "x"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/*"}),
        json!({"AWS": "arn:aws:iam::111122223333:group/g"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/"}),
        json!({"AWS": "arn:aws:s3:::b"}),
        json!({"AWS": "AIDA"}),
        json!({"AWS": "AROAEXAMPLE"}),
        json!({"AWS": "${aws:username}"}),
        json!({"Service": "*.amazonaws.com"}),
        json!({"Service": ""}),
        json!({"Service": "*"}),
        json!({"Service": []}),
        json!({"Federated": "*"}),
        json!({"Federated": "accounts.google.com"}),
        json!({"Federated": []}),
        json!({"AWS": "111122223333", "Service": []}),
        json!({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}),
        json!({"AWS": "arn:aws:iam::cloudfront:user/E1"}),
        json!("*"),
        json!({"AWS": "*"}),
        json!({"Federated": "x?"}),
        json!({"CanonicalUser": "a*"}),
        json!({"CanonicalUser": ""}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/app/*"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/app"}),
        json!({"AWS": "arn:aws:iam::111122223333:root/x"}),
        json!({"AWS": 111122223333u64}),
        json!(null),
        json!({"AWS": "arn:aws:iam:us-east-1:111122223333:user/a"}),
        json!({"AWS": ["*", "111122223333"]}),
        json!({"AWS": "arn::iam::111122223333:root"}),
    ];
    let named =
        |name: &'static str, values: Vec<Value>| values.into_iter().map(move |value| (name, value));
    named("Action", actions.to_vec())
        .chain(named("NotAction", actions.to_vec()))
        .chain(named("Resource", resources.to_vec()))
        .chain(named("Principal", principals.to_vec()))
        .chain(named("NotPrincipal", principals.to_vec()))
        .collect()
}
