from odoo import api, fields, models
from odoo.exceptions import UserError


class DmErase(models.TransientModel):
    """Looking up what is kept of somebody, and erasing it; ``res.partner.dm_erase`` does it."""

    _name = "dm.erase"
    _description = "Everything We Hold"

    address = fields.Char(string="E-mail or number", help="As the person writes it; it may be no contact's any more.")
    partner_ids = fields.Many2many(
        "res.partner", string="Contacts", compute="_compute_partner_ids", store=True, readonly=False, precompute=True,
        compute_sudo=False,
    )
    held = fields.Text(string="What is kept", compute="_compute_held", compute_sudo=False)

    # === COMPUTE METHODS === #

    @api.depends("address")
    def _compute_partner_ids(self):
        for wizard in self:
            wizard.partner_ids |= self.env["res.partner"].dm_find_person(wizard.address)

    @api.depends("address", "partner_ids")
    @api.depends_context("lang")
    def _compute_held(self):
        for wizard in self:
            wizard.held = wizard._tell(wizard.partner_ids._origin.dm_count_held(wizard.address))

    # === ACTION METHODS === #

    def action_erase(self):
        """Erase it, and show what is left."""
        self.ensure_one()
        self.check_access("write")
        if not self.partner_ids and not self.address:
            raise UserError(self.env._("Enter the person's e-mail or number, or choose their contact."))
        self.partner_ids.dm_erase(self.address)
        self.address = False
        self.invalidate_recordset(["held"])
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_erase_action")
        return dict(action, res_id=self.id)

    # === BUSINESS METHODS === #

    def _tell(self, counts):
        """Return counts as :meth:`res.partner.dm_count_held` gives them, in words."""
        labels = {
            "dm.recipient": self.env._("Rows in lists of campaigns"), "dm.message": self.env._("Messages"),
            "dm.permission": self.env._("Permissions with their wording"),
            "dm.permission.log": self.env._("Proofs of permissions"),
            "dm.gateway.event": self.env._("Reports and answers of gateways"),
            "pos.order": self.env._("Tickets with answers given at the till"),
        }
        return "\n".join(
            self.env._("%(what)s: %(count)s", what=labels[model], count=count) for model, count in counts.items()
        )
