"""Every refusal's HTTP status and words."""

from shared.aws.feature_problems import FEATURE_PROBLEMS
from shared.aws.problem import Problem
from shared.aws.request_problems import REQUEST_PROBLEMS
from shared.kernel.errors import ErrorCode

PROBLEMS: dict[ErrorCode, Problem] = REQUEST_PROBLEMS | FEATURE_PROBLEMS
