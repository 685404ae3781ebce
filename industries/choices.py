"""The closed lists of the vocabulary. Pages, API and constraints use the same codes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Basis(TextChoices):
    """Whether a component of a record is the source's or ours."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred")
    NOT_STATED = "not_stated", _("not stated")


class Component(TextChoices):
    """A part of a promise that its source may leave open."""

    QUANTITY = "quantity", _("quantity")
    UNIT = "unit", _("unit")
    DEADLINE = "deadline", _("deadline")
    BASELINE = "baseline", _("baseline")
    ANNOUNCEMENT = "announcement", _("day of announcement")


class NameBasis(TextChoices):
    SOURCE = "source", _("as the source writes it")
    TRANSLATION = "translation", _("translation")


class Confidence(TextChoices):
    """Ordered: rivals are decided for the earlier one."""

    PRIMARY = "primary", _("primary")
    PRESS = "press", _("press")
    WEAK = "weak", _("weak")


class SourceKind(TextChoices):
    TRANSCRIPT = "transcript", _("transcript")
    POLICY_TEXT = "policy_text", _("policy text")
    STATISTICAL_BULLETIN = "statistical_bulletin", _("statistical bulletin")
    GOVERNMENT_NEWS = "government_news", _("government news")
    GOVERNMENT_REPLY_MIRROR = "government_reply_mirror", _("copy of a government reply")
    PRESS_RELEASE = "press_release", _("press release")
    PRESS = "press", _("press report")
    TRADE_PRESS = "trade_press", _("trade press")
    JOURNAL = "journal", _("journal article")
    RESEARCH = "research", _("research")
    MARKET_COMMENTARY = "market_commentary", _("market commentary")
    TRADE_PORTAL = "trade_portal", _("trade portal")
    MIRROR = "mirror", _("copy on another site")
    STORED_EXCERPT_NO_URL = "stored_excerpt_no_url", _("stored excerpt without an address")


class Band(TextChoices):
    """Where a group stands to the framework: ordered as the home page has them, from top to bottom."""

    AHEAD = "ahead", _("ahead of the framework")
    PART = "part", _("part of the framework")
    BASE = "base", _("beneath the framework")
    BESIDE = "beside", _("beside the framework")


class MembershipBasis(TextChoices):
    REPRESENTATIVE = "representative", _("named as a representative")
    LISTED = "listed", _("listed")
    INFERRED = "inferred", _("inferred")


class IndustryStage(TextChoices):
    TRADITIONAL = "traditional", _("traditional")
    AGRICULTURE = "agriculture", _("agriculture")
    SERVICE = "service", _("service")
    EMERGING = "emerging", _("emerging")
    FUTURE = "future", _("future")


class ProductKind(TextChoices):
    FEEDSTOCK = "feedstock", _("feedstock")
    INTERMEDIATE = "intermediate", _("intermediate")
    PRODUCT = "product", _("product")
    TECHNOLOGY = "technology", _("technology")


class InitiativeKind(TextChoices):
    CLUSTER = "cluster", _("cluster")
    CLUSTER_BUILDING = "cluster_building", _("cluster building")
    MAJOR_PROJECT = "major_project", _("major project")
    MEASURE = "measure", pgettext_lazy("kind of initiative", "measure")
    MECHANISM = "mechanism", _("mechanism")
    NATIONAL_PROGRAMME = "national_programme", _("national programme")
    PLAN = "plan", _("plan")
    POLICY_DOCUMENT = "policy_document", _("policy document")
    POLICY_PACKAGE = "policy_package", _("policy package")
    PROGRAMME = "programme", _("programme")
    PROJECT = "project", _("project")
    STRATEGY = "strategy", pgettext_lazy("kind of initiative", "strategy")
    ZONE = "zone", _("zone")


