//! The span of each part of a document, for tools that show, replace or remove one.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use iam_syntax::{Document, Element, MemberSpan, PolicyKind, PrincipalType, Span};

const TEXT: &str = r#"  {
  "Version" : "2012-10-17",
  "Id": "caf\u00e9",
  "Statement": [
    {"Effect": "Deny", "NotAction": "s3:Get*", "NotResource": "*", "NotPrincipal": "*"},
    {
      "Sid": "T\u0077o",
      "Pr\u0069ncipal": {"AWS": ["111122223333", "*"], "Service": "ec2.amazonaws.com"},
      "Effect": "Allow",
      "Action": [ "s3:Get*" , "s3:Lis\u0074*" ],
      "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
      "Condition": {
        "Sounds": {},
        "NumericLessThan": {"s3:max-keys": 10, "x:y": ["1", 2]},
        "Bool": {"aws:SecureTransport": [true, "false"]}
      }
    }
  ]
}
"#;

fn document() -> Document {
    Document::parse(PolicyKind::Resource, "p.json", TEXT).unwrap()
}

fn of(span: Span) -> &'static str {
    &TEXT[span.start as usize..span.end as usize]
}

fn shown(member: MemberSpan) -> [&'static str; 3] {
    [of(member.name), of(member.value), of(member.whole())]
}

