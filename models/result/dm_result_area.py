from odoo import api, fields, models

# After every country: who has no postcode.
LAST = 10_000


class DmResultArea(models.Model):
    """An area by which results are shown: a département, a province, a first digit, a country, or no postcode at all.

    Départements, provinces and digits ship with the addon; countries are added when somebody lives there.
    """

    _name = "dm.result.area"
    _description = "Area of Results"
    _order = "sequence, code, id"

    name = fields.Char(required=True, readonly=True, translate=True)
    code = fields.Char(readonly=True, help="Empty for a whole country.")
    country_id = fields.Many2one("res.country", readonly=True)
    sequence = fields.Integer(default=100, required=True, readonly=True)

    @api.model
    def _find(self, keys):
        """Return the areas of some places; those of countries that never occurred are made.

        :param keys: pairs (country code, area code), as in :class:`.place.Place`
        :return: pair → id
        :rtype: dict
        """
        areas = self.sudo()
        found = {(area.country_id.code or "", area.code or ""): area.id for area in areas.search([])}
        missing = sorted(set(keys) - set(found))
        countries = self.env["res.country"].search([("code", "in", [country for country, _code in missing])])
        by_code = {country.code: country for country in countries}
        for country, code in missing:
            found[country, code] = areas._make(by_code[country]).id
        return found

    @api.model
    def _make(self, country):
        """Make the area of a country, with its name in all languages."""
        area = self.create({"name": country.name, "country_id": country.id})
        for code, _name in self.env["res.lang"].get_installed():
            area.with_context(lang=code).name = country.with_context(lang=code).name
        return area
