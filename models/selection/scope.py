"""The frame of a selection: whose customers, seen with whose rights, on which day."""
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count

from odoo.api import Environment
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ..customer.sizes import CONTACTS

# Within a statement of :meth:`Scope.statement`: the purchase lines of orders that the ledger has not stored yet.
LIVE_NAME = "dm_live"
LIVE = SQL.identifier(LIVE_NAME)
PARTNER = SQL.identifier("res_partner")
NOBODY = SQL("SELECT NULL::int AS id WHERE FALSE")
TEMPORARY = SQL("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()")
# Denied conditions are looked up in memory as long as a million customers fit into so much; a server's own setting,
# 4 MB by default, would make PostgreSQL go through all of them for each contact.
MEMORY = SQL(
    "CASE WHEN pg_size_bytes(current_setting('work_mem')) < pg_size_bytes(%(least)s) THEN %(least)s "
    "ELSE current_setting('work_mem') END", least="64MB",
)
SETTINGS = {
    "work_mem": MEMORY,
    # Compiling such statements takes longer than running them.
    "jit": "off",
    # A rough idea of the sizes is enough for their plans.
    "default_statistics_target": "10",
    # The ledger's index, which is used all day, lies in memory.
    "random_page_cost": "1.1",
    # Workers are worth it wherever all contacts are looked through; by default, the planner doubts it.
    "parallel_setup_cost": "100",
    "parallel_tuple_cost": "0.001",
}
COLLEAGUES = SQL("SELECT partner_id FROM res_users WHERE active AND NOT COALESCE(share, FALSE)")
# Of a new table the planner assumes about so many rows: of fewer it need not know.
ASSUMED_ROWS = 1_000
# What belongs to so few contacts need not be written down: whatever the planner thinks of it, it is found soon.
HANDFUL = 5_000


