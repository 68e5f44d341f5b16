"""A campaign by SMS to four customers of two languages, and gateways for it."""
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.direct_marketing.models.message.exchange import Traits
from odoo.fields import Command

from .common import ShopCase


class TextCase(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("fr_FR", "de_DE"):
            cls.env["res.lang"]._activate_lang(code)
        cls.company.partner_id.lang = "fr_FR"
        cls.company.country_id = cls.env.ref("base.fr")
        cls.sms = cls.env.ref("direct_marketing.dm_channel_sms")
        cls.editor = cls._user("edit", "text_edit", lang="en_US")
        cls.consult = cls._user("consult", "text_consult", lang="en_US")
        cls.title = cls.env["res.partner.title"].create({"name": "Text Test", "shortcut": "Mr."})
        cls.title.with_context(lang="fr_FR").shortcut = "M."
        cls.paul = cls._addressee("Paul", "Durand", "0612345601", lang="fr_FR", title_id=cls.title.id,
                                  birthdate_date="1980-03-07")
        cls.zoe = cls._addressee("Zoë", "Lefèvre", "0612345602", lang="fr_FR")
        cls.hans = cls._addressee("Hans", "Muster", "+41791234567", lang="de_DE", title_id=cls.title.id)
        cls.nemo = cls._addressee(False, "Nemo", "0692123456", lang=False)
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).create({
            "name": "Spring", "send_date": "2026-03-01", "channel_ids": [Command.set(cls.sms.ids)],
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Textville')]"})],
        })
        cls.campaign.action_refresh_selection()

    @classmethod
    def _addressee(cls, firstname, lastname, mobile, **values):
        """Return a new customer of the campaign's town who may be texted."""
        customer = cls.env["res.partner"].create({
            "firstname": firstname, "lastname": lastname, "mobile": mobile, "city": "Textville", "customer_rank": 1,
            **values,
        })
        customer._dm_record_permission("sms", "allowed", "staff")
        return customer

    def _recipients(self, customers):
        rows = self.campaign.sudo().recipient_ids
        return rows.browse([rows.filtered(lambda row, each=each: row.partner_id == each).id for each in customers])

    def _texts(self, body, customers=None, channel="sms"):
        """Return what customers would get."""
        self.campaign.sms_body = body
        rows = self._recipients(customers or [self.paul, self.zoe, self.hans, self.nemo])
        return [body for _id, body, _segments in self.campaign._render_messages(channel, rows)]

    @contextmanager
    def _gateway(self, **traits):
        """Let a gateway have these traits."""
        gateway = type(self.env["dm.gateway"])
        company = self.company
        with patch.object(gateway, "_get_for", lambda _self, _company, _channel: company), \
                patch.object(type(company), "_get_traits", lambda _self: Traits(**traits), create=True):
            yield
