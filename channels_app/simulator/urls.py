"""Mounted under /simulator/, and only with SIMULATOR_ENABLED."""

from django.urls import path

from channels_app.simulator import graph, phone

app_name = "simulator"
urlpatterns = [
    path("", phone.page, name="phone"),
    path("hotels", phone.hotels, name="hotels"),
    path("thread", phone.changes, name="thread"),
    path("send", phone.send, name="send"),
    path("retry", phone.retry, name="retry"),
    path("seen", phone.seen, name="seen"),
    path("sent", graph.sent, name="sent"),
    path("graph/<str:version>/<str:phone_number_id>/messages", graph.messages, name="messages"),
]
