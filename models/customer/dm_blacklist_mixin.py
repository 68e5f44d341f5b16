from operator import itemgetter

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import groupby


class DmBlacklistMixin(models.AbstractModel):
    """What Odoo's two blacklists have in common for us: to come onto one is a refusal, with its proof.

    The contacts who have the address get a refusal of the channels (of calls: to that number); taken off the list, the
    answer is unknown again, since nobody consented. The context says where it came from: ``dm_permission_source``
    (default: staff, or unsubscribed if no employee did it), ``dm_permission_wording``.
    """

    _name = "dm.blacklist.mixin"
    _description = "Blacklist of a Channel"

    _dm_key = None
    _dm_channels = ()
    _dm_held_by = ()  # the fields in which contacts keep such an address

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        keys = [self._dm_normalised(vals.get(self._dm_key)) for vals in vals_list if vals.get(self._dm_key)]
        known = self.with_context(active_test=False).search([(self._dm_key, "in", list(filter(None, keys)))])
        records = super().create(vals_list)
        self._dm_close((records - known).filtered("active").mapped(self._dm_key))
        return records

    def write(self, vals):
        before = set(self.filtered("active").mapped(self._dm_key))
        result = super().write(vals)
        if "active" in vals or self._dm_key in vals:
            after = set(self.filtered("active").mapped(self._dm_key))
            self._dm_reopen(list(before - after))
            self._dm_close(list(after - before))
        return result

    def unlink(self):
        opened = self.filtered("active").mapped(self._dm_key)
        result = super().unlink()
        self._dm_reopen(opened)
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _dm_normalised(self, value):
        """Return an address as the list keeps it, falsy if it is none."""
        raise NotImplementedError

    @api.model
    def _dm_holders(self, keys):
        """Return the domain of the contacts that have one of some addresses."""
        return Domain.OR(Domain(name, "in", keys) for name in self._dm_held_by)

    @api.model
    def _dm_spoken_of(self, holders, channel, keys):
        """Hook: return to whom among the holders of some addresses a channel is closed, and for which of their numbers.

        :return: as ``numbers`` of :meth:`dm.permission._record`
        :rtype: dict
        """
        return {partner: [False] for partner in holders}

    @api.model
    def _dm_refuse(self, addresses):
        """Put addresses on the list, those that were taken off again too.

        :param addresses: as the list keeps them
        """
        addresses = sorted(addresses)
        known = self.with_context(active_test=False).search([(self._dm_key, "in", addresses)])
        known.filtered(lambda entry: not entry.active).active = True
        self.create([{self._dm_key: address} for address in addresses])

    @api.model
    def _dm_close(self, keys):
        holders = self._dm_partners(keys)
        for channel in self._dm_channels:
            self._dm_answer(self._dm_spoken_of(holders, channel, keys), channel, "refused", from_blacklist=True)

    @api.model
    def _dm_reopen(self, keys):
        holders = self._dm_partners(keys)
        for channel in self._dm_channels:
            closed = self._dm_refusals(self._dm_spoken_of(holders, channel, keys), channel).filtered("from_blacklist")
            numbers = {partner: rows.mapped("number") for partner, rows in closed.grouped("partner_id").items()}
            self._dm_answer(numbers, channel, "unknown")

    @api.model
    def _dm_refusals(self, numbers, channel):
        """Return the refusals that stand for some contacts and numbers."""
        permissions = self.env["dm.permission"]
        standing = permissions._standing(permissions._spoken_of(numbers, numbers), channel)
        return standing.filtered(lambda row: row.answer == "refused")

    @api.model
    def _dm_answer(self, numbers, channel, answer, **proof):
        if numbers:
            partners = self.env["res.partner"].browse(partner.id for partner in numbers)
            partners._dm_record_permission(
                channel, answer, self._dm_source(), numbers=numbers, **self._dm_proof(), **proof,
            )

    @api.model
    def _dm_keep(self, partners):
        """Record as refusals what only the list says of some contacts' addresses, which may soon be theirs no more."""
        addresses = {partner[name] for partner in partners for name in self._dm_held_by if partner[name]}
        keys = self.search([(self._dm_key, "in", list(addresses))]).mapped(self._dm_key)
        holders = partners.filtered_domain(self._dm_holders(keys))
        told = self.with_context(dm_permission_source="staff", dm_permission_wording=self.env._("On the blacklist"))
        for channel in self._dm_channels:
            numbers = self._dm_spoken_of(holders, channel, keys)
            refused = {(row.partner_id, row.number) for row in self._dm_refusals(numbers, channel)}
            silent = self.env["dm.permission"]._spoken_of(numbers, numbers) - refused
            told._dm_answer(
                {partner: [number for _partner, number in pairs] for partner, pairs in groupby(silent, itemgetter(0))},
                channel, "refused",
            )

    @api.model
    def _dm_partners(self, keys):
        if not keys:
            return self.env["res.partner"]
        return self.env["res.partner"].sudo().with_context(active_test=False).search(self._dm_holders(keys))

    @api.model
    def _dm_source(self):
        if source := self.env.context.get("dm_permission_source"):
            return source
        by_staff = self.env.uid != SUPERUSER_ID and self.env.user._is_internal()
        return "staff" if by_staff else "unsubscribe"

    @api.model
    def _dm_proof(self):
        return {"wording": self.env.context.get("dm_permission_wording")}
