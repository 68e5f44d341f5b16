"""Conditions on the day and month of a date: birthdays, cards that expire, inspections due."""
from calendar import monthrange
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tools import SQL

from . import words
from .anniversary import FIXED_WINDOWS, days_between, days_of_year, next_month
from .card_criterion import CARD, check_cards_seen, held_cards, program_names
from .record_criterion import CONTACT, RecordCriterion
from .repeated_criterion import RepeatedCriterion
from .stored_domain import StoredDomain

LEAP_YEAR = 2000
LONGEST = 3660


class AnniversaryCriterion(RepeatedCriterion):
    """The day and month of a date of the contact, of a card or of a related record come round in a window.

    The window is a month, lies between two days of the year (and may wrap its end), is today and the next days, or is
    the calendar month after today's.
    """

    name = "anniversary"

    def label(self, env):
        return env._("Anniversary")

    # === CHECKS === #

    def check(self, condition):
        if condition.anniversary_of == "record":
            RecordCriterion().check(condition)
        self._check_date(condition)
        self._check_window(condition)

    def check_seen(self, condition):
        if condition.anniversary_of == "record":
            RecordCriterion().check_seen(condition)
        if condition.anniversary_of == "card":
            check_cards_seen(condition.env)
        StoredDomain("[]", self.model(condition), condition.env).check_seen(condition.date_field)

    def _check_date(self, condition):
        env, model = condition.env, self.model(condition)
        field = env[model]._fields.get(condition.date_field)
        if field is None or field.type not in ("date", "datetime") or not field.store:
            raise UserError(env._(
                "An anniversary of a filter line needs a date of %(records)s, and “%(field)s” is none: choose "
                "another, or remove the condition. Nothing was selected.",
                records=StoredDomain("[]", model, env).label(), field=condition.date_field or env._("none"),
            ))

    def _check_window(self, condition):
        env = condition.env
        mode = condition.anniversary_mode
        if mode not in (*FIXED_WINDOWS, "next", "next_month"):
            raise UserError(env._("Choose when the anniversary of a filter line falls."))
        if mode == "next" and not 0 <= condition.next_days <= LONGEST:
            raise UserError(env._("The next days of an anniversary are counted from 0 to %(days)s.", days=LONGEST))
        if mode in FIXED_WINDOWS and not condition.month_from:
            raise UserError(env._("Choose the month of the anniversary of a filter line."))
        if mode == "between":
            self._check_days(condition)

    def _check_days(self, condition):
        for month, day in ((condition.month_from, condition.day_from), (condition.month_to, condition.day_to)):
            if not month or not 1 <= day <= monthrange(LEAP_YEAR, int(month))[1]:
                raise UserError(condition.env._(
                    "The days of an anniversary are written as a day that its month has, such as 29 and February: "
                    "“%(day)s” is none of month %(month)s.", day=day, month=month or "?",
                ))

    # === CONDITION === #

    def model(self, condition):
        """Return the name of the model that has the date."""
        return {"card": CARD, "record": condition.res_model}.get(condition.anniversary_of, CONTACT)

    def window(self, condition, today):
        """Return the days of the year of the condition's window.

        :param date today: the day that the next days and the next month count from
        :rtype: list[int]
        """
        if condition.anniversary_mode == "month":
            month = int(condition.month_from)
            return [month * 100 + day for day in range(1, monthrange(LEAP_YEAR, month)[1] + 1)]
        if condition.anniversary_mode == "next":
            return days_of_year(today, today + timedelta(days=condition.next_days))
        if condition.anniversary_mode == "next_month":
            return days_of_year(*next_month(today))
        begin = int(condition.month_from), condition.day_from
        end = int(condition.month_to), condition.day_to
        return days_between(today, begin, end)

    def matches(self, condition, scope, partner):
        query, column = self._falling(condition, scope)
        if condition.anniversary_of == "contact":
            return scope.named(partner, query, SQL.identifier(query.table, "id"))
        return scope.belongs(partner, query, column)

    def records_met(self, line, scope, is_about):
        of_records = line[self.field].filtered(lambda condition: condition.anniversary_of == "record")
        return [self._falling(condition, scope) for condition in of_records.filtered(is_about)]

    def _falling(self, condition, scope):
        """Return the query of what has its day in the window, and its column that names the contact."""
        query, column = self._dated(condition, scope)
        domain = StoredDomain("[]", self.model(condition), condition.env)
        date = domain.column(query, condition.date_field, scope)
        if condition.env[domain.model]._fields[condition.date_field].type == "datetime":
            date = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)", date, scope.company.dm_tz)
        query.add_where(SQL(
            "(EXTRACT(MONTH FROM %s) * 100 + EXTRACT(DAY FROM %s))::int = ANY(%s)",
            date, date, self.window(condition, scope.today),
        ))
        return query, column

    def _dated(self, condition, scope):
        """Return the query of what has the date, and its column that names the contact."""
        if condition.anniversary_of == "card":
            return held_cards(condition, scope)
        if condition.anniversary_of == "record":
            return RecordCriterion().records(condition, scope)
        return StoredDomain("[]", CONTACT, condition.env).query(scope), None

    # === SUMMARY === #

    def describe(self, condition):
        self.check(condition)
        env = condition.env
        return env._(
            "%(date)s %(window)s", date=self._describe_date(condition), window=self.describe_window(condition),
        )

    def describe_denied(self, condition):
        return condition.env._("except: %(condition)s", condition=self.describe(condition))

    def _describe_date(self, condition):
        """Return the name of the date, and whose it is unless it is the contact's."""
        env = condition.env
        name = env[self.model(condition)]._fields[condition.date_field]._description_string(env)
        if condition.anniversary_of == "card":
            programs = words.names(env, program_names(condition))
            if not programs:
                return env._("%(date)s of a loyalty card", date=name)
            return env._("%(date)s of a card of %(programs)s", date=name, programs=programs)
        if condition.anniversary_of == "record":
            return self._describe_date_of_record(condition, name)
        return name

    @staticmethod
    def _describe_date_of_record(condition, name):
        env, criterion = condition.env, RecordCriterion()
        domain, records = criterion.domain(condition), criterion.label_records(condition)
        if domain.is_empty:
            return env._("%(date)s of %(records)s", date=name, records=records)
        return env._(
            "%(date)s of %(records)s (%(condition)s)", date=name, records=records, condition=domain.describe(),
        )

    def describe_window(self, condition):
        """Return when the condition's days are, such as “in June”.

        :rtype: str
        """
        env = condition.env
        if condition.anniversary_mode == "month":
            months = dict(condition._fields["month_from"]._description_selection(env))
            return env._("in %(month)s", month=months[condition.month_from])
        if condition.anniversary_mode == "next_month":
            return env._("next month")
        if condition.anniversary_mode == "next":
            return self._describe_next_days(env, condition.next_days)
        return env._(
            "from %(first)s to %(last)s", first=words.day_of_year(env, condition.month_from, condition.day_from),
            last=words.day_of_year(env, condition.month_to, condition.day_to),
        )

    @staticmethod
    def _describe_next_days(env, days):
        if not days:
            return env._("today")
        return env._("today or tomorrow") if days == 1 else env._("in the next %(days)s days", days=days)