class InitiativeStage(TextChoices):
    NOT_STATED = "not_stated", _("not stated")
    PLANNED = "planned", _("planned")
    DRAFTING = "drafting", _("being drafted")
    UNDER_WAY = "under_way", _("under way")
    COMPLETED = "completed", _("completed")
    IN_OPERATION = "in_operation", _("in operation")


class Measure(TextChoices):
    STOCK = "stock", _("stock (at a moment)")
    FLOW = "flow", _("flow (over a period)")
    RATIO = "ratio", _("ratio")
    RATE = "rate", _("rate of growth")
    CUMULATIVE = "cumulative", _("cumulative (since the start)")


class Direction(TextChoices):
    INCREASE = "increase", _("should increase")
    DECREASE = "decrease", _("should decrease")
    MAINTAIN = "maintain", _("should hold")
    NONE = "none", _("a count only")
    NOT_STATED = "not_stated", _("not stated")


class Frequency(TextChoices):
    ANNUAL = "annual", _("annual")
    QUARTERLY = "quarterly", _("quarterly")
    MONTHLY = "monthly", _("monthly")


class Method(TextChoices):
    GROWTH = "growth", _("by growth rates")
    LINEAR = "linear", _("linear")


class TargetKind(TextChoices):
    BY_DATE = "by_date", _("reach a level by a day")
    EACH_YEAR = "each_year", _("hold a level in every year of a window")
    AVERAGE = "average", _("a yearly mean over a window")
    TOTAL = "total", _("a sum over a window")
    ONE_YEAR = "one_year", _("one year's value")


WINDOW_KINDS = (TargetKind.EACH_YEAR, TargetKind.AVERAGE, TargetKind.TOTAL)


class Standing(TextChoices):
    COMMITMENT = "commitment", _("commitment")
    EXPECTATION = "expectation", _("expectation")
    FORECAST = "forecast", _("forecast")
    DESIGN_CAPACITY = "design_capacity", _("design capacity")
    PROGRAMME_VOLUME = "programme_volume", _("programme volume")


class Comparator(TextChoices):
    GTE = "gte", _("at least")
    GT = "gt", _("over")
    LTE = "lte", _("at most")
    LT = "lt", _("under")
    EQ = "eq", _("exactly, or reach")
    APPROX = "approx", _("about")
    LEVEL = "level", _("of the order of")


class AnnouncedBasis(TextChoices):
    DOCUMENT = "document", _("day of the document")
    HELD = "held", _("day of the event")
    PUBLISHED = "published", _("day of the report")
    INFERRED = "inferred", _("inferred")
    NOT_STATED = "not_stated", _("not stated")


class Qualifier(TextChoices):
    EXACT = "exact", _("exact")
    OVER = "over", _("over")
    UNDER = "under", _("under")
    ABOUT = "about", _("about")


class ObservationStatus(TextChoices):
    """Ordered: rivals are decided for the earlier one."""

    FINAL = "final", _("final")
    REVISED = "revised", _("revised")
    PROVISIONAL = "provisional", _("provisional")
    ESTIMATED = "estimated", _("estimated")
    NOT_STATED = "not_stated", _("not stated")


class Rank(TextChoices):
    """Ordered: rivals are decided for the earlier one."""

    PREFERRED = "preferred", _("preferred")
    NORMAL = "normal", _("normal")
    DEPRECATED = "deprecated", _("deprecated")


class ObservationBasis(TextChoices):
    REPORTED = "reported", _("reported")
    DERIVED = "derived", _("derived")


class ReleaseKind(TextChoices):
    NEW = "new", _("new")
    CORRECTION = "correction", _("correction")
    EDITORIAL = "editorial", _("editorial")


class Action(TextChoices):
    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("withdrawn")


class ReviewAct(TextChoices):
    """What authors and reviewers tell one another of a record."""

    READY = "ready", _("ready for review")
    TAKEN_BACK = "taken_back", _("taken back")
    RETURNED = "returned", _("returned")
    LEAVING = "leaving", _("to be withdrawn")
    COMMENT = "comment", _("comment")


