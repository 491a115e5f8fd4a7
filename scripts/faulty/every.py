"""Every fault, those with the same settings one after the other."""

from __future__ import annotations

from faulty import clock, database, delivery, deploy, disk, recordings, servers, settings, transfers

FAULTS = (
    *servers.FAULTS,
    *recordings.FAULTS,
    *database.FAULTS,
    *delivery.FAULTS,
    *transfers.FAULTS,
    *clock.FAULTS,
    *settings.FAULTS,
    *deploy.FAULTS,
    *disk.FAULTS,
)
