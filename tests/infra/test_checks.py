"""The templates pass the checks of others: cdk-nag, which also shows that it would find something, and cfn-lint."""

import json
from pathlib import Path

import cfnlint  # type: ignore[import-untyped]  # it comes without types
import pytest

_STARS = {
    f"AwsSolutions-IAM5[Resource::yuekang-guangdong-data-certificates-arn/{part}/*]"
    for part in ("uploads", "certificates")
}
_DAY_COUNTS, _DAY_HEADS = (
    f"AwsSolutions-IAM5[Resource::yuekang-guangdong-data-days-arn/{part}/*]" for part in ("counts", "heads")
)
_IMPORT_STARS = {
    f"AwsSolutions-IAM5[Resource::yuekang-guangdong-data-imports-arn/{part}/*]" for part in ("uploads", "imports")
}
_RUNS = (
    "AwsSolutions-IAM5[Resource::arn:aws:states:ap-east-1:<AWS::AccountId>:execution:yuekang-guangdong-risk-imports:*]"
)
_PLANS = "AwsSolutions-IAM5[Resource::yuekang-guangdong-data-imports-arn/imports/*]"
_ALL_LISTS = {"AwsSolutions-IAM5[Resource::yuekang-guangdong-data-status-lists-arn/*]"}
_PEER_LISTS = {"AwsSolutions-IAM5[Resource::yuekang-guangdong-data-status-lists-arn/peers/*]"}
ACCEPTED = {
    "/Data/status_lists/Bucket": {"AwsSolutions-S1"},
    "/Data/certificates/Bucket": {"AwsSolutions-S1"},
    "/Data/days/Bucket": {"AwsSolutions-S1"},
    "/Data/imports/Bucket": {"AwsSolutions-S1"},
    "/Data/Residents": {"AwsSolutions-COG2", "AwsSolutions-COG3", "AwsSolutions-COG8"},
    "/Data/Staff": {"AwsSolutions-COG2"},
    "/Api/public/Function": {"AwsSolutions-L1"},
    "/Api/residents/Function": {"AwsSolutions-L1"},
    "/Api/codes/Function": {"AwsSolutions-L1"},
    "/Api/risk/Function": {"AwsSolutions-L1"},
    "/Api/risk_imports/Function": {"AwsSolutions-L1"},
    "/Api/appeals/Function": {"AwsSolutions-L1"},
    "/Api/appeal_decisions/Function": {"AwsSolutions-L1"},
    "/Api/scans/Function": {"AwsSolutions-L1"},
    "/Api/scan_batches/Function": {"AwsSolutions-L1"},
    "/Api/scans/Role": _PEER_LISTS,
    "/Api/status_lists/Function": {"AwsSolutions-L1"},
    "/Api/status_lists/Role": _ALL_LISTS,
    "/Api/StatusListBuilds/status_list_builds/Function": {"AwsSolutions-L1"},
    "/Api/StatusListBuilds/status_list_builds/Role": _ALL_LISTS,
    "/Api/StatusListMirrors/status_list_mirrors/Function": {"AwsSolutions-L1"},
    "/Api/StatusListMirrors/status_list_mirrors/Role": _PEER_LISTS,
    "/Api/federation/Function": {"AwsSolutions-L1"},
    "/Api/federation/Role": _ALL_LISTS,
    "/Api/trust_list/Function": {"AwsSolutions-L1"},
    "/Api/TrustRefreshes/trust_refreshes/Function": {"AwsSolutions-L1"},
    "/Api/checkpoints/Function": {"AwsSolutions-L1"},
    "/Api/itinerary/Function": {"AwsSolutions-L1"},
    "/Api/provinces/Function": {"AwsSolutions-L1"},
    "/Api/health_questions/Function": {"AwsSolutions-L1"},
    "/Api/lookups/Function": {"AwsSolutions-L1"},
    "/Api/declarations/Function": {"AwsSolutions-L1"},
    "/Api/organisations/Function": {"AwsSolutions-L1"},
    "/Api/health/Function": {"AwsSolutions-L1"},
    "/Api/temperatures/Function": {"AwsSolutions-L1"},
    "/Api/notices/Function": {"AwsSolutions-L1"},
    "/Api/notifications/Function": {"AwsSolutions-L1"},
    "/Api/Notifications/Changes/notification_changes/Function": {"AwsSolutions-L1"},
    "/Api/Notifications/Changes/Failed": {"AwsSolutions-SQS3"},
    "/Api/Notifications/Changes/ListStreams": {"AwsSolutions-IAM5[Resource::*]"},
    "/Api/Notifications/notification_deliveries/Function": {"AwsSolutions-L1"},
    "/Api/Notifications/Failed": {"AwsSolutions-SQS3"},
    "/Api/Notifications/Publisher": {"AwsSolutions-IAM5[Action::kms:GenerateDataKey*]"},
    "/Api/offline_registrations/Function": {"AwsSolutions-L1"},
    "/Api/scan_registrations/Function": {"AwsSolutions-L1"},
    "/Api/certificates/Function": {"AwsSolutions-L1"},
    "/Api/CertificateUploads/certificate_uploads/Function": {"AwsSolutions-L1"},
    "/Api/Audit/Poison": {"AwsSolutions-SQS3"},
    "/Api/Audit/Changes/Failed": {"AwsSolutions-SQS3"},
    "/Api/Audit/Changes/ListStreams": {"AwsSolutions-IAM5[Resource::*]"},
    "/Api/Audit/Changes/audit/Function": {"AwsSolutions-L1"},
    "/Api/published_days/Function": {"AwsSolutions-L1"},
    "/Api/AuditDays/audit_days/Function": {"AwsSolutions-L1"},
    "/Api/published_days/Role": {_DAY_COUNTS},
    "/Api/AuditDays/audit_days/Role": {_DAY_COUNTS, _DAY_HEADS},
    "/Api/AuditDays/Failed": {"AwsSolutions-SQS3"},
    "/Api/certificates/Role": _STARS,
    "/Api/CertificateUploads/certificate_uploads/Role": _STARS,
    "/Api/CertificateUploads/Failed": {"AwsSolutions-SQS3"},
    "/Api/risk_imports/Role": {*_IMPORT_STARS, _RUNS},
    "/Api/RiskImports/Uploads/import_uploads/Function": {"AwsSolutions-L1"},
    "/Api/RiskImports/Uploads/import_uploads/Role": _IMPORT_STARS,
    "/Api/RiskImports/Uploads/Failed": {"AwsSolutions-SQS3"},
    "/Api/RiskImports/import_rows/Function": {"AwsSolutions-L1"},
    "/Api/RiskImports/import_rows/Role": {_PLANS},
    "/Api/RiskImports/import_report/Function": {"AwsSolutions-L1"},
    "/Api/RiskImports/import_report/Role": {_PLANS},
    "/Api/RiskImports/Machine": {"AwsSolutions-SF2"},
    "/Api/RiskImports/Role": {"AwsSolutions-IAM5[Resource::*]", _PLANS, _RUNS},
    "/Api/Http/GET --v1--release-guides": {"AwsSolutions-APIG4"},
    "/Api/Http/POST --v1--federation--code-verification": {"AwsSolutions-APIG4"},
    "/Api/Http/POST --v1--federation--status-list": {"AwsSolutions-APIG4"},
    "/Api/Http/POST --v1--federation--status-list-contents": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --v1--release-guides--{category}": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --C--{digits}": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --v1--trust-list": {"AwsSolutions-APIG4"},
    "/Api/Http/POST --v1--federation--health-summary": {"AwsSolutions-APIG4"},
    "/Api/Http/POST --v1--federation--health-detail": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --E": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --E--{checkpoint}": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --v1--red-list--days--{day}": {"AwsSolutions-APIG4"},
    "/Api/Http/GET --N--{digits}": {"AwsSolutions-APIG4"},
    "/Sandbox/ApiKey": {"AwsSolutions-SMG4"},
    "/Sandbox/ItineraryApiKey": {"AwsSolutions-SMG4"},
    "/Sandbox/sandbox_register/Function": {"AwsSolutions-L1"},
    "/Sandbox/sandbox_itinerary/Function": {"AwsSolutions-L1"},
    "/Sandbox/Http/POST --v1--itineraries": {"AwsSolutions-APIG4"},
    "/Sandbox/Http/POST --v1--verifications": {"AwsSolutions-APIG4"},
}
"""Every finding of cdk-nag that stands, by construct; the reasons are where the constructs are made."""

