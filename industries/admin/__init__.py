from industries.admin import catalogue, measurement, publishing

__all__ = ["catalogue", "measurement", "publishing"]
