"""How pages link to one another."""

from __future__ import annotations


class Way:
    """How a page links to another, by its address from the site's root."""

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
    """How a page links to others in few letters: from where it is, not by way of the site's root.

    ``root`` is its folder; all pages of it lead alike.
    """

    def __init__(self, page: str, directory_urls: bool) -> None:
        super().__init__(page.rstrip("/").rpartition("/")[0] + "/", directory_urls)
        here = page.split("/")[:-1]
        # The folders that the page lies in, the innermost first, and the way to each.
        self.above = [
            ("/".join(here[:depth]) + "/", Way("../" * (len(here) - depth) or "./", directory_urls))
            for depth in range(len(here), 0, -1)
        ]
        self.top = Way("../" * len(here) or "./", directory_urls)

    def __call__(self, url: str) -> str:
        """The link to an address, which is not the page itself."""
        for folder, way in self.above:
            if url.startswith(folder):
                return way(url[len(folder) :])
        return self.top(url)
