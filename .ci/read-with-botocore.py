"""What `.ci/botocore` runs: answers of iam-eval through botocore's parser of IAM's responses."""

import json
import subprocess
import sys
from xml.sax.saxutils import escape

import botocore
import botocore.parsers
import botocore.session
from botocore.validate import ParamValidator

program, version = sys.argv[1:]
assert botocore.__version__ == version
model = botocore.session.get_session().get_service_model("iam")

POLICIES = {
    "array": """{"Version": "2012-10-17", "Statement": [
      {"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "ec2:*"], "Resource": "*"},
      {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/secret/*"},
      {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/${aws:username}/*",
       "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}]}""",
    "alone": '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
    "bucket": """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*",
      "Resource": "arn:aws:s3:::b/*"}}""",
    "levels": """[{"ServiceControlPolicyInputList": ["{\\"Version\\": \\"2012-10-17\\", \\"Statement\\":
      {\\"Effect\\": \\"Allow\\", \\"NotAction\\": \\"ec2:*\\", \\"Resource\\": \\"*\\"}}"]}]""",
}
POLICIES["levels"] = " ".join(POLICIES["levels"].split())
ACTIONS = ["--action-names", "s3:GetObject", "s3:PutObject", "ec2:DescribeInstances", "ec2:StartInstances"]
OBJECTS = ["--resource-arns", "arn:aws:s3:::b/a", "arn:aws:s3:::b/secret/a", "arn:aws:s3:::b/alice/<&>é"]
ALICE = ["--caller-arn", "arn:aws:iam::111122223333:user/alice"]
OTHER = ["--caller-arn", "arn:aws:iam::444455556666:user/alice", "--resource-owner", "111122223333"]

SIMULATIONS = [
    ["--policy-input-list", POLICIES["array"], *ACTIONS],
    ["--policy-input-list", POLICIES["array"], POLICIES["alone"], *ACTIONS, *OBJECTS, *ALICE],
    ["--policy-input-list", POLICIES["array"], *ACTIONS, *OBJECTS, *ALICE, "--context-entries",
     "ContextKeyName=aws:SourceIp,ContextKeyValues=192.0.2.7,ContextKeyType=ip"],
    ["--policy-input-list", POLICIES["array"], *ACTIONS, *OBJECTS, *ALICE, "--resource-policy", POLICIES["bucket"]],
    ["--policy-input-list", POLICIES["array"], *ACTIONS, *OBJECTS, *OTHER, "--resource-policy", POLICIES["bucket"]],
    ["--policy-input-list", POLICIES["array"], *ACTIONS, *OBJECTS, *OTHER, "--resource-policy", POLICIES["bucket"],
     "--ordered-organization-policy-input-list", POLICIES["levels"]],
    ["--policy-input-list", POLICIES["alone"], *ACTIONS, *OBJECTS, *ALICE,
     "--permissions-boundary-policy-input-list", POLICIES["array"]],
    ["--policy-input-list", POLICIES["alone"], "--call", "ec2:RunInstances", *ALICE],
    ["--principal", "veeam-restore", "--account", "examples/account.json", "--scps", "examples/scps",
     "--action-names", "ec2:RunInstances", "kms:ReEncryptTo", "iam:PassRole"],
]
KEYS = [["--policy-input-list", POLICIES["array"]], ["--policy-input-list", POLICIES["alone"]]]


def answer(command, args):
    run = subprocess.run([program, command, *args, "--format", "aws"], capture_output=True, text=True)
    if run.returncode not in (0, 1, 4):
        sys.exit(f"{args}: status {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)


def xml(shape, name, value):
    """A value as IAM sends it (the query protocol): lists with `member`, maps with `entry`."""
    if shape.type_name == "structure":
        inner = "".join(xml(shape.members[key], key, item) for key, item in value.items())
    elif shape.type_name == "list":
        inner = "".join(xml(shape.member, "member", item) for item in value)
    elif shape.type_name == "map":
        pair = "<entry><key>{}</key><value>{}</value></entry>"
        inner = "".join(pair.format(escape(key), escape(item)) for key, item in value.items())
    elif shape.type_name == "boolean":
        inner = "true" if value else "false"
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"


def check_enums(shape, value, place):
    if shape.type_name == "structure":
        for key, item in value.items():
            check_enums(shape.members[key], item, f"{place}.{key}")
    elif shape.type_name == "list":
        for item in value:
            check_enums(shape.member, item, place)
    elif shape.type_name == "map":
        for item in value.values():
            check_enums(shape.value, item, place)
    elif shape.metadata.get("enum") and value not in shape.metadata["enum"]:
        sys.exit(f"{place}: found {value}, expected one of {shape.metadata['enum']}")


def check(operation, value):
    shape = model.operation_model(operation).output_shape
    errors = ParamValidator().validate(value, shape)
    if errors.has_errors():
        sys.exit(errors.generate_report())
    check_enums(shape, value, operation)
    result = xml(shape, f"{operation}Result", value)
    body = (
        f'<{operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">{result}'
        f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{operation}Response>"
    )
    parser = botocore.parsers.create_parser(model.metadata["protocol"])
    response = {"headers": {}, "status_code": 200, "body": body.encode()}
    parsed = parser.parse(response, shape)
    parsed.pop("ResponseMetadata")
    if parsed != value:
        sys.exit(f"parsed otherwise: {json.dumps(parsed)}\nwritten: {json.dumps(value)}")


def check_facts():
    """The facts in the tests' data are those of the model."""
    with open("crates/iam-eval-cli/tests/data/aws-simulator-shapes.json", encoding="utf-8") as file:
        facts = json.load(file)
    for operation, name in facts["outputs"].items():
        assert model.operation_model(operation).output_shape.name == name, operation
    for name, fact in facts["shapes"].items():
        shape = model.shape_for(name)
        assert shape.type_name == fact["type"], name
        if shape.type_name == "structure":
            assert {key: member.name for key, member in shape.members.items()} == fact["members"], name
            assert sorted(shape.required_members) == fact["required"], name
        assert shape.metadata.get("enum") == fact.get("enum"), name


check_facts()
for args in SIMULATIONS:
    check("SimulatePrincipalPolicy" if "--principal" in args else "SimulateCustomPolicy", answer("simulate", args))
for args in KEYS:
    check("GetContextKeysForCustomPolicy", answer("context-keys", args))
print(f"botocore {version} read {len(SIMULATIONS)} simulations and {len(KEYS)} lists of condition keys as they are")
