"""What a page says of itself in its head: title, language, address, dates. Never text."""

from typing import Any

from ingest.read.reading import facts

_METAS = (
    ("date", ("article:modified_time", "last-modified", "dcterms.modified", "date", "article:published_time")),
    ("owner", ("author", "dcterms.creator")),
    ("site", ("og:site_name", "application-name")),
    ("version", ("version",)),
)


def about_page(tree: Any) -> tuple[tuple[str, str], ...]:
    """Return what the head of a page says: (("title", "Acme Privacy Notice"), ("language", "en"), ("url", …))."""
    metas = {
        (meta.get("property") or meta.get("name") or meta.get("http-equiv") or "").lower(): meta.get("content") or ""
        for meta in tree.xpath("//meta[@content]")
    }
    canonical = tree.xpath("//link[@rel='canonical']/@href") or [metas.get("og:url", "")]
    title = "".join(tree.xpath("//title[not(ancestor::svg)][1]//text()")) or metas.get("og:title", "")
    stated = [(name, next((metas[key] for key in keys if metas.get(key)), "")) for name, keys in _METAS]
    language = tree.get("lang") or metas.get("content-language", "")
    return facts([("title", title), ("language", language), ("url", canonical[0]), *stated])
