from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dm_gateway import SYSTEM
from .pulling import Pulling
from .webhook import read_events

# A report is asked for by one of these.
REFERENCES = ("{reference}", "{uuid}", "{tag}")
# What a gateway tells before it knows more says nothing new: it has the message.
FINAL = ("delivered", "failed")


class DmGateway(models.Model):
    """Gateways that report nothing by themselves, and are asked. What they tell is read as their reports are."""

    _inherit = "dm.gateway"

    pull_url = fields.Char(
        string="Address of a report", groups=SYSTEM,
        help="For a gateway that sends no reports: asked there is for each message that it took. Contains {reference} "
             "(its own), {uuid} (ours) or {tag} (the first 20 characters of ours).",
    )
    pull_after = fields.Integer(string="Asked after, in seconds", help="Then less and less often, for three days.")

    # === CONSTRAINT METHODS === #

    @api.constrains("pull_url")
    def _check_pull_url(self):
        for gateway in self.sudo():
            if gateway.pull_url and not any(name in gateway.pull_url for name in REFERENCES):
                raise ValidationError(self.env._(
                    "The address of a report must contain %(names)s.", names=", ".join(REFERENCES),
                ))

    # === BUSINESS METHODS === #

    @api.model
    def _get_pulled(self):
        """Return the gateways that are asked for reports: not from a copy of the database that sent the messages."""
        asked = self.search([("pull_url", "!=", False)])
        here = self._get_database()
        return asked.filtered(lambda gateway: gateway.database_uuid == here and not gateway._get_problem())

    def _receive_pulled(self, uuid, body):
        """Write down what a gateway answered when it was asked about a message.

        :param str uuid: our reference of the message
        :param bytes body: as it came
        """
        told = read_events("report", self._get_places("report"), body, reference=uuid)
        self.env["dm.gateway.event"].sudo()._receive(
            self, [event for event in told if event.reference == uuid and event.state in FINAL],
        )

    @api.model
    def _cron_pull_reports(self):
        """Ask the gateways that report nothing by themselves what became of what was sent."""
        if Pulling(self.env).run():
            self.env.ref("direct_marketing.ir_cron_dm_gateway_pull")._trigger()
