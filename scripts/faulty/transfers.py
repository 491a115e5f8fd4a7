"""What a transfer meets, in every word that a carrier has for it, and in some that it has not."""

from __future__ import annotations

from faulty.caller import Caller
from faulty.carrier import Form
from faulty.fault import Fault


class Met(Fault):
    """Every transfer from now on ends so."""

    status: str | None = None
    visible = False

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.changed = self._changed

    def _changed(self, _url: str, form: Form) -> Form:
        if "DialCallStatus" not in form:
            return form
        given = {} if self.status is None else {"DialCallStatus": self.status}
        return {name: value for name, value in form.items() if not name.startswith("DialCall")} | given


def _met(status: str | None) -> type[Met]:
    named = "nothing: the field is missing" if status is None else f"“{status}”"
    how = "DialCallStatus is left out" if status is None else f"DialCallStatus={status}"
    own = {"status": status, "name": f"a transfer meets {named}", "how": f"{how}, signed, of every transfer"}
    return type("Met", (Met,), own)


STATUSES = ("completed", "answered", "busy", "no-answer", "failed", "canceled", "", "a-word-of-tomorrow", None)

FAULTS = tuple(map(_met, STATUSES))
