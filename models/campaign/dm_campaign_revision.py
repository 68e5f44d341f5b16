from odoo import fields, models
from odoo.exceptions import UserError


class DmCampaign(models.Model):
    """Two people with the same form open: who saves first wins, the other is told."""

    _inherit = "dm.campaign"

    revision = fields.Integer(
        readonly=True, copy=False, help="How often the form was saved. The form says which one it shows.",
    )

    # === BUSINESS METHODS === #

    def _check_seen(self, vals):
        """Refuse to save over what the screen did not show.

        :param dict vals: what a form saves; its ``seen_revision`` is the revision that it showed
        :return: the values to write
        :rtype: dict
        :raise UserError: if the campaign was saved since
        """
        seen = vals.pop("seen_revision", None)
        if not self or not vals:
            return vals
        # Of two saves at the same instant, PostgreSQL lets one begin anew, and that one sees the other here.
        if seen is not None and seen != self.revision:
            raise UserError(self.env._(
                "“%(name)s” was changed by somebody else while you were at it, and your change is not saved. Note it "
                "down, load the page again, and enter it once more.",
                name=self.name,
            ))
        return {**vals, "revision": self.revision + 1}
