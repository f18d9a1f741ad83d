"""Credentials are encrypted at rest; features are decided per hotel."""

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from channels_app.models import ChannelAccount
from tenants import fields, flags
from tenants.models import FeatureFlag
from tests import factories

pytestmark = pytest.mark.django_db


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM channels_app_channelaccount")
        return cursor.fetchone()[0]


def test_the_database_never_sees_a_secret():
    account = factories.Account(credentials={"app_secrets": ["very secret"]})

    assert "secret" not in stored()
    again = ChannelAccount.across_tenants.get(pk=account.pk)
    assert again.credentials == {"app_secrets": ["very secret"]}


def test_a_dump_holds_no_secret_either():
    account = factories.Account(credentials={"app_secrets": ["very secret"]})

    assert "very secret" not in serializers.serialize("json", [account])


def test_an_old_key_still_reads_and_the_newest_writes(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CREDENTIALS_KEYS = [old]
    account = factories.Account(credentials={"a": 1})
    settings.CREDENTIALS_KEYS = [new, old]
    account = ChannelAccount.across_tenants.get(pk=account.pk)
    account.save()

    settings.CREDENTIALS_KEYS = [new]
    assert ChannelAccount.across_tenants.get(pk=account.pk).credentials == {"a": 1}


def test_a_lost_key_is_said_in_words(settings):
    token = fields.encrypt({"a": 1})
    settings.CREDENTIALS_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(ImproperlyConfigured, match="CREDENTIALS_KEYS"):
        fields.decrypt(token)


def test_a_key_of_the_wrong_shape_is_said_in_words(settings):
    settings.CREDENTIALS_KEYS = ["short"]

    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        fields.encrypt(1)


class TestFlags:
    FLAG = flags.INTERACTIVE

    def decide(self, on, tenant=None):
        FeatureFlag.across_tenants.create(name=self.FLAG.name, tenant=tenant, is_on=on)
        flags.forget()

    def test_without_a_decision_the_default_holds(self):
        assert flags.is_on(self.FLAG, 1) is self.FLAG.default

    def test_a_decision_for_all_holds_for_hotels_without_their_own(self):
        mine, other = factories.Tenant(), factories.Tenant()
        self.decide(False)
        self.decide(True, mine)

        assert flags.is_on(self.FLAG, mine.pk) is True
        assert flags.is_on(self.FLAG, other.pk) is False

    def test_a_change_is_effective_within_thirty_seconds(self, monkeypatch):
        hotel = factories.Tenant()
        flags.is_on(self.FLAG, hotel.pk)
        FeatureFlag.across_tenants.create(name=self.FLAG.name, tenant=hotel, is_on=False)
        clock = flags.time.monotonic()
        monkeypatch.setattr(flags.time, "monotonic", lambda: clock + 30)

        assert flags.is_on(self.FLAG, hotel.pk) is False

    def test_asking_costs_no_query_once_known(self, django_assert_num_queries):
        flags.is_on(self.FLAG, 1)

        with django_assert_num_queries(0):
            flags.is_on(self.FLAG, 2)
