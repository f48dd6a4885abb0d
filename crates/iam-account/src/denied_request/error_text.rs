//! The text of an error: `User: … is not authorized to perform: … on resource: … because no
//! identity-based policy allows the … action` (IAM User Guide, "Troubleshoot access denied error
//! messages").

use super::{A_MESSAGE, DeniedRequest, StatedReason, checked_action};
use crate::json::Read;
use crate::problem::{Problem, code, quoted};
use iam_catalog::Catalog;
use iam_eval::{PolicyKind, Position};

/// The names that AWS uses for the kinds of policies.
const KINDS: [(&[&str], PolicyKind); 10] = [
    (&["identity-based", "policy"], PolicyKind::Identity),
    (&["identity-based", "policies"], PolicyKind::Identity),
    (&["resource-based", "policy"], PolicyKind::Resource),
    (
        &["permissions", "boundary"],
        PolicyKind::PermissionsBoundary,
    ),
    (&["session", "policy"], PolicyKind::Session),
    (
        &["service", "control", "policy"],
        PolicyKind::ServiceControl,
    ),
    (
        &["resource", "control", "policy"],
        PolicyKind::ResourceControl,
    ),
    (&["vpc", "endpoint", "policy"], PolicyKind::VpcEndpoint),
    (&["role", "trust", "policy"], PolicyKind::Trust),
    (&["trust", "policy"], PolicyKind::Trust),
];

const NOT_AUTHORIZED: [&str; 5] = ["is", "not", "authorized", "to", "perform:"];
const ENCODED: &str = "ncoded authorization failure message:";
const PUNCTUATION: [char; 6] = ['.', ',', ';', '"', '\'', ')'];

/// Whether the code of an error is one of a missing permission.
pub(crate) fn is_denial(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    let words = [
        "accessdenied",
        "unauthorized",
        "notauthorized",
        "authorizationerror",
    ];
    words.iter().any(|word| code.contains(word))
}

/// The denied requests in a text that begins at `start`.
pub(super) fn read(name: &str, text: &str, start: Position) -> Read<Vec<DeniedRequest>> {
    let words = Words::of(text);
    let mut requests = Vec::new();
    let (mut position, mut counted) = (start, 0);
    for at in words.phrases() {
        let offset = words.offset(at.saturating_sub(2));
        position = position.advanced(text.get(counted..).unwrap_or_default(), offset - counted);
        counted = offset;
        let request = words.request(at);
        checked_action(&request.action, name, position)?;
        requests.push(DeniedRequest {
            source: name.to_owned(),
            at: Some(position),
            ..request
        });
    }
    if let Some(command) = decoding(text) {
        let Some(first) = requests.first_mut() else {
            let found = "an encoded authorization failure message";
            let expected = format!("the decoded one, which says what was denied: {command}");
            let problem = Problem::new(name, found, expected);
            return Err(problem.with_code(code::NOT_READ).at(start));
        };
        first.notes.push(command);
    }
    if requests.is_empty() {
        requests.push(by_operation(name, text, start)?);
    }
    Ok(requests)
}

/// The first denied request in an event's message, if the message is a text.
pub(super) fn first(name: &str, text: &str, at: Position) -> Read<Option<DeniedRequest>> {
    match Words::of(text).phrases().is_empty() {
        true => Ok(None),
        false => Ok(read(name, text, at)?.into_iter().next()),
    }
}

/// How to decode an encoded message that is part of a text.
pub(super) fn decoding(text: &str) -> Option<String> {
    // Messages have at most a few thousand characters.
    const LONGEST: usize = 10_240;
    let (_, encoded) = text.split_once(ENCODED)?;
    let encoded = encoded.split_whitespace().next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let shown = match encoded {
        "" => "MESSAGE",
        encoded if encoded.len() <= LONGEST && encoded.bytes().all(is_plain) => encoded,
        _ => "MESSAGE",
    };
    Some(format!(
        "`aws sts decode-authorization-message --output json --encoded-message {shown} > message.json`, \
         with the permission sts:DecodeAuthorizationMessage in the account of the request"
    ))
}

/// `An error occurred (AccessDenied) when calling the NAME operation`, without more: the action is
/// known if only one service has an action with this name.
fn by_operation(name: &str, text: &str, start: Position) -> Read<DeniedRequest> {
    let refuse = |found: String, expected: &str| Err(Problem::new(name, found, expected).at(start));
    let code = text
        .split_once("error occurred (")
        .and_then(|(_, rest)| rest.split_once(')'));
    let operation = text
        .split_once("when calling the ")
        .and_then(|(_, rest)| rest.split_whitespace().next());
    let (Some((code, _)), Some(operation)) = (code, operation) else {
        let word = text.split_whitespace().next().unwrap_or_default();
        return refuse(
            format!("a text that begins with {}", quoted(word)),
            A_MESSAGE,
        );
    };
    if !is_denial(code) {
        let found = format!("the error {}", quoted(code));
        return refuse(
            found,
            "an error of a missing permission, such as `AccessDenied`",
        );
    }
    let services = Catalog::embedded().services();
    let actions = services.filter_map(|service| service.action(operation));
    let actions: Vec<&str> = actions.map(|action| action.name()).collect();
    let note = "the error names neither who asked nor for which resource";
    match actions.as_slice() {
        [action] => Ok(DeniedRequest {
            source: name.to_owned(),
            at: Some(start),
            action: (*action).to_owned(),
            notes: vec![note.to_owned()],
            ..DeniedRequest::default()
        }),
        _ => {
            const SHOWN: usize = 5;
            let shown = actions.get(..SHOWN).unwrap_or(&actions).join("`, `");
            let which = match actions.len() {
                0 => "the name of no known action".to_owned(),
                _ => format!("which may be `{shown}`"),
            };
            refuse(
                format!("the operation {}, {which}", quoted(operation)),
                "an error that says who is not authorized to perform which action, or the event of CloudTrail",
            )
        }
    }
}

