"""Reading a synthesised template."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Template:
    """A CloudFormation template."""

    content: Mapping[str, Any]

    def of_type(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """The resources of the CloudFormation type `kind`, by logical id."""
        return {name: each for name, each in self.content["Resources"].items() if each["Type"] == kind}

    def properties(self, kind: str) -> list[Mapping[str, Any]]:
        return [each.get("Properties", {}) for each in self.of_type(kind).values()]

    def only(self, kind: str) -> Mapping[str, Any]:
        """The properties of the one resource of this type."""
        (found,) = self.properties(kind)
        return found

    def functions(self) -> dict[str, Mapping[str, Any]]:
        """The properties of each Lambda function, by the name of its folder."""
        return {each["Handler"].split(".")[1]: each for each in self.properties("AWS::Lambda::Function")}

    def function_at(self, target: Any) -> str:
        """The folder of the function that an integration with the URI `target` calls."""
        text = json.dumps(target)
        (name,) = [
            each["Properties"]["Handler"].split(".")[1]
            for logical_id, each in self.of_type("AWS::Lambda::Function").items()
            if f'"{logical_id}"' in text
        ]
        return str(name)

    def statements(self, function: str) -> list[Mapping[str, Any]]:
        """What the role of `function` allows."""
        role = self.functions()[function]["Role"]["Fn::GetAtt"][0]
        properties = self.content["Resources"][role]["Properties"]
        assert "ManagedPolicyArns" not in properties, f"{function} has a policy that others write"
        return [each for policy in properties["Policies"] for each in policy["PolicyDocument"]["Statement"]]


def read_template(assembly: Path, stack: str) -> Template:
    """The template of `stack` in the folder of a synthesis."""
    return Template(json.loads((assembly / f"{stack}.template.json").read_text(encoding="utf-8")))


def as_list(value: Any) -> list[Any]:
    """IAM's habit of writing a list of one as that one."""
    return value if isinstance(value, list) else [value]
