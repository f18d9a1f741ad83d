"""Health and metrics, without trailing slashes."""

from django.urls import path

from observability import views

urlpatterns = [
    path("health", views.ready, name="health"),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("metrics", views.figures, name="metrics"),
]
