//! The policies that apply to a caller, and questions to them.

use crate::context::context_of;
use crate::decision;
use crate::documents::{levels, one_or_several, text_of};
use crate::errors::{bad_account, request_error};
use crate::explanation::Explanation;
use crate::layers::{LAYERS, SetError, attach, place};
use crate::parsed::Parsed;
use iam_eval::{
    Context, Layer, LayerSize, PartialRequest, Policy, Principal, Request, RequestError, Resource,
    ResourcePattern, UnknownKeys, is_account_id,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

#[doc = docs!("PolicySet")]
#[pyclass(frozen, module = "iam_eval")]
#[derive(Debug)]
pub(crate) struct PolicySet {
    pub(crate) set: iam_eval::PolicySet,
    /// The bytes of all documents.
    bytes: usize,
}

/// Above this many bytes of documents one decision may take longer than handing the interpreter
/// over to another thread and getting it back.
const SMALL: usize = 32 << 10;

/// The documents of the layers that were given, in the order of `LAYERS`.
type Texts = Vec<(usize, Vec<Vec<String>>)>;

fn compile(texts: &Texts) -> Result<iam_eval::PolicySet, SetError> {
    let mut set = iam_eval::PolicySet::new();
    for (at, levels) in texts {
        let Some(layer) = LAYERS.get(*at) else {
            continue;
        };
        let size = layer.size();
        let mut compiled = Vec::with_capacity(levels.len());
        for (level, documents) in levels.iter().enumerate() {
            let documents = documents.iter().enumerate();
            let policies = documents.map(|(index, text)| {
                let name = place(layer.argument, size, level, index);
                Policy::parse(layer.kind, &name, text)
            });
            compiled.push(policies.collect::<Result<Vec<_>, _>>()?);
        }
        set = attach(set, size, compiled)?;
    }
    Ok(set)
}

#[pymethods]
impl PolicySet {
    #[new]
    #[pyo3(signature = (identity=None, *, boundary=None, session=None, scps=None, resource=None, trust=None, rcps=None, vpc_endpoint=None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "an argument for each layer, by its name"
    )]
    fn new(
        py: Python<'_>,
        identity: Option<&Bound<'_, PyAny>>,
        boundary: Option<&Bound<'_, PyAny>>,
        session: Option<&Bound<'_, PyAny>>,
        scps: Option<&Bound<'_, PyAny>>,
        resource: Option<&Bound<'_, PyAny>>,
        trust: Option<&Bound<'_, PyAny>>,
        rcps: Option<&Bound<'_, PyAny>>,
        vpc_endpoint: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let arguments = [
            identity,
            boundary,
            session,
            scps,
            resource,
            trust,
            rcps,
            vpc_endpoint,
        ];
        let mut texts = Texts::new();
        for (at, (layer, argument)) in LAYERS.iter().zip(arguments).enumerate() {
            let Some(argument) = argument else { continue };
            let documents = match layer.size() {
                LayerSize::One => vec![vec![text_of(argument)?]],
                LayerSize::Many => vec![one_or_several(argument)?],
                LayerSize::Levels(_) => levels(layer.argument, argument)?,
            };
            texts.push((at, documents));
        }
        let set = py
            .detach(|| compile(&texts))
            .map_err(|error| error.raise(py))?;
        let documents = texts.iter().flat_map(|(_, levels)| levels.iter().flatten());
        let bytes = documents.map(String::len).sum();
        Ok(Self { set, bytes })
    }

    #[doc = docs!("PolicySet.evaluate")]
    #[pyo3(signature = (principal, action, resource="*", context=None, *, resource_account=None))]
    fn evaluate(
        &self,
        py: Python<'_>,
        principal: &str,
        action: &str,
        resource: &str,
        context: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
    ) -> PyResult<Py<PyAny>> {
        let error = |error| request_error(py, &error);
        let asked = Parsed::new(principal, resource).map_err(error)?;
        let owner = checked_account(py, resource_account)?;
        let owned = owner.map(|owner| asked.resource.clone().owned_by(owner));
        let context = context_of(context)?;
        let resource = owned.as_ref().unwrap_or(&asked.resource);
        let caller = self.set.caller(&asked.principal);
        let request = Request::new(&caller, action, resource).map_err(error)?;
        let request = request.with_context(&context);
        let decided = if self.bytes < SMALL {
            self.set.evaluate(&request)
        } else {
            py.detach(|| self.set.evaluate(&request))
        };
        asked.keep();
        decision::decision(py, decided)
    }

    #[doc = docs!("PolicySet.explain")]
    #[pyo3(signature = (principal, action, resource="*", context=None, *, resource_account=None))]
    fn explain(
        &self,
        py: Python<'_>,
        principal: &str,
        action: &str,
        resource: &str,
        context: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
    ) -> PyResult<Explanation> {
        let asked = Asked::new(py, principal, resource, context, resource_account)?;
        let asked = asked.of(&self.set);
        let request = asked.request(py, action)?;
        Ok(Explanation::whole(py.detach(|| self.set.explain(&request))))
    }

    #[doc = docs!("PolicySet.evaluate_partial")]
    #[pyo3(signature = (principal, action, resource=None, context=None, *, unknown=None, resource_account=None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of a request")]
    fn evaluate_partial(
        &self,
        py: Python<'_>,
        principal: &str,
        action: &str,
        resource: Option<&str>,
        context: Option<&Bound<'_, PyAny>>,
        unknown: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
    ) -> PyResult<Py<PyAny>> {
        let asked = AskedInPart::new(py, principal, resource, context, unknown, resource_account)?;
        let asked = asked.of(&self.set);
        let request = asked.request(py, action)?;
        let decided = py.detach(|| self.set.evaluate_partial(&request));
        decision::partial_decision(py, decided)
    }

    #[doc = docs!("PolicySet.explain_partial")]
    #[pyo3(signature = (principal, action, resource=None, context=None, *, unknown=None, resource_account=None))]
    #[expect(clippy::too_many_arguments, reason = "the parts of a request")]
    fn explain_partial(
        &self,
        py: Python<'_>,
        principal: &str,
        action: &str,
        resource: Option<&str>,
        context: Option<&Bound<'_, PyAny>>,
        unknown: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
    ) -> PyResult<Explanation> {
        let asked = AskedInPart::new(py, principal, resource, context, unknown, resource_account)?;
        let asked = asked.of(&self.set);
        let request = asked.request(py, action)?;
        Ok(Explanation::partial(
            py.detach(|| self.set.explain_partial(&request)),
        ))
    }

    #[doc = docs!("PolicySet.documents")]
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let arguments = PyDict::new(py);
        let mut levels: Vec<(&str, Vec<Vec<&str>>)> = Vec::new();
        for (layer, policies) in self.set.layers() {
            let texts: Vec<&str> = policies.iter().map(source).collect();
            let name = argument_of(layer, policies);
            match layer.kind().size() {
                LayerSize::One => {
                    if let Some(text) = texts.first() {
                        arguments.set_item(name, text)?;
                    }
                }
                LayerSize::Many => arguments.set_item(name, texts)?,
                LayerSize::Levels(_) => match levels.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, levels)) => levels.push(texts),
                    None => levels.push((name, vec![texts])),
                },
            }
        }
        for (name, levels) in levels {
            arguments.set_item(name, levels)?;
        }
        Ok(arguments)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((), Bound<'py, PyDict>)> {
        Ok(((), self.documents(py)?))
    }

    fn __repr__(&self) -> String {
        let layers = self.set.layers();
        let counts = layers.map(|(layer, policies)| {
            let level = layer.level().map(|level| format!("[{level}]"));
            let name = argument_of(layer, policies);
            format!("{name}{}: {}", level.unwrap_or_default(), policies.len())
        });
        let counts: Vec<String> = counts.collect();
        format!("<PolicySet {}>", counts.join(", "))
    }
}