class ReportState(TextChoices):
    """What became of a reader's report."""

    NEW = "new", pgettext_lazy("of a report", "new")
    ANSWERED = "answered", _("answered by a release")
    SET_ASIDE = "set_aside", pgettext_lazy("of a report", "set aside")


class State(TextChoices):
    """Where a record stands between desk and public."""

    LEAD = "lead", _("unverified lead")
    DRAFT = "draft", _("draft")
    READY = "ready", _("ready for review")
    RETURNED = "returned", _("returned")
    PENDING = "pending", _("pending")
    WAITING = "waiting", _("waits for another record")
    LEAVING = "leaving", _("to be withdrawn")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verdict(TextChoices):
    """What an assessment comes to. In the order of the method's table: the first that holds."""

    ACHIEVED = "achieved", _("Achieved")
    ACHIEVED_LATE = "achieved_late", _("Achieved late")
    MISSED = "missed", _("Missed")
    AWAITING_FINAL_DATA = "awaiting_final_data", _("Awaiting final data")
    NO_FIGURE = "no_figure", _("No figure found")
    NOT_ASSESSABLE = "not_assessable", _("Cannot be judged")
    ON_TRACK = "on_track", _("On track")
    ACCELERATION_NEEDED = "acceleration_needed", _("Acceleration needed")
    LIMITED_PROGRESS = "limited_progress", _("Limited progress")
    MOVING_AWAY = "moving_away", _("Moving away")


class Reason(TextChoices):
    """Why a target cannot be judged."""

    NO_QUANTITY = "no_quantity", _("no quantity was promised")
    NO_DEADLINE = "no_deadline", _("no deadline was stated")
    NO_BASELINE = "no_baseline", _("no baseline is known")
    NO_OBSERVATION = "no_observation", _("no figure has been found")
    NO_FIGURE_SINCE = "no_figure_since", _("no figure since it was set")
    UNDER_ONE_YEAR = "under_one_year", _("less than a year between the figures")
    PART_YEAR_ONLY = "part_year_only", _("only a part of a year is known")
    TOO_OLD = "too_old", _("the latest figure is too old")
    NOT_COMPARABLE = "not_comparable", _("no figure is comparable")
    DEFINITION_CHANGED = "definition_changed", _("the count was redefined")
    UNIT_NOT_STATED = "unit_not_stated", _("no unit was stated")
    DIRECTION_NOT_STATED = "direction_not_stated", _("it is not stated what would be better")


class Flag(TextChoices):
    """What is to be known beside a verdict."""

    STALE = "stale", _("the latest figure is old")
    SOURCE_SENSITIVE = "source_sensitive", _("depends on the source")
    BASELINE_SENSITIVE = "baseline_sensitive", _("depends on the baseline")
    APPROX_SENSITIVE = "approx_sensitive", _("depends on how “about” is read")
    BOUND = "bound", _("a bound")
    BY_LATER_FIGURE = "by_later_figure", _("by a later figure")
    ON_TIME_UNKNOWN = "on_time_unknown", _("whether on time is unknown")
    ABOUT_MET = "about_met", _("about met")


class Bound(TextChoices):
    """Where a ratio lies of what is printed, since a figure that it rests on is a bound."""

    AT_LEAST = "at_least", pgettext_lazy("of a verdict", "at least")
    AT_MOST = "at_most", pgettext_lazy("of a verdict", "at most")


class Course(TextChoices):
    """Where the observed growth leads by the deadline."""

    ON_COURSE = "on_course", _("on course")
    FAIR = "fair", _("fair")
    STAGNATION = "stagnation", _("stagnation or regression")


class Drift(TextChoices):
    """What a straight line would miss of the gap that remains."""

    SMALL = "small", _("a small miss")
    MEDIUM = "medium", _("a middling miss")
    LARGE = "large", _("a large miss")
    WRONG_WAY = "wrong_way", _("leads the wrong way")
