"""The rows of a list of records: one for each record that belongs to a selected customer, such as a vehicle."""
from odoo.tools import SQL
from odoo.tools.query import Query

from ..catalogue.ordering import order_expression
from ..selection.selection_rows import SelectionRows

LISTED_ROW = SQL.identifier("dm_listed_row")
# Alias of a row of it.
RECORD = SQL.identifier("w")
CUSTOMERS = SQL("(SELECT DISTINCT partner_id AS id FROM %s)", LISTED_ROW)


class ListedRows:
    """Writes the rows down that a listing of their customers judges.

    :meth:`run` leaves them in the temporary table :data:`LISTED_ROW`: ``partner_id``, ``res_id``, ``row_rank`` (the
    place among the rows of the customer), ``is_struck`` (alone or with the customer) and ``is_further`` (another row
    of the customer stands for them: the first that is not struck out).

    :param campaign: one ``dm.campaign`` with a list of records
    :param SQL found: a query with the columns ``partner_id``, ``res_id`` and ``row_rank``
    """

    def __init__(self, campaign, found):
        self.campaign = campaign
        self.env = campaign.env
        self.found = found

    @classmethod
    def selected(cls, campaign, selection):
        """Return the rows of a selection that ran, in the order of the list.

        :raise UserError: if a condition cannot be read
        """
        return cls(campaign, cls._ordered(campaign, selection))

    @classmethod
    def stored(cls, campaign, condition):
        """Return rows that the campaign's list has.

        :param SQL condition: on the recipients ``r``
        """
        return cls(campaign, SQL(
            "SELECT r.partner_id, r.res_id, r.row_rank FROM dm_recipient r "
            "WHERE r.campaign_id = %s AND r.res_model = %s AND %s", campaign.id, campaign.row_model, condition,
        ))

    def run(self):
        """Write the rows down.

        :return: self
        """
        self.env.flush_all()
        self.env.execute_query(SQL("DROP TABLE IF EXISTS %s", LISTED_ROW))
        self.env.execute_query(SQL(
            """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
               SELECT s.*, row_number() OVER (
                          PARTITION BY s.partner_id ORDER BY s.is_struck, s.row_rank
                      ) > 1 AS is_further
                 FROM (SELECT f.partner_id, f.res_id, f.row_rank, EXISTS (
                              SELECT FROM dm_strike k WHERE k.campaign_id = %s AND k.partner_id = f.partner_id
                                 AND COALESCE(k.res_id, 0) IN (0, f.res_id)
                          ) AS is_struck
                         FROM (%s) AS f) AS s""",
            LISTED_ROW, self.campaign._origin.id or 0, self.found,
        ))
        self.env.execute_query(SQL("ANALYZE %s", LISTED_ROW))
        return self

    def all_struck(self, partner):
        """Return the condition that a customer has no row that is not struck out."""
        return SQL("NOT EXISTS (SELECT FROM %s w WHERE w.partner_id = %s.id AND NOT w.is_struck)", LISTED_ROW, partner)

    def columns(self, judged):
        """Return the columns of ``dm.recipient`` over a row ``w`` and its judged customer.

        :param dict judged: those of customers: name → expression
        """
        return {
            **judged,
            "exclusion_reason": SQL(
                "CASE WHEN %s.is_struck THEN 'struck' ELSE %s END", RECORD, judged["exclusion_reason"],
            ),
            "is_control": SQL("(%s AND NOT %s.is_struck)", judged["is_control"], RECORD),
            "res_model": SQL("%s::varchar", self.campaign.row_model),
            **{name: SQL("%s.%s", RECORD, SQL.identifier(name)) for name in ("res_id", "row_rank", "is_further")},
        }

    def join(self, customer):
        """Return what joins the rows of a customer to a FROM clause."""
        return SQL("JOIN %s AS %s ON %s.partner_id = %s.id", LISTED_ROW, RECORD, RECORD, customer)

    def is_recipient(self):
        """Return the condition that a row ``w`` of a customer is that of their recipient ``r``."""
        return SQL("r.res_model = %s AND r.res_id = %s.res_id", self.campaign.row_model, RECORD)

    # === PARTS === #

    @staticmethod
    def _ordered(campaign, selection):
        """Return the query of a selection's rows with their places; only fields of the records can tell these."""
        link = campaign._get_row_link()
        records = selection.scope.env[link[0]]
        query = Query(records.env, "found", SQL("(%s)", SelectionRows(selection, link).query()))
        query.add_join("JOIN", "record", records._table, SQL("record.id = found.res_id"))
        terms = [*_terms(campaign, records, query), SQL("found.res_id")]
        return query.select(SQL(
            "found.partner_id, found.res_id, "
            "(row_number() OVER (PARTITION BY found.partner_id ORDER BY %s))::int AS row_rank", SQL(", ").join(terms),
        ))


def _terms(campaign, records, query):
    """Give what the list's order says of the records."""
    catalogue = campaign.env["dm.field"]
    levels = catalogue._keep_known(campaign.sort)
    for field, level in zip(catalogue._find_listed(levels), levels, strict=True):
        expression = order_expression(field, records, "record", query) if field.model == records._name else None
        if expression is not None:
            yield SQL("%s %s NULLS LAST", expression, SQL("DESC" if level.get("descending") else "ASC"))


def mark_further(campaign, *, listed=False):
    """Say of the stored rows of a list of records which one stands for its customer: the first that receives.

    :param bool listed: only of the customers in :data:`LISTED_ROW`
    """
    among = SQL("AND r.partner_id IN (SELECT partner_id FROM %s)", LISTED_ROW) if listed else SQL()
    campaign.env.execute_query(SQL(
        """UPDATE dm_recipient r SET is_further = n.is_further
             FROM (SELECT r.id, row_number() OVER (
                          PARTITION BY COALESCE(r.partner_id, -r.id)
                              ORDER BY r.exclusion_reason IS NOT NULL, r.row_rank, r.id
                      ) > 1 AS is_further
                     FROM dm_recipient r WHERE r.campaign_id = %s %s) AS n
            WHERE n.id = r.id AND r.is_further IS DISTINCT FROM n.is_further""",
        campaign.id, among,
    ))
