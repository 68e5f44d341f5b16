from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache
from odoo.tools.misc import format_datetime, formatLang

from ..customer.phone import TERRITORIES
from .window import STRICT, Hours, is_region, opening, zone_of

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK = {**dict.fromkeys(DAYS, True), "sunday": False, "on_holidays": False}
# What no statute says: the hours that gateways and their association ask for.
PRESETS = {
    "strict": {"hour_from": 8.0, "hour_to": 20.0, **WEEK},
    "af2m_2026": {"hour_from": 8.0, "hour_to": 21.5, **WEEK},
}
MAINLANDS = {territory: mainland for mainland, territories in TERRITORIES.items() for territory in territories}


class DmWindow(models.Model):
    """When advertising may arrive in a country: of a number there, in its zone, whatever the shop's own clock says.

    A country that has none here has the hours of its mainland, else those for all other countries, else the strict
    ones.
    """

    _name = "dm.window"
    _description = "Hours of Advertising"
    _order = "country_id NULLS LAST, id"
    _rec_name = "country_id"

    country_id = fields.Many2one("res.country", ondelete="cascade", help="Empty: all other countries.")
    preset = fields.Selection(
        [
            ("strict", "Strict: 8:00 to 20:00, Monday to Saturday, no public holidays"),
            ("af2m_2026", "French charter of 2026: 8:00 to 21:30, Monday to Saturday, no public holidays"),
            ("custom", "Other hours"),
        ],
        string="Hours", required=True, default="strict",
    )
    hour_from = fields.Float(string="Opens at", compute="_compute_hours", store=True, readonly=False, precompute=True)
    hour_to = fields.Float(
        string="Closes at", compute="_compute_hours", store=True, readonly=False, precompute=True,
        help="From this minute on, messages wait for the next opening.",
    )
    monday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    tuesday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    wednesday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    thursday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    friday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    saturday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    sunday = fields.Boolean(compute="_compute_hours", store=True, readonly=False, precompute=True)
    on_holidays = fields.Boolean(
        string="On public holidays", compute="_compute_hours", store=True, readonly=False, precompute=True,
    )
    regions = fields.Char(
        help="Codes of regions whose public holidays count in the whole country, since a number does not tell where in "
             "it: 57 for Moselle and Alsace. Separated by commas.",
    )

    _country_unique = models.UniqueIndex(
        "(COALESCE(country_id, 0))", "There are hours for this country already: change those.",
    )

    # === COMPUTE METHODS === #

    @api.depends("preset")
    def _compute_hours(self):
        for window in self:
            values = PRESETS.get(window.preset)
            if values:
                window.update(values)

    @api.depends("country_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for window in self:
            window.display_name = window.country_id.display_name or self.env._("All other countries")

    # === CONSTRAINT METHODS === #

    @api.constrains("preset", "hour_from", "hour_to", *DAYS)
    def _check_hours(self):
        for window in self:
            if not 0 <= window.hour_from < window.hour_to <= 24:
                raise ValidationError(self.env._(
                    "Messages arrive from one hour of a day until a later one: %(first)s and %(last)s do not fit.",
                    first=formatLang(self.env, window.hour_from), last=formatLang(self.env, window.hour_to),
                ))
            if not any(window[day] for day in DAYS):
                raise ValidationError(self.env._("Tick at least one day on which messages may arrive."))

    @api.constrains("country_id", "regions")
    def _check_regions(self):
        for window in self:
            for region in window._get_regions():
                if not is_region(window.country_id.code or "", region):
                    raise ValidationError(self.env._(
                        "Nobody knows public holidays of “%(region)s” in this country: write the codes of its "
                        "regions, separated by commas.", region=region,
                    ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _get_opening(self, country_code, zone, moment):
        """Return the first moment from one on at which advertising may arrive.

        :param str country_code: of the country or territory that the number is of
        :param str zone: name of the number's time zone; see :func:`.window.zone_of` for both
        :param datetime moment: naive, in UTC
        :return: naive, in UTC; the moment itself if advertising may arrive then
        :rtype: datetime
        """
        return opening(self._get_hours(country_code), country_code, zone, moment)

    @api.model
    def _get_opening_of(self, number, moment):
        """Return :meth:`_get_opening` for a number in E.164 form."""
        return self._get_opening(*zone_of(number), moment)

    @api.model
    def _describe_opening(self, moment, zone):
        """Return until when messages wait, such as “Monday 8:00”, on the clocks of a zone.

        :param datetime moment: naive, in UTC, from :meth:`_get_opening`
        """
        is_near = (moment - fields.Datetime.now()).days < 6
        return format_datetime(self.env, moment, tz=zone, dt_format="EEEE H:mm" if is_near else "EEEE d MMMM H:mm")

    @api.model
    def _get_held_sentence(self, moment, zone):
        """Return that messages wait, and until when; parameters as for :meth:`_describe_opening`."""
        return self.env._("Held until %(moment)s.", moment=self._describe_opening(moment, zone))

    @api.model
    @ormcache("country_code")
    def _get_hours(self, country_code):
        """Return the hours of a country.

        :rtype: Hours
        """
        # The hours bind whoever sends, also those who may not look at the settings.
        windows_sudo = self.sudo()
        codes = [code for code in (country_code, MAINLANDS.get(country_code)) if code]
        for domain in [*([("country_id.code", "=", code)] for code in codes), [("country_id", "=", False)]]:
            window_sudo = windows_sudo.search(domain)
            if window_sudo:
                return window_sudo._as_hours()
        return STRICT

    def _as_hours(self):
        return Hours(
            first=round(self.hour_from * 60), last=round(self.hour_to * 60), on_holidays=self.on_holidays,
            days=frozenset(number for number, day in enumerate(DAYS) if self[day]),
            regions=tuple(self._get_regions()),
        )

    def _get_regions(self):
        return [region.strip() for region in (self.regions or "").split(",") if region.strip()]