#[test]
fn members_of_the_document() {
    let document = document();
    let layout = document.layout();
    assert_eq!(of(layout.span), TEXT.trim());
    assert_eq!(of(document.version_span().unwrap()), "2012-10-17");
    assert_eq!(of(document.id_span().unwrap()), r"caf\u00e9");
    assert_eq!(document.id(), Some("café"));
    let version = ["Version", r#""2012-10-17""#, r#""Version" : "2012-10-17""#];
    assert_eq!(shown(layout.version.unwrap()), version);
    let id = ["Id", r#""caf\u00e9""#, r#""Id": "caf\u00e9""#];
    assert_eq!(shown(layout.id.unwrap()), id);
    let statement = layout.statement.unwrap();
    assert!(of(statement.value).starts_with('[') && of(statement.value).ends_with(']'));
}

#[test]
fn values_of_a_statement() {
    let document = document();
    let one = document.statement(0).unwrap();
    assert_eq!((one.sid_span(), of(one.effect_span())), (None, "Deny"));
    assert_eq!(of(one.actions().name_span()), "NotAction");
    assert_eq!(of(one.resources().unwrap().name_span()), "NotResource");
    assert_eq!(of(one.principal_name_span().unwrap()), "NotPrincipal");
    let everyone: Vec<_> = one.spanned_principals().collect();
    assert_eq!(everyone.len(), 1);
    let (kind, value) = everyone[0];
    assert_eq!(
        (kind, value.value, of(value.span)),
        (PrincipalType::Everyone, "*", "*")
    );

    let two = document.statement(1).unwrap();
    assert_eq!(of(two.sid_span().unwrap()), r"T\u0077o");
    assert_eq!(two.sid(), Some("Two"));
    let values: Vec<_> = two.actions().spanned_values().collect();
    let values: Vec<_> = values.iter().map(|one| (one.value, of(one.span))).collect();
    assert_eq!(
        values,
        [("s3:Get*", "s3:Get*"), ("s3:List*", r"s3:Lis\u0074*")]
    );
    let values = two.resources().unwrap().spanned_values();
    let values: Vec<_> = values.map(|one| (one.value, of(one.span))).collect();
    assert_eq!(
        values,
        ["arn:aws:s3:::b", "arn:aws:s3:::b/*"].map(|value| (value, value))
    );
    let principals = two.spanned_principals();
    let principals: Vec<_> = principals.map(|(kind, one)| (kind, of(one.span))).collect();
    let service = (PrincipalType::Service, "ec2.amazonaws.com");
    let [account, all] = ["111122223333", "*"].map(|value| (PrincipalType::Aws, value));
    assert_eq!(principals, [account, all, service]);
    assert_eq!(of(two.principal_name_span().unwrap()), r"Pr\u0069ncipal");

    let mut conditions = Vec::new();
    for condition in two.conditions() {
        assert_eq!(of(condition.key_span()), condition.key());
        for value in condition.spanned_values() {
            assert_eq!(of(value.span), value.value);
            conditions.push(of(document.with_quotes(value.span)));
        }
    }
    assert_eq!(conditions, ["10", r#""1""#, "2", "true", r#""false""#]);
}

#[test]
fn members_of_a_statement() {
    let document = document();
    let one = document.statement(0).unwrap().layout();
    let elements: Vec<Element> = one.members.iter().map(|(element, _)| *element).collect();
    use Element::{Effect, NotAction, NotPrincipal, NotResource};
    assert_eq!(elements, [Effect, NotAction, NotResource, NotPrincipal]);
    assert!(one.principal_types.is_empty() && one.operators.is_empty());
    assert_eq!(one.condition(0), None);

    let statement = document.statement(1).unwrap();
    let two = statement.layout();
    assert_eq!(two.span, statement.span());
    let action = r#"[ "s3:Get*" , "s3:Lis\u0074*" ]"#;
    let member = format!(r#""Action": {action}"#);
    let expected = ["Action", action, member.as_str()];
    assert_eq!(shown(two.member(Element::Action).unwrap()), expected);
    assert_eq!(two.member(Element::NotAction), None);
    let types = two.principal_types.iter();
    let types: Vec<_> = types
        .map(|(kind, member)| (*kind, of(member.whole())))
        .collect();
    let expected = [
        (PrincipalType::Aws, r#""AWS": ["111122223333", "*"]"#),
        (PrincipalType::Service, r#""Service": "ec2.amazonaws.com""#),
    ];
    assert_eq!(types, expected);
    // An operator without keys has a span, but no condition.
    assert_eq!(of(two.operators[0].operator.whole()), r#""Sounds": {}"#);
    let conditions = (0..).map_while(|index| two.condition(index));
    let conditions: Vec<_> = conditions
        .map(|(operator, key)| (of(operator.name), of(key.whole())))
        .collect();
    let expected = [
        ("NumericLessThan", r#""s3:max-keys": 10"#),
        ("NumericLessThan", r#""x:y": ["1", 2]"#),
        ("Bool", r#""aws:SecureTransport": [true, "false"]"#),
    ];
    assert_eq!(conditions, expected);
    assert_eq!(conditions.len(), statement.conditions().len());
}

#[test]
fn each_member_and_value_can_be_removed() {
    let document = document();
    let without = |span: Span| {
        let cut = document.removal(span);
        let text = [&TEXT[..cut.start as usize], &TEXT[cut.end as usize..]].concat();
        serde_json::from_str::<serde_json::Value>(&text).expect(&text)
    };
    let whole: serde_json::Value = serde_json::from_str(TEXT).unwrap();
    for (at, statement) in document.statements().enumerate() {
        let layout = statement.layout();
        for (element, member) in &layout.members {
            let mut expected = whole.clone();
            let members = expected["Statement"][at].as_object_mut().unwrap();
            members.remove(element.name()).unwrap();
            assert_eq!(without(member.whole()), expected, "{element}");
        }
        for (_, member) in &layout.principal_types {
            let mut expected = whole.clone();
            let types = expected["Statement"][at]["Principal"].as_object_mut();
            types.unwrap().remove(of(member.name)).unwrap();
            assert_eq!(without(member.whole()), expected);
        }
        let mut expected = whole.clone();
        expected["Statement"].as_array_mut().unwrap().remove(at);
        assert_eq!(without(statement.span()), expected);
    }
    for (at, value) in document
        .statement(1)
        .unwrap()
        .actions()
        .spanned_values()
        .enumerate()
    {
        let mut expected = whole.clone();
        expected["Statement"][1]["Action"]
            .as_array_mut()
            .unwrap()
            .remove(at);
        assert_eq!(without(document.with_quotes(value.span)), expected);
    }
}
