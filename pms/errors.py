"""Two errors per port: later, or never.

PmsError
├── PmsUnavailable      later: the PMS did not answer, or could not; the same call may succeed
└── PmsRejected         never: the PMS understood and said no
    ├── SoldOut         the room has gone
    ├── NotFound        no such booking for this guest
    └── WrongState      the booking is not in a state that allows it
"""


class PmsError(Exception):
    """Anything a PMS may raise."""


class PmsUnavailable(PmsError):
    """The PMS did not answer, or not sensibly; trying later may help."""


class PmsRejected(PmsError):
    """The PMS refused; the same request will be refused again."""


class SoldOut(PmsRejected):
    """No room of this type is left for the stay."""


class NotFound(PmsRejected):
    """No booking with this code belongs to this guest."""


class WrongState(PmsRejected):
    """The booking's status, or its expired hold, does not allow the change."""
