from odoo import api, fields, models

from .channels import ANSWERS, CHANNELS, SOURCES, STRICTEST_FIRST


class DmPermission(models.Model):
    """What a customer answered for one channel; the proof of it is in ``dm.permission.log``.

    There should be one row per customer and channel; for calls, also one per number of which the customer spoke apart
    (``number``: in international form; empty, as in all other channels: whatever the number). Nothing enforces it,
    since a unique key would delete rows when contacts are merged: where several stand, the stricter counts
    (:data:`.channels.STRICTEST_FIRST`), then the newer. Nobody writes rows:
    :meth:`res.partner.dm_record_permission` does, with the proof.
    """

    _name = "dm.permission"
    _description = "Permission"
    _order = "partner_id, channel, id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    number = fields.Char(readonly=True, help="The one number that may, or may not, be called; empty: any.")
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
    def _record(self, partners, channel, answer, source, *, since=None, numbers=None, from_blacklist=False, **proof):
        """Write down an answer of some customers, with its proof.

        An answer that is older than the one that stands (a till was offline) is kept in the log only. A refusal that
        comes with the blacklist leaves a refusal of the customer's own as it is.

        :param partners: ``res.partner`` records
        :param str channel: one of :data:`.channels.ANSWERED_CHANNELS`
        :param str source: one of :data:`.channels.SOURCES`
        :param datetime since: when they answered, by default now
        :param dict numbers: for calls, of which numbers a customer spoke: a list by contact; without: of none apart
        :param proof: what else ``dm.permission.log._prepare_proofs`` takes
        """
        since = fields.Datetime.to_datetime(since) or fields.Datetime.now()
        values = {
            "answer": answer, "since": since, "source": source, "wording": proof.get("wording"),
            "from_blacklist": from_blacklist,
        }
        wanted = self._spoken_of(partners, numbers)
        standing = self._standing(wanted, channel)
        standing.filtered(lambda row: row._gives_way_to(since, from_blacklist)).write(values)
        self.sudo().create([
            {**values, "partner_id": partner.id, "channel": channel, "number": number}
            for partner, number in wanted - {(row.partner_id, row.number) for row in standing}
        ])
        self.env["dm.permission.log"]._append(
            partners, channel, answer, source, date=since, numbers=numbers, **proof,
        )
        self._refresh_screen(partners)

    @api.model
    def _spoken_of(self, partners, numbers):
        """Return what an answer is about: pairs of a customer and a number, False for whatever number."""
        return {(partner, number) for partner in partners for number in (numbers or {}).get(partner, [False])}

    @api.model
    def _standing(self, wanted, channel):
        """Return the one row that counts of each of some pairs of a customer and a number, as far as there is one."""
        rows = self.sudo().search([
            ("partner_id", "in", [partner.id for partner, _number in wanted]), ("channel", "=", channel),
            ("number", "in", list({number for _partner, number in wanted})),
        ])
        return rows.filtered(lambda row: (row.partner_id, row.number) in wanted)._fold()

    def _gives_way_to(self, since, from_blacklist):
        """Return whether an answer of that moment replaces this one."""
        own_refusal = self.answer == "refused" and not self.from_blacklist
        return self.since <= since and not (from_blacklist and own_refusal)

    def _fold(self):
        """Delete the weaker answers where several stand for one customer, channel and number; return the others."""
        kept = self.browse()
        for rows in self.grouped(lambda row: (row.partner_id, row.channel, row.number)).values():
            newest_first = rows.sorted(lambda row: (row.since, row.id), reverse=True)
            kept += min(newest_first, key=lambda row: STRICTEST_FIRST.index(row.answer))
        (self - kept).unlink()
        return kept

    @api.model
    def _refresh_screen(self, partners):
        self.env["dm.permission.state"].invalidate_model()
        partners.invalidate_recordset(["dm_permission_state_ids"])
