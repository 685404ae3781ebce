import logging

from industries.copies.previews import let_go_of_ended
from industries.management.commands.catch_up import Command as CatchUp
from industries.publishing.schedule import publish_due

logger = logging.getLogger(__name__)


class Command(CatchUp):
    help = (
        "Publish the scheduled releases whose moment has come, and do what catch_up does; remove "
        "previews that have ended."
    )
    failed = "Scheduled releases could not be published, or live not brought up to the log."

    def follow_the_log(self) -> None:
        super().follow_the_log()
        self._remove_previews()
        for release in publish_due():
            self.stdout.write(f"Published release {release.number} at its moment.")

    def _remove_previews(self) -> None:
        """Make room before anything is published: they may be what the disk is full of."""
        try:
            let_go_of_ended()
        except OSError:
            logger.exception("Previews that have ended could not be removed.")
