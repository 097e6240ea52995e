"""What is said of a request that is wrong in itself, and of faults of ours."""

from shared.aws.problem import Problem
from shared.kernel.errors import ErrorCode

REQUEST_PROBLEMS: dict[ErrorCode, Problem] = {
    ErrorCode.INVALID_JSON: Problem(
        400, "请求不是有效的 JSON", "请发送一个 JSON 对象。", "The body is not valid JSON", "Send one JSON object."
    ),
    ErrorCode.INVALID_REQUEST: Problem(
        422,
        "请求中有错误的字段",
        "请按 errors 逐项改正后重新提交。",
        "Some fields are wrong",
        "Correct each field listed under errors and send the request again.",
    ),
    ErrorCode.BODY_TOO_LARGE: Problem(
        413,
        "请求过大",
        "请减小请求内容。",
        "The body is too large",
        "Send a smaller body; the limit is given in bytes.",
    ),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: Problem(
        415,
        "不支持的内容类型",
        "请使用 Content-Type: application/json。",
        "The content type is not supported",
        "Send Content-Type: application/json.",
    ),
    ErrorCode.INVALID_IDEMPOTENCY_KEY: Problem(
        400,
        "缺少有效的 Idempotency-Key",
        "请为每次新操作生成 8 至 64 位由字母、数字、- 或 _ 组成的 Idempotency-Key，重试时沿用同一个。",
        "A valid Idempotency-Key is missing",
        "Send an Idempotency-Key of 8 to 64 letters, digits, - or _: a new one for each act, the same one for a retry.",
    ),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: Problem(
        409,
        "Idempotency-Key 已用于另一个请求",
        "请为这次操作使用新的 Idempotency-Key。",
        "The Idempotency-Key belongs to another request",
        "Use a new Idempotency-Key for this act.",
    ),
    ErrorCode.INVALID_CURSOR: Problem(
        400,
        "翻页标记无效",
        "请从第一页重新开始。",
        "The cursor is not valid here",
        "Start again from the first page.",
    ),
    ErrorCode.UNAUTHENTICATED: Problem(
        401, "未登录", "请登录后重试。", "You are not signed in", "Sign in and send the request again."
    ),
    ErrorCode.FORBIDDEN: Problem(
        403,
        "您的角色无权执行此操作",
        "请由有权限的工作人员办理。",
        "Your role may not do this",
        "Ask a colleague whose role allows it.",
    ),
    ErrorCode.NOT_FOUND: Problem(404, "未找到", "请检查地址。", "Not found", "Check the address."),
    ErrorCode.BUSY: Problem(
        503, "系统繁忙", "请在提示的时间之后重试。", "The service is busy", "Try again after the time given."
    ),
    ErrorCode.UNAVAILABLE: Problem(
        503,
        "服务暂时不可用",
        "请在提示的时间之后重试。",
        "The service is not available at the moment",
        "Try again after the time given.",
    ),
    ErrorCode.INTERNAL: Problem(
        500,
        "系统内部错误",
        "请凭 request_id 联系运维人员。",
        "Something went wrong on our side",
        "Tell the operators the request_id.",
    ),
}
