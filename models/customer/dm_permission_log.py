from odoo import api, fields, models
from odoo.exceptions import UserError

from .channels import LOGGED_ANSWERS, LOGGED_CHANNELS, SOURCES


class DmPermissionLog(models.Model):
    """The proof of permissions and refusals: one row an answer, never changed and never deleted, by nobody.

    Merging contacts moves ``partner_id``, erasing a person empties it and blanks ``address``: nothing else is written.
    """

    _name = "dm.permission.log"
    _description = "Permission Proof"
    _order = "date desc, id desc"
    _rec_name = "channel"

    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="set null", index=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    channel = fields.Selection(LOGGED_CHANNELS, required=True, readonly=True)
    answer = fields.Selection(LOGGED_ANSWERS, required=True, readonly=True)
    source = fields.Selection(SOURCES, required=True, readonly=True)
    wording = fields.Char(readonly=True, help="What the customer was asked, or said.")
    address = fields.Char(readonly=True, index="btree_not_null", help="The e-mail address or number of the answer.")
    user_id = fields.Many2one("res.users", string="Recorded by", readonly=True)
    cashier = fields.Char(readonly=True, help="Who stood at the till, by the name that the till showed.")
    till_key = fields.Char(
        string="Key of the answer", readonly=True, help="Ticket, channel and moment: a till's answer is kept once.",
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    _till_key_uniq = models.UniqueIndex("(till_key) WHERE till_key IS NOT NULL")

    # === CRUD METHODS === #

    def write(self, vals):
        if any(name != "partner_id" and (name != "address" or value) for name, value in vals.items()):
            raise UserError(self.env._(
                "The proof of a permission cannot be changed: record a new answer of the customer instead.",
            ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The proof of a permission cannot be deleted: it must be there when asked for."))

    # === BUSINESS METHODS === #

    @api.model
    def _append(self, partners, channel, answer, source, **proof):
        """Add the proof of an answer of some customers; parameters as in :meth:`_prepare_proofs`."""
        return self.sudo().create(self._prepare_proofs(partners, channel, answer, source, **proof))

    @api.model
    def _prepare_proofs(self, partners, channel, answer, source, *, wording=None, company=None, date=None,
                        address=None, numbers=None, cashier=None, till_key=None):
        """Return the rows that prove an answer of some customers, or of an address that nobody has.

        :param partners: ``res.partner`` records; none: the answer is kept with its address alone
        :param str channel: one of :data:`.channels.LOGGED_CHANNELS`
        :param str answer: one of :data:`.channels.LOGGED_ANSWERS`
        :param str wording: what they were asked, or said
        :param company: the ``res.company`` that asked, by default the user's
        :param str address: the e-mail address or number of the answer, by default the customer's
        :param dict numbers: as for ``dm.permission._record``: a row for each number
        :param str cashier: who asked, as the till calls them
        :param str till_key: what tells a till's answer from all others
        :rtype: list[dict]
        """
        values = {
            "date": date or fields.Datetime.now(), "channel": channel, "answer": answer, "source": source,
            "wording": wording, "company_id": (company or self.env.company).id, "cashier": cashier,
            "till_key": till_key, "user_id": self.env.uid if self.env.user._is_internal() else False,
        }
        return [
            {**values, "partner_id": partner.id, "address": number or address or partner._dm_address_of(channel)}
            for partner in partners.sudo() for number in (numbers or {}).get(partner, [False])
        ] or [{**values, "address": address}]
