"""What search finds, as the API gives it: the rows of the page, with facets and suggestions beside."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from industries.api.fields import ApiUrl, PageUrl
from industries.api.pagination import META_SCHEMA, Pages
from industries.api.rows import Addresses, writer
from industries.models import FOUND_KINDS
from industries.paging import ReleasePaginator
from industries.search import MOST, Count, Found, Hit


class PartSerializer(serializers.Serializer):
    text = serializers.CharField(read_only=True)
    is_hit = serializers.BooleanField(read_only=True, help_text="Whether it is one of the words.")


class ExcerptSerializer(serializers.Serializer):
    language = serializers.CharField(read_only=True, allow_null=True)
    parts = PartSerializer(many=True, read_only=True)


class HitSerializer(serializers.Serializer):
    """A record that was found, with the words marked in its title and in one of its texts."""

    kind = serializers.ChoiceField(choices=FOUND_KINDS, source="record.kind", read_only=True)
    id = serializers.CharField(source="record.key", read_only=True)
    slug = serializers.CharField(source="record.slug", read_only=True)
    url = ApiUrl(source="record")
    page_url = PageUrl(source="record")
    title_en = serializers.SerializerMethodField(help_text="Null for a document in another language.")
    title_zh = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    where = serializers.SerializerMethodField(help_text="What it belongs to.")
    excerpt = serializers.SerializerMethodField()

    def get_title_en(self, hit: Hit) -> str | None:
        return _titled(hit, "en")

    def get_title_zh(self, hit: Hit) -> str | None:
        return _titled(hit, "zh")

    @extend_schema_field(ExcerptSerializer)
    def get_title(self, hit: Hit) -> dict[str, Any]:
        return {"language": hit.title_language, "parts": _parts(hit.title)}

    def get_where(self, hit: Hit) -> str | None:
        return "".join(part.text for part in hit.where) or None

    @extend_schema_field(ExcerptSerializer(allow_null=True))
    def get_excerpt(self, hit: Hit) -> dict[str, Any] | None:
        if not hit.excerpt:
            return None
        return {"language": hit.excerpt_language or None, "parts": _parts(hit.excerpt)}


class SearchPages(Pages):
    """Pages of what was found: `count` are the rows in them, which are not more than can be paged."""

    found: Found

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        self.found = queryset
        return super().paginate_queryset(queryset, request, view)

    def django_paginator_class(self, found: Any, size: int) -> ReleasePaginator:  # type: ignore[override]
        return ReleasePaginator(found, size, self.whole, len(found))

    def _meta(self, newest: Any) -> dict[str, Any]:
        found, at = self.found, Addresses(self.request)
        nearest = [writer(HitSerializer)(hit, at) for hit in found.nearest]
        return super()._meta(newest) | {
            "found": _count(found.total),
            "facets": [{"kind": kind, **_count(count)} for kind, count in found.facets.items()],
            "suggestions": {"without": found.without, "nearest": nearest},
        }

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        body = super().get_paginated_response_schema(schema)
        count = {"type": "integer", "description": f"Rows in all pages, at most {MOST}."}
        own = SEARCH_META | {"suggestions": _suggested(schema)}
        meta = META_SCHEMA | {
            "required": [*dict.fromkeys([*META_SCHEMA["required"], *own])],
            "properties": META_SCHEMA["properties"] | own,
        }
        return body | {"properties": body["properties"] | {"count": count, "meta": meta}}


_COUNT: dict[str, Any] = {
    "number": {"type": "integer", "description": "How many."},
    "is_exact": {"type": "boolean", "description": "If not, there are at most so many."},
}
_KIND = {"kind": {"type": "string", "enum": list(FOUND_KINDS), "description": "Kind of the record."}}
SEARCH_META: dict[str, Any] = {
    "found": {
        "type": "object",
        "required": [*_COUNT],
        "properties": _COUNT,
        "description": "How many records have the words, of the kinds asked for.",
    },
    "facets": {
        "type": "array",
        "items": {
            "type": "object",
            "required": [*_KIND, *_COUNT],
            "properties": _KIND | _COUNT,
        },
        "description": "How many there are of each kind, whatever kinds are asked for."
        " Empty where none was found.",
    },
}


def _suggested(hits: dict[str, Any]) -> dict[str, Any]:
    word = {"type": "string"}
    return {
        "type": "object",
        "required": ["without", "nearest"],
        "properties": {
            "without": {
                "type": "array",
                "items": word,
                "description": "Words without any one of which there are records.",
            },
            "nearest": {**hits, "description": "Records with names that are written most like it."},
        },
        "description": "For when nothing was found.",
    }


def _count(count: Count) -> dict[str, Any]:
    return {"number": count.number, "is_exact": count.is_exact}


def _parts(parts: Any) -> list[dict[str, Any]]:
    return [{"text": part.text, "is_hit": part.is_hit} for part in parts]


def _titled(hit: Hit, language: str) -> str | None:
    """Return the title in a language; a document has one, in its own."""
    if own := hit.record.language:
        return hit.record.title_en if own.startswith(language) else None
    return getattr(hit.record, f"title_{language}") or None
