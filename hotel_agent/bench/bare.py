"""The least that a webhook can be: check the signature, parse, insert one row. Ours is beside it.

Settings, view and WSGI application in one file: no middleware, no framework around the view.
"""

import hmac
import json
import os
import secrets

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

SECRET = os.environ["BENCH_SECRET"].encode()
INSERT = "INSERT INTO bench_bare (external_id, peer, body) VALUES (%s, %s, %s)"


def take(request: HttpRequest) -> HttpResponse:
    body = request.body
    wanted = "sha256=" + hmac.digest(SECRET, body, "sha256").hex()
    if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), wanted):
        return HttpResponse(status=401)
    message = json.loads(body)["entry"][0]["changes"][0]["value"]["messages"][0]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (message["id"], message["from"], message["text"]["body"]))
    return HttpResponse(headers={"Content-Length": "0"})


database = environ.Env.db_url_config(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY=secrets.token_hex(),
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATABASES={"default": {**database, "CONN_MAX_AGE": None}},
    LOGGING_CONFIG=None,
)
django.setup()
urlpatterns = [re_path("", take)]
application = get_wsgi_application()
