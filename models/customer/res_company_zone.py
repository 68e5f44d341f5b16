import pytz

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import ValidationError

DEFAULT_ZONE = "Europe/Paris"


class ResCompany(models.Model):
    _inherit = "res.company"

    dm_tz = fields.Selection(
        selection=_tz_get, string="Time zone of sales", compute="_compute_dm_tz", store=True, readonly=False,
        help="The zone in which a sale's moment becomes its date. Proposed after the company's country.",
    )

    @api.depends("country_id")
    def _compute_dm_tz(self):
        """Propose the (first) zone of the country; what stands there is kept."""
        for company in self:
            if not company.dm_tz:
                company.dm_tz = self._dm_zone_of(company.country_id.code)

    @api.model
    def _dm_zone_of(self, country_code):
        """Return the name of the first time zone of a country, of Paris for an unknown one."""
        return next(iter(pytz.country_timezones.get(country_code or "", [])), DEFAULT_ZONE)

    @api.constrains("dm_tz")
    def _check_dm_tz(self):
        """Refuse a zone that the database does not know: every date of a sale is computed there."""
        zones = set(self.filtered("dm_tz").mapped("dm_tz"))
        self.env.cr.execute("SELECT name FROM pg_timezone_names WHERE name = ANY(%s)", [list(zones)])
        unknown = zones - {name for name, in self.env.cr.fetchall()}
        if unknown:
            raise ValidationError(self.env._(
                "The database server does not know the time zone %(zone)s: choose another one of the same region.",
                zone=", ".join(sorted(unknown)),
            ))

    def _dm_get_today(self):
        """Return the date of now where the company is."""
        self.ensure_one()
        # Of a company, Odoo would read some hundred columns.
        return fields.Date.context_today(self.with_context(tz=self.with_context(prefetch_fields=False).dm_tz))
