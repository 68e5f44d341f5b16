from odoo import api, fields, models
from odoo.tools import SQL

from . import live_function, live_sale, live_till, table, triggers
from .live import columns

QUEUED = SQL("SELECT order_key FROM dm_purchase_queue")


class DmPurchase(models.Model):
    """The purchase ledger: one row a line of a confirmed sales order or of a paid till order.

    Reading it is exact in every snapshot: the stored rows of orders that nobody touched since, and those of the
    queued orders computed from the order tables. Readers never write; a scheduled action empties the queue.

    In SQL, compose with :meth:`_ledger`. Measures:

    * ``goods`` rows count in quantity, theoretical, real, tickets; the others (rewards, vouchers, global discounts,
      delivery) have 0 there and count in ``net`` and ``margin`` only;
    * ``margin`` is NULL while a till's cost is not computed: unknown, not zero;
    * ``rate`` is the order's: units of ``currency_id`` for one unit of the company's currency.
    """

    _name = "dm.purchase"
    _description = "Purchase"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    goods = fields.Boolean(readonly=True, help="Not a reward, voucher, global discount or delivery.")
    quantity = fields.Float(string="Pieces", digits="Product Unit", readonly=True)
    theoretical = fields.Monetary(string="Theoretical turnover", readonly=True)
    real = fields.Monetary(string="Real turnover", readonly=True)
    net = fields.Monetary(string="Net turnover", readonly=True)
    margin = fields.Monetary(readonly=True)
    rate = fields.Float(string="Currency rate", digits=0, readonly=True, aggregator=None)
    net_company = fields.Monetary(
        string="Net turnover in the company's currency", currency_field="company_currency_id", readonly=True,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's currency")
    store_id = fields.Many2one("dm.store", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", string="Order line", readonly=True)
    pos_line_id = fields.Many2one("pos.order.line", string="Till line", readonly=True)
    order_key = fields.Integer(string="Order key", readonly=True, aggregator="count_distinct")
    reference = fields.Char(string="Ticket", readonly=True)

    # Every column that the live part reads: pending writes of these reach the tables, and the queue, before a reading.
    _depends = {
        "sale.order": ["state", "name", "date_order", "partner_id", "company_id", "currency_id", "currency_rate"],
        "sale.order.line": [
            "order_id", "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "price_subtotal",
            "price_total", "purchase_price", "display_type", "is_downpayment", "reward_id", "extra_tax_data",
            "dm_theoretical", "dm_real", "tax_ids",
        ],
        "pos.order": [
            "state", "name", "pos_reference", "date_order", "partner_id", "company_id", "currency_rate", "config_id",
        ],
        "pos.order.line": [
            "order_id", "product_id", "qty", "price_unit", "discount", "price_subtotal", "price_subtotal_incl",
            "total_cost", "is_total_cost_computed", "refunded_orderline_id", "sale_order_line_id",
            "down_payment_details", "is_reward_line", "reward_id", "extra_tax_data", "dm_theoretical", "dm_real",
            "tax_ids",
        ],
        "pos.config": ["name", "company_id", "currency_id", "tip_product_id", "down_payment_product_id"],
        "stock.warehouse": ["name", "company_id"],
        "res.partner": ["commercial_partner_id"],
        "res.company": ["dm_tz", "currency_id", "sale_discount_product_id", "account_price_include"],
        "res.currency": ["rounding"],
        "product.product": ["product_tmpl_id", "product_template_attribute_value_ids"],
        "product.template": ["type", "uom_id", "list_price"],
        "product.template.attribute.value": ["price_extra"],
        "uom.uom": ["factor"],
        "loyalty.program": ["program_type"],
        "loyalty.rule": ["program_id", "product_ids"],
        "loyalty.reward": ["program_id"],
        "account.tax": ["amount", "amount_type", "price_include_override", "company_id"],
    }

    def init(self):
        """Make tables, functions and triggers; called at each installation and update."""
        table.make(self.env.cr)
        live_function.make(self.env)
        triggers.install(self.env.cr)
        triggers.fill_stores(self.env.cr)

    def _register_hook(self):
        """Follow modules that came or went after us: their tables are watched, their columns read."""
        super()._register_hook()
        if live_function.is_stale(self.env):
            live_function.make(self.env)
        if new := triggers.unwatched(self.env.cr, triggers.STORES):
            triggers.watch(self.env.cr, new)
            triggers.fill_stores(self.env.cr)

    # === READING === #

    @property
    def _table_query(self):
        return self._select()

    @property
    def _table_sql(self):
        return SQL("%s", super()._table_sql, to_flush=self._optional_sources())

    @api.model
    def _ledger(self, where=None, *, live=None, settled=False):
        """Return the ledger as an item of a FROM clause, exact in the snapshot that runs it.

        Run what you compose of it with ``env.execute_query``: it first writes what is pending on the fields that the
        ledger reads. Access rules are the caller's matter. Name customers and dates in ``where``, not around it:
        only there the index on (customer, date) serves, since the ledger is a union.

        :param SQL where: a condition on the ledger's columns under the alias ``line``, such as
            ``SQL("line.partner_id IN (SELECT …) AND line.date >= %s", day)``; columns: those of :mod:`.live`
        :param SQL live: the name of a common table expression of :meth:`_live`, where a statement has one
        :param bool settled: whether no order waits to be stored, as :meth:`_is_settled` says in this transaction
        :return: a SELECT in parentheses; add an alias
        :rtype: SQL
        """
        query = self._select_stored(where) if settled else self._select(where, live=live)
        return SQL("(%s)", query, to_flush=self._sources())

    @api.model
    def _is_settled(self):
        """Return whether no order waits to be stored, as far as this transaction sees.

        It sees the same until it writes sales itself. Statements that read the stored lines alone run in parallel.
        """
        return self.env.execute_query(SQL("SELECT NOT EXISTS (%s)", self._get_queued()))[0][0]

    @api.model
    def _live(self):
        """Return the purchase lines of the queued orders, computed from the order tables.

        A statement that reads the ledger several times names this once, as a common table expression, and passes the
        name as ``live``.

        :return: a SELECT
        :rtype: SQL
        """
        return SQL("SELECT * FROM %s", live_function.call(QUEUED), to_flush=self._sources())

    @api.model
    def _has_bought(self, partner, company, *, live=None, settled=False):
        """Return the condition that a contact has any purchase line in a company.

        Made for asking of contacts one by one: what is kept of each (:mod:`.table`), or the ledger's index, answers.
        Fenced off: the planner would rather find all who bought, in case that all were asked about.

        :param SQL partner: the expression of the contact's id
        :param company: one ``res.company``
        :param SQL live: as in :meth:`_ledger`
        :param bool settled: as in :meth:`_ledger`
        :rtype: SQL
        """
        if settled:
            return SQL(
                """EXISTS (
                       SELECT FROM dm_purchase_span AS span
                        WHERE span.partner_id = %s AND span.company_id = %s OFFSET 0
                   )""",
                partner, company.id, to_flush=self._sources(),
            )
        return SQL(
            """(EXISTS (
                   SELECT FROM dm_purchase_line AS line WHERE line.partner_id = %(partner)s
                      AND line.company_id = %(company)s AND line.order_key NOT IN (%(queued)s) OFFSET 0
               ) OR %(partner)s IN (
                   SELECT line.partner_id FROM %(live)s AS line
                   WHERE line.company_id = %(company)s AND line.partner_id IS NOT NULL
               ))""",
            partner=partner, company=company.id, queued=QUEUED, live=live or live_function.call(QUEUED),
            to_flush=self._sources(),
        )

    @api.model
    def _has_bought_between(self, partner, companies, date_from=None, date_to=None):
        """Return the condition that a contact bought in one of some companies since a day, until a day, or ever.

        It answers from the stored purchases only: to be used where no order waits to be stored.

        :param SQL partner: the expression of the contact's id
        :param companies: ``res.company``
        :param date date_from: the first day
        :param date date_to: the last day, included
        :raise ValueError: if both days are given, between which a first and a last purchase do not tell
        :rtype: SQL
        """
        if date_from and date_to:
            raise ValueError("The first and the last purchase do not tell of those between two days.")
        if date_from:
            day = SQL("span.last_date >= %s", date_from)
        else:
            # Who only brought goods back has no day.
            day = SQL("span.first_date <= %s", date_to) if date_to else SQL("span.first_date IS NOT NULL")
        return SQL(
            "EXISTS (SELECT FROM dm_purchase_span AS span WHERE span.partner_id = %s AND %s AND %s)",
            partner, self._of_companies(SQL.identifier("span"), companies), day, to_flush=self._sources(),
        )

    @api.model
    def _of_companies(self, row, companies):
        """Return the condition that a row of an alias is of some companies.

        Of one, as nearly always, that is told sooner than of a list; it is asked of millions of rows.

        :param SQL row: the alias
        :param companies: ``res.company``
        :rtype: SQL
        """
        ids = companies.ids
        return SQL("%s.company_id = %s", row, ids[0]) if len(ids) == 1 else SQL("%s.company_id = ANY(%s)", row, ids)

    @api.model
    def _select_stored(self, where=None):
        """Return the stored rows, where no order waits to be stored."""
        where = SQL("TRUE") if where is None else where
        return SQL("SELECT %s FROM dm_purchase_line AS line WHERE (%s)", columns("line"), where)

    @api.model
    def _select(self, where=None, *, live=None):
        """Return the ledger's rows: the stored ones of orders that are not queued, and the queued orders' own.

        Without a condition both parts stand bare in the union, so that PostgreSQL can filter and sort each by its
        index; a condition may join, which it can only do with the index inside a part.
        """
        parts = {"columns": columns("line"), "queued": QUEUED, "live": live or live_function.call(QUEUED)}
        if where is None:
            return SQL(
                """
                SELECT %(columns)s FROM (
                    SELECT TRUE AS stored, * FROM dm_purchase_line
                    UNION ALL
                    SELECT FALSE AS stored, * FROM %(live)s
                ) AS line WHERE NOT (line.stored AND line.order_key IN (%(queued)s))
                """, **parts,
            )
        return SQL(
            """
            SELECT %(columns)s FROM dm_purchase_line AS line
            WHERE NOT EXISTS (SELECT FROM (%(queued)s) AS queue WHERE queue.order_key = line.order_key) AND (%(where)s)
            UNION ALL
            SELECT %(columns)s FROM %(live)s AS line WHERE (%(where)s)
            """, **parts, where=where,
        )

    @api.model
    def _get_queued(self):
        """Return a SELECT of the keys of the orders that wait to be stored; it flushes as the ledger does."""
        return SQL("%s", QUEUED, to_flush=self._sources())

    @api.model
    def _sources(self):
        """Return the fields that the ledger reads."""
        fixed = [self.env[model]._fields[name] for model, names in self._depends.items() for name in names]
        return fixed + self._optional_sources()

    @api.model
    def _optional_sources(self):
        return live_sale.optional_fields(self.env) + live_till.optional_fields(self.env)
