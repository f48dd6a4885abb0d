"""The native half of ``iam_eval``: what it takes and gives."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NoReturn, final

from ._decision import Decision, PartialDecision
from ._errors import IamEvalError
from .types import ArrowTable, Context, Document, Extent, Kind

@final
class PolicySet:
    """The policies that apply to a caller's requests, by layer, compiled once.

    A layer that isn't given doesn't limit, and grants nothing. An SCP or RCP layer is a list of levels, the
    organization's root first, each a list of documents.

    Raises:
        PolicyError: a document is not valid, with its name (``identity[0]``, ``scps[1][0]``), line and column.

    >>> from iam_eval import PolicySet
    >>> everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    >>> policies = PolicySet(identity=[everything], scps=[[everything]])
    >>> bool(policies.evaluate("arn:aws:iam::111122223333:user/alice", "ec2:RunInstances"))
    True
    """

    def __new__(
        cls,
        identity: Document | Iterable[Document] | None = None,
        *,
        boundary: Document | None = None,
        session: Document | Iterable[Document] | None = None,
        scps: Iterable[Iterable[Document]] | None = None,
        resource: Document | None = None,
        trust: Document | None = None,
        rcps: Iterable[Iterable[Document]] | None = None,
        vpc_endpoint: Document | None = None,
    ) -> PolicySet: ...
    def evaluate(
        self,
        principal: str,
        action: str,
        resource: str = "*",
        context: Context | None = None,
        *,
        resource_account: str | None = None,
    ) -> Decision:
        """Decides a request.

        Args:
            principal: the ARN of a user, role, session or root user, a service such as ``ec2.amazonaws.com``, an
                identity provider, or ``*`` for an anonymous caller.
            action: ``service:Name``.
            resource: an ARN, or ``*``.
            context: condition keys. Those that follow from the other parts, such as ``aws:PrincipalArn``, need not
                be given.
            resource_account: the account that owns the resource, where its ARN doesn't say.

        Raises:
            RequestError: a part is malformed.
        """

    def explain(
        self,
        principal: str,
        action: str,
        resource: str = "*",
        context: Context | None = None,
        *,
        resource_account: str | None = None,
    ) -> Explanation:
        """Decides a request and says why. The decision is that of :meth:`evaluate`, which is faster."""

    def evaluate_partial(
        self,
        principal: str,
        action: str,
        resource: str | None = None,
        context: Context | None = None,
        *,
        unknown: Iterable[str] | None = None,
        resource_account: str | None = None,
    ) -> PartialDecision:
        """Decides a request of which not everything is known.

        Args:
            resource: an ARN, an ARN pattern, or none where nothing is known of the resource.
            unknown: the condition keys that are unknown, all others being absent; by default every key that
                ``context`` doesn't have.
        """

    def explain_partial(
        self,
        principal: str,
        action: str,
        resource: str | None = None,
        context: Context | None = None,
        *,
        unknown: Iterable[str] | None = None,
        resource_account: str | None = None,
    ) -> Explanation:
        """Decides a request of which not everything is known, and says what the answer depends on.

        >>> from iam_eval import PolicySet
        >>> policies = PolicySet({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
        ...     "Condition": {"Bool": {"aws:SecureTransport": "true"}}}})
        >>> policies.explain_partial("arn:aws:iam::111122223333:user/alice", "s3:GetObject").residual
        'when aws:SecureTransport is true'
        """

    @property
    def documents(self) -> dict[str, Any]:
        """The documents by argument: ``PolicySet(**policies.documents)`` is the same set."""

@final
class Explanation:
    """A decision and its reason. Printed, it is a tree; in a notebook, it shows itself.

    It is true where the request is allowed for certain.
    """

    @property
    def decision(self) -> Decision | PartialDecision: ...
    @property
    def deciding(self) -> list[Statement]:
        """The statements on which the decision rests."""

    @property
    def statements(self) -> list[Statement]:
        """Every statement about the action."""

    @property
    def residual(self) -> str | None:
        """What an open answer depends on."""

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON has it: see ``docs/schema/answer-1.schema.json``."""

    def __bool__(self) -> bool: ...
    def _repr_html_(self) -> str: ...

