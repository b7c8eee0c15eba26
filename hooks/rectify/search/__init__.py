"""Search: what can be found, and the static files in which a browser finds it.

Chinese is written without spaces, so whoever cuts it into words loses what is looked for across two of
them. Here every two neighbouring characters are indexed: a query's pairs give the pages that may hold
it, and their texts, fetched for the results on screen only, say which do. The handbook's chapter on
publishing tells what the files are; ``mkdocs/theme/assets/rectify/search-model.js`` reads them.

Documents are cut in blocks, each by itself (``blocks.py``); of what is known of all blocks, files of
pairs are made, each by itself (``files.py``). So both kinds of work can be spread and kept.
"""

from rectify.search.blocks import GROUPS, Block, Cut, shard
from rectify.search.documents import FACETS, Document, Names, fold, sections
from rectify.search.files import FOLDER, HEAD, File, files, head, shards, texts

__all__ = [
    "FACETS",
    "FOLDER",
    "GROUPS",
    "HEAD",
    "Block",
    "Cut",
    "Document",
    "File",
    "Names",
    "files",
    "fold",
    "head",
    "sections",
    "shard",
    "shards",
    "texts",
]
