"""The app that sees the system from outside: logs, figures, health and the one HTTP client."""

from django.apps import AppConfig


class ObservabilityConfig(AppConfig):
    name = "observability"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from observability import examinations, logs

        logs.configure()
        examinations.register()