@final
class Statement:
    """A statement of a policy that was looked at."""

    @property
    def policy(self) -> str:
        """The policy's name, such as ``identity[0]``."""

    @property
    def index(self) -> int:
        """The statement's place in the document, counted from 0."""

    @property
    def sid(self) -> str | None: ...
    @property
    def effect(self) -> Literal["Allow", "Deny"]: ...
    @property
    def applies(self) -> bool: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def text(self) -> str:
        """``statement "Sid", policy:line:column``."""

@final
class Answer:
    """The answer to a scenario: a decision, or the error in its place. It is true where the request is allowed."""

    @property
    def id(self) -> str | None: ...
    @property
    def decision(self) -> Decision | None: ...
    @property
    def error(self) -> IamEvalError | None: ...
    @property
    def as_expected(self) -> bool | None:
        """Whether it is the answer that the scenario expects, where it expects one."""

    def __bool__(self) -> bool: ...

def evaluate_scenario(scenario: Document) -> Answer:
    """Answers one scenario; see :func:`iam_eval.evaluate_scenarios`."""

@final
class Finding:
    """What a rule found in a document."""

    @property
    def code(self) -> str:
        """The rule, such as ``INVALID_ACTION``; ``docs/lint-rules.md`` explains each."""

    @property
    def severity(self) -> Literal["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"]: ...
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str | None: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def start(self) -> int:
        """Where it is: ``text[finding.start:finding.end]``."""

    @property
    def end(self) -> int: ...
    @property
    def statement(self) -> int | None: ...
    @property
    def sid(self) -> str | None: ...
    @property
    def values(self) -> list[str]: ...
    @property
    def suppressed(self) -> str | None:
        """Why it doesn't count, where the suppressions say so."""

    @property
    def fixable(self) -> bool:
        """Whether :func:`apply_fixes` takes it away."""

def validate(
    document: Document,
    *,
    kind: Kind | None = None,
    resource_kind: str | None = None,
    suppressions: str | None = None,
    name: str = "policy",
) -> list[Finding]:
    """What is wrong with a document, in the order of its text; an empty list where nothing is.

    A text that is no policy, or no JSON, has findings too. Of a dict, places are those of
    ``json.dumps(document, indent=2)``.

    Args:
        kind: what the document is used as; recognized from its elements by default.
        resource_kind: what a resource-based policy is attached to.
        suppressions: the text of a file of accepted findings: see ``docs/validate.md``.

    >>> import iam_eval
    >>> for finding in iam_eval.validate('{"Version": "2012-10-17", "Statement": '
    ...         '{"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::b/*"}}'):
    ...     print(finding.code, finding.line, finding.column)
    INVALID_ACTION 1 74
    """

def apply_fixes(
    document: Document,
    *,
    kind: Kind | None = None,
    resource_kind: str | None = None,
    suppressions: str | None = None,
    name: str = "policy",
) -> str:
    """The document's text with every change that is safe to make."""

@final
class Comparison:
    """Whether anything is newly allowed. It has three answers, so that it is neither true nor false."""

    @property
    def answer(self) -> Literal["none", "new", "undecided"]: ...
    @property
    def is_none(self) -> bool:
        """True where it is proven that nothing is newly allowed."""

    @property
    def witness(self) -> Witness | None:
        """A request that is newly allowed."""

    @property
    def reason(self) -> str | None:
        """Why it is undecided."""

