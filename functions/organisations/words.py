"""The words of the table that administrators open in a spreadsheet, in both languages."""

from collections.abc import Mapping

from shared.declarations.model import ContactKind, IsolationKind, Symptom

ENGLISH = "en"

HEADINGS_ZH = (
    *("成员标识", "姓名", "编号", "已离开", "已申报", "申报时间", "体温（℃）"),
    *("症状", "近14天旅居", "接触史", "隔离", "备注"),
)
HEADINGS_EN = (
    *("Member", "Name", "Number", "Left", "Declared", "Declared at", "Temperature (°C)"),
    *("Symptoms", "Stays in 14 days", "Contacts", "Isolation", "Remarks"),
)
YES_NO_ZH, YES_NO_EN = ("是", "否"), ("yes", "no")

_SYMPTOMS: Mapping[str, tuple[str, str]] = {
    Symptom.FEVER: ("发热", "fever"),
    Symptom.COUGH: ("咳嗽", "cough"),
    Symptom.FATIGUE: ("乏力", "fatigue"),
    Symptom.SORE_THROAT: ("咽痛", "sore throat"),
    Symptom.DIFFICULTY_BREATHING: ("呼吸困难", "difficulty breathing"),
    Symptom.DIARRHOEA: ("腹泻", "diarrhoea"),
    Symptom.HEADACHE: ("头痛", "headache"),
    Symptom.MUSCLE_PAIN: ("肌肉酸痛", "muscle pain"),
    Symptom.RUNNY_NOSE: ("流涕", "runny nose"),
    Symptom.VOMITING: ("呕吐", "vomiting"),
    Symptom.LOSS_OF_SMELL_OR_TASTE: ("嗅觉或味觉减退", "loss of smell or taste"),
    Symptom.OTHER: ("其他症状", "another symptom"),
}
_CONTACTS: Mapping[str, tuple[str, str]] = {
    ContactKind.CONFIRMED_CASE: ("确诊病例", "confirmed case"),
    ContactKind.SUSPECTED_CASE: ("疑似病例", "suspected case"),
    ContactKind.ASYMPTOMATIC_CASE: ("无症状感染者", "case without symptoms"),
    ContactKind.FROM_EPIDEMIC_AREA: ("疫情地区人员", "people from an epidemic area"),
    ContactKind.PEOPLE_WITH_FEVER: ("发热人员", "people with fever"),
    ContactKind.CLUSTER: ("聚集性病例", "cluster of cases"),
}
_ISOLATIONS: Mapping[str, tuple[str, str]] = {
    IsolationKind.NONE: ("无", "none"),
    IsolationKind.HOME: ("居家隔离", "at home"),
    IsolationKind.CENTRAL: ("集中隔离", "in a central place"),
}
_WORDS = {**_SYMPTOMS, **_CONTACTS, **_ISOLATIONS}


def word(what: Symptom | ContactKind | IsolationKind, language: str) -> str:
    """What a value of the closed lists is called: in English for "en", else in Chinese."""
    chinese, english = _WORDS[what]
    return english if language == ENGLISH else chinese
