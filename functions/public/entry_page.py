"""The page that a poster opens (M23, M24)."""

from dataclasses import dataclass

from functions.public.document import page
from shared.checkpoints.model import Place
from shared.checkpoints.words import place_words


@dataclass(frozen=True, slots=True)
class _Words:
    tag: str
    title: str
    heading: str
    about: str
    register: str
    show: str
    guides: str
    guide_link: str
    place: str
    at_place: str
    developers: str


_CHINESE = _Words(
    tag="zh-CN",
    title="健康码服务",
    heading="健康码服务",
    about="健康码显示您当前是否属于重点人员：绿码放行，红码不予放行。",
    register="第一次使用：在本地区的客户端中实名登记（居民身份证、普通护照或港澳居民来往内地通行证），"
    "登记后即得到健康码，可提前在外地办理。不使用手机的老人、儿童等可由家人代办。",
    show="通过检查点：出示健康码，由工作人员或闸机扫描。健康码长期有效，可以截图或打印；颜色在扫码时查询。",
    guides="红码：原因和解除方法见",
    guide_link="解除指引",
    place="检查点：{place}",
    at_place="请向工作人员或闸机出示您的健康码。",
    developers="客户端使用的接口说明在本服务源代码的 docs/openapi.json 中。",
)
_ENGLISH = _Words(
    tag="en",
    title="Health code",
    heading="The health code service",
    about="A health code shows whether its holder is a key person at present: green may pass, red may not.",
    register="First time here: register under your real name in this region's app, with a resident ID card, an "
    "ordinary Chinese passport or a Mainland Travel Permit for Hong Kong and Macao Residents. You get your code at "
    "once, also before you travel. Children, the elderly and whoever has no phone get theirs through their family.",
    show="At a checkpoint: show your code, which staff or a gate scan. It stays valid and may be kept as a screenshot "
    "or on paper; its colour is looked up when it is scanned.",
    guides="When your code is red: how that ends is told by the",
    guide_link="release guides",
    place="Checkpoint: {place}",
    at_place="Show your health code to the staff or to the gate.",
    developers="The API that apps use is described in docs/openapi.json of this service's source code.",
)


def entry_page(language: str, place: Place | None = None) -> str:
    """A whole HTML page in `en`, or in Chinese for any other language; `place` is the checkpoint it was opened at."""
    words = _ENGLISH if language == "en" else _CHINESE
    parts = (
        *_at(words, place),
        words.about,
        words.register,
        words.show,
        f'{words.guides} <a href="/v1/release-guides">{words.guide_link}</a>',
        words.developers,
    )
    return page(words.tag, words.title, words.heading, "\n".join(f"<p>{part}</p>" for part in parts))


def _at(words: _Words, place: Place | None) -> tuple[str, ...]:
    if place is None:
        return ()
    return f"<strong>{words.place.format(place=place_words(place, words.tag))}</strong>", words.at_place
