"""Hotels, the people who work for them, what the hotel says about itself, and feature flags."""

from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scope import TenantOwned

LANGUAGES = [("es", _("Spanish")), ("en", _("English")), ("pt", _("Portuguese"))]


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("not a time zone; write one such as Europe/Madrid"))


class Tenant(models.Model):
    """A hotel. Everything a hotel owns is reachable only in its scope."""

    slug = models.SlugField(
        _("short name"),
        max_length=50,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]+$")],
    )
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="es")
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="UTC", validators=[validate_time_zone]
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="USD", validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    check_in = models.TimeField(_("check-in from"), default="15:00")
    check_out = models.TimeField(_("check-out until"), default="12:00")
    desk_opens = models.TimeField(_("reception opens"), default="09:00")
    desk_closes = models.TimeField(_("reception closes"), default="21:00")
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    deposit_percent = models.PositiveSmallIntegerField(_("deposit, per cent"), default=30)
    hold_minutes = models.PositiveSmallIntegerField(_("a hold lasts, minutes"), default=30)
    pms_kind = models.CharField(_("PMS"), max_length=20, blank=True)  # "" = settings.PMS_TYPE
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("hotel")
        verbose_name_plural = _("hotels")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(deposit_percent__lte=100), name="deposit_is_a_share"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Membership(TenantOwned):
    """A person who works for a hotel and sees its rows in the back office."""

    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="memberships", verbose_name=_("hotel")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "user"], name="member_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.tenant}"


class Fact(TenantOwned):
    """What the hotel says about itself on one topic, in one language."""

    class Topic(models.TextChoices):
        AMENITIES = "amenities", _("amenities")
        CANCELLATION = "cancellation", _("cancellation policy")
        PAYMENT = "payment", _("payment")
        WIFI = "wifi", _("Wi-Fi")
        PARKING = "parking", _("parking")
        POOL = "pool", _("pool")
        BREAKFAST = "breakfast", _("breakfast")
        PETS = "pets", _("pets")

    tenant = models.ForeignKey(
        Tenant, models.CASCADE, related_name="facts", verbose_name=_("hotel")
    )
    topic = models.CharField(_("topic"), max_length=30, choices=Topic.choices)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    text = models.TextField(_("text"), max_length=900)

    class Meta:
        verbose_name = _("fact about the hotel")
        verbose_name_plural = _("facts about the hotel")
        ordering: ClassVar = ["tenant", "topic", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "topic", "language"], name="fact_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} ({self.language})"


class FeatureFlag(TenantOwned):
    """A decision about a feature, for one hotel or, without a hotel, for all that have none."""

    name = models.CharField(_("feature"), max_length=60)  # a name in tenants.flags.REGISTRY
    tenant = models.ForeignKey(
        Tenant,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="flags",
        verbose_name=_("hotel"),
        help_text=_("Empty: every hotel without a decision of its own."),
    )
    is_on = models.BooleanField(_("on"))

    class Meta:
        verbose_name = _("feature flag")
        verbose_name_plural = _("feature flags")
        ordering: ClassVar = ["name", "tenant"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "tenant"], name="flag_once_per_hotel", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name
