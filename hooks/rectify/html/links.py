"""Relative links between pages."""

from __future__ import annotations


class Way:
    """Makes a page's links from addresses relative to the site's root."""

    def __init__(self, root: str, directory_urls: bool) -> None:
        self.root = root
        self.directory_urls = directory_urls

    def __call__(self, url: str) -> str:
        """The link to an address."""
        if self.directory_urls and url:
            return self.root + url
        path, sharp, fragment = url.partition("#")
        if not self.directory_urls and (path.endswith("/") or not path):
            path += "index.html"
        return (self.root + path if path or self.root != "./" else "./") + sharp + fragment


class Near(Way):
    """Makes short links, relative to the page's folder rather than by way of the site's root.

    All pages of a ``folder`` link alike; it is empty for those directly below the root.
    """

    def __init__(self, folder: str, directory_urls: bool) -> None:
        super().__init__(f"{folder}/", directory_urls)
        here = folder.split("/") if folder else []
        # The page's parent folders, innermost first, each with the way up to it.
        self.above = [
            ("/".join(here[:depth]) + "/", Way("../" * (len(here) + 1 - depth), directory_urls))
            for depth in range(len(here), 0, -1)
        ]
        self.top = Way("../" * (len(here) + 1), directory_urls)

    def __call__(self, url: str) -> str:
        """The link to an address."""
        for folder, way in self.above:
            if url.startswith(folder):
                return way(url[len(folder) :])
        return self.top(url)
