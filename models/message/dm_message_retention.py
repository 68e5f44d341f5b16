from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..customer.phone import international

FORGOTTEN = 20_000
# What tells whom a message went to, or what it said.
PERSONAL = ("number", "body", "user_ip", "error")


class DmMessage(models.Model):
    """Forgetting: what a message said and to whom goes, that there was one stays."""

    _inherit = "dm.message"

    # === SCHEDULED ACTIONS === #

    @api.model
    def _cron_forget(self):
        """Forget the texts, numbers and addresses of messages that are older than their company keeps them."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("dm_message_months", ">", 0)]):
            before = fields.Datetime.now() - relativedelta(months=company.dm_message_months)
            old = SQL("company_id = %s AND queued_date < %s", company.id, before)
            while done := self._forget(old):
                if not progress(done, remaining=1):
                    return
        progress(remaining=0)

    # === BUSINESS METHODS === #

    @api.model
    def find_by_number(self, number):
        """Return the messages that went to a number, those of all campaigns that the user may see.

        :param str number: as people write it
        :rtype: dm.message
        """
        country = self.env.company.country_id.code
        return self.search([("number", "in", [number, international(number, country) or number])])

    @api.model
    def erase_number(self, number):
        """Forget what was sent to a number, at the person's demand; the counts stay, and so do refusals.

        What waits is cancelled first.

        :param str number: as people write it
        :return: of how many messages something was forgotten
        :rtype: int
        :raise AccessError: if the user does not manage direct marketing
        """
        if not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._("Only managers of direct marketing may erase what was sent to somebody."))
        ids = self.find_by_number(number).ids
        self._take_out(SQL("id = ANY(%s)", ids))
        return self._forget(SQL("id = ANY(%s)", ids))

    @api.model
    def _take_out(self, which):
        """Cancel what waits."""
        self.env.execute_query(SQL(
            "UPDATE dm_message SET state = 'cancelled' WHERE state = 'queued' AND %s RETURNING 1", which,
        ))

    @api.model
    def _forget(self, which):
        """Blank what is personal of a batch of messages that neither wait nor are on their way.

        :param SQL which: a condition on the row
        :return: how many
        """
        held = SQL(" OR ").join(SQL("%s IS NOT NULL", SQL.identifier(name)) for name in PERSONAL)
        rows = self.env.execute_query(SQL(
            """UPDATE dm_message SET %s
                WHERE id IN (SELECT id FROM dm_message
                              WHERE %s AND (%s) AND state NOT IN ('queued', 'submitting', 'uncertain') LIMIT %s)
            RETURNING 1""",
            SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in PERSONAL), which, held, FORGOTTEN,
        ))
        self.invalidate_model()
        return len(rows)
