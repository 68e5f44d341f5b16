from odoo.addons.mass_mailing.controllers.main import MassMailController
from odoo.http import request, route


class Unsubscribe(MassMailController):
    """What customers say on the page behind "Unsubscribe" of Odoo's e-mails is recorded as their permission.

    * From a mailing to contacts, orders …: core puts the address on the blacklist, which is a refusal.
    * From a mailing to lists, core leaves those lists only. An address that is on no list any more has refused; one
      that comes back to a list is unknown again, since it asked for that list alone.

    Only customers themselves come here: staff who tidy lists record nothing.
    """

    def _mailing_unsubscribe_from_list(self, mailing, document_id, email, hash_token):
        response = super()._mailing_unsubscribe_from_list(mailing, document_id, email, hash_token)
        self._dm_record_lists(email)
        return response

    @route()
    def mailing_update_list_subscription(self, mailing_id=None, document_id=None, email=None, hash_token=None,
                                         lists_optin_ids=None, **post):
        address = self._fetch_user_information(email, hash_token)[0]
        before = self._dm_lists(address)
        result = super().mailing_update_list_subscription(
            mailing_id=mailing_id, document_id=document_id, email=email, hash_token=hash_token,
            lists_optin_ids=lists_optin_ids, **post,
        )
        if result not in ("error", "unauthorized"):
            self._dm_record_lists(address, joined=self._dm_lists(address) - before)
        return result

    def _dm_lists(self, email):
        """Return the lists that an address is on."""
        return self._dm_subscriptions(email).filtered(lambda subscription: not subscription.opt_out).list_id

    def _dm_subscriptions(self, email):
        """Return what an address was ever subscribed to, and still exists."""
        return self._fetch_contacts(email).subscription_ids.filtered("list_id.active")

    def _dm_record_lists(self, email, joined=()):
        """Record what being on no list any more, or joining one, says of an address; core has checked who asks."""
        if joined or (self._dm_subscriptions(email) and not self._dm_lists(email)):
            request.env["res.partner"].sudo()._dm_left_lists(email, on_a_list=bool(joined))
