"""A campaign with a text, a gateway that is a Python object, and running the sender in a test's own transaction."""
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from ..models.message.exchange import QUEUED, SENT, Client, Outcome, Traits
from .common import ShopCase

TOWN = "Outbox Town"


class FakeClient(Client):
    """Takes every message, unless told otherwise.

    :param dict answers: number → what it answers: keys of an ``Outcome``
    """

    def __init__(self, **answers):
        self.sent = []
        self.requests = []
        self.answers = answers
        self.credit = None
        self.looked_up = {}

    def send(self, messages):
        self.requests.append(len(messages))
        self.sent += messages
        return [Outcome(message.uuid, **self.answers.get(message.number, self._taken(message))) for message in messages]

    def look_up(self, uuid):
        return self.looked_up.get(uuid)

    def get_credit(self):
        return self.credit

    @staticmethod
    def _taken(message):
        return {"state": SENT, "reference": f"ref-{message.uuid}"}

    @property
    def numbers(self):
        return [message.number for message in self.sent]


def always_open(_self, _country_code, _zone, moment):
    """Let messages arrive on Sundays, too, in place of ``dm.window._get_opening``."""
    return moment


BUSY = {"state": QUEUED, "code": "refused_connection"}


class MessageCase(ShopCase):
    """Four customers of a town with mobiles, a campaign to them, and a gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        cls.editor = cls._user("edit", "outbox_edit")
        cls.consult = cls._user("consult", "outbox_consult")
        cls.people = [cls._texted(f"Customer {number}", f"061000000{number}") for number in range(1, 5)]
        cls.anne, cls.bob, cls.cleo, cls.dan = cls.people
        cls.gateway = cls.env["dm.gateway"].create({"name": "Test", "kind": "odoo", "company_id": cls.company.id})
        cls.gateway.action_switch_on()
        cls.campaign = cls._campaign()

    def setUp(self):
        super().setUp()
        self.client = FakeClient()
        self.traits = Traits()
        for model, name, value in (
            ("dm.gateway", "_open", lambda _self: self.client),
            ("dm.gateway", "_get_traits", lambda _self: self.traits),
            ("dm.window", "_get_opening", always_open),
        ):
            patcher = patch.object(self.registry[model], name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    @classmethod
    def _texted(cls, name, mobile, **values):
        """Return a customer who has agreed to texts."""
        partner = cls._customer(name, mobile=mobile, city=TOWN, country_id=cls.env.ref("base.fr").id, **values)
        partner._dm_record_permission("sms", "allowed", "staff")
        return partner

    @classmethod
    def _campaign(cls, **values):
        return cls.env["dm.campaign"].with_user(cls.editor).create({
            "name": "Spring", "send_date": fields.Date.today(), "sms_body": "Hello #Nom#, come and see us.",
            "channel_ids": [Command.set(cls.env.ref("direct_marketing.dm_channel_sms").ids)],
            "filter_ids": [Command.create({"partner_domain": f"[('city', '=', '{TOWN}')]"})], **values,
        })

    def _messages(self, campaign=None):
        self.env.invalidate_all()
        found = self.env["dm.message"].search([("campaign_id", "=", (campaign or self.campaign).id)], order="id")
        return found.sorted(lambda message: message.recipient_id.name or "")

    def _states(self, campaign=None):
        """Return the state, or why it was left out, by customer's name."""
        return {
            message.recipient_id.name: message.skip_reason or message.state for message in self._messages(campaign)
        }

    def _run_sender(self):
        """Let the scheduled action run once, as the server lets it."""
        self._run_cron("ir_cron_dm_message_send")

    def _run_cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            error = self.env.ref(f"direct_marketing.{name}").sudo().method_direct_trigger()
        self.assertIs(error, True)
        self.env.invalidate_all()
