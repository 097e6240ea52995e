"""The release guide of each category (M9): how red ends, in the words a resident reads.

What ends a hold in law is the decision of the authority that set it; a guide says what that decision rests on, and
what ends the hold without asking the authority again (`evidence.py`).
"""

from dataclasses import dataclass

from shared.risk.model import Category


@dataclass(frozen=True, slots=True)
class ReleaseGuide:
    """One category's name, what its release rests on, and what the resident does, in one language."""

    category: Category
    name: str
    released_when: str
    what_to_do: str


_APPEAL_ZH = "如认为标记有误，可对该记录提出申诉，由原因标签上写明的机构限期处理。"
_APPEAL_EN = "If you believe the entry is wrong, appeal against it: the authority named on the tag has a deadline."

_CHINESE = {
    Category.CONFIRMED_OR_POSITIVE: (
        "确诊病例和核酸阳性人员",
        "治愈出院并完成规定的隔离管理和健康监测，由负责机构确认后解除，或到其写明的结束日期自动解除。",
        "请配合治疗和随访，保留出院证明；完成健康监测后向负责机构申请解除。",
    ),
    Category.SUSPECTED: (
        "疑似病例",
        (
            "标记后采样、间隔至少24小时的连续两次核酸检测均为阴性，由医护人员扫码登记第二次结果时自动解除；"
            "或由作出诊断的机构解除，或到其写明的结束日期自动解除；确诊的转为确诊病例管理。"
        ),
        "请留在指定地点等待复检结果，不要自行外出；出结果时向医护人员出示本码。",
    ),
    Category.CLOSE_CONTACT: (
        "密切接触者",
        "医学观察期满且检测结果为阴性，由医护人员出具解除医学观察电子告知书后解除，或到写明的结束日期自动解除。",
        "请完成医学观察；期满时向医护人员出示本码，由其扫码出具电子告知书。",
    ),
    Category.HIGH_RISK_ARRIVAL: (
        "疫情地高风险来粤人员",
        "完成来粤后的健康管理，无异常，到结束日期自动解除或由负责机构提前解除。",
        "请向所在社区报到并配合健康管理，记录每日体温。",
    ),
    Category.CENTRAL_QUARANTINE: (
        "集中隔离人员",
        "集中隔离期满且检测结果为阴性，由医护人员出具解除医学观察电子告知书后解除，或到写明的结束日期自动解除。",
        "请在隔离点完成隔离；期满时向医护人员出示本码，由其扫码出具电子告知书。",
    ),
    Category.HOME_QUARANTINE: (
        "居家隔离人员",
        "居家隔离期满，健康核查无异常，到结束日期自动解除或由负责机构提前解除。",
        "请居家并配合网格员健康核查；期满仍为红码时联系所在社区。",
    ),
}
_ENGLISH = {
    Category.CONFIRMED_OR_POSITIVE: (
        "Confirmed case or positive nucleic acid test",
        (
            "After recovery, discharge, and the isolation and health monitoring that follow, "
            "once the responsible authority confirms it, or by itself on the end date that it has named."
        ),
        (
            "Complete your treatment and check-ups, keep the discharge certificate, "
            "and ask the responsible authority for release after monitoring."
        ),
    ),
    Category.SUSPECTED: (
        "Suspected case",
        (
            "By itself when medical staff scan this code and record the second of two negative tests, sampled since "
            "the entry was made and at least 24 hours apart; by the institution that made the diagnosis; or on the end "
            "date that it has named. A confirmed diagnosis moves you to the confirmed cases."
        ),
        "Stay at the place you were given, wait for the repeated test, and show this code when its result is there.",
    ),
    Category.CLOSE_CONTACT: (
        "Close contact",
        (
            "When medical observation is over and tests are negative: "
            "medical staff then issue the electronic notice of release. Otherwise by itself on the end date."
        ),
        "Complete the observation. On its last day show this code to medical staff, who scan it to issue the notice.",
    ),
    Category.HIGH_RISK_ARRIVAL: (
        "Arrival from a high-risk epidemic area",
        "After health management without findings: by itself on the end date, or earlier by the responsible authority.",
        "Report to your community on arrival, follow its health management, and note your temperature every day.",
    ),
    Category.CENTRAL_QUARANTINE: (
        "Centralised quarantine",
        (
            "When the quarantine is over and tests are negative: medical staff then issue the notice of release. "
            "Otherwise by itself on the end date."
        ),
        "Complete the quarantine. On its last day show this code to medical staff, who scan it to issue the notice.",
    ),
    Category.HOME_QUARANTINE: (
        "Home quarantine",
        (
            "When the quarantine is over and the health checks found nothing: by itself on the end date, "
            "or earlier by the responsible authority."
        ),
        (
            "Stay at home and take part in the grid worker's health checks. "
            "If the code is still red afterwards, ask your community."
        ),
    ),
}


def release_guide(category: Category, language: str) -> ReleaseGuide:
    """The guide for `category` in `en`, or in Chinese for any other language."""
    english = language == "en"
    name, released_when, what_to_do = (_ENGLISH if english else _CHINESE)[category]
    appeal = _APPEAL_EN if english else _APPEAL_ZH
    separator = " " if english else ""
    return ReleaseGuide(category, name, released_when, f"{what_to_do}{separator}{appeal}")
