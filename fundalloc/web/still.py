"""
Pages that stay the same while the books do: drawn once for whoever asks the same, and given again.

What is drawn depends on the address, the language, who visits, the day and the books' last seal, and on nothing else: a page that shows
anything more is not still. The word that forms must carry is each visit's own, and is put in as the page is given.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec

from flask import Response, g, make_response, request, session
from flask.typing import ResponseReturnValue

from fundalloc.web.guard import form_word, visitor
from fundalloc.web.house import house
from fundalloc.web.memory import remembered
from fundalloc.web.speaking import words

Asked = ParamSpec("Asked")

SOMEBODYS_WORD: Final = secrets.token_urlsafe(24)
"""What stands for the word of a visit in a page that is remembered; nobody can type it, since it changes with each server."""

TOLD_ONCE: Final = "_flashes"
"""Where flask keeps what is told once; a page that tells it is not still."""


def still(view: Callable[Asked, ResponseReturnValue]) -> Callable[Asked, ResponseReturnValue]:
    """Draw a page once for all who ask the same; what was told once is told on a page of its own."""

    @wraps(view)
    def given(*details: Asked.args, **named: Asked.kwargs) -> ResponseReturnValue:
        if TOLD_ONCE in session:
            return view(*details, **named)

        def drawn(*_: object) -> tuple[bytes, int, str]:
            g.form_word = SOMEBODYS_WORD
            try:
                answer = make_response(view(*details, **named))
            finally:
                del g.form_word
            return answer.get_data(), answer.status_code, answer.content_type

        drawn.__qualname__ = f"{view.__module__}.{view.__qualname__}"
        content, status, kind = remembered(drawn, request.full_path, words().language, visitor(), house().now().date())
        return Response(content.replace(SOMEBODYS_WORD.encode(), form_word().encode()), status, content_type=kind)

    return given