@final
class Witness:
    """A request that the new policies allow and the old ones don't; the evaluator has confirmed it."""

    @property
    def principal(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def resource(self) -> str: ...
    @property
    def resource_account(self) -> str | None: ...
    @property
    def context(self) -> dict[str, str | list[str]]: ...
    @property
    def old_decision(self) -> Decision | None: ...
    @property
    def is_typical(self) -> bool:
        """True where the action is a known one, on a resource of one of its types."""

def compare(
    old: Document | PolicySet,
    new: Document | PolicySet,
    *,
    kind: Kind = "identity",
    principal: str | None = None,
    resource_account: str | None = None,
    actions: Sequence[str] | None = None,
    resources: Sequence[str] | None = None,
    region: str = "us-east-1",
    budget: int | None = None,
) -> Comparison:
    """Whether ``new`` allows a request that ``old`` doesn't: a request that shows it, or a proof of none.

    Of two documents it is asked what they allow where everything else that has to allow does; of two PolicySets,
    what they allow as they are. ``docs/compare.md`` says what an answer is relative to.

    Args:
        kind: what the documents are used as.
        principal, resource_account, actions, resources: only requests by this caller, on resources of this account,
            for these actions and on these resources (patterns as in a policy).
        region: the Region of the resources that are shown.
        budget: how many steps may be taken before it is undecided.

    >>> import iam_eval
    >>> def allow(action):
    ...     return {"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}
    >>> iam_eval.compare(allow("s3:Get*"), allow("s3:GetObject")).is_none
    True
    >>> iam_eval.compare(allow("s3:GetObject"), allow("s3:Get*")).witness.action.lower().startswith("s3:get")
    True
    """

@final
class RestoreReport:
    """What a check of restore permissions found. Printed, it is the report of ``restore-check``.

    It is true where every principal passes and everything could be read.
    """

    @property
    def verdict(self) -> Literal["pass", "conditional", "fail"] | None:
        """The worst of all verdicts; none where something could not be read, or where there is nobody to judge."""

    @property
    def errors(self) -> list[str]:
        """What could not be read, and was not judged."""

    def render(
        self, format: Literal["text", "json", "sarif", "junit", "csv", "markdown", "html"] = "text"
    ) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it: see ``docs/schema/restore-check-report-1.schema.json``."""

    def __bool__(self) -> bool: ...
    def _repr_html_(self) -> str: ...

def restore_check(
    documents: Document | Iterable[Document],
    sets: Iterable[Document] | None = None,
    *,
    name: str = "input",
    scps: Document | Sequence[Any] | None = None,
    rcps: Document | Sequence[Any] | None = None,
    regions: Sequence[str] | None = None,
    context: Context | None = None,
    absent: Sequence[str] | None = None,
    appliances: Sequence[str] | None = None,
) -> RestoreReport:
    """Judges the roles and users of an account's dump, of bundles or of policies, as ``restore-check`` does.

    Args:
        documents: one or several: the output of ``aws iam get-account-authorization-details``, role bundles,
            policies.
        sets: names that :func:`restore_sets` lists, and sets of your own as documents; ``["ec2-restore"]`` by
            default.
        name: what messages call the documents.
        scps, rcps: control policies by level, the organization's root first.
        regions: where the restore goes; several for copies from one Region to another.
        context, absent: condition keys that are known, and keys that requests don't have.
        appliances: the ARNs of the roles that must be able to assume the judged ones.

    >>> import iam_eval
    >>> role = {"arn": "arn:aws:iam::111122223333:role/restore", "identity": [
    ...     {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}]}
    >>> iam_eval.restore_check(role).verdict
    'fail'
    """

def restore_sets() -> list[str]:
    """The names of the published sets of permissions."""

@final
class WhoCan:
    """Who may do an action. Printed, it is the answer of ``iam-eval who-can``; in a notebook, it is a page.

    It has three answers, so that it is neither true nor false.
    """

    @property
    def answer(self) -> bool | None:
        """True where one may, for certain; false where none may; none where that is open, or where something could
        not be read."""

    @property
    def action(self) -> str:
        """The action, as AWS writes it where the catalogue knows it."""

    @property
    def resource(self) -> str | None:
        """On what; none for any resource of the action's types, in each principal's own account."""

    @property
    def principals(self) -> list[Holder]:
        """The principals that may, or may under conditions: those with the most first."""

    @property
    def outsiders(self) -> list[Outsider]:
        """Whom trust policies and the resource's policy let in who isn't one of the principals."""

    @property
    def asked(self) -> int:
        """How many principals were asked about."""

    @property
    def assumptions(self) -> list[str]:
        """What was assumed, and what wasn't looked at. They belong to the answer."""

    @property
    def errors(self) -> list[str]:
        """What could not be read: the answer is about the rest."""

    def render(self, format: Literal["text", "json", "csv", "html"] = "text") -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON has it: see ``docs/schema/who-can-1.schema.json``."""

    def __bool__(self) -> NoReturn: ...
    def _repr_html_(self) -> str: ...

@final
class Holder:
    """A principal that may do an action, by itself or by assuming roles."""

    @property
    def principal(self) -> str:
        """Its ARN, or else its name or its document."""

    @property
    def kind(self) -> Literal["role", "user", "unknown"]: ...
    @property
    def source(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def extent(self) -> Extent:
        """How far it may, by the better one of the two ways."""

    @property
    def direct(self) -> Grant | None:
        """What it may by itself."""

    @property
    def chain(self) -> Chain | None:
        """What it may by assuming roles, where that is more."""

@final
class Chain:
    """Roles that a principal may assume one after the other, the last of which may do the action."""

    @property
    def extent(self) -> Extent:
        """How far it reaches: no further than each of its parts."""

    @property
    def steps(self) -> list[Step]:
        """The roles, in the order in which they are assumed."""

    @property
    def grant(self) -> Grant:
        """What the last role may."""

    @property
    def text(self) -> str: ...

@final
class Step:
    """That a principal may assume a role."""

    @property
    def assumes(self) -> str:
        """The role's ARN."""

    @property
    def by(self) -> Grant:
        """Whether it may, and why: by the trust policy, and by the principal's own policies."""

@final
class Grant:
    """That a principal may do something, and why."""

    @property
    def extent(self) -> Extent:
        """How far."""

    @property
    def reasons(self) -> list[Reason]:
        """The statements on which that is based."""

    @property
    def reasons_left_out(self) -> int:
        """How many more there are."""

    @property
    def when(self) -> str | None:
        """What it depends on, as a sentence."""

    @property
    def keys(self) -> list[str]:
        """The condition keys on which it depends, each once."""

@final
class Reason:
    """A statement, or a layer without an applicable statement, that determines an answer."""

    @property
    def layer(self) -> str:
        """``identity``, ``permissionsBoundary``, ``scps[0]``, ``trust`` and so on."""

    @property
    def policy(self) -> str | None:
        """The document; none if the reason is the layer as a whole."""

    @property
    def policy_name(self) -> str | None:
        """The policy's name, if its document contains several."""

    @property
    def statement(self) -> int | None: ...
    @property
    def sid(self) -> str | None: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...
    @property
    def effect(self) -> str | None: ...
    @property
    def why(self) -> str:
        """What it does, in words."""

@final
class Outsider:
    """Who isn't one of the principals, and is let in by a policy."""

    @property
    def principal(self) -> str:
        """As the policy names it; an account by its number, everyone as ``*``."""

    @property
    def kind(self) -> Literal["service", "identityProvider", "account", "principal", "everyone"]:
        """What it is."""

    @property
    def assumes(self) -> str | None:
        """The role that it may assume; none where the resource's own policy lets it do the action."""

    @property
    def by(self) -> Grant:
        """How far the policy lets it in, and why."""

def who_can(
    documents: Document | Iterable[Document],
    action: str,
    resource: str | None = None,
    *,
    name: str = "input",
    chain: int = 2,
    scps: Document | Sequence[Any] | None = None,
    rcps: Document | Sequence[Any] | None = None,
    resource_policy: Document | None = None,
    resource_account: str | None = None,
    context: Context | None = None,
    absent: Sequence[str] | None = None,
    region: str | None = None,
    add_policies: Mapping[str, Document | Iterable[Document]] | None = None,
    replace: Mapping[str, Document] | None = None,
    without: Sequence[Literal["permissionsBoundary", "session", "scps", "rcps", "trust"]] | None = None,
) -> WhoCan:
    """Who may do an action, by own policies or by assuming roles, as ``iam-eval who-can`` answers it.

    Args:
        documents: one or several: the output of ``aws iam get-account-authorization-details``, role bundles.
        action: ``service:Name``. One that the catalogue doesn't know is a ``UserWarning``, and no error.
        resource: an ARN, or a pattern; by default any resource of the action's types, in the principal's own account.
        name: what reasons and messages call the documents.
        chain: how many roles may be assumed one after the other; 0 for own policies alone.
        scps, rcps: control policies by level, the organization's root first.
        resource_policy: the resource's own policy: a bucket's, a queue's, a key's.
        resource_account: the account that owns the resource, where its ARN doesn't say.
        context, absent: condition keys that are known, and keys that requests don't have. All others are unknown.
        region: the Region to which the requests go.
        add_policies: policies to add to principals (what-if), by their ARNs or names.
        replace: policies in place of others (what-if): by the ARN or name of a managed policy, ``PRINCIPAL/POLICY``,
            or ``ROLE/trust``.
        without: layers that are left out (what-if).

    >>> import iam_eval
    >>> def allow(action, resource="*"):
    ...     return {"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}}
    >>> arn = "arn:aws:iam::111122223333:role/"
    >>> trust = {"Statement": {"Effect": "Allow", "Principal": {"AWS": arn + "app"}, "Action": "sts:AssumeRole"}}
    >>> admin = {"arn": arn + "admin", "identity": [allow("sqs:*")], "trustPolicy": trust}
    >>> app = {"arn": arn + "app", "identity": []}
    >>> found = iam_eval.who_can([admin, app], "sqs:SendMessage")
    >>> found.answer, found.principals
    (True, [<Holder arn:aws:iam::111122223333:role/admin: all>, <Holder arn:aws:iam::111122223333:role/app: all by assuming arn:aws:iam::111122223333:role/admin>])
    >>> found.principals[1].chain.steps[0].by.reasons
    [<Reason trust input[0]:13:18: allows it>]
    """

def read_principals(document: Document, *, name: str = "input") -> RecordBatch:
    """The roles and users of an account's dump or of bundles, as a table that :func:`iam_eval.matrix` takes.

    Columns: ``source``, ``principal``, ``policies``, ``boundary``, ``session``, ``scps``, ``rcps``, ``trust`` (a
    role's trust policy, which is about who may assume it), ``error``. Of a principal whose policies could not all be
    read there is the error, and no policies. A layer about which the input says nothing is null, as one without
    policies is.
    """

def actions(service: str | None = None) -> list[str]:
    """The actions that AWS has, as far as the catalogue knows: all, or those of a service such as ``ec2``."""

def version() -> str: ...

@final
class RecordBatch:
    """A table of answers. Any library that speaks the Arrow C data interface takes it without copying:
    ``pyarrow.table(batch)``, ``polars.DataFrame(batch)``, ``duckdb.from_arrow(batch)``.
    """

    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    @property
    def nbytes(self) -> int:
        """The bytes that its columns take."""

    def to_pyarrow(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def to_pylist(self) -> list[dict[str, Any]]: ...
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

@final
class BatchEvaluator:
    """As :func:`iam_eval.evaluate_batch`, for one table after the other: what was compiled is kept.

    Threads may share it; they are answered one after the other.
    """

    def __new__(cls, *, statements: bool = True) -> BatchEvaluator: ...
    def evaluate(self, data: ArrowTable) -> RecordBatch: ...

@final
class Matrix:
    """Sets of policies, compiled to be asked about all of some actions at once; see :func:`iam_eval.matrix`.

    >>> from iam_eval import Matrix, PolicySet
    >>> compiled = Matrix([PolicySet([])], ["s3:GetObject"])
    >>> compiled.decide("arn:aws:iam::111122223333:user/alice").to_pylist()[0]["decision"]
    'implicitDeny'
    """

    def __new__(cls, policies: ArrowTable | Iterable[PolicySet], actions: Iterable[str]) -> Matrix: ...
    @property
    def actions(self) -> list[str]:
        """The actions, each once, in the order of the answers: that of their names in lower case."""

    def decide(
        self,
        principal: str | None = None,
        resource: str = "*",
        context: Context | None = None,
        *,
        resource_account: str | None = None,
        form: str = "long",
    ) -> RecordBatch: ...
    def __len__(self) -> int: ...
