from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.misc import formatLang

from .exchange import FAILED, QUEUED, SENT, Outgoing


class DmGateway(models.Model):
    """How much credit a gateway has left, and trying it out."""

    _inherit = "dm.gateway"

    credit = fields.Float(readonly=True, copy=False, digits=(14, 2), help="In points of the gateway.")
    credit_date = fields.Datetime(readonly=True, copy=False)
    has_credit = fields.Boolean(string="Tells its credit", readonly=True, copy=False)
    credit_text = fields.Char(string="Credit left", compute="_compute_credit_text")

    # === COMPUTE METHODS === #

    @api.depends("credit", "credit_date", "has_credit")
    @api.depends_context("lang", "tz")
    def _compute_credit_text(self):
        for gateway in self:
            if not gateway.credit_date:
                gateway.credit_text = self.env._("Not asked yet")
            elif not gateway.has_credit:
                gateway.credit_text = self.env._("Unknown: this gateway does not tell")
            else:
                gateway.credit_text = self.env._(
                    "%(points)s points on %(date)s", points=formatLang(self.env, gateway.credit, digits=0),
                    date=format_datetime(self.env, gateway.credit_date, dt_format="short"),
                )

    # === ACTION METHODS === #

    def action_refresh_credit(self):
        """Ask the gateway how much credit is left."""
        self.check_access("write")
        for gateway in self.sudo():
            if problem := gateway._get_problem():
                raise UserError(problem)
        # All are asked before something is written.
        told = [(gateway, gateway._ask_credit()) for gateway in self.sudo()]
        for gateway, points in told:
            gateway._note_credit(points)
        return True

    def action_buy_credit(self):
        """Open the page on which the gateway sells credit."""
        self.check_access("read")
        url = self.sudo()._get_purchase_url()
        if not url:
            raise UserError(self.env._(
                "The page on which “%(name)s” sells credit is not known: enter it on the page “Advanced”.",
                name=self.name,
            ))
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_try(self):
        """Open the dialog that sends one message to a number typed there."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_gateway_try_action")
        return {**action, "context": {"default_gateway_id": self.id}}

    # === BUSINESS METHODS === #

    def _ask_credit(self):
        """Ask how many points are left, as long as nothing is locked; None where the gateway does not tell."""
        with self._open() as client:
            return client.get_credit()

    def _note_credit(self, points):
        """Remember what the gateway said of its credit; None: it does not tell.

        :param float points:
        """
        self.write({
            "credit": points or 0, "has_credit": points is not None, "credit_date": fields.Datetime.now(),
        })

    def _get_purchase_url(self):
        """Hook: return the address at which credit is sold."""
        return self.purchase_url

    def _try(self, outgoing):
        """Send one message and return what became of it; whether or not the gateway is switched on.

        :param outgoing: :class:`.exchange.Outgoing`
        :rtype: exchange.Outcome
        :raise UserError: if it is not configured, or this database is a copy
        """
        if problem := self._get_problem():
            raise UserError(problem)
        if self.database_uuid and self.database_uuid != self._get_database():
            raise UserError(self._get_status()[1])
        with self._open() as client:
            return client.send([outgoing])[0]

    @api.model
    def _explain_outcome(self, outcome):
        """Return a sentence for what became of a message.

        :param outcome: :class:`.exchange.Outcome`
        """
        env = self.env
        if outcome.state == SENT:
            return env._("The gateway accepted it under its reference %(reference)s.", reference=outcome.reference)
        sentence = {
            "number": env._("The gateway refuses this number."),
            "country": env._("The gateway is not used for the country of this number: see its countries."),
            "blacklisted": env._("The gateway knows that this number refuses."),
            "credit": env._("There is no credit left: buy some."),
            "key": env._("The gateway refuses the key: an administrator must correct it."),
            "form": env._("The gateway does not understand what it gets: correct its page “Advanced”."),
            "address": env._("The gateway's address is refused: only addresses of the internet are spoken to."),
            "unknown": env._("Nobody knows the gateway's server: correct its address."),
            "unreachable": env._("The gateway's server does not answer: try again later."),
            "tls": env._("The gateway's server cannot prove who it is: nothing was sent there."),
            "clock": env._("The gateway's clock could not be read: try again later."),
            "time_out": env._("No answer came in time: nobody knows whether it was sent."),
            "broken": env._("The connection ended before the answer: nobody knows whether it was sent."),
            "too_large": env._("The answer was far too long to be one: nobody knows whether it was sent."),
            "unreadable": env._("The answer could not be read: nobody knows whether it was sent."),
            "incomplete": env._("The answer lacks what shows that it was accepted: nobody knows whether it was sent."),
        }.get(outcome.code)
        return sentence or {
            FAILED: env._("The gateway refused it."),
            QUEUED: env._("The gateway did not take it now: try again later."),
        }.get(outcome.state) or env._(
            "The answer was unclear (%(code)s): nobody knows whether it was sent.", code=outcome.code,
        )

    @api.model
    def _prepare_trial(self, uuid, number, body):
        """Return the message that tries a gateway out; it is no advertising."""
        return Outgoing(uuid, number, body, is_advertising=False)

    @api.model
    def _cron_refresh_credit(self):
        """Ask the gateways that are on for their credit."""
        gateways = self.sudo().search([("is_on", "=", True)])
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(gateways))
        for gateway in gateways:
            if gateway._get_status()[0] == "ready":
                gateway._note_credit(gateway._ask_credit())
            if not progress(1):
                break
