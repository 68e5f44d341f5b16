from odoo import models
from odoo.fields import Domain

# Context key: another contact takes the refusals over.
REFUSALS_STAY = "dm_refusals_stay"


class ResPartner(models.Model):
    """Who refused and is deleted: their addresses remember it, for the day on which they are entered again."""

    _inherit = "res.partner"

    # === CRUD METHODS === #

    def unlink(self):
        if not self.env.context.get(REFUSALS_STAY):
            self._dm_leave_refusals()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _dm_leave_refusals(self):
        """Put the addresses of these contacts by which they refuse to be reached onto Odoo's blacklists.

        By letter or app there is none: these refusals go with the contact.
        """
        told = {"dm_permission_source": "staff", "dm_permission_wording": self.env._("The contact was deleted")}
        emails = self._dm_refusing("email").mapped("email_normalized")
        numbers = self._dm_refusing("sms").mapped("dm_mobile")
        called = {number for partner in self._dm_refusing("phone") for number in partner._dm_refused_numbers()}
        # Whoever deletes contacts may know nothing of blacklists.
        for email in filter(None, emails):
            self.env["mail.blacklist"].sudo().with_context(**told)._add(email)
        listed_sudo = self.env["phone.blacklist"].sudo().with_context(**told)
        if texted := set(filter(None, numbers)) - called:
            listed_sudo._dm_refuse_texts(texted)
        if called:
            listed_sudo._add(sorted(called))

    def _dm_refusing(self, channel):
        """Return those who said themselves that they do not wish to be reached by a channel, or by any."""
        # Whoever may delete the contact may not be one who sees answers.
        rows_sudo = self.env["dm.permission"].sudo().search(
            Domain("partner_id", "in", self.ids) & Domain("channel", "=", channel)
            & Domain("answer", "=", "refused") & Domain("from_blacklist", "=", False),
        )
        return self.filtered(lambda partner: not partner.dm_accepts_mailing or partner in rows_sudo.partner_id)

    def _dm_refused_numbers(self):
        """Return the numbers by which a contact does not wish to be called: those named, or all."""
        named = set(self.env["dm.permission"].sudo().search([
            ("partner_id", "=", self.id), ("channel", "=", "phone"), ("answer", "=", "refused"),
        ]).mapped("number"))
        numbers = set(self._dm_numbers())
        return numbers & named if named and False not in named and self.dm_accepts_mailing else numbers
