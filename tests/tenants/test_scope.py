"""A hotel's rows are reachable only in its scope."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from tenants import scope
from tenants.middleware import StaffScopeMiddleware
from tenants.models import Fact, Tenant
from tenants.scope import NoScope, TenantOwned
from tests import factories

pytestmark = pytest.mark.django_db

OWNED = [model for model in apps.get_models() if issubclass(model, TenantOwned)]


@pytest.fixture
def two() -> tuple[Tenant, Tenant]:
    hotels = factories.Tenant(), factories.Tenant()
    for hotel in hotels:
        Fact.across_tenants.create(tenant=hotel, topic="wifi", language="es", text=hotel.slug)
    return hotels


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_a_query_without_a_scope_raises(model):
    for ask in (model.objects.all, model.objects.count, model.objects.first):
        with pytest.raises(NoScope):
            ask()


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_every_model_knows_the_way_to_its_hotel(model):
    with scope.scope_ids([1]):
        assert model.objects.count() == 0
    assert model._default_manager is model.objects


def test_there_are_many_such_models():
    names = {model.__name__ for model in OWNED}
    assert names >= {
        "Guest",
        "Conversation",
        "InboxMessage",
        "OutboxMessage",
        "Reservation",
        "Room",
    }


def test_only_the_rows_of_the_hotels_in_scope_are_seen(two):
    mine, other = two

    with scope.scope(mine):
        assert [fact.text for fact in Fact.objects.all()] == [mine.slug]
        assert not Fact.objects.filter(tenant=other).exists()
    with scope.scope(*two):
        assert Fact.objects.count() == 2
    with scope.scope():
        assert Fact.objects.count() == 0
    with scope.all_tenants():
        assert Fact.objects.count() == 2


def test_related_rows_are_in_scope_too(two):
    mine, other = two

    with scope.scope(mine):
        assert other.facts.count() == 0
    with pytest.raises(NoScope):
        mine.facts.count()


def test_a_scope_ends_with_its_block_even_when_it_fails(two):
    with pytest.raises(RuntimeError), scope.scope(two[0]):
        raise RuntimeError

    with pytest.raises(NoScope):
        Fact.objects.all()


def test_an_inner_scope_hides_the_outer_one(two):
    with scope.scope(two[0]):
        with scope.scope(two[1]):
            assert Fact.objects.get().text == two[1].slug
        assert Fact.objects.get().text == two[0].slug


class TestStaff:
    def seen(self, rf, user, path="/admin/"):
        """Return the facts that a page at this path would show this person."""
        told = []

        def page(request):
            told.extend(Fact.objects.values_list("text", flat=True))
            return HttpResponse()

        request = rf.get(path)
        request.user = user
        StaffScopeMiddleware(page)(request)
        return told

    def test_staff_see_their_own_hotel(self, rf, two):
        person = factories.Membership(tenant=two[0]).user

        assert self.seen(rf, person) == [two[0].slug]

    def test_a_person_may_work_for_two_hotels(self, rf, two):
        person = factories.Membership(tenant=two[0]).user
        factories.Membership(tenant=two[1], user=person)

        assert len(self.seen(rf, person)) == 2

    def test_a_closed_hotel_is_seen_by_nobody_who_works_there(self, rf, two):
        person = factories.Membership(tenant=two[0]).user
        two[0].is_active = False
        two[0].save()

        assert self.seen(rf, person) == []

    def test_who_works_nowhere_sees_nothing_and_superusers_everything(self, rf, two):
        assert self.seen(rf, factories.User()) == []
        assert len(self.seen(rf, factories.User(is_superuser=True))) == 2

    @pytest.mark.parametrize("path", ["/admin/", "/webhooks/whatsapp", "/"])
    def test_strangers_and_other_pages_have_no_scope_at_all(self, rf, two, path):
        with pytest.raises(NoScope):
            self.seen(rf, AnonymousUser(), path)
