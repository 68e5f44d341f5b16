from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from .personal import HELD, blank


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's own look-up of a person finds by e-mail and name: here by a number too, whoever's it is by now."""

    _inherit = "privacy.lookup.wizard"

    dm_phone = fields.Char(
        string="Phone", compute="_compute_dm_phone", store=True, readonly=False, help="As the person writes it.",
    )

    # === COMPUTE METHODS === #

    @api.depends("email", "name")
    def _compute_dm_phone(self):
        """Propose the number of the contact with this address and name."""
        for wizard in self:
            email = email_normalize(wizard.email or "")
            partner = email and self.env["res.partner"].with_context(active_test=False).search(
                [("email_normalized", "=", email), ("name", "=", wizard.name)], limit=1,
            )
            wizard.dm_phone = partner and (partner.dm_mobile or partner.phone)

    # === BUSINESS METHODS === #

    def _get_query(self):
        query = super()._get_query()
        known = self.env["res.partner"]._dm_known_forms(self.dm_phone)
        if not known:
            return query
        found = [SQL(
            "SELECT %s, id, %s FROM %s WHERE %s", self.env["ir.model"]._get_id(model._name),
            SQL.identifier("active") if "active" in model else True, SQL.identifier(model._table),
            SQL(" OR ").join(SQL("%s = ANY(%s)", SQL.identifier(column), known) for column in columns),
        ) for model, columns in self._get_numbered_models()]
        # What was found by both counts once.
        return SQL(" UNION ").join([query, *found])

    def _get_numbered_models(self):
        """Return the models with stored numbers, and their columns of these."""
        names = {model: set(columns) for model, (_texts, columns) in HELD.items()}
        names |= {"res.partner": {"dm_mobile", "dm_phone"}, "sms.sms": {"number"}, "mailing.trace": {"sms_number"}}
        for name in self.env:
            model = self.env[name]
            if model._auto and not model._transient and not model._abstract and "phone_sanitized" in model._fields:
                names.setdefault(name, set()).add("phone_sanitized")
        return [
            (self.env[name], stored) for name, columns in names.items() if name in self.env
            and (stored := [column for column in sorted(columns) if self._is_stored(name, column)])
        ]

    def _is_stored(self, name, column):
        field = self.env[name]._fields.get(column)
        return bool(field and field.store)


class PrivacyLookupWizardLine(models.TransientModel):
    """What it deletes of ours is blanked instead: the counts stay, and so does what proves a refusal."""

    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        self.ensure_one()
        if self.res_model not in HELD or self.is_unlinked:
            return super().action_unlink()
        which = SQL("id = %s", self.res_id)
        if self.res_model == "dm.message":
            self.env["dm.message"]._stop(which)
        blank(self.env, self.res_model, which)
        self.execution_details = self.env._(
            "Blanked %(model)s #%(id)s", model=self.res_model_id.name, id=self.res_id,
        )
        self.is_unlinked = True
        return None
