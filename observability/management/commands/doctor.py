"""Say what is configured, reachable and healthy, and what to do about the rest."""

import dataclasses
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from observability import doctor
from observability.doctor import Finding


class Command(BaseCommand):
    help = "Examine settings, services, database and workers; exit 1 when something needed fails."
    requires_system_checks = ()  # it must run when nothing else does

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = doctor.examine()
        ok = all(finding.ok for finding in findings if finding.needed)
        if options["json"]:
            listed = [dataclasses.asdict(finding) for finding in findings]
            self.stdout.write(json.dumps({"ok": ok, "findings": listed}, indent=2))
        else:
            self.stdout.writelines(map(self._line, findings))
        if not ok:
            sys.exit(1)

    def _line(self, finding: Finding) -> str:
        if finding.ok:
            mark = self.style.SUCCESS("ok     ")
        elif finding.needed:
            mark = self.style.ERROR("FAILED ")
        else:
            mark = self.style.WARNING("warning")
        advice = f" -> {finding.advice}" if finding.advice else ""
        return f"{mark} {finding.name}: {finding.message}{advice}\n"
