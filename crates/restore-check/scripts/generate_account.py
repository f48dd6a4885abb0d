#!/usr/bin/env python3
"""Makes an account to try restore-check on: what `aws iam get-account-authorization-details` prints.

    generate_account.py --roles 10000 > account.json
    generate_account.py --roles 10000 --files DIR       a role policy file for each role instead
    generate_account.py --roles 10000 --scps DIR        also service control policies, by level

The same arguments always give the same account. Standard library only; the output is streamed.
"""

import argparse
import json
import os
import random
import sys

ACCOUNT = "111122223333"
APPLIANCE = "444455556666"
HERE = os.path.dirname(os.path.abspath(__file__))


def load_set(name):
    with open(os.path.join(HERE, "..", "data", name)) as file:
        return json.load(file)["Statement"][0]["Action"]


RESTORE = load_set("ec2-restore.json")
WORKERS = load_set("worker-deployment.json")
OTHER = ["s3:GetObject", "s3:ListBucket", "logs:*", "cloudwatch:Get*", "sns:Publish", "dynamodb:Query"]


def statement(actions, resource="*", **more):
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def managed_policies():
    by_name = {
        "restore": document(statement(RESTORE)),
        "workers": document(statement(WORKERS)),
        "power": document({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}),
        "wild": document(statement(["ec2:*", "kms:*", "iam:Get*", "iam:List*", "iam:PassRole", "iam:Simulate*"])),
        "region": document(
            statement(RESTORE, Condition={"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}})
        ),
        "boundary": document(statement(["ec2:*", "iam:*", "kms:*", "s3:*"])),
        "readonly": document(statement(["ec2:Describe*", "iam:Get*", "iam:List*", "kms:Describe*", "kms:List*"])),
    }
    return {f"arn:aws:iam::{ACCOUNT}:policy/{name}": doc for name, doc in by_name.items()}


def arn(name):
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def inline_document(rng):
    """A policy of about 3 kB, of the kinds that are met."""
    kind = rng.random()
    actions = list(RESTORE)
    if kind < 0.4:
        for _ in range(rng.randint(1, 6)):
            actions.remove(rng.choice(actions))
        return document(statement(actions), statement(rng.sample(OTHER, 3)))
    if kind < 0.6:
        return document(
            statement(actions),
            {"Sid": "NoKeys", "Effect": "Deny", "Action": "kms:*", "Resource": f"arn:aws:kms:*:{ACCOUNT}:key/{rng.random():.9f}"},
        )
    if kind < 0.8:
        ec2 = [action for action in actions if action.startswith("ec2:")]
        rest = [action for action in actions if not action.startswith("ec2:")]
        return document(
            statement(ec2, f"arn:aws:ec2:*:{ACCOUNT}:*"),
            statement(rest, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        )
    return document(statement(actions + WORKERS))


def trust(rng):
    principal = rng.choice(
        [
            {"AWS": f"arn:aws:iam::{APPLIANCE}:root"},
            {"AWS": f"arn:aws:iam::{APPLIANCE}:role/Impersonation"},
            {"Service": "ec2.amazonaws.com"},
        ]
    )
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
    }


def role(rng, index):
    name = f"{rng.choice(['veeam', 'backup', 'app'])}-{index:05}"
    attached = rng.sample(["restore", "workers", "power", "wild", "region", "readonly"], rng.randint(0, 2))
    detail = {
        "Path": "/",
        "RoleName": name,
        "RoleId": f"AROA{index:017}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "AssumeRolePolicyDocument": trust(rng),
        "InstanceProfileList": [],
        "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": inline_document(rng)}],
        "AttachedManagedPolicies": [{"PolicyName": each, "PolicyArn": arn(each)} for each in attached],
        "Tags": [],
    }
    if rng.random() < 0.2:
        detail["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": arn("boundary"),
        }
    return detail


def write_list(out, name, items):
    out.write(f'"{name}": [')
    for index, item in enumerate(items):
        out.write(",\n" if index else "\n")
        out.write(json.dumps(item, indent=2))
    out.write("\n]")


def write_dump(out, rng, roles):
    users = (
        {
            "Path": "/",
            "UserName": f"user-{index}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:user/user-{index}",
            "GroupList": ["operators"],
            "AttachedManagedPolicies": [],
        }
        for index in range(max(1, roles // 100))
    )
    groups = [
        {
            "GroupName": "operators",
            "Arn": f"arn:aws:iam::{ACCOUNT}:group/operators",
            "GroupPolicyList": [],
            "AttachedManagedPolicies": [{"PolicyName": "wild", "PolicyArn": arn("wild")}],
        }
    ]
    policies = (
        {
            "PolicyName": policy.rsplit("/", 1)[1],
            "Arn": policy,
            "DefaultVersionId": "v2",
            "PolicyVersionList": [
                {"VersionId": "v2", "IsDefaultVersion": True, "Document": doc},
                {"VersionId": "v1", "IsDefaultVersion": False, "Document": document()},
            ],
        }
        for policy, doc in managed_policies().items()
    )
    out.write("{\n")
    write_list(out, "UserDetailList", users)
    out.write(",\n")
    write_list(out, "GroupDetailList", groups)
    out.write(",\n")
    write_list(out, "RoleDetailList", (role(rng, index) for index in range(roles)))
    out.write(",\n")
    write_list(out, "Policies", policies)
    out.write("\n}\n")


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        json.dump(value, file, indent=2)


def write_scps(folder):
    full = document(statement("*"))
    write_json(os.path.join(folder, "0-root", "full.json"), full)
    write_json(os.path.join(folder, "1-unit", "full.json"), full)
    write_json(
        os.path.join(folder, "1-unit", "regions.json"),
        document(
            {
                "Effect": "Deny",
                "NotAction": ["iam:*", "organizations:*", "support:*"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
            }
        ),
    )
    write_json(os.path.join(folder, "2-account", "full.json"), full)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", metavar="DIR", help="write a role policy file for each role instead")
    parser.add_argument("--scps", metavar="DIR", help="also write service control policies, by level")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    if arguments.scps:
        write_scps(arguments.scps)
    if arguments.files:
        for index in range(arguments.roles):
            write_json(os.path.join(arguments.files, f"role-{index:06}.json"), inline_document(rng))
        return
    write_dump(sys.stdout, rng, arguments.roles)


if __name__ == "__main__":
    main()
