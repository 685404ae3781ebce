from industries.admin import accounts, catalogue, log, measurement

__all__ = ["accounts", "catalogue", "log", "measurement"]
