"""What is said when the rules of a feature refuse something."""

from shared.aws.problem import Problem
from shared.kernel.errors import ErrorCode

_DOCUMENTS_ZH = "请使用居民身份证、中国公民普通护照或港澳居民来往内地通行证。"
_DOCUMENTS_EN = (
    "Use a resident ID card, a Chinese ordinary passport, "
    "or a Mainland Travel Permit for Hong Kong and Macao Residents."
)
_OFFLINE_ZH = "公安登记信息可能尚未同步。请到现场由工作人员为您线下登记。"
_OFFLINE_EN = (
    "The public-security register may not have been synchronised yet. Staff can register you offline, on site."
)

FEATURE_PROBLEMS: dict[ErrorCode, Problem] = {
    ErrorCode.UNSUPPORTED_DOCUMENT: Problem(
        422, "不支持该证件类型", _DOCUMENTS_ZH, "This document type is not supported", _DOCUMENTS_EN
    ),
    ErrorCode.INVALID_DOCUMENT_NUMBER: Problem(
        422,
        "证件号码有误",
        "请对照证件核对号码后重新输入。",
        "The document number is not valid",
        "Compare the number with the document and enter it again.",
    ),
    ErrorCode.IDENTITY_NOT_ON_FILE: Problem(
        422, "系统未包含该身份信息", _OFFLINE_ZH, "The system does not hold this identity", _OFFLINE_EN
    ),
    ErrorCode.NAME_OR_DOCUMENT_MISMATCH: Problem(
        422,
        "姓名或证件有误",
        "请核对姓名和证件号码；确认无误仍无法通过的，" + _OFFLINE_ZH,
        "The name or the document is wrong",
        "Check the name and the number. If both are right: " + _OFFLINE_EN,
    ),
    ErrorCode.FACE_MISMATCH: Problem(
        422,
        "人脸识别未通过",
        "请在光线充足处正对镜头重试；多次未通过的，请到现场由工作人员线下登记。",
        "The face does not match",
        "Try again in good light, facing the camera. If it keeps failing, staff can register you offline, on site.",
    ),
    ErrorCode.IDENTITY_REGISTER_UNAVAILABLE: Problem(
        503,
        "身份核验服务暂时不可用",
        "您的信息没有保存，请稍后重试。",
        "The identity register does not answer at the moment",
        "Nothing was saved. Try again after the time given.",
    ),
    ErrorCode.TOO_MANY_ATTEMPTS: Problem(
        429,
        "尝试次数过多",
        "请在提示的时间之后重试。",
        "Too many attempts",
        "Try again after the time given.",
    ),
    ErrorCode.ACCOUNT_HAS_OTHER_PERSON: Problem(
        409,
        "该账号已登记了另一个人",
        "一个账号只登记本人；家人请通过家庭成员添加。",
        "This account is registered to another person",
        "An account belongs to one person. Add relatives as family members.",
    ),
    ErrorCode.PERSON_HAS_OTHER_ACCOUNT: Problem(
        409,
        "此人已用另一个账号登记",
        "请使用原账号登录。",
        "This person is registered with another account",
        "Sign in with the account that was used first.",
    ),
    ErrorCode.ALREADY_REGISTERED: Problem(
        409, "此人已登记", "请扫描其已有的健康码。", "This person is registered already", "Scan the code they have."
    ),
    ErrorCode.AUTHORITY_MISSING: Problem(
        403,
        "您的账号没有所属机构",
        "请联系管理员为账号登记所属卫生健康机构。",
        "Your account names no authority",
        "Ask your administrator to enter the health authority you act for.",
    ),
    ErrorCode.INVALID_RISK_PERIOD: Problem(
        422,
        "起止日期有误",
        "请填写结束日期或复核日期；两者都不得早于开始日期，且最长一年。",
        "The dates do not fit together",
        "Give an end date or a review date, neither before the start, at most a year ahead.",
    ),
    ErrorCode.TOO_MANY_ACTIVE_RECORDS: Problem(
        409,
        "此人生效中的记录过多",
        "请先解除不再适用的记录。",
        "This person has too many active records",
        "Lift the records that no longer apply first.",
    ),
    ErrorCode.OTHER_AUTHORITY: Problem(
        403,
        "该记录由另一机构作出",
        "请由作出该记录的机构处理。",
        "The record belongs to another authority",
        "Leave it to the authority that made the record.",
    ),
    ErrorCode.ALREADY_LIFTED: Problem(
        409, "该记录已被解除", "无需再次解除。", "The record has already been lifted", "Nothing is left to do."
    ),
    ErrorCode.NOT_RELEASED_BY_NOTICE: Problem(
        422, "通知书不能解除此类记录", "请按解除指引办理。", "No notice ends this category", "See its release guide."
    ),
    ErrorCode.ALREADY_APPEALED: Problem(
        409, "该记录已有申诉在处理中", "请等待处理结果。", "An appeal is open already", "Wait for its decision."
    ),
    ErrorCode.OWN_RECORD: Problem(
        403,
        "不能审批自己作出的记录或导入，也不能处理对它的申诉",
        "请由本机构的另一名工作人员处理；如需撤回一条记录，请解除该记录。",
        "Nobody decides on a record or an import of their own",
        "Leave it to another officer of your authority. You may withdraw a record by lifting it.",
    ),
    ErrorCode.ALREADY_DECIDED: Problem(
        409,
        "没有待处理的事项，或已有处理结果",
        "请查看其当前状态。",
        "Nothing waits for a decision here",
        "It never had to wait, or it has been decided. Look at how it stands.",
    ),
    ErrorCode.RISK_PERIOD_OVER: Problem(
        409,
        "等待审批期间，该记录的日期已过",
        "该记录已不能生效；如仍有必要，请重新作出记录，并拒绝或解除这一条。",
        "A day that the record names passed while it waited",
        "It can no longer take effect. Make a new record if there is still a reason, and refuse or lift this one.",
    ),
    ErrorCode.UNKNOWN_ISSUER: Problem(
        404,
        "未认可该地区的健康码",
        "该编号的地区不在本地区的信任列表中，请查验持码人的证件。",
        "Codes of this region do not count here",
        "No region of this number is on the trust list; look at the document of whoever shows such a code.",
    ),
    ErrorCode.DAY_NOT_PUBLISHED: Problem(
        404, "该日尚未公布", "请在该日结束后再查。", "The day is not published", "Ask again when it is over."
    ),
    ErrorCode.INVALID_CHECKPOINT: Problem(
        422,
        "检查点编号有误",
        "请对照检查点海报核对编号。",
        "The checkpoint number is not valid",
        "Compare it with the checkpoint's poster.",
    ),
    ErrorCode.NOT_REGISTERED: Problem(
        409,
        "您尚未登记",
        "请先用本人的实名信息登记，再添加家庭成员。",
        "You are not registered yet",
        "Register yourself first, then add family members.",
    ),
    ErrorCode.MEMBER_IS_SELF: Problem(
        422,
        "不能把自己添加为家庭成员",
        "请填写家人的证件、姓名，并由家人本人进行人脸识别。",
        "You cannot be a family member of yourself",
        "Give the document, the name and the face of the relative.",
    ),
    ErrorCode.TOO_MANY_MEMBERS: Problem(
        409,
        "家庭成员数量已达上限",
        "请先移除不再需要代办的成员。",
        "You have as many family members as one person may have",
        "Remove a member for whom you no longer act, then add the new one.",
    ),
    ErrorCode.SCAN_REQUIRED: Problem(
        403,
        "请先扫描此人的健康码",
        "登记和查询须由扫码人本人在扫码后 15 分钟内完成，请重新扫码后再试。",
        "Scan the person's code first",
        "Only the one who scanned may register or look up, within 15 minutes. Scan again and try again.",
    ),
    ErrorCode.TEMPERATURE_IS_FINAL: Problem(
        405,
        "体温记录不能修改或删除",
        "如有错误，请工作人员再次扫码并重新提交，以最新一次为准。",
        "A temperature can be neither changed nor deleted",
        "If it is wrong, have the code scanned again and the temperature submitted again: the newest one counts.",
    ),
    ErrorCode.INVALID_INVITATION: Problem(
        422,
        "邀请码无效",
        "请向单位管理员索取新的邀请码。",
        "The invitation code is not valid",
        "Ask the organisation's administrator for the present one.",
    ),
    ErrorCode.NOT_A_MEMBER: Problem(
        409,
        "此人不是该单位的成员",
        "请先凭邀请码加入该单位，再向其申报。",
        "This person is not a member of the organisation",
        "Join it with its invitation code first, then declare to it.",
    ),
    ErrorCode.CERTIFICATE_NOT_READY: Problem(
        409,
        "证明文件尚不可下载",
        "请查看其状态：等待上传、已拒收或已过期。",
        "There is no file to download",
        "Look at its state: it waits for its upload, was rejected, or ran out.",
    ),
    ErrorCode.CONSENT_MISSING: Problem(
        403,
        "尚未同意查询",
        "这些信息由其他机构持有；请先同意向其查询。",
        "There is no consent to ask for this",
        "Others hold what is asked for. Consent to asking them first.",
    ),
    ErrorCode.PHONE_MISSING: Problem(
        409,
        "此人没有登记手机号",
        "行程按手机号查询；没有手机号的家庭成员没有行程卡。",
        "No phone number is registered for this person",
        "The itinerary is looked up by phone number. Who has none has no itinerary card.",
    ),
    ErrorCode.ITINERARY_PROVIDER_UNAVAILABLE: Problem(
        503,
        "行程查询服务暂时不可用",
        "请在提示的时间之后重试。",
        "The itinerary provider does not answer at the moment",
        "Try again after the time given.",
    ),
    ErrorCode.PROVINCE_UNAVAILABLE: Problem(
        503,
        "该省的服务暂时没有答复",
        "请在提示的时间之后重试。",
        "The other region does not answer at the moment",
        "Try again after the time given.",
    ),
}
