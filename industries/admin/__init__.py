from industries.admin import accounts, catalogue, log, measurement, reported

__all__ = ["accounts", "catalogue", "log", "measurement", "reported"]
