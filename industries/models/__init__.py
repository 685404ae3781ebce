from industries.models.base import NamedRecord, Record
from industries.models.catalogue import ChainLink, Industry, IndustryGroup, Membership, Product
from industries.models.desk import (
    DESK_ONLY,
    Account,
    DeskState,
    ReleaseAuthor,
    Remark,
    ScheduledRelease,
)
from industries.models.history import (
    FOUND_KINDS,
    LIVE_ONLY,
    Address,
    Findable,
    Gram,
    Involvement,
    KeptCount,
    KeptFigure,
    KeptVerdict,
    Projection,
)
from industries.models.initiatives import Initiative, Strategy
from industries.models.measurement import Indicator, Observation
from industries.models.provenance import Citation, Source
from industries.models.publishing import Release, Version
from industries.models.reader_reports import ReaderReport, ReportTally
from industries.models.targets import Target

# In the order in which they refer to one another; loading, publishing and applying keep it.
RECORDS: dict[str, type[Record]] = {
    model.kind: model
    for model in (
        Source,
        IndustryGroup,
        Strategy,
        Industry,
        Product,
        Initiative,
        Indicator,
        Target,
        Observation,
    )
}

__all__ = [
    "DESK_ONLY",
    "FOUND_KINDS",
    "LIVE_ONLY",
    "RECORDS",
    "Account",
    "Address",
    "ChainLink",
    "Citation",
    "DeskState",
    "Findable",
    "Gram",
    "Indicator",
    "Industry",
    "IndustryGroup",
    "Initiative",
    "Involvement",
    "KeptCount",
    "KeptFigure",
    "KeptVerdict",
    "Membership",
    "NamedRecord",
    "Observation",
    "Product",
    "Projection",
    "ReaderReport",
    "Record",
    "Release",
    "ReleaseAuthor",
    "Remark",
    "ReportTally",
    "ScheduledRelease",
    "Source",
    "Strategy",
    "Target",
    "Version",
]
