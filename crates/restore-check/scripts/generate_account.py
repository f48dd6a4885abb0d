#!/usr/bin/env python3
"""Generates an account to test restore-check: the output of `aws iam get-account-authorization-details`.

    generate_account.py --roles 10000 > account.json
    generate_account.py --roles 10000 --files DIR        a role policy file of about 3 kB for each role
    generate_account.py --roles 10000 --scps DIR         also service control policies, by level
    generate_account.py --roles 80000 --inline 2         more than 500 MB
    generate_account.py --roles 2000 --trusting > account.json    roles that trust their account, or other roles

Managed policies are shared, also as boundaries; roles have inline policies with gaps, conditions,
wildcards, NotAction, and a few are broken (--broken). The same arguments always produce the same
account. Standard library only; the output is streamed.
"""

import argparse
import json
import os
import random
import sys
import urllib.parse

ACCOUNT = "111122223333"
APPLIANCE = "444455556666"
HERE = os.path.dirname(os.path.abspath(__file__))


def load_set(name):
    with open(os.path.join(HERE, "..", "data", "sets", name), encoding="utf-8") as file:
        return json.load(file)["Statement"][0]["Action"]


RESTORE = load_set("ec2-restore.json")
WORKERS = load_set("worker-deployment.json")
BOTH = RESTORE + [action for action in WORKERS if action not in RESTORE]
APPLICATION = """s3:GetObject s3:PutObject s3:ListBucket logs:CreateLogStream logs:PutLogEvents
cloudwatch:PutMetricData sns:Publish dynamodb:GetItem dynamodb:Query lambda:InvokeFunction
secretsmanager:GetSecretValue ecr:BatchGetImage events:PutEvents states:StartExecution""".split()


