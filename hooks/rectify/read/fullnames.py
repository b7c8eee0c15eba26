"""Several Chinese names in one text: 刘鹏 王强, 刘鹏和王强.

A blank or a 和 may also stand within one name (欧阳 锋, 李和平), so a text counts as several only if each
piece is a family name that many people have and one or two characters.
"""

from __future__ import annotations

import re
from typing import Final

from rectify.ground.characters import HAN

_FAMILY: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred most frequent family names, which nine of ten people in China have."""

_LONG: Final = "欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|慕容|令狐|东方|公孙"
_LONGEST: Final = 24
"""Longer texts are not looked at: they could be told apart in too many ways."""

_POST: Final = "委长任员务记师处科室局部办组会"
"""What posts and departments end with: 刘鹏 常委 is one person."""

_ONE: Final = f"(?:{_LONG}|[{_FAMILY}])[{HAN}]{{1,2}}(?<![{_POST}])"
_SEVERAL = re.compile(rf"{_ONE}(?:(?:\s+|\s*[和与及]\s*){_ONE})+")
_SUSPECT = re.compile(rf"{_ONE}(?:[和与及]?{_ONE})+")
_FIRST = re.compile(rf"({_ONE})(?:\s*[和与及]\s*|\s+|$)(?=$|{_ONE})")


def may_be_several(name: str) -> bool:
    """Whether a name, which is stored without blanks, may be several; how it was typed has to tell."""
    return 3 < len(name) <= _LONGEST and _SUSPECT.fullmatch(name) is not None


def several(typed: str) -> list[str]:
    """The names in a text as it was typed; empty unless they surely are several."""
    typed = typed.strip()
    if len(typed) > _LONGEST or not _SEVERAL.fullmatch(typed):
        return []
    found = []
    while typed:
        piece = _FIRST.match(typed)
        if piece is None:  # a 和 that may belong to either: no matter how they are told apart
            return []
        found.append(piece[1])
        typed = typed[piece.end() :]
    return found
