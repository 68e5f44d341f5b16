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
        shown = SQL("COALESCE(MAX(odometer.value), 0)")
        if operator in ("in", "not in"):
            values = [float(item) for item in value]
            test = SQL("%s = ANY(%s)" if operator == "in" else "%s <> ALL(%s)", shown, values)
        elif operator in OPERATORS:
            test = SQL("%s %s %s", shown, SQL(operator), float(value))
        else:
            return NotImplemented
        log = self.env["fleet.vehicle.odometer"]
        log.flush_model(["vehicle_id", "value"])
        return [("id", "in", SQL(
            """(SELECT vehicle.id FROM fleet_vehicle vehicle
                  LEFT JOIN fleet_vehicle_odometer odometer
                         ON odometer.vehicle_id = vehicle.id AND odometer.id IN %s
                 GROUP BY vehicle.id HAVING %s)""",
            log._search([]).subselect(), test,
        ))]
