from odoo import api, fields, models

from .channels import ANSWERS, CHANNELS, SOURCES, STRICTEST_FIRST


class DmPermission(models.Model):
    """What a customer answered for one channel; the proof of it is in ``dm.permission.log``.

    There should be one row per customer and channel. Nothing enforces it, since a unique key would delete rows when
    contacts are merged: where several stand, the stricter counts (:data:`.channels.STRICTEST_FIRST`), then the newer.
    Nobody writes rows: :meth:`res.partner.dm_record_permission` does, with the proof.
    """

    _name = "dm.permission"
    _description = "Permission"
    _order = "partner_id, channel, id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    answer = fields.Selection(ANSWERS, required=True, readonly=True)
    since = fields.Datetime(required=True, readonly=True)
    source = fields.Selection(SOURCES, required=True, readonly=True)
    wording = fields.Char(readonly=True, help="What the customer was asked, or said.")
    from_blacklist = fields.Boolean(
        readonly=True, help="Refused because the address or number came onto the blacklist; taken off it, the answer "
                            "is unknown again.",
    )

    _partner_channel_idx = models.Index("(partner_id, channel, answer)")

    # === BUSINESS METHODS === #

    @api.model
    def _record(self, partners, channel, answer, source, *, wording=None, company=None, since=None, address=None,
                from_blacklist=False):
        """Write down an answer of some customers, with its proof.

        An answer that is older than the one that stands (a till was offline) is kept in the log only. A refusal that
        comes with the blacklist leaves a refusal of the customer's own as it is.

        :param partners: ``res.partner`` records
        :param str channel: one of :data:`.channels.ANSWERED_CHANNELS`
        :param str source: one of :data:`.channels.SOURCES`
        :param company: the ``res.company`` that asked, by default the user's
        :param datetime since: when they answered, by default now
        :param str address: the e-mail address or number that was refused, by default the customer's
        """
        since = fields.Datetime.to_datetime(since) or fields.Datetime.now()
        values = {
            "answer": answer, "since": since, "source": source, "wording": wording, "from_blacklist": from_blacklist,
        }
        standing = self.sudo().search([("partner_id", "in", partners.ids), ("channel", "=", channel)])._fold()
        standing.filtered(lambda row: row._gives_way_to(since, from_blacklist)).write(values)
        self.sudo().create([
            {**values, "partner_id": partner.id, "channel": channel} for partner in partners - standing.partner_id
        ])
        self.env["dm.permission.log"]._append(
            partners, channel, answer, source, wording=wording, company=company, date=since, address=address,
        )
        self._refresh_screen(partners)

    def _gives_way_to(self, since, from_blacklist):
        """Return whether an answer of that moment replaces this one."""
        own_refusal = self.answer == "refused" and not self.from_blacklist
        return self.since <= since and not (from_blacklist and own_refusal)

    def _fold(self):
        """Delete the weaker answers where several stand for one customer and channel; return those that count."""
        kept = self.browse()
        for rows in self.grouped(lambda row: (row.partner_id, row.channel)).values():
            newest_first = rows.sorted(lambda row: (row.since, row.id), reverse=True)
            kept += min(newest_first, key=lambda row: STRICTEST_FIRST.index(row.answer))
        (self - kept).unlink()
        return kept

    @api.model
    def _refresh_screen(self, partners):
        self.env["dm.permission.state"].invalidate_model()
        partners.invalidate_recordset(["dm_permission_state_ids"])
