"""Search: the documents, and the static index files that the browser searches.

Chinese is written without spaces, so splitting it into words misses queries that cross them. Instead every
bigram is indexed: a query's bigrams give the candidate pages, whose texts, fetched only for the results on
screen, confirm the match. The handbook's chapter on publishing describes the files;
``mkdocs/theme/assets/rectify/search-model.js`` reads them.

Documents are indexed in independent blocks (``blocks.py``); from all blocks, files of bigrams are made,
each independently (``files.py``). So both steps can be cached and run in parallel.
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