fn source(policy: &Policy) -> &str {
    policy.document().source()
}

/// The argument by which a layer is given.
fn argument_of(layer: Layer, policies: &[Policy]) -> &'static str {
    let kind = policies.first().map(|policy| policy.document().kind());
    let kind = kind.unwrap_or_else(|| layer.kind().policy_kind());
    let mut layers = LAYERS.iter();
    layers
        .find(|known| known.kind == kind)
        .map_or("", |known| known.argument)
}

/// A request but for its action.
struct Asked {
    principal: Principal,
    resource: Resource,
    context: Context,
}

impl Asked {
    fn new(
        py: Python<'_>,
        principal: &str,
        resource: &str,
        context: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
    ) -> PyResult<Self> {
        let error = |error| request_error(py, &error);
        let mut resource = Resource::parse(resource).map_err(error)?;
        if let Some(account) = checked_account(py, resource_account)? {
            resource = resource.owned_by(account);
        }
        Ok(Self {
            principal: Principal::parse(principal).map_err(error)?,
            resource,
            context: context_of(context)?,
        })
    }

    /// Asked of these policies, whose session policies are those of a session.
    fn of(self, set: &iam_eval::PolicySet) -> Self {
        let principal = set.caller(&self.principal).into_owned();
        Self { principal, ..self }
    }

