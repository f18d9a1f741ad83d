"""What may go wrong between a provider and us.

ChannelError            sending failed; `permanent` says never, else later
BadSignature            a webhook was not signed by the provider: 401
"""

from datetime import timedelta


class BadSignature(Exception):
    """The body was not signed with a secret of the account it names."""


class ChannelError(Exception):
    """A message was not accepted.

    `permanent`: the same message will never be. `unsure`: the provider may have accepted it, so a
    status may still tell. `retry_in`: not before, None for the queue's own schedule.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        unsure: bool = False,
        retry_in: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unsure = unsure
        self.retry_in = retry_in
