"""What a resident is told about a rejected file, in Chinese and in English."""

from shared.certificates.model import Rejection

_WORDS = {
    Rejection.EMPTY: ("文件是空的。", "The file is empty."),
    Rejection.TOO_LARGE: ("文件超过10 MB。", "The file is larger than 10 MB."),
    Rejection.WRONG_CONTENT: (
        "文件内容不是PDF、JPEG或PNG，与文件名无关。",
        "The content is neither PDF nor JPEG nor PNG, whatever the file is called.",
    ),
    Rejection.TYPE_MISMATCH: (
        "文件内容与所选的文件类型不符。",
        "The content is of another file type than was chosen.",
    ),
}


def why(rejection: Rejection, language: str) -> str:
    """The reason in words; English for the language `en`, else Chinese."""
    return _WORDS[rejection][language == "en"]