    fn request<'a>(&'a self, py: Python<'_>, action: &'a str) -> PyResult<Request<'a>> {
        let request = Request::new(&self.principal, action, &self.resource);
        let request = request.map_err(|error| request_error(py, &error))?;
        Ok(request.with_context(&self.context))
    }
}

/// What is known of a resource.
enum ResourceInPart {
    Known(Resource),
    Pattern(ResourcePattern),
    Unknown,
}

impl ResourceInPart {
    /// A text without wildcards is a resource, and its owner is known as that of [`Asked`]'s is.
    fn parse(text: Option<&str>, account: Option<&str>) -> Result<Self, RequestError> {
        let is_pattern = |text: &&str| text.contains(['*', '?']);
        Ok(match (text, account) {
            (Some(text), account) if !is_pattern(&text) => {
                let resource = Resource::parse(text)?;
                Self::Known(match account {
                    Some(account) => resource.owned_by(account),
                    None => resource,
                })
            }
            (Some(text), None) => Self::Pattern(ResourcePattern::parse(text)?),
            (Some(text), Some(account)) => {
                Self::Pattern(ResourcePattern::parse(text)?.owned_by(account))
            }
            (None, Some(account)) => Self::Pattern(ResourcePattern::any().owned_by(account)),
            (None, None) => Self::Unknown,
        })
    }
}

/// A request of which not everything is known, but for its action.
struct AskedInPart {
    principal: Principal,
    resource: ResourceInPart,
    context: Context,
    unknown: UnknownKeys,
}

impl AskedInPart {
    fn new(
        py: Python<'_>,
        principal: &str,
        resource: Option<&str>,
        context: Option<&Bound<'_, PyAny>>,
        unknown: Option<&Bound<'_, PyAny>>,
        resource_account: Option<&str>,
    ) -> PyResult<Self> {
        let error = |error| request_error(py, &error);
        let account = checked_account(py, resource_account)?;
        let resource = ResourceInPart::parse(resource, account).map_err(error)?;
        Ok(Self {
            principal: Principal::parse(principal).map_err(error)?,
            resource,
            context: context_of(context)?,
            unknown: unknown_keys(unknown)?,
        })
    }

    /// Asked of these policies, whose session policies are those of a session.
    fn of(self, set: &iam_eval::PolicySet) -> Self {
        let principal = set.caller(&self.principal).into_owned();
        Self { principal, ..self }
    }

    fn request<'a>(&'a self, py: Python<'_>, action: &'a str) -> PyResult<PartialRequest<'a>> {
        let request = PartialRequest::new(&self.principal, action);
        let request = request.map_err(|error| request_error(py, &error))?;
        let request = request
            .with_context(&self.context)
            .with_unknown_keys(&self.unknown);
        Ok(match &self.resource {
            ResourceInPart::Known(resource) => request.with_resource(resource),
            ResourceInPart::Pattern(pattern) => request.with_resource_pattern(pattern),
            ResourceInPart::Unknown => request,
        })
    }
}

/// The keys that are named; where none are, every key that the context doesn't have.
fn unknown_keys(unknown: Option<&Bound<'_, PyAny>>) -> PyResult<UnknownKeys> {
    let Some(unknown) = unknown else {
        return Ok(UnknownKeys::all_but([]));
    };
    if unknown.is_instance_of::<PyString>() {
        let message = "found a text as `unknown`, expected a list of condition keys";
        return Err(PyTypeError::new_err(message));
    }
    let mut keys: Vec<String> = Vec::new();
    for key in unknown.try_iter()? {
        keys.push(key?.extract()?);
    }
    Ok(UnknownKeys::only(keys.iter().map(String::as_str)))
}

fn checked_account<'a>(py: Python<'_>, account: Option<&'a str>) -> PyResult<Option<&'a str>> {
    match account {
        Some(text) if !is_account_id(text) => Err(bad_account(py, text)),
        other => Ok(other),
    }
}