def keep(env, name, query, columns=None, *, tables=None):
    """Write the answer of a query down in a temporary table, in place of what it held.

    The table is made once in a transaction: each new one holds locks of the server until the transaction ends.

    :param Environment env: of the transaction
    :param str name: the table's
    :param SQL query: without ``columns``, its own have names, always the same for a table
    :param SQL columns: the table's, as for CREATE TABLE; those that the query does not give are empty
    :param dict tables: the transaction's temporary tables, from whoever keeps many: name → number of rows; the table's
        is added
    :return: the table's name
    :rtype: SQL
    """
    table = SQL.identifier(name)
    if tables is None:
        tables = dict.fromkeys(name for name, in env.execute_query(TEMPORARY))
    if name in tables:
        env.execute_query(SQL("TRUNCATE %s", table))
        env.execute_query(SQL("INSERT INTO %s %s", table, query))
    elif columns:
        env.execute_query(SQL("CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP", table, columns))
        env.execute_query(SQL("INSERT INTO %s %s", table, query))
    else:
        # Unlike an INSERT, this runs in parallel.
        env.execute_query(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
    tables[name] = env.cr.rowcount
    if tables[name] > ASSUMED_ROWS:
        # The planner learns the true size.
        env.execute_query(SQL("ANALYZE %s", table))
    return table


@dataclass(frozen=True)
class Scope:
    """The population that a selection is made from.

    :param Environment env: environment of the responsible user, limited to the company
    :param company: the ``res.company`` whose sales make somebody a customer
    :param str audience: ``customers``, ``third_parties`` or ``all``
    :param date today: the day that relative dates count from
    """

    env: Environment
    company: object
    audience: str
    today: date
    # What the selection is for, or the selection of which it is a part: a campaign, a target, nothing.
    asker: object = None
    # A query of the contacts that matter, as one column ``id``; None if all do. A hint: what it leaves out is not read.
    among: SQL | None = None
    # How many these are.
    among_count: int = 0
    # The ids of the targets that this selection is a part of, the outermost first.
    inside: tuple[int, ...] = ()
    # Whether all purchases are stored: nothing else is read then.
    settled: bool = False
    # Whether past purchases are still being read in.
    filling: bool = True
    # About how many contacts there are, whosoever.
    contacts: float = 0
    # The contacts of the internal users: so few that they are named, which workers can compare at once. None before
    # :meth:`begun`: nobody can be told from the population then.
    colleagues: list[int] | None = None
    # What tells the tables of a selection and of those inside it apart.
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    # The temporary tables of the transaction, once a selection began: name → number of rows, None if another made it.
    tables: dict[str, int | None] | None = None

    @classmethod
    def of(cls, user, company, audience, today, asker=None):
        """Return the frame for a responsible user: their rights and language, this company only, its clock.

        Names that are translated are looked for in a language: that of whoever refreshes would make another list
        each time, and a scheduled action has none.
        """
        owned = company.with_user(user)
        # What rules on contacts ask of it; Odoo would read some hundred columns.
        company.sudo().fetch(["parent_path"])
        env = owned.with_context(
            allowed_company_ids=company.ids, active_test=True, tz=company.dm_tz,
            lang=owned.env["res.users"].context_get()["lang"],
        ).env
        return cls(env, company, audience, today, asker)

    def begun(self):
        """Return the same frame with what a selection asks the database once, for all its lines.

        All that is pending must be written. The transaction gets the settings of a selection.
        """
        [[settled, filling, contacts, colleagues, names, *_settings]] = self.env.execute_query(SQL(
            "SELECT NOT EXISTS (%s), EXISTS (%s), %s, ARRAY(%s), ARRAY(%s), %s", self.env["dm.purchase"]._get_queued(),
            self.env["dm.purchase.filling"]._get_incomplete(), CONTACTS, COLLEAGUES, TEMPORARY,
            SQL(", ").join(SQL("set_config(%s, %s, TRUE)", *setting) for setting in SETTINGS.items()),
        ))
        tables = dict.fromkeys(names)
        if not settled:
            # Computed once for all lines, under the name that :meth:`statement` would give it.
            keep(self.env, LIVE_NAME, self.env["dm.purchase"]._live(), tables=tables)
        return replace(
            self, settled=settled, filling=filling, contacts=contacts, colleagues=colleagues, tables=tables,
        )

    def narrowed(self, among, among_count):
        """Return the same frame for the contacts of a query only, so many of them."""
        return replace(self, among=among, among_count=among_count)

    @property
    def is_for_handful(self):
        """Whether only a handful of contacts matter."""
        return self.among is not None and self.among_count <= HANDFUL

    def within(self, target):
        """Return the frame for the selection of a target that one of this selection's lines asks for.

        :param target: one ``dm.target``
        """
        return replace(self, audience=target.audience, among=None, inside=(*self.inside, target.id))

    def statement(self, query):
        """Return a whole statement of a query that was composed with this scope.

        What the ledger has not stored yet is computed once for all parts of the query.

        :rtype: SQL
        """
        if self.settled:
            return query
        return SQL("WITH %s AS MATERIALIZED (%s) %s", LIVE, self.env["dm.purchase"]._live(), query)

    def ledger(self, matching):
        """Return the purchase ledger as an item of a FROM clause.

        :param SQL matching: a condition on purchase lines, under the alias ``line``
        """
        return self.env["dm.purchase"]._ledger(matching, live=LIVE, settled=self.settled)

    def write_down(self, name, query):
        """Write the answer of a query down in a temporary table of its own.

        It stays until the transaction ends or another selection begins that is not a part of this one: that fills
        the tables of the one before.

        :param str name: what it is, as the beginning of the table's name
        :param SQL query: its columns have names
        :return: the table's name
        :rtype: SQL
        """
        return keep(self.env, f"{name}_{next(self.numbers)}", query, tables=self.tables)

    def estimate(self, query):
        """Return how many rows the planner expects of a query."""
        return self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query))[0][0][0]["Plan"]["Plan Rows"]

    def row_count(self, table):
        """Return how many rows a table of :meth:`write_down` has."""
        return self.tables[table.code.strip('"')]

    def keep(self, query, *, in_order=False):
        """Keep the answer of a query until the transaction ends.

        The planner then knows how large the answer is: it takes any set of buyers for a hundred people otherwise.

        :param SQL query: one column ``id``
        :param bool in_order: whether it sums up rows in the order in which an index gives them: each processor then
            sums up customers of its own, where hashing makes all of them sum up all and one add the sums, three times
            slower
        :return: a query of the same rows
        :rtype: SQL
        """
        if in_order:
            self.env.execute_query(SQL("SELECT set_config('enable_hashagg', 'off', TRUE)"))
        table = self.write_down("dm_kept", query)
        if in_order:
            self.env.execute_query(SQL("SELECT set_config('enable_hashagg', 'on', TRUE)"))
        return SQL("SELECT id FROM %s", table)

    def belongs(self, partner, query, column):
        """Return the condition that records belong to a customer, which are looked up at once and kept.

        What is a contact's is its company's: as purchases are counted, and by the company of today.

        :param SQL partner: the alias of the customer's row
        :param Query query: the records
        :param SQL column: theirs that names the contact
        :rtype: SQL
        """
        among = SQL(" AND owner.commercial_partner_id IN (%s)", self.among) if self.among else SQL("")
        return SQL("%s.id IN (%s)", partner, self.keep(SQL(
            "SELECT owner.commercial_partner_id AS id FROM res_partner owner WHERE owner.id IN %s%s",
            query.subselect(column), among,
        )))

    def named(self, partner, query, column):
        """Return the condition that records name a customer itself, not one of its contacts.

        Parameters as for :meth:`belongs`.
        """
        if self.among:
            query.add_where(SQL("%s IN (%s)", column, self.among))
        return SQL("%s.id IN (%s)", partner, self.keep(query.select(SQL("%s AS id", column))))

    def visible(self, domain):
        """Return the query of the contacts that meet a domain, as far as the responsible user may see them.

        Asked for all, it names no condition: who was selected before was seen before.

        :param Domain domain: what the contacts must meet
        :rtype: Query
        """
        partners = self.env["res.partner"]
        return Query(self.env, partners._table) if domain.is_true() else partners._search(domain)

    def population(self, domain=Domain.TRUE, condition=None, mask=None):
        """Return the query of all contacts that can be selected, as one column ``id``.

        :param Domain domain: what the contacts must meet besides
        :param SQL condition: the same, naming their table ``res_partner``
        :param SQL mask: a second column of this name, of bits; it names their table so, too
        :rtype: SQL
        """
        own = Domain("active", "=", True) & Domain("company_id", "in", [self.company.id, False])
        query = self.env["res.partner"]._search(own & domain)
        if query.is_empty():
            return SQL("SELECT id, NULL::varbit AS mask FROM (%s) p", NOBODY) if mask else NOBODY
        # Without the COALESCE, the planner would take one contact in two hundred for its own entity.
        query.add_where(SQL(
            "COALESCE(%(p)s.commercial_partner_id = %(p)s.id, FALSE) AND %(p)s.id <> ALL(%(colleagues)s)", p=PARTNER,
            colleagues=list(self.colleagues),
        ))
        if condition:
            query.add_where(condition)
        masks = [SQL("%s AS mask", mask)] if mask else []
        if self.audience == "all":
            return query.select(SQL("%s.id", PARTNER), *masks)
        # Fenced off: the planner would charge the look-up of purchases for every contact, also for those that meet
        # none of the rest, and choose to read the others one by one.
        own = (SQL("%s.%s", PARTNER, SQL.identifier(name)) for name in ("id", "customer_rank", "supplier_rank"))
        return SQL(
            "SELECT %(p)s.id%(mask)s FROM (%(query)s OFFSET 0) AS %(p)s WHERE %(audience)s",
            p=PARTNER, mask=SQL(", %s.mask", PARTNER) if mask else SQL(), query=query.select(*own, *masks),
            audience=self._in_audience(PARTNER),
        )

    def judge(self, ids):
        """Return which of the population's rules contacts meet, by contact.

        :param list[int] ids: contacts that exist
        :return: for each ``{"active", "own", "company", "outsider", "audience", "visible"}``, all of them booleans
        :rtype: dict[int, dict]
        """
        rows = self.env.execute_query_dict(SQL(
            """SELECT %(p)s.id, COALESCE(%(p)s.active, FALSE) AS active,
                      COALESCE(%(p)s.commercial_partner_id = %(p)s.id, FALSE) AS own,
                      COALESCE(%(p)s.company_id, %(company)s) = %(company)s AS company,
                      %(p)s.id <> ALL(%(colleagues)s) AS outsider, %(audience)s AS audience
                 FROM %(p)s WHERE %(p)s.id = ANY(%(ids)s)""",
            p=PARTNER, company=self.company.id, colleagues=list(self.colleagues),
            audience=self._in_audience(PARTNER), ids=ids,
        ))
        visible = set(self.env["res.partner"].browse(ids)._filtered_access("read").ids)
        return {row.pop("id"): {**row, "visible": id_ in visible} for row in rows for id_ in [row["id"]]}

    def _in_audience(self, partner):
        if self.audience == "all":
            return SQL("TRUE")
        bought = self.env["dm.purchase"]._has_bought(
            SQL("%s.id", partner), self.company, live=LIVE, settled=self.settled,
        )
        is_customer = SQL("(COALESCE(%s.customer_rank, 0) > 0 OR %s)", partner, bought)
        if self.audience == "customers":
            return is_customer
        # Who bought long ago would pass for somebody who never did.
        self.env["dm.purchase.filling"]._check_complete(self.company)
        return SQL("NOT %s AND COALESCE(%s.supplier_rank, 0) = 0", is_customer, partner)
