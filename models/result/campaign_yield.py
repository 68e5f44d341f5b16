"""The figures of one campaign that its yield report is made of: computed now, or as they were written down."""
from dataclasses import dataclass

from .figures import Figures
from .period import Period


@dataclass(frozen=True)
class CampaignYield:
    """What a campaign brought back in a part of its period.

    :param campaign: one ``dm.campaign``
    :param Period period: the days that it is about
    :param list results: dictionaries with the columns of ``dm.result``, by bucket and currency
    :param list places: dictionaries with the columns of ``dm.result.place``; ``place_weeks`` likewise
    :param int recipient_count: customers who could return
    :param int returning_count: customers who did, each once over all buckets and currencies
    :param bool knows_before: whether the purchases of the year before were known
    """

    campaign: object
    period: Period
    results: list
    places: list
    place_weeks: list
    recipient_count: int
    returning_count: int
    knows_before: bool

    @classmethod
    def live(cls, campaign, period):
        """Compute the figures from the purchases of now; nothing is written."""
        with Figures(campaign, period) as figures:
            return cls(
                campaign, period, figures.results(), figures.places(), figures.place_weeks(),
                figures.recipient_count(), figures.returning_count(), campaign._is_year_before_known(period),
            )

    @classmethod
    def stored(cls, campaign):
        """Take the figures as they were written down, of the whole period."""
        results = campaign.result_ids.sorted(lambda result: (result.date_start, result.currency_id.id))
        granularity = results[:1].granularity or "week"
        return cls(
            campaign, Period(campaign.send_date, campaign.closing_date, granularity),
            results.read(load=None), campaign.place_result_ids.read(load=None),
            campaign.place_week_ids.read(load=None), campaign.returnable_count, campaign.returning_count,
            campaign.knows_year_before,
        )

    @property
    def currencies(self):
        """The currencies in which the recipients bought, the company's own first; if they bought nothing, that one."""
        own = self.campaign.company_id.currency_id
        sold = {
            row["currency_id"] for row in self.results if row["tickets"] or row["real"] or row["net"] or row["quantity"]
        }
        found = self.campaign.env["res.currency"].browse(sold or {row["currency_id"] for row in self.results[:1]})
        return found.sorted(lambda currency: (currency != own, currency.name))

    def of(self, rows, currency):
        """Return the rows of one currency."""
        return [row for row in rows if row["currency_id"] == currency.id]