def statement(actions, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": actions, "Resource": resource, **more}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def in_regions(*regions):
    return {"StringEquals": {"aws:RequestedRegion": list(regions)}}


def own(name):
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
MANAGED = {
    own("veeam-restore"): document(statement(RESTORE)),
    own("veeam-workers"): document(statement(WORKERS)),
    own("power-user"): document({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"}),
    own("operators"): document(statement(["ec2:*", "kms:*", "iam:Get*", "iam:List*", "iam:PassRole", "iam:Simulate*"])),
    own("restore-in-europe"): document(statement(RESTORE, Condition=in_regions("eu-west-1", "eu-central-1", "us-east-1"))),
    own("read-only"): document(statement(["ec2:Describe*", "iam:Get*", "iam:List*", "kms:Describe*", "kms:List*"])),
    own("service/logging"): document(statement(["logs:*", "cloudwatch:*"])),
    own("boundary-compute"): document(statement(["ec2:*", "iam:*", "kms:*", "s3:*", "logs:*"])),
    own("boundary-no-pass-role"): document(statement("*"), statement("iam:PassRole", effect="Deny")),
    ADMINISTRATOR: document(statement("*")),
}
ATTACHABLE = [arn for arn in MANAGED if "boundary" not in arn and arn != ADMINISTRATOR]
BOUNDARIES = [arn for arn in MANAGED if "boundary" in arn]


def all_of(rng):
    return document(statement(list(BOTH)), statement(rng.sample(APPLICATION, 3)))


def with_gaps(rng):
    missing = rng.sample(RESTORE, rng.randint(1, 6))
    return document(statement([action for action in BOTH if action not in missing]), statement(rng.sample(APPLICATION, 3)))


def with_deny(rng):
    key = f"arn:aws:kms:*:{ACCOUNT}:key/{rng.getrandbits(48):012x}"
    return document(statement(list(BOTH)), statement("kms:*", key, "Deny", Sid="NotThisKey"))


def with_conditions(rng):
    kms = [action for action in BOTH if action.startswith("kms:")]
    rest = [action for action in BOTH if not action.startswith("kms:")]
    region = rng.choice(["eu-west-1", "eu-central-1", "us-east-2"])
    by_service = {"StringEquals": {"kms:ViaService": f"ec2.{region}.amazonaws.com"}}
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    return document(statement(kms, Condition=by_service), statement(rest, Condition=rng.choice([mfa, in_regions(region)])))


def on_resources(rng):
    ec2 = [action for action in BOTH if action.startswith("ec2:")]
    rest = [action for action in BOTH if not action.startswith("ec2:")]
    role = f"arn:aws:iam::{ACCOUNT}:role/app-{rng.randint(0, 99):05}"
    return document(
        statement(ec2, f"arn:aws:ec2:*:{ACCOUNT}:*"),
        statement([action for action in rest if action != "iam:PassRole"]),
        statement("iam:PassRole", role),
    )


def with_wildcards(rng):
    text = statement(["ec2:Describe*", "ec2:*Snapshot*", "ec2:*Volume", "ec2:RunInstances", "kms:*", "IAM:List*"])
    return document(text, {"Effect": "Allow", "NotAction": ["iam:Create*", "iam:Delete*", "sts:*"], "Resource": "*"})


def application(rng):
    bucket = f"arn:aws:s3:::bucket-{rng.getrandbits(32):08x}"
    many = [statement(rng.sample(APPLICATION, 6), [bucket, bucket + "/*"], Sid=f"Part{index}") for index in range(8)]
    return document(*many)


KINDS = [(all_of, 20), (with_gaps, 30), (with_deny, 10), (with_conditions, 12), (on_resources, 10), (with_wildcards, 8), (application, 10)]


def broken(rng):
    """Documents that AWS would reject, as in dumps edited by hand."""
    return rng.choice(
        [
            {"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]},
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]},
            {"Version": "2012-10-17", "Statment": []},
        ]
    )


def inline_document(rng):
    kinds, weights = zip(*KINDS)
    return rng.choices(kinds, weights)[0](rng)


def trust(rng):
    appliance = rng.choice([f"arn:aws:iam::{APPLIANCE}:root", f"arn:aws:iam::{APPLIANCE}:role/Impersonation", APPLIANCE])
    kind = rng.random()
    if kind < 0.4:
        allow = {"Principal": {"AWS": appliance}, "Action": "sts:AssumeRole"}
    elif kind < 0.5:
        condition = {"StringEquals": {"sts:ExternalId": f"veeam-{rng.randint(1000, 9999)}"}}
        allow = {"Principal": {"AWS": appliance}, "Action": "sts:AssumeRole", "Condition": condition}
    elif kind < 0.6:
        provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"
        allow = {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
    else:
        service = rng.choice(["ec2", "lambda", "ecs-tasks", "backup"])
        allow = {"Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return document({"Effect": "Allow", **allow})


class Pool:
    """Documents, rendered only once, since a large account repeats them."""

    def __init__(self, rng, make, size, indent, encoded):
        self.texts = [self.render(make(rng), indent, encoded) for _ in range(size)]

    @staticmethod
    def render(value, indent, encoded):
        if encoded:
            return json.dumps(urllib.parse.quote(json.dumps(value), safe=""))
        return json.dumps(value, indent=4).replace("\n", "\n" + " " * indent)


class Details:
    def __init__(self, rng, arguments):
        self.rng = rng
        self.arguments = arguments
        pool = lambda make, size, indent: Pool(rng, make, size, indent, arguments.encoded).texts
        self.inline = pool(inline_document, 500, 20)
        self.broken = pool(broken, 10, 20)
        self.trust = pool(trust, 50, 12)
        # Numbers of its own, so that the rest of the account is the same with and without it.
        self.trusting = random.Random(arguments.seed + 1)
        self.earlier = []

    def text(self, detail, places):
        """The detail as printed by the AWS CLI, with each placeholder replaced by its rendered document."""
        text = json.dumps(detail, indent=4).replace("\n", "\n        ")
        for place, rendered in places.items():
            text = text.replace(f'"{place}"', rendered, 1)
        return "        " + text

    def role(self, index):
        rng = self.rng
        name = f"{rng.choice(['veeam', 'backup', 'app', 'ci'])}-{index:05}"
        path = "/" if rng.random() < 0.9 else "/service/"
        inline = ["@broken" if rng.random() < self.arguments.broken else "@inline" for _ in range(self.arguments.inline)]
        places = {f"@{at}": rng.choice(self.broken if kind == "@broken" else self.inline) for at, kind in enumerate(inline)}
        attached = rng.sample(ATTACHABLE, rng.choice([0, 0, 1, 1, 2, 3]))
        if rng.random() < 0.01:
            attached.append(ADMINISTRATOR)
        detail = {
            "Path": path,
            "RoleName": name,
            "RoleId": f"AROA{index:017}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:role{path}{name}",
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "AssumeRolePolicyDocument": "@trust",
            "InstanceProfileList": [],
            "RolePolicyList": [{"PolicyName": f"inline-{at}", "PolicyDocument": f"@{at}"} for at in range(len(inline))],
            "AttachedManagedPolicies": [attachment(arn) for arn in attached],
            "Tags": [{"Key": "team", "Value": f"team {{{rng.randint(1, 40)}}}"}],
            "RoleLastUsed": {"LastUsedDate": "2026-10-01T12:00:00+00:00", "Region": "eu-west-1"},
        }
        if rng.random() < 0.2:
            boundary = rng.choice(BOUNDARIES)
            detail["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
        trusted = rng.choice(self.trust)
        if self.arguments.trusting:
            trusted = Pool.render(self.trusted(), 12, self.arguments.encoded)
            if self.trusting.random() < 0.2:
                may = statement("sts:AssumeRole", self.trusting.choice(["*", *self.earlier[-3:]]))
                detail["RolePolicyList"].append({"PolicyName": "assume", "PolicyDocument": "@assume"})
                places["@assume"] = Pool.render(document(may), 20, self.arguments.encoded)
            self.earlier.append(detail["Arn"])
        return self.text(detail, {**places, "@trust": trusted})

    def trusted(self):
        """Half of the roles trust a service, a third the account, the others a few roles of it."""
        rng, kind = self.trusting, self.trusting.random()
        if kind < 0.5 or not self.earlier:
            who = {"Service": "ec2.amazonaws.com"}
        elif kind < 0.83:
            who = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        else:
            who = {"AWS": [rng.choice(self.earlier) for _ in range(rng.randint(1, 5))]}
        return document({"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"})

    def user(self, index):
        detail = {
            "Path": "/",
            "UserName": f"user-{index}",
            "UserId": f"AIDA{index:017}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:user/user-{index}",
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "GroupList": self.rng.sample(["operators", "readers"], self.rng.randint(0, 2)),
            "AttachedManagedPolicies": [],
            "Tags": [],
        }
        return self.text(detail, {})

    def group(self, name, attached):
        detail = {
            "Path": "/",
            "GroupName": name,
            "GroupId": f"AGPA{name:>17}".replace(" ", "0"),
            "Arn": f"arn:aws:iam::{ACCOUNT}:group/{name}",
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "GroupPolicyList": [{"PolicyName": "of-the-group", "PolicyDocument": "@inline"}],
            "AttachedManagedPolicies": [attachment(arn) for arn in attached],
        }
        return self.text(detail, {"@inline": self.inline[0]})

    def managed(self, arn, value):
        older = document(statement(["ec2:Describe*"]))
        detail = {
            "PolicyName": arn.rsplit("/", 1)[1],
            "Arn": arn,
            "DefaultVersionId": "v2",
            "AttachmentCount": 1,
            "PolicyVersionList": [
                {"Document": "@2", "VersionId": "v2", "IsDefaultVersion": True},
                {"Document": "@1", "VersionId": "v1", "IsDefaultVersion": False},
            ],
        }
        render = lambda value: Pool.render(value, 20, self.arguments.encoded)
        return self.text(detail, {"@2": render(value), "@1": render(older)})


def attachment(arn):
    return {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn}


def write_list(out, name, items):
    out.write(f'    "{name}": [')
    for index, item in enumerate(items):
        out.write(",\n" if index else "\n")
        out.write(item)
    out.write("\n    ]")


def write_dump(out, rng, arguments):
    details = Details(rng, arguments)
    groups = {"operators": [own("operators")], "readers": [own("read-only")]}
    lists = {
        "UserDetailList": (details.user(index) for index in range(max(1, arguments.roles // 100))),
        "GroupDetailList": (details.group(name, attached) for name, attached in groups.items()),
        "RoleDetailList": (details.role(index) for index in range(arguments.roles)),
        "Policies": (details.managed(arn, value) for arn, value in MANAGED.items()),
    }
    out.write("{\n")
    for index, (name, items) in enumerate(lists.items()):
        if index:
            out.write(",\n")
        write_list(out, name, items)
    out.write("\n}\n")


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.write("\n")


def write_scps(folder):
    full = document(statement("*"))
    regions = {
        "Sid": "OnlyEurope",
        "Effect": "Deny",
        "NotAction": ["iam:*", "organizations:*", "support:*", "sts:*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
    }
    exempt = {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/veeam-*"}}
    pass_role = statement(["iam:PassRole", "kms:CreateGrant"], effect="Deny", Sid="OnlyBackup", Condition=exempt)
    leave = statement("organizations:LeaveOrganization", effect="Deny", Sid="Stay")
    for level, policies in {
        "0-root": {"full": full, "stay": document(leave)},
        "1-unit": {"full": full, "regions": document(regions)},
        "2-account": {"full": full, "pass-role": document(pass_role)},
    }.items():
        for name, value in policies.items():
            write_json(os.path.join(folder, level, f"{name}.json"), value)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inline", type=int, default=1, metavar="N", help="inline policies of a role")
    parser.add_argument("--broken", type=float, default=0.001, metavar="SHARE", help="share of the inline policies that are broken")
    parser.add_argument("--encoded", action="store_true", help="documents URL-encoded, as returned by the API")
    parser.add_argument("--files", metavar="DIR", help="write a role policy file for each role instead")
    parser.add_argument("--scps", metavar="DIR", help="also write service control policies, by level")
    parser.add_argument("--trusting", action="store_true", help="roles that trust their account, or other roles of it")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    if arguments.scps:
        write_scps(arguments.scps)
    if not arguments.files:
        write_dump(sys.stdout, rng, arguments)
        return
    for index in range(arguments.roles):
        make = broken if rng.random() < arguments.broken else inline_document
        write_json(os.path.join(arguments.files, f"role-{index:06}.json"), make(rng))


if __name__ == "__main__":
    main()
