"""A campaign's stored results as the table that the screen shows, in the user's language."""
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate

from odoo.tools import format_date

from .cells import cell_text


@dataclass(frozen=True)
class Measure:
    """One row of the table in each currency.

    :param str name: field of ``dm.result``
    :param str label: its term in the user's language
    :param str kind: ``money``, ``count``, ``pieces`` or ``ratio``
    :param bool main: whether the row is shown at first
    :param bool cumulative: running sum, whose total is its last value
    :param bool shop: of the whole shop, not of the campaign
    :param divided: fields (numerator, denominator) of an average, whose total is the average over the period
    :param str total: field whose sum is the total, if not the row's own
    :param str source: field of its values, if not its own
    :param bool before: of the year before; shown when it is asked for
    :param str group: measure that it is looked at together with
    """

    name: str
    label: str
    kind: str = "money"
    main: bool = False
    cumulative: bool = False
    shop: bool = False
    divided: tuple = ()
    total: str = ""
    source: str = ""
    before: bool = False
    group: str = ""


class ResultTable:
    """Turns ``dm.result`` rows of one campaign into columns (buckets) and rows (measures by currency).

    :param results: recordset of ``dm.result`` of one campaign, in order
    :param date today: the company's date of now; later buckets are marked as still to come
    """

    def __init__(self, results, today):
        self.results = results
        self.env = results.env
        self.today = today
        self.granularity = results[:1].granularity
        self.starts = sorted(set(results.mapped("date_start")))

    def buckets(self):
        """Return the columns: ISO date, date, short caption and a sentence in the user's language."""
        return [self._bucket(start) for start in self.starts]

    def _bucket(self, start):
        env = self.env
        by_day = self.granularity == "day"
        last = start if by_day else start + timedelta(days=6)
        week = start.isocalendar().week
        return {
            "date_start": start.isoformat(),
            "label": format_date(env, start),
            "caption": format_date(env, start, date_format="EEE") if by_day else env._("W%(week)s", week=week),
            "title": format_date(env, start, date_format="EEEE d MMMM y") if by_day else env._(
                "Week %(week)s, from %(first)s to %(last)s",
                week=week, first=format_date(env, start), last=format_date(env, last),
            ),
            "is_future": start > self.today,
        }

    def currencies(self):
        """Return the currencies in use, the company's own first, each with its rows."""
        own = self.results.company_id.currency_id
        return [
            self._currency(currency)
            for currency in self.results.currency_id.sorted(lambda each: (each != own, each.name))
        ]

    def converted(self):
        """Return all currencies as one, each order converted at its own rate; None where there is but one.

        Customers of several currencies cannot be told apart there, so that row is left out.
        """
        own = self.results.company_id.currency_id
        if len(self.results.currency_id) < 2:
            return None
        rows = [row for row in map(self._converted_measure, self._measures()) if row]
        return self._block(own, [self._bucket_results(start) for start in self.starts], rows)

    def _converted_measure(self, measure):
        fields = self.results._fields
        if measure.divided:
            over, under = measure.divided
            over = f"{over}_company" if f"{over}_company" in fields else over
            return replace(measure, divided=(over, under))
        if measure.name == "returning_count" or measure.before:
            return None
        return replace(measure, source=f"{measure.name}_company") if measure.kind == "money" else measure

    def _currency(self, currency):
        buckets = [
            self._bucket_results(start).filtered(lambda result: result.currency_id == currency)
            for start in self.starts
        ]
        return self._block(currency, buckets, self._measures())

    def _bucket_results(self, start):
        return self.results.filtered(lambda result: result.date_start == start)

    def _block(self, currency, buckets, measures):
        """Return the rows of one currency.

        :param list buckets: the results of each bucket, in order
        """
        results = self.results.browse().concat(*buckets)
        sold = any(result.tickets or result.real or result.net or result.quantity for result in results)
        return {
            "id": currency.id,
            "name": currency.name,
            "symbol": currency.symbol or currency.name,
            "is_used_by_campaign": sold,
            "unknown_margin_tickets": sum(results.mapped("unknown_margin_tickets")),
            "unknown_margin_tickets_total": sum(results.mapped("unknown_margin_tickets_total")),
            "rows": [self._row(measure, buckets, currency, sold) for measure in measures],
        }

    def _measures(self):
        """Return the rows in order: the four of the table, then those that can be asked for."""
        env = self.env
        return [
            Measure("real", env._("Turnover of the campaign"), main=True),
            Measure("quantity", env._("Pieces sold by the campaign"), "pieces", main=True),
            Measure("margin", env._("Cumulative margin of the campaign"), main=True, cumulative=True),
            Measure(
                "margin_total", env._("Cumulative margin of the whole shop"), main=True, cumulative=True, shop=True,
                group="margin",
            ),
            Measure("net", env._("Net turnover of the campaign")),
            Measure("theoretical", env._("Theoretical turnover of the campaign")),
            Measure("tickets", env._("Tickets of the campaign"), "count"),
            Measure("average_basket", env._("Average basket"), divided=("tickets_real", "tickets")),
            Measure("pieces_per_basket", env._("Pieces per basket"), "ratio", divided=("tickets_quantity", "tickets")),
            Measure("returning_count", env._("Returning customers"), "count", total="first_return_count"),
            Measure("real_before", env._("Turnover of the campaign, the year before"), before=True, group="real"),
            Measure(
                "margin_before", env._("Cumulative margin of the campaign, the year before"), cumulative=True,
                before=True, group="margin",
            ),
            Measure(
                "margin_total_before", env._("Cumulative margin of the whole shop, the year before"), cumulative=True,
                shop=True, before=True, group="margin",
            ),
        ]

    def _row(self, measure, buckets, currency, sold):
        """Return one row; a campaign that sold nothing in the currency leaves its texts empty."""
        values = [self._sum(measure, results, measure.source or measure.name) for results in buckets]
        whole = self.results.browse().concat(*buckets)
        total = self._sum(measure, whole, measure.total or measure.source or measure.name)
        if measure.cumulative:
            values = list(accumulate(values))
        if measure.kind == "money":
            values, total = [currency.round(value) for value in values], currency.round(total)
        is_blank = not sold and not measure.shop and not measure.before
        return {
            "measure": measure.name,
            "group": measure.group or measure.name,
            "label": self.env._(
                "%(measure)s in %(currency)s", measure=measure.label, currency=currency.symbol or currency.name,
            ),
            "legend": measure.label,
            "kind": measure.kind,
            "is_main": measure.main,
            "is_cumulative": measure.cumulative,
            "is_shop": measure.shop,
            "is_before": measure.before,
            "values": values,
            "texts": ["" if is_blank else cell_text(self.env, value, measure.kind, currency) for value in values],
            "total": total,
            "total_text": "" if is_blank else cell_text(self.env, total, measure.kind, currency),
        }

    @staticmethod
    def _sum(measure, results, name):
        """Return the value of a measure over some results."""
        if measure.divided:
            numerator, denominator = (sum(results.mapped(each)) for each in measure.divided)
            return numerator / denominator if denominator else 0
        return sum(results.mapped(name))
