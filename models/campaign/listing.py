"""What becomes of the customers that a selection found: who receives, who is left out and why."""
from odoo.tools import SQL

from ..customer.channels import CHANNELS
from ..selection.scope import keep
from .control_group import ControlGroup
from .duplicates import Duplicates
from .listed_rows import CUSTOMERS, ListedRows
from .listing_step import LISTED, PARTNER, ROW
from .pressure import Pressure
from .reachability import has_address, reach, reach_name
from .res_partner import KNOWN_BUYERS

# The channels that may write to who bought of late.
BUYER_CHANNELS = {"email", "sms", "app"}
# Column of ``dm.recipient`` → its type.
JUDGED = {
    "duplicate_of_id": "int", "is_control": "bool", "is_refusing": "bool", "exclusion_reason": "varchar",
    **{reach_name(code): "varchar" for code, _label in CHANNELS},
}
LISTED_COLUMNS = SQL(", ").join(
    [SQL("id int"), *(SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in JUDGED.items())],
)


class Listing:
    """Judges selected customers, step by step: struck out, refused, duplicate, pressure; then draws the control group.

    :meth:`make` leaves a row for each in the temporary table :data:`LISTED`: ``id``, ``exclusion_reason`` (the first
    step that left the customer out), ``duplicate_of_id``, ``is_control``, ``is_refusing`` and, for each channel of
    the campaign, what it says (:data:`.reachability.REACH`). What is counted while somebody edits and what refreshing
    writes down both come from there. A step that the campaign does not ask for runs no statement.

    :param campaign: one ``dm.campaign``, saved or being edited
    :param SQL selected: an item of a FROM clause with the contacts' ids as column ``id``
    :param ListedRows rows: of a list of records, the rows of these contacts, written down; each of a customer's is
        judged as the customer is
    """

    def __init__(self, campaign, selected, rows=None):
        self.campaign = campaign
        self.env = campaign.env
        self.selected = selected
        self.rows = rows
        self.channels = campaign._get_judged_channels()

    @classmethod
    def of_selection(cls, campaign, selection):
        """Return the listing of a selection that ran."""
        if not campaign.row_model:
            return cls(campaign, selection.table)
        return cls(campaign, CUSTOMERS, ListedRows.selected(campaign, selection).run())

    @classmethod
    def of_stored(cls, campaign, condition):
        """Return the listing of customers whom the campaign's list has.

        :param SQL condition: on the recipients ``r``
        """
        if campaign.row_model:
            return cls(campaign, CUSTOMERS, ListedRows.stored(campaign, condition).run())
        return cls(campaign, SQL(
            "(SELECT DISTINCT r.partner_id AS id FROM dm_recipient r WHERE r.campaign_id = %s AND %s)",
            campaign.id, condition,
        ))

    def make(self):
        """Judge the customers.

        :return: self
        """
        self.env.flush_all()
        self.env["res.partner"]._dm_check_mobiles(SQL("(SELECT s.id FROM %s AS s)", self.selected))
        self.execute(SQL("SET LOCAL jit = off"))
        self._find_buyers()
        keep(self.env, "dm_listed", self._judged(), LISTED_COLUMNS)
        for step in (Duplicates, Pressure, ControlGroup):
            step(self).run()
        return self

    def columns(self):
        """Return the columns of ``dm.recipient`` that the judgement gives: name → expression over :meth:`source`."""
        judged = {name: SQL("%s.%s", ROW, SQL.identifier(name)) for name in JUDGED}
        return self.rows.columns(judged) if self.rows else judged

    def judged(self):
        """Return the FROM clause of the list's rows: judged customers ``l``, and records ``w`` of a list of these."""
        judged = SQL("%s AS %s", LISTED, ROW)
        return SQL("%s %s", judged, self.rows.join(ROW)) if self.rows else judged

    def source(self):
        """Return the FROM clause of the list's rows, with the contacts ``p``."""
        return SQL("%s JOIN res_partner AS %s ON %s.id = %s.id", self.judged(), PARTNER, PARTNER, ROW)

    def is_recipient(self):
        """Return the condition that a row of :meth:`judged` is that of a recipient ``r``."""
        if not self.rows:
            return SQL("r.partner_id = %s.id AND r.res_model IS NULL", ROW)
        return SQL("r.partner_id = %s.id AND %s", ROW, self.rows.is_recipient())

    def execute(self, query):
        return self.env.execute_query(query)

    def _find_buyers(self):
        """Note who may be written to because they bought, once for all channels: nothing else costs as much to know.

        Only who has an address or number for it is looked at. The question stands among the columns: as a condition,
        PostgreSQL would rather answer it for every purchase line of the shop.
        """
        channels = BUYER_CHANNELS.intersection(self.channels)
        if not channels:
            return
        bought = self.env["res.partner"]._dm_buyer_sql(PARTNER, self._company(), self.campaign._get_today())
        has_any = SQL(" OR ").join(has_address(code, SQL.identifier("c")) for code in sorted(channels))
        keep(self.env, "dm_buyer", SQL(
            """SELECT b.id FROM (
                   SELECT p.id, %s AS bought
                     FROM (SELECT p.id, %s FROM %s AS s JOIN res_partner AS p ON p.id = s.id) AS c
                     JOIN res_partner AS p ON p.id = c.id
                    WHERE (%s) AND p.dm_accepts_mailing
                   OFFSET 0
               ) AS b WHERE b.bought""",
            bought, self._contact_columns(), self.selected, has_any,
        ), SQL("id int PRIMARY KEY"))

    # === PARTS OF THE STATEMENT === #

    def _judged(self):
        """Return a row for each selected customer, judged as far as one customer alone can be.

        The columns are those of :data:`LISTED_COLUMNS`.
        """
        judged = SQL.identifier("j")
        reaches = SQL(", ").join(self._reach(code, judged) for code, _label in CHANNELS)
        return SQL(
            """SELECT j.id, NULL, FALSE, (%(refusing)s),
                      CASE WHEN j.is_struck THEN 'struck' WHEN %(excludes)s AND (%(refusing)s) THEN 'refused' END,
                      %(reaches)s
                 FROM (%(asked)s) AS j""",
            reaches=reaches, refusing=self._refusing(judged),
            excludes=bool(self.campaign.exclude_refused), asked=self._asked(),
        )

    def _asked(self):
        """Return the selected contacts with their addresses and what they permit each channel.

        OFFSET keeps the planner from asking for a permission again at each mention of it.
        """
        permissions = SQL(", ").join(
            SQL("%s AS %s", self._permission(code), SQL.identifier(f"said_{code}")) for code in self.channels
        )
        return SQL(
            "SELECT p.id, %s AS is_struck, %s, %s FROM %s AS s JOIN res_partner AS p ON p.id = s.id OFFSET 0",
            self._is_struck(), self._contact_columns(), permissions, self.selected,
        )

    def _contact_columns(self):
        contacts = self.env["dm.recipient"]._get_contact_columns(PARTNER)
        return SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in contacts.items())

    def _is_struck(self):
        if self.rows:
            return self.rows.all_struck(PARTNER)
        return SQL(
            "EXISTS (SELECT FROM dm_strike k WHERE k.campaign_id = %s AND k.partner_id = p.id "
            "AND COALESCE(k.res_id, 0) = 0)", self.campaign._origin.id or 0,
        )

    def _permission(self, channel):
        partners = self.env["res.partner"].with_context(**{KNOWN_BUYERS: True})
        return partners._dm_permission_sql(PARTNER, channel, self._company(), self.campaign._get_today())

    def _company(self):
        return self.campaign.company_id._origin or self.campaign.company_id

    def _reach(self, channel, judged):
        if channel not in self.channels:
            return SQL("NULL")
        return reach(channel, judged, SQL("%s.%s", judged, SQL.identifier(f"said_{channel}")))

    def _refusing(self, judged):
        """Return the condition that a contact refuses every channel of the campaign."""
        return SQL(" AND ").join(
            SQL("%s.%s = 'refused'", judged, SQL.identifier(f"said_{channel}")) for channel in self.channels
        )
