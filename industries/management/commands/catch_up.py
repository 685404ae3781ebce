import logging

from industries.downloads.kept import refresh
from industries.management.rounds import Rounds
from industries.publishing.live import (
    catch_up,
    is_of_another_log,
    is_of_other_models,
    rebuild_live,
)
from industries.publishing.states import refresh_all_states
from industries.receiving import forget_networks

logger = logging.getLogger(__name__)


class Command(Rounds):
    help = (
        "Apply to live the releases that it lacks; make it anew if its models, or the log, are others; "
        "make the files that readers take along."
    )
    failed = "Live could not be brought up to the log."

    def once(self) -> None:
        self.follow_the_log()
        forget_networks()  # else the last one to report would be kept until the next
        self._refresh_downloads()

    def follow_the_log(self) -> None:
        if is_of_other_models() or is_of_another_log():
            # payloads may have another format than that of the digests which the desk keeps
            refresh_all_states()
            self.stdout.write(f"Made live anew for today's models and log: {rebuild_live()} releases.")
        elif applied := catch_up():
            self.stdout.write(f"Applied {applied} releases to live.")

    def _refresh_downloads(self) -> None:
        """Make the files for readers; the ledger is as good without them, as on a full disk."""
        try:
            refresh()
        except Exception:
            logger.exception("The files for readers could not be made.")
