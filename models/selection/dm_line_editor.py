from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Whose rights a selection has is not the client's choice.
NOT_FROM_CLIENT = {"user_id", "company_id"}


class DmLineEditor(models.AbstractModel):
    """What selects customers by filter lines (``filter_ids``), while somebody edits them on a screen."""

    _name = "dm.line.editor"
    _inherit = ["dm.responsible", "dm.revision"]
    _description = "Selects Customers by Filter Lines"

    audience = fields.Selection(
        [("customers", "Customers"), ("third_parties", "Third parties"), ("all", "Everyone")],
        required=True, default="customers",
    )
    start_with = fields.Selection([("none", "Nobody"), ("all", "Everybody")], required=True, default="none")
    selection_error = fields.Char(
        store=False, readonly=True, help="Why the counts cannot be told while the selection is being edited.",
    )
    is_counted = fields.Boolean(store=False, help="Set while one change is shown: it is counted once.")
    purchases_known_since = fields.Date(
        compute="_compute_purchases_known_since",
        help="Past purchases are still being read in: only those from this day on are known. Empty: all are.",
    )

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_purchases_known_since(self):
        for owner in self:
            known = owner.company_id and self.env["dm.purchase.filling"]._known_since(owner.company_id)
            # While nothing is read in, only what is sold from now on is known.
            owner.purchases_known_since = known and min(known, owner._get_today() + timedelta(days=1))

    # === ONCHANGE METHODS === #

    def _onchange_selection(self):
        """Show, while somebody edits, the counts that refreshing would write down.

        Who inherits names in ``api.onchange`` the fields that decide.
        """
        if not self.is_counted:
            self._show_counts()

    @api.onchange("start_with")
    def _onchange_start_with(self):
        """Show what saving the other start does (see :meth:`write`); the form asks before."""
        if self.filter_ids or not self.is_counted:
            self.filter_ids = False
            self._show_counts()

    # === CRUD METHODS === #

    def write(self, vals):
        """Clear the lines when the selection starts elsewhere: they were made for the other start."""
        if "start_with" in vals and "filter_ids" not in vals:
            changed = self.filtered(lambda owner: owner.start_with != vals["start_with"])
            changed._check_open()
            changed.filter_ids.unlink()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def preview_line(self, values, line_id, line_values):
        """Return what a filter line that is being edited does at its place; nothing is written.

        :param dict values: what was changed in the line's owner, as for ``onchange``
        :param line_id: id of the line, the client's id of one that was never saved, or False of one to be added
        :param dict line_values: what was changed in the line
        :return: ``changed`` and ``already`` (of :class:`~.masks.Effect`), or the sentence ``error`` of what is wrong
        :rtype: dict
        """
        self.check_access("write" if self else "create")
        self._check_open()
        try:
            owner = self._with_changes(values)
            line = owner._get_edited_line(line_id, line_values)
            owner.filter_ids._check_edited_seen()
            for asked in (line, line.further_purchase_condition_ids):
                asked._check_purchase_limits()
            return owner._get_selection().up_to(line).match().effects()[-1]._asdict()
        except UserError as error:
            return {"error": str(error)}

    def _with_changes(self, values):
        """Return this record, or a new one, as it is on a screen where it was changed."""
        wanted = self._get_selection_fields()
        if self:
            owner, allowed = self.new(origin=self), wanted - NOT_FROM_CLIENT
        else:
            owner, allowed = self.new(self.default_get(list(wanted))), wanted - {"user_id"}
        owner._update_cache({name: value for name, value in values.items() if name in allowed})
        return owner

    def _get_edited_line(self, line_id, line_values):
        """Return the line that is being edited, with its values of the screen, as one of this record's."""
        line = self.filter_ids.filtered(lambda each: line_id and line_id in (each._origin.id, each.id.ref))
        if not line:
            line = self.filter_ids.new({self._fields["filter_ids"].inverse_name: self.id})
            self.filter_ids |= line
        line._update_cache(line_values)
        return line

    def _show_counts(self):
        """Show the counts of what is being edited, or the sentence of what cannot be counted.

        What the counts change in the lines would call for counting again: it is marked as done.
        """
        if not self.company_id or not self.user_id:
            return
        self.is_counted = True
        self.selection_error = False
        try:
            self.filter_ids._check_edited_seen()
            # What the database cannot compute would leave it unable to read what else the screen shows.
            with self.env.cr.savepoint(flush=False):
                selection = self._get_selection().run()
                counts = self._get_shown_counts(selection)
        except UserError as error:
            self.selection_error = str(error)
        else:
            selection.mark_lines()
            self.update(counts)

    def _get_today(self):
        """Return the date of now where the owner's company is."""
        return (self.company_id or self.env.company)._dm_get_today()

    # === HOOKS === #

    def _check_open(self):
        """Refuse to go on where lines cannot change any more.

        :raise UserError: saying why
        """

    def _get_shown_counts(self, selection):
        """Return the counts to be shown of a selection that ran.

        :param Selection selection: of the lines as they stand on the screen
        :return: values of fields
        :rtype: dict
        """
        return {}
