"""The tables of the yield report: by week, by place, and several campaigns side by side."""
from collections import defaultdict

from odoo.tools import format_date

from .grid import Column, Grid, Row

SUMS = (
    "tickets", "tickets_real", "tickets_quantity", "quantity", "theoretical", "real", "net", "margin",
    "unknown_margin_tickets",
)


class YieldGrids:
    """Makes the tables of some campaigns, in the user's language.

    :param env: environment of the user
    :param list yields: of :class:`.campaign_yield.CampaignYield`
    :param bool detail: postcodes too, not only the areas
    """

    def __init__(self, env, yields, *, detail=True):
        self.env = env
        self.yields = yields
        self.detail = detail

    def summary(self):
        """Return the campaigns side by side: a row each, and one for each currency."""
        env = self.env
        columns = [
            Column("campaign", env._("Campaign")), Column("first", env._("From"), "date"),
            Column("last", env._("To"), "date"), Column("recipient_count", env._("Recipients"), "count"),
            *self._measures(),
        ]
        rows = [
            Row({
                "campaign": each.campaign.name, "first": each.period.first, "last": each.period.last,
                "recipient_count": each.recipient_count, **self._total(each, currency),
            }, currency=currency)
            for each in self.yields for currency in each.currencies
        ]
        return Grid("summary", env._("Campaigns side by side"), columns, rows)

    def weeks(self):
        """Return a table for each campaign and currency: a row for each week or day, and the total."""
        return [self._weeks(each, currency) for each in self.yields for currency in each.currencies]

    def places(self):
        """Return a table for each campaign and currency: a row for each area, its postcodes, and the total."""
        return [self._places(each, currency) for each in self.yields for currency in each.currencies]

    def place_weeks(self):
        """Return the turnover by place for each campaign and currency: a column for each week."""
        return [self._place_weeks(each, currency) for each in self.yields for currency in each.currencies]

    # === BY WEEK === #

    def _weeks(self, each, currency):
        env = self.env
        by_day = each.period.granularity == "day"
        columns = [Column("date", env._("Day") if by_day else env._("Week of"), "date")]
        if not by_day:
            columns.append(Column("week", env._("Week"), "count"))
        columns += self._measures()
        rows = [
            Row({"date": row["date_start"], "week": row["date_start"].isocalendar().week,
                 **self._figures(row, row["returning_count"], each.recipient_count)}, currency=currency)
            for row in each.of(each.results, currency)
        ]
        total = Row({"date": env._("Total"), **self._total(each, currency)}, "total", currency)
        return Grid(
            "week", self._title(each, currency), columns, [*rows, total], 1 if by_day else 2,
            each.campaign.name, self._notes(each, currency),
        )

    def _measures(self):
        """Return the columns of figures, those of the seed's report first."""
        env = self.env
        before = [Column("real_before", env._("Turnover the year before"), "money")]
        return [
            Column("return_rate", env._("Return rate"), "percent"),
            Column("average_basket", env._("Average basket"), "money"),
            Column("theoretical", env._("Theoretical turnover"), "money"),
            Column("real", env._("Real turnover"), "money"),
            Column("pieces_per_basket", env._("Pieces per basket"), "ratio"),
            Column("quantity", env._("Pieces sold"), "pieces"),
            Column("returning_count", env._("Returning customers"), "count"),
            Column("tickets", env._("Tickets"), "count"),
            Column("net", env._("Net turnover"), "money"),
            Column("margin", env._("Margin"), "money"),
            *(before if all(each.knows_before for each in self.yields) else []),
        ]

    def _total(self, each, currency):
        """Return the figures of the whole period in one currency; customers are counted once."""
        rows = each.of(each.results, currency)
        sums = {name: sum(row[name] for row in rows) for name in (*SUMS, "real_before", "first_return_count")}
        return self._figures(sums, sums["first_return_count"], each.recipient_count)

    @staticmethod
    def _figures(sums, returning_count, recipient_count):
        """Return the cells of some sums."""
        tickets = sums["tickets"]
        return {
            **sums,
            "returning_count": returning_count,
            "return_rate": 100 * returning_count / recipient_count if recipient_count else 0,
            "average_basket": sums["tickets_real"] / tickets if tickets else 0,
            "pieces_per_basket": sums["tickets_quantity"] / tickets if tickets else 0,
        }

    # === BY PLACE === #

    def _places(self, each, currency):
        env = self.env
        columns = [
            Column("area", env._("Department")), Column("postcode", env._("Postcode")),
            Column("recipient_count", env._("Recipients"), "count"),
            *(column for column in self._measures() if column.name != "real_before"),
        ]
        rows = []
        for area, members in self._areas(each.of(each.places, currency)):
            rows.append(Row({"area": area.name, **self._place_sum(members)}, "group", currency))
            if self.detail:
                rows += [
                    Row({"area": area.name, "postcode": member["postcode"], **self._place_sum([member])},
                        currency=currency)
                    for member in members if member["postcode"]
                ]
        total = self._place_sum(each.of(each.places, currency))
        rows.append(Row({"area": env._("Total"), **total}, "total", currency))
        return Grid(
            "place", self._title(each, currency), columns, rows, 2, each.campaign.name, self._notes(each, currency),
        )

    def _place_sum(self, members):
        """Return the figures of some places; each customer lives in one, so they add up."""
        sums = {name: sum(row[name] for row in members) for name in (*SUMS, "recipient_count", "returning_count")}
        return self._figures(sums, sums["returning_count"], sums["recipient_count"])

    def _place_weeks(self, each, currency):
        env = self.env
        weeks = each.period.weeks()
        columns = [
            Column("area", env._("Department")), Column("postcode", env._("Postcode")),
            Column("real", env._("Total"), "money"),
            *(Column(week.isoformat(), format_date(env, week), "money") for week in weeks),
        ]
        rows = []
        for area, members in self._areas(each.of(each.place_weeks, currency)):
            rows.append(Row({"area": area.name, **self._by_week(members)}, "group", currency))
            postcodes = defaultdict(list)
            for member in members:
                postcodes[member["postcode"]].append(member)
            rows += [
                Row({"area": area.name, "postcode": postcode, **self._by_week(postcodes[postcode])}, currency=currency)
                for postcode in sorted(postcodes) if postcode and self.detail
            ]
        rows.append(Row(
            {"area": env._("Total"), **self._by_week(each.of(each.place_weeks, currency))}, "total", currency,
        ))
        title = env._("%(title)s: real turnover by week", title=self._title(each, currency))
        return Grid("place_week", title, columns, rows, 3, each.campaign.name)

    @staticmethod
    def _by_week(members):
        """Return the turnover by Monday, and all of it as ``real``."""
        sums = defaultdict(float)
        for member in members:
            sums[member["date_start"].isoformat()] += float(member["real"])
            sums["real"] += float(member["real"])
        return sums

    def _areas(self, rows):
        """Return pairs of an area and its rows, in the areas' order, postcodes in theirs."""
        by_area = defaultdict(list)
        for row in sorted(rows, key=lambda row: row["postcode"] or ""):
            by_area[row["area_id"]].append(row)
        areas = self.env["dm.result.area"].browse(by_area)
        ordered = areas.sorted(lambda area: (area.sequence, area.code or "", area.id))
        return [(area, by_area[area.id]) for area in ordered]

    # === WORDS === #

    def _title(self, each, currency):
        if len(each.currencies) == 1:
            return each.campaign.name
        return self.env._("%(campaign)s, in %(currency)s", campaign=each.campaign.name, currency=currency.name)

    def _notes(self, each, currency):
        """Return what must be known to read the figures."""
        unknown = sum(row["unknown_margin_tickets"] for row in each.of(each.results, currency))
        return [self.env._(
            "The cost of %(count)s tickets is not known yet: the margins leave them out.", count=unknown,
        )] if unknown else []
