"""Dutch for everybody, English for whoever asks for it with Accept-Language."""

from collections.abc import Callable
from typing import cast

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

DUTCH = "nl"
ENGLISH = "en"


def in_language(dutch: str, english: str) -> str:
    """Choose the text in the language of the request."""
    return english if get_language() == ENGLISH else dutch


# The same, chosen when the text is shown: for texts that stand in a class.
shown_in_language = cast(Callable[[str, str], str], lazy(in_language, str))


def preferred(accept_language: str) -> str:
    """Find the best of our languages in an Accept-Language header."""
    for language, _ in parse_accept_lang_header(accept_language.lower()):
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return DUTCH
