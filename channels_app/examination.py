"""What `manage.py doctor` should know about the hotels' numbers."""

from datetime import timedelta

from django.conf import settings
from django.utils.timezone import now

from channels_app.models import ChannelAccount, InboxMessage
from observability.doctor import Finding


def examine() -> list[Finding]:
    """Say whether somebody can write to us, and whether anybody waits in vain."""
    return [_accounts(), *_incomplete(), _waiting()]


def _accounts() -> Finding:
    active = ChannelAccount.across_tenants.filter(is_active=True, tenant__is_active=True)
    count = active.filter(kind="whatsapp").count()
    return Finding(
        "whatsapp accounts",
        ok=count > 0,
        needed=settings.PRODUCTION,
        message=f"{count} active, sending to {settings.WHATSAPP_GRAPH_URL}",
        advice="" if count else "add one in the back office, or run `manage.py demo` to try it",
    )


def _incomplete() -> list[Finding]:
    wanted = ("access_token", "verify_token", "app_secrets")
    findings = []
    for account in ChannelAccount.across_tenants.filter(kind="whatsapp", is_active=True):
        missing = [name for name in wanted if not account.credentials.get(name)]
        if missing:
            findings.append(
                Finding(
                    f"whatsapp account {account.pk}",
                    ok=False,
                    needed=True,
                    message=f"has no {', '.join(missing)}",
                    advice="fill it in under Channel accounts in the back office",
                )
            )
    return findings


def _waiting() -> Finding:
    late = InboxMessage.across_tenants.filter(
        status__in=["waiting", "working"], created_at__lt=now() - timedelta(minutes=2)
    ).count()
    return Finding(
        "inbox",
        ok=late == 0,
        needed=False,
        message=f"{late} messages wait for more than two minutes" if late else "nobody waits",
        advice="start a worker, or look at the errors in the back office" if late else "",
    )
