from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

FIRST_INSPECTION = relativedelta(years=4)
YEARS_BETWEEN = 2
OPERATORS = {"<", "<=", ">", ">="}


class FleetVehicle(models.Model):
    """A garage's customers come back by these dates."""

    _inherit = "fleet.vehicle"

    dm_next_inspection = fields.Date(
        string="Next inspection", compute="_compute_dm_next_inspection", store=True, readonly=False, tracking=True,
        help="Proposed from the registration: after 4 years, then every 2. Correct it once the date is known.",
    )
    dm_next_service = fields.Date(string="Next service", tracking=True)
    dm_type_approval = fields.Char(string="Type approval (CNIT)")
    dm_kind = fields.Char(
        string="Kind of vehicle", help="As the registration certificate calls it: VP, CTTE, MTL …",
    )
    odometer = fields.Float(search="_search_odometer")

    @api.depends("acquisition_date")
    def _compute_dm_next_inspection(self):
        for vehicle in self:
            vehicle.dm_next_inspection = self._dm_propose_inspection(
                vehicle.acquisition_date, fields.Date.context_today(vehicle),
            )

    @api.model
    def _dm_propose_inspection(self, registered, today):
        """Return the first inspection from today on of a vehicle that was registered at a date.

        :param date registered: False if unknown
        :rtype: date
        """
        if not registered:
            return False
        due, number = registered + FIRST_INSPECTION, 0
        while due < today:
            number += 1
            due = registered + FIRST_INSPECTION + relativedelta(years=YEARS_BETWEEN * number)
        return due

    def _search_odometer(self, operator, value):
        """Find vehicles by the value that their form shows: the highest one, 0 without any."""
        vehicles = self.with_context(active_test=False)
        query = vehicles._search([])
        shown = vehicles._field_to_sql(query.table, "odometer", query)
        if operator in ("in", "not in"):
            values = [float(item) for item in value]
            query.add_where(SQL("%s = ANY(%s)" if operator == "in" else "%s <> ALL(%s)", shown, values))
        elif operator in OPERATORS:
            query.add_where(SQL("%s %s %s", shown, SQL(operator), float(value)))
        else:
            return NotImplemented
        return [("id", "in", query)]

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let vehicles be ordered and found by their odometer, which Odoo computes from its log."""
        if field_expr != "odometer":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["odometer"], "read")
        log = self.env["fleet.vehicle.odometer"]
        log.flush_model(["vehicle_id", "value"])
        highest = query.make_alias(alias, "odometer")
        query.add_join(
            "LEFT JOIN", highest,
            SQL(
                "(SELECT vehicle_id, MAX(value) AS value FROM %s WHERE id IN %s GROUP BY vehicle_id)",
                SQL.identifier(log._table), log._search([]).subselect(),
            ),
            SQL("%s = %s", SQL.identifier(highest, "vehicle_id"), SQL.identifier(alias, "id")),
        )
        return SQL("COALESCE(%s, 0)", SQL.identifier(highest, "value"))
