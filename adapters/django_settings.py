"""What Django is told: nothing of a project, only how times are meant. Databases come by alias."""

INSTALLED_APPS: list[str] = []
DATABASES: dict[str, dict[str, str]] = {}
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
