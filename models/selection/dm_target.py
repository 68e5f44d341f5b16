from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .customer_records import usual_link
from .engine import Selection
from .record_criterion import CONTACT, links
from .scope import Scope
from .target_rows import TargetRows

INTERVALS = {"day": relativedelta(days=1), "week": relativedelta(weeks=1), "month": relativedelta(months=1)}


class DmTarget(models.Model):
    """A saved selection: its filter lines, what its rows are, and whom it struck out.

    Its result are rows (see ``dm_target_result.py``): customers, or one row per record that belongs to them, such as
    a vehicle. Campaigns load it, which copies it, or ask for its customers in a filter line, which runs it.
    """

    _name = "dm.target"
    _inherit = ["dm.line.editor"]
    _description = "Saved Target"
    _order = "name, id"

    name = fields.Char(string="Target name", required=True)
    description = fields.Text()
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", required=True, default=lambda self: self._get_default_user(), copy=False,
        help="The selection sees the customers that this user may see.",
    )
    last_used_date = fields.Datetime(
        string="Last used", readonly=True, copy=False, help="Loaded, put into a filter line, or exported.",
    )

    # What it selects
    filter_ids = fields.One2many("dm.filter", "target_id", string="Filter lines", copy=True)
    strike_ids = fields.One2many("dm.strike", "target_id", string="Struck out")

    # What a row is
    model_id = fields.Many2one(
        "ir.model", string="Rows", ondelete="set null", domain=[("transient", "=", False)],
        help="Empty: one row per customer. Otherwise one row per record of this kind.",
    )
    partner_field = fields.Char(
        string="Column of the customer", compute="_compute_partner_field", store=True, readonly=False,
        precompute=True, help="Technical name of the records' column that names the customer, such as driver_id.",
    )
    link = fields.Selection(
        selection="_get_links", string="One row per", compute="_compute_link", readonly=False,
        help="Empty: one row per customer.",
    )

    _name_unique = models.UniqueIndex(
        "(company_id, lower(name))", "There is another target of this name: replace that one, or choose another name.",
    )

    # === COMPUTE METHODS === #

    @api.depends("model_id")
    def _compute_partner_field(self):
        for target in self:
            target.partner_field = usual_link(self.env, target._get_model_name(), target.partner_field)

    @api.depends("model_id", "partner_field")
    def _compute_link(self):
        known = dict(self._get_links())
        for target in self:
            link = f"{target._get_model_name()},{target.partner_field}"
            target.link = link if link in known else False

    # === ONCHANGE METHODS === #

    @api.onchange("link")
    def _onchange_link(self):
        """Show the rows of the new kind, which decides what is counted."""
        self._onchange_selection()

    # === CONSTRAINT METHODS === #

    @api.constrains("model_id", "partner_field")
    def _check_link(self):
        for target in self:
            if target._is_of_records() and (target._get_model_name(), target.partner_field) not in links(self.env):
                raise ValidationError(self.env._(
                    "“%(target)s” cannot have one row per “%(records)s”: its column “%(column)s” names no customer. "
                    "Choose other records.",
                    target=target.name, records=target.model_id.sudo().name, column=target.partner_field,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._read_link(vals) for vals in vals_list]
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            self._check_name_free(vals.get("name"), company)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._read_link(vals)
        if "name" in vals:
            for target in self:
                target._check_name_free(vals["name"], target.company_id)
        if "model_id" in vals:
            changing = self.filtered(lambda target: (target.model_id.id or False) != (vals["model_id"] or False))
            self.env["dm.strike"]._forget_rows(changing)
        return super().write(vals)

    def unlink(self):
        """Remove the lines first: one may ask for a target that goes, too."""
        self.filter_ids.unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_filter_line(self):
        condition = self.env["dm.filter.condition"].sudo().search([("source_target_id", "in", self.ids)], limit=1)
        if condition:
            raise UserError(self.env._(
                "A filter line of “%(owner)s” asks for the target “%(target)s”: remove that line first.",
                owner=condition.filter_id._get_owner().name, target=condition.source_target_id.name,
            ))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            vals if (default or {}).get("name") else dict(vals, name=target._get_free_name())
            for target, vals in zip(self, vals_list, strict=True)
        ]

    def copy(self, default=None):
        copies = super().copy(default)
        for target, copy in zip(self, copies, strict=True):
            self.env["dm.strike"]._copy_all(target, copy)
            if target.refresh_date:
                # What it cannot read is no reason not to have it.
                copy._refresh_or_say_why()
        return copies

    # === BUSINESS METHODS === #

    @api.model
    def _get_links(self):
        return self.env["dm.filter.condition"]._get_links()

    @api.model
    def _get_default_user(self):
        """Return who is responsible: the creator; for what the system creates, the administrator."""
        return self.env.user if self.env.user.active else self.env.ref("base.user_admin")

    @api.model
    def _get_selection_fields(self):
        """Return the names of the fields that decide which rows there are."""
        return {
            "audience", "start_with", "filter_ids", "strike_ids", "company_id", "user_id", "model_id", "partner_field",
            "link",
        }

    @api.model
    def _find_by_name(self, name, company):
        """Return the target of a company that has a name, whatever its capitals."""
        wanted = (name or "").strip().lower()
        found = self.search([("company_id", "=", company.id), ("name", "ilike", (name or "").strip())])
        return found.filtered(lambda target: target.name.strip().lower() == wanted)

    @api.model
    def _read_link(self, vals):
        """Return values with what ``link`` stands for in its place: what depends on the rows is saved with them.

        An inverse would come after the columns were checked, and write one of the two before the other.

        :raise ValidationError: if no records are a customer's by that
        """
        if "link" not in vals:
            return vals
        model, _comma, column = str(vals["link"] or "").partition(",")
        if vals["link"] and (model, column) not in links(self.env):
            raise ValidationError(self.env._(
                "No list has one row per “%(link)s”: choose what its rows are from those proposed.", link=vals["link"],
            ))
        others = {name: value for name, value in vals.items() if name != "link"}
        model_id = self.env["ir.model"].sudo()._get(model).id if model else False
        return {**others, "model_id": model_id, "partner_field": column or False}

    def _get_free_name(self):
        """Return a name for a copy that no other target has."""
        name, number = self.env._("%(name)s (copy)", name=self.name), 1
        while self.sudo()._find_by_name(name, self.company_id):
            number += 1
            name = self.env._("%(name)s (copy %(number)s)", name=self.name, number=number)
        return name

    def _get_model_name(self):
        """Return the name of the model that has a record for each row; that of contacts for customers."""
        return self.model_id.sudo().model or CONTACT

    def _is_of_records(self):
        """Return whether a row is a record of a customer, not the customer.

        :raise UserError: if it was, and the records are no longer there
        """
        if self._get_model_name() != CONTACT:
            return True
        if self.partner_field:
            raise UserError(self.env._(
                "The rows of “%(target)s” are records whose module was removed: choose others. Nothing was selected.",
                target=self.name,
            ))
        return False

    def _get_row_link(self):
        """Return what a row is: names of the records' model and of its column of the customer; None for customers."""
        return (self._get_model_name(), self.partner_field) if self._is_of_records() else None

    def _get_selection(self, scope=None):
        """Return the target's selection, of saved lines or of those being edited.

        :param Scope scope: of the selection that asks for this target; by default that of the responsible user
        :rtype: Selection
        :raise UserError: if nobody active is responsible
        """
        self.ensure_one()
        if scope is None:
            company = self.company_id._origin or self.company_id
            scope = Scope.of(self._get_responsible(), company, self.audience, self._get_today(), asker=self._origin)
        lines = self.filter_ids.sorted(lambda line: (line.sequence, line._origin.id or float("inf")))
        return Selection(scope, lines, self.start_with)

    def _get_customers(self, scope):
        """Run the target inside another selection.

        :param Scope scope: frame within that selection
        :return: a query of its customers, as one column ``id``
        :rtype: SQL
        :raise UserError: if a condition cannot be read
        """
        return TargetRows(self, self._get_selection(scope).run()).run().customers()

    def _get_contained(self):
        """Return these targets and all that their lines ask for, directly or through others."""
        found = new = self.sudo()
        while new:
            new = new.filter_ids.condition_ids.source_target_id - found
            found |= new
        return found

    # === CHECKS === #

    def _get_circle_sentence(self, env):
        return env._(
            "The target “%(target)s” contains itself, directly or through another: remove the filter line that asks "
            "for it. Nothing was selected.",
            target=self.sudo().name,
        )

    def _note_use(self):
        """Keep when somebody last made use of the target, who may be allowed to read it only."""
        self.sudo().last_used_date = self.env.cr.now()

    def _check_name_free(self, name, company):
        """Make sure that a name is one, and that no target but this one has it.

        :raise ValidationError: naming the other
        """
        if name is not None and not (name or "").strip():
            raise ValidationError(self.env._("Give the target a name."))
        other = self.sudo()._find_by_name(name, company) - self
        if other:
            raise ValidationError(self.env._(
                "There is already a target “%(target)s”: choose another name, or delete that one.", target=other.name,
            ))
