"""牵头部门: the departments that lead or support."""

from __future__ import annotations

from rectify.pages.departments import page
from rectify.pages.kind import PageKind

KIND = PageKind("departments", order=90, menu=70, hides=("departments",), campaign=page.pages)