# W3005: CDK writes the dependency of a function on its role twice, as a reference and in so many words.
_CFN_LINT = {"regions": ["ap-east-1"], "ignore_checks": ["W3005"]}


def _accepted(assembly: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for stack in ("Data", "Api", "Sandbox"):
        metadata = json.loads((assembly / f"{stack}.metadata.json").read_text(encoding="utf-8"))
        for construct, entries in metadata.items():
            for entry in entries:
                if entry["type"] == "aws:cdk:acknowledged-rules":
                    rules = {rule.removeprefix("Annotation::") for rule in entry["data"]}
                    found.setdefault(construct, set()).update(rules)
    return found


def test_cdk_nag_finds_nothing_but_what_was_accepted(assembly: Path) -> None:
    report = json.loads((assembly / "validation-report.json").read_text(encoding="utf-8"))
    assert report["pluginReports"] == []
    assert _accepted(assembly) == ACCEPTED


def test_cdk_nag_finds_nothing_more_in_a_region_that_decides_otherwise(elsewhere: Path) -> None:
    report = json.loads((elsewhere / "validation-report.json").read_text(encoding="utf-8"))
    assert report["pluginReports"] == []
    more = {construct: rules for construct, rules in _accepted(elsewhere).items() if construct not in ACCEPTED}
    assert more == {"/Data/StatusListsCdn/Distribution": {f"AwsSolutions-CFR{number}" for number in range(1, 5)}}


def test_a_planted_finding_of_cdk_nag_stops_the_synthesis(tmp_path: Path) -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_sqs as sqs

    from tests.infra.synthesis import synthesise

    def plant(app: cdk.App) -> None:
        sqs.Queue(cdk.Stack(app, "Planted"), "Queue")

    with pytest.raises(RuntimeError, match="Validation"):
        synthesise(tmp_path, change=plant)
    report = json.loads((tmp_path / "validation-report.json").read_text(encoding="utf-8"))
    assert {each["ruleName"] for each in report["pluginReports"][0]["violations"]} >= {"AwsSolutions-SQS4"}


@pytest.mark.parametrize("stack", ["Data", "Api", "Sandbox"])
def test_cfn_lint_finds_nothing(assembly: Path, stack: str) -> None:
    text = (assembly / f"{stack}.template.json").read_text(encoding="utf-8")
    found = cfnlint.lint(text, config=_CFN_LINT)
    assert [f"{each.rule.id} {each.message} at {each.path}" for each in found] == []


def test_cfn_lint_finds_nothing_in_a_region_with_its_status_lists_at_cloudfront(elsewhere: Path) -> None:
    text = (elsewhere / "Data.template.json").read_text(encoding="utf-8")
    assert not cfnlint.lint(text, config=_CFN_LINT)


def test_cfn_lint_would_find_a_planted_fault(assembly: Path) -> None:
    template = json.loads((assembly / "Data.template.json").read_text(encoding="utf-8"))
    template["Resources"]["Planted"] = {"Type": "AWS::SQS::Queue", "Properties": {"Colour": "red"}}
    assert cfnlint.lint(json.dumps(template), config=_CFN_LINT)
