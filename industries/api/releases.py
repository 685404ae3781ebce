"""Releases as the API gives them, with the answers to readers that they gave."""

from datetime import UTC

from rest_framework import serializers

from industries.api.fields import ApiUrl, NullForEmpty, PageUrl, ReleaseUrl
from industries.models import Release, Version


class ReleaseReference(NullForEmpty):
    """The release that a version is of, with its public note."""

    url = ReleaseUrl()
    published_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)

    class Meta:
        model = Release
        fields = ("number", "url", "published_at", "kind", "note_en", "note_zh")


class AnswerSerializer(serializers.Serializer):
    """What was found about a report from a reader. Who reported, and in which words, is not public."""

    null_for_empty = True

    report = serializers.CharField(help_text="The number that the reader was given.")
    kind = serializers.CharField(help_text="Of the record that the report is about.")
    id = serializers.CharField(source="key")
    url = ApiUrl()
    found_en = serializers.CharField(allow_null=True)
    found_zh = serializers.CharField(allow_null=True)


class ReleaseSerializer(NullForEmpty):
    """One act of publishing, with its public note."""

    url = ReleaseUrl()
    page_url = PageUrl()
    published_at = serializers.DateTimeField(read_only=True, default_timezone=UTC)
    answers = AnswerSerializer(source="answered", many=True, read_only=True)

    class Meta:
        model = Release
        fields: tuple[str, ...] = (
            *(
                "number",
                "url",
                "page_url",
                "published_at",
                "kind",
                "note_en",
                "note_zh",
                "answers",
                "sha256",
            ),
        )


class VersionSerializer(NullForEmpty):
    """One version of one record, without its content."""

    id = serializers.CharField(source="key", read_only=True)
    version = serializers.IntegerField(source="n", read_only=True)
    url = ApiUrl()

    class Meta:
        model = Version
        fields = ("kind", "id", "version", "action", "sha256", "url")


class ReleaseDetailSerializer(ReleaseSerializer):
    """With what changed in it."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta(ReleaseSerializer.Meta):
        fields = (*ReleaseSerializer.Meta.fields, "versions")
