"""A shop with goods, customers and a campaign of chosen recipients, for the tests of results."""
from datetime import date
from unittest.mock import patch

from odoo.fields import Command

from .common import ShopCase

FIGURES = ("real", "theoretical", "net", "quantity", "margin", "tickets", "returning_count", "margin_total")


class ResultCase(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap = cls._product(10.0, 4.0, name="Soap")
        cls.lamp = cls._product(25.0, 10.0, name="Lamp")
        cls.anna = cls._customer("Anna")
        cls.bruno = cls._customer("Bruno")
        cls.quiet = cls._customer("Quiet")
        cls.stranger = cls._customer("Stranger")

    @classmethod
    def _campaign(cls, customers, **values):
        """Return a campaign shipped on 4 March 2026 to these customers, its list made."""
        campaign = cls.env["dm.campaign"].create({
            "name": "Spring", "send_date": "2026-03-04",
            "filter_ids": [Command.create({"operation": "add", "partner_domain": str([("id", "in", customers.ids)])})],
            **values,
        })
        campaign.action_refresh_selection()
        return campaign

    @classmethod
    def _figures(cls, campaign, currency):
        """Return the stored figures of one currency: day or Monday → values of ``FIGURES``."""
        return {
            str(result.date_start): tuple(result[name] for name in FIGURES)
            for result in campaign.result_ids.sorted("date_start") if result.currency_id == currency
        }

    @classmethod
    def _table(cls, campaign, currency):
        """Return the part of the screen's table that belongs to one currency."""
        return next(each for each in campaign.get_result_table()["currencies"] if each["id"] == currency.id)

    def _today(self, day):
        """Return a context in which campaigns take a day for today."""
        return patch.object(type(self.env["dm.campaign"]), "_get_today", lambda _campaign: date.fromisoformat(day))
