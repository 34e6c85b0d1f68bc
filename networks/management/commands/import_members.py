"""The command that takes a network's member list into the register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import URLValidator
from django.db import transaction

from cities.matching import Verdict
from cities.models import Country
from cities.partial_dates import PartialDate
from networks.member_lists import taking_in
from networks.member_lists.columns import Field, folded
from networks.member_lists.comparing import Comparison, compare
from networks.member_lists.importing import give_source, import_list
from networks.member_lists.models import MemberList
from networks.member_lists.sheets import UnreadableError
from networks.models import Network


class Command(BaseCommand):
    help = (
        "Takes a member list (CSV, XLSX) into the register, as the desk does: all of it or nothing. Rows whose place is not "
        "certain are left out and named; members that are not in the list stay as they are. The desk can undo the import."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network", help="slug of the network")
        parser.add_argument("file", type=Path, help="the list")
        parser.add_argument("--source-url", required=True, help="where the list can be read")
        parser.add_argument("--source-title", default="", help="else the name of the file")
        parser.add_argument("--source-publisher", default="")
        parser.add_argument("--source-date", default="", help="date of the list: 2026, 2026-10 or 2026-10-15")
        parser.add_argument("--sheet", default="", help="name of a spreadsheet's sheet")
        parser.add_argument("--country", default="", help="code of the country of all places")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help=f"what a column means; FIELD is one of {', '.join(Field.values)}",
        )
        parser.add_argument("--accept-likely", action="store_true", help="take likely places too, unseen")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *_args: Any, dry_run: bool, **options: Any) -> None:
        with transaction.atomic():
            member_list = self._taken_in(options)
            self.stdout.write(self._matches(member_list))
            if options["accept_likely"]:
                taken = taking_in.accept_likely(member_list)
                self.stdout.write(f"{taken} likely places were taken.")
            comparison = compare(member_list)
            self._tell(comparison)
            if not dry_run:
                import_list(member_list)
            else:
                transaction.set_rollback(True)
        verb = "would be" if dry_run else "were"
        self.stdout.write(
            self.style.SUCCESS(
                f"{len(comparison.new)} memberships {verb} added, {len(comparison.changed)} {verb} changed, "
                f"{len(comparison.unchanged)} {verb} confirmed, {len(comparison.left_out)} rows {verb} left out."
            )
        )
        if not dry_run:
            self.stdout.write(f"It can be undone at the desk: member list {member_list.pk}.")

    def _taken_in(self, options: dict[str, Any]) -> MemberList:
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"There is no network {options['network']!r}.")
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                member_list = taking_in.take_in(network, file, path.name, sheet=options["sheet"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        except UnreadableError as error:
            raise CommandError(f"{path}: {error}") from error
        country = options["country"] or member_list.columns["country"]
        if country and not Country.objects.filter(code=country).exists():
            raise CommandError(f"No place of the register lies in {country!r}.")
        fields = self._fields(member_list, options["column"])
        self.stdout.write(
            "Columns: "
            + ", ".join(f"{field} = {member_list.headings[column]!r}" for field, column in fields.items())
            + "."
        )
        taking_in.name_columns(
            member_list,
            headings=member_list.columns["headings"],
            fields=fields,
            country=country,
            language=member_list.columns["language"],
        )
        taking_in.match_rows(member_list)
        self._give_source(member_list, options)
        return member_list

    def _fields(self, member_list: MemberList, said: list[str]) -> dict[str, int]:
        fields: dict[str, int] = dict(member_list.columns["fields"])
        headings = [folded(heading) for heading in member_list.headings]
        for each in said:
            field, _equals, heading = each.partition("=")
            if field not in Field.values:
                raise CommandError(f"{field!r} is not one of {', '.join(Field.values)}.")
            if folded(heading) not in headings:
                raise CommandError(
                    f"There is no column {heading!r}. There are: {', '.join(member_list.headings)}."
                )
            column = headings.index(folded(heading))
            fields = {name: present for name, present in fields.items() if present != column}
            fields[field] = column
        if Field.NAME not in fields:
            raise CommandError("No column holds the name of the place: say --column name=HEADING.")
        return fields

    def _give_source(self, member_list: MemberList, options: dict[str, Any]) -> None:
        url = options["source_url"]
        try:
            URLValidator(["http", "https"])(url)
            date = PartialDate.parse(options["source_date"]) if options["source_date"] else None
        except ValidationError as error:
            raise CommandError(f"--source-url: {url!r} is not a web address.") from error
        except ValueError as error:
            raise CommandError(f"--source-date: {error}.") from error
        give_source(
            member_list,
            url=url,
            title=options["source_title"] or member_list.file_name,
            publisher=options["source_publisher"],
            stated_on=date,
        )

    def _matches(self, member_list: MemberList) -> str:
        found = list(member_list.rows.values_list("verdict", flat=True))
        return (
            f"{len(found)} rows: {found.count(Verdict.CERTAIN)} places are certain, {found.count(Verdict.LIKELY)} likely, "
            f"{found.count(Verdict.UNKNOWN)} unknown."
        )

    def _tell(self, comparison: Comparison) -> None:
        for entry in comparison.new:
            self.stdout.write(f"  line {entry.row.line}: {entry.row.name}: new: {entry.membership.city.slug}")
        for entry in comparison.changed:
            changes = "; ".join(
                f"{change.field}: {change.before or '–'} → {change.after or '–'}" for change in entry.changes
            )
            self.stdout.write(f"  line {entry.row.line}: {entry.row.name}: {changes}")
        for left_out in comparison.left_out:
            self.stdout.write(f"  line {left_out.row.line}: {left_out.row.name}: left out: {left_out.why}")
        for unread in comparison.unread:
            self.stdout.write(f"  line {unread.row.line}: {unread.row.name}: {unread.why}")
        for membership in comparison.vanished:
            self.stdout.write(f"  not in the list: {membership.city.slug}")
        if comparison.vanished:
            self.stdout.write(
                f"{len(comparison.vanished)} members are not in the list; they stay as they are until an editor decides."
            )