/// The words of a text, independent of line breaks.
struct Words<'a>(Vec<(usize, &'a str)>);

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let mut words = Vec::new();
        let mut from = None;
        let end = [(text.len(), ' ')];
        for (at, character) in text.char_indices().chain(end) {
            if !character.is_whitespace() {
                from.get_or_insert(at);
            } else if let Some(from) = from.take() {
                words.push((from, text.get(from..at).unwrap_or_default()));
            }
        }
        Self(words)
    }

    fn word(&self, at: usize) -> &'a str {
        self.0.get(at).map_or("", |(_, word)| *word)
    }

    fn offset(&self, at: usize) -> usize {
        self.0.get(at).map_or(0, |(offset, _)| *offset)
    }

    fn has(&self, at: usize, wanted: &[&str]) -> bool {
        let mut words = wanted.iter().enumerate();
        words.all(|(index, wanted)| {
            let word = self.word(at + index).trim_end_matches(['.', ',', ':', ';']);
            word.eq_ignore_ascii_case(wanted.trim_end_matches(':'))
        })
    }

    /// Where `is not authorized to perform:` begins.
    fn phrases(&self) -> Vec<usize> {
        let all = 0..self.0.len();
        all.filter(|at| self.has(*at, &NOT_AUTHORIZED)).collect()
    }

    fn request(&self, at: usize) -> DeniedRequest {
        let who = at.checked_sub(1).map_or("", |before| self.word(before));
        let who = who.trim_matches(['"', '\'', ',']);
        let named = at.checked_sub(2).map_or("", |before| self.word(before));
        let principal = match who {
            "anonymous" | "Anonymous" => Some("*"),
            who if who.starts_with("arn:") || named.ends_with("User:") => Some(who),
            _ => None,
        };
        let mut next = at + NOT_AUTHORIZED.len();
        let action = self.word(next).trim_matches(PUNCTUATION);
        next += 1;
        let resource = self.resource(&mut next);
        DeniedRequest {
            principal: principal.map(str::to_owned),
            action: action.to_owned(),
            resource,
            stated: self.reason(next),
            ..DeniedRequest::default()
        }
    }

    /// The resource, which may be in quotes and then contain spaces.
    fn resource(&self, next: &mut usize) -> Option<String> {
        if !self.has(*next, &["on", "resource"]) {
            return None;
        }
        *next += 2;
        if self.begins_reason(*next) {
            return None;
        }
        let first = self.word(*next);
        *next += 1;
        let Some(opened) = first.strip_prefix('"') else {
            let whole = first.trim_end_matches(['"', '\'']);
            let whole = whole.strip_suffix('.').unwrap_or(whole);
            return (!whole.is_empty()).then(|| whole.to_owned());
        };
        let mut resource = opened.to_owned();
        while !resource.trim_end_matches(['.', ',']).ends_with('"')
            && !self.begins_reason(*next)
            && *next < self.0.len()
        {
            resource.push(' ');
            resource.push_str(self.word(*next));
            *next += 1;
        }
        let resource = resource.trim_end_matches(['.', ',', '"']);
        (!resource.is_empty()).then(|| resource.to_owned())
    }

    fn begins_reason(&self, at: usize) -> bool {
        self.has(at, &["because", "no"]) || self.has(at, &["with", "an", "explicit", "deny"])
    }

    fn reason(&self, at: usize) -> StatedReason {
        let mut stated = StatedReason::default();
        if self.has(at, &["because", "no"]) {
            stated.explicit = Some(false);
            stated.policy = self.kind(at + 2).map(|(kind, _)| kind);
        } else if self.has(at, &["with", "an", "explicit", "deny"]) {
            stated.explicit = Some(true);
            let article = at + 5;
            let is_named = self.has(at + 4, &["in"])
                && ["a", "an", "the"]
                    .iter()
                    .any(|word| self.has(article, &[word]));
            if let Some((kind, words)) = self.kind(article + 1).filter(|_| is_named) {
                stated.policy = Some(kind);
                let arn = self.word(article + 1 + words).trim_matches(PUNCTUATION);
                stated.policy_arn = arn.starts_with("arn:").then(|| arn.to_owned());
            }
        }
        stated
    }

    /// The kind of policy that begins here, and the number of its words.
    fn kind(&self, at: usize) -> Option<(PolicyKind, usize)> {
        let mut kinds = KINDS.iter();
        let found = kinds.find(|(words, _)| self.has(at, words));
        found.map(|(words, kind)| (*kind, words.len()))
    }
}
