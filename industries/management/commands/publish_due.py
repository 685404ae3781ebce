from industries.copies.previews import let_go_of_ended
from industries.management.commands.catch_up import Command as CatchUp
from industries.publishing.schedule import publish_due


class Command(CatchUp):
    help = (
        "Publish the scheduled releases whose moment has come, and do what catch_up does; remove "
        "previews that have ended."
    )
    failed = "Scheduled releases could not be published, or live not brought up to the log."

    def follow_the_log(self) -> None:
        super().follow_the_log()
        for release in publish_due():
            self.stdout.write(f"Published release {release.number} at its moment.")
        let_go_of_ended()
