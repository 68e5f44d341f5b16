from odoo import SUPERUSER_ID, api, models


class DmBlacklistMixin(models.AbstractModel):
    """What Odoo's two blacklists have in common for us: to come onto one is a refusal, with its proof.

    The contacts who have the address get a refusal of the channels; taken off the list, the answer is unknown again,
    since nobody consented. The context says where it came from: ``dm_permission_source`` (default: staff, or
    unsubscribed if no employee did it), ``dm_permission_wording``.
    """

    _name = "dm.blacklist.mixin"
    _description = "Blacklist of a Channel"

    _dm_key = None
    _dm_channels = ()

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
        raise NotImplementedError

    @api.model
    def _dm_close(self, keys):
        partners = self._dm_partners(keys)
        for channel in self._dm_channels if partners else ():
            partners._dm_record_permission(
                channel, "refused", self._dm_source(), from_blacklist=True, **self._dm_proof(),
            )

    @api.model
    def _dm_reopen(self, keys):
        partners = self._dm_partners(keys)
        rows = self.env["dm.permission"].sudo().search([
            ("partner_id", "in", partners.ids), ("channel", "in", self._dm_channels), ("from_blacklist", "=", True),
            ("answer", "=", "refused"),
        ])
        for channel, group in rows.grouped("channel").items():
            group.partner_id._dm_record_permission(channel, "unknown", self._dm_source(), **self._dm_proof())

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
