from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from ..customer.phone import international
from .personal import Person

MANAGE = "direct_marketing.group_manage"


class ResPartner(models.Model):
    """Everything that direct marketing keeps of a person: told at their demand, and erased."""

    _inherit = "res.partner"

    # === BUSINESS METHODS === #

    @api.model
    def dm_find_person(self, address):
        """Return the contacts that have an e-mail address or number, archived ones too.

        :param str address: as people write it
        :rtype: res.partner
        :raise AccessError: if the user does not manage direct marketing
        """
        self._dm_check_may_erase()
        known = self._dm_known_forms(address)
        if not known:
            return self.browse()
        return self.with_context(active_test=False).search([
            "|", ("email_normalized", "in", known), "|", ("dm_mobile", "in", known), "|", ("dm_phone", "in", known),
            ("phone_sanitized", "in", known),
        ])

    def dm_count_held(self, address=None):
        """Return in how many rows something is kept of these contacts, or of an address.

        :param str address: an e-mail address or number, as people write it; it may be nobody's any more
        :return: by model, such as ``dm.message``
        :rtype: dict
        :raise AccessError: if the user does not manage direct marketing, or may not see a contact
        """
        return self._dm_person(address).counts()

    def dm_erase(self, address=None):
        """Erase what direct marketing keeps of these contacts, or of an address, at the person's demand.

        What waits to be sent is cancelled. Names, addresses and texts go from lists, messages, proofs and what gateways
        told; the counts stay. The contacts wish no mailings from now on, and their addresses go onto Odoo's blacklists:
        so the refusal holds, should they come back. The contact itself is not deleted.

        :param str address: as for :meth:`dm_count_held`
        :return: as :meth:`dm_count_held`, what was erased
        :rtype: dict
        :raise AccessError: if the user does not manage direct marketing, or may not see a contact
        :raise UserError: if a message is on its way to them
        """
        person = self._dm_person(address)
        self.env["dm.message"]._stop(person.owned_messages())
        self.sudo().write({"dm_accepts_mailing": False, "dm_app_token": False})
        self._dm_remember_refusal(person.addresses)
        return person.erase()

    def _dm_person(self, address):
        self._dm_check_may_erase()
        self.check_access("read")
        addresses = [*self._dm_known_forms(address), *self.mapped("email_normalized")]
        for partner in self:
            addresses += [*partner._dm_numbers(), partner.phone]
        return Person(self.env, self, addresses)

    @api.model
    def _dm_check_may_erase(self):
        if not self.env.user.has_group(MANAGE):
            raise AccessError(self.env._(
                "Only managers of direct marketing may look up and erase what is kept of somebody.",
            ))

    @api.model
    def _dm_known_forms(self, address):
        """Return the forms in which an address that people wrote may be kept."""
        address = (address or "").strip()
        forms = [email_normalize(address), international(address, self.env.company.country_id.code), address]
        return list(filter(None, dict.fromkeys(forms)))

    @api.model
    def _dm_remember_refusal(self, addresses):
        """Put addresses onto the blacklists, which hold whoever has them; a STOP that waits is applied by that."""
        told = {"dm_permission_source": "staff"}
        emails = [address for address in addresses if email_normalize(address)]
        numbers = [address for address in addresses if address.startswith("+")]
        for email in emails:
            self.env["mail.blacklist"].sudo().with_context(**told)._add(email)
        if numbers:
            self.env["phone.blacklist"].sudo().with_context(**told)._add(numbers)
        self.env["dm.gateway.event"].sudo().search([
            ("kind", "=", "stop"), ("number", "in", numbers), ("applied_date", "=", False),
        ]).applied_date = fields.Datetime.now()
