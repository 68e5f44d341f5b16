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

        By letter or app there is none: these refusals go with the contact. Nor does an address come onto them that
        somebody else has who agreed: of a couple with one number, one may go.
        """
        told = {"dm_permission_source": "staff", "dm_permission_wording": self.env._("The contact was deleted")}
        # Whoever deletes contacts may know nothing of blacklists.
        emails_sudo, numbers_sudo = (
            self.env[name].sudo().with_context(**told) for name in ("mail.blacklist", "phone.blacklist")
        )
        emails_sudo._dm_refuse(self._dm_alone_with(emails_sudo, self._dm_refusing("email").mapped("email_normalized")))
        called = {number for partner in self._dm_refusing("phone") for number in partner._dm_refused_numbers()}
        texted = {*self._dm_refusing("sms").mapped("dm_mobile")} - called
        numbers_sudo._dm_refuse_texts(self._dm_alone_with(numbers_sudo, texted))
        numbers_sudo._dm_refuse(self._dm_alone_with(numbers_sudo, called))

    def _dm_alone_with(self, blacklist, addresses):
        """Return those of some addresses by which nobody but these contacts agreed to be reached.

        :param blacklist: the model of the list onto which they would come
        """
        addresses = set(filter(None, addresses))
        reached = Domain("active", "=", True) & Domain("dm_accepts_mailing", "=", True)
        # Whoever may delete the contact may not be one who sees answers.
        agreed_sudo = self.env["dm.permission"].sudo().search(
            Domain("partner_id", "not in", self.ids)
            & Domain("partner_id", "any", reached & blacklist._dm_holders([*addresses]))
            & Domain("channel", "in", blacklist._dm_channels) & Domain("answer", "=", "allowed"),
        )
        return addresses - {partner[name] for partner in agreed_sudo.partner_id for name in blacklist._dm_held_by}

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
