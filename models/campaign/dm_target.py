from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date, format_datetime, formatLang, unique

from ..catalogue.ordering import is_sortable, order_expression
from ..catalogue.reading import ALL
from ..selection.hidden_rows import hidden_sentence
from .row_search import search_terms
from .whereabouts import is_elsewhere, is_lost

CONTACT = "res.partner"
DEFAULT_COLUMNS = ("Ident", "Nom", "Prenom", "CodePostal", "Ville")
# What a list of records shows besides.
DEFAULT_RECORD_COLUMNS = {"fleet.vehicle": ("Immatriculation", "Marque", "Modele", "DateMEC")}
DEFAULT_SORT = ("Nom", "Prenom")
MOST_ROWS = 1000


class DmTarget(models.Model):
    """A target's list: which columns it shows, in which order its rows stand."""

    _inherit = "dm.target"

    columns = fields.Json(
        string="Columns of the list",
        compute="_compute_columns", store=True, readonly=False, precompute=True, copy=True,
        help="[{code, width}, …] in the order of the list; width in pixels.",
    )
    sort = fields.Json(
        compute="_compute_sort", store=True, readonly=False, precompute=True, copy=True,
        help="[{code, descending}, …], the first decides first.",
    )
    field_ids = fields.Many2many(
        "dm.field", string="Columns", compute="_compute_field_ids", inverse="_inverse_field_ids",
    )

    # === COMPUTE METHODS === #

    @api.depends("model_id")
    def _compute_columns(self):
        """Propose the usual columns, and take those out that other rows do not have."""
        for target in self:
            model = target._get_model_name()
            usual = (*DEFAULT_COLUMNS, *DEFAULT_RECORD_COLUMNS.get(model, ()))
            chosen = target.columns or []
            if {column["code"] for column in chosen} <= set(usual):
                chosen = [{"code": code} for code in usual]
            target.columns = target._keep_known(chosen)

    @api.depends("model_id")
    def _compute_sort(self):
        for target in self:
            usual = [{"code": code} for code in DEFAULT_SORT]
            target.sort = target._keep_known(usual if target.sort is None or target.sort is False else target.sort)

    @api.depends("columns")
    def _compute_field_ids(self):
        for target in self:
            codes = [column["code"] for column in target._keep_known(target.columns)]
            target.field_ids = self.env["dm.field"]._find(codes, target._get_model_name())

    def _inverse_field_ids(self):
        for target in self:
            widths = {column["code"]: column for column in target.columns or []}
            target.columns = [widths.get(field.code, {"code": field.code}) for field in target.field_ids]

    # === CONSTRAINT METHODS === #

    @api.constrains("columns", "sort")
    def _check_columns(self):
        for target in self:
            for listed in (target.columns, target.sort):
                target._find_fields(listed)

    # === BUSINESS METHODS === #

    def get_rows(self, offset=0, limit=80, search="", sort=None, columns=None):
        """Return a part of the result as the list shows it.

        Rows of contacts and records that the user may not see are left out.

        :param int limit: at most 1000
        :param str search: parts of the name, e-mail, phone, postcode or town, or of the record's name
        :param list sort: ``[{"code", "descending"}, …]``; by default the target's own order
        :param list columns: ``[{"code"}, …]``; by default the target's own
        :return: ``{"columns": [{"code", "name", "width", "sortable"}, …], "sort", "rows": [{"id", "struck",
            "partner_id", "values": [text, …]}, …], "row_count", "hidden" (a sentence of how many rows the user is not
            shown, whatever is searched for; empty if all are)}``
        :rtype: dict
        :raise AccessError: if the user may not see the target, or none of its records
        :raise UserError: if there is no such column, or the list cannot be ordered by it
        """
        self.ensure_one()
        self.check_access("read")
        shown = self._keep_known(self.columns) if columns is None else columns
        sort = self._keep_known(self.sort) if sort is None else sort
        found = self._find_fields(shown)
        widths = {column["code"]: column.get("width") for column in shown}
        query, order = self._get_rows_query(search, sort)
        row_count = self.env.execute_query(query.select("COUNT(*)"))[0][0]
        query.order, query.limit, query.offset = order, min(limit, MOST_ROWS), offset
        rows = self.env["dm.target.row"].browse(query)
        values = self._get_values(rows, found)
        return {
            "columns": [
                {"code": field.code, "name": field.name, "width": widths[field.code], "sortable": is_sortable(field)}
                for field in found
            ],
            "sort": sort,
            "rows": [
                {"id": row.id, "struck": row.struck, "partner_id": row.partner_id.id,
                 "values": [self._to_text(value) for value in line]}
                for row, line in zip(rows, values, strict=True)
            ],
            "row_count": row_count,
            "hidden": hidden_sentence(self.env, self._count_hidden(row_count if not search else None)),
        }

    def strike_found(self, search, only_row=False):
        """Strike out the rows that a search finds.

        :param str search: as for :meth:`get_rows`
        :param bool only_row: as for :meth:`strike`
        """
        self.ensure_one()
        self.strike(self._get_rows_query(search)[0], only_row)

    def take_back_found(self, search, only_row=False):
        """Take back the rows that a search finds; parameters as for :meth:`strike_found`."""
        self.ensure_one()
        self.take_back(self._get_rows_query(search)[0], only_row)

    def _count_hidden(self, shown):
        """Return how many of the stored rows the user is not shown.

        :param int shown: how many are, None if that was not counted
        """
        if shown is None:
            query, _order = self._get_rows_query()
            shown = self.env.execute_query(query.select("COUNT(*)"))[0][0]
        # Whoever may not see them may know how many they are.
        return self.env["dm.target.row"].sudo().search_count([("target_id", "=", self.id)]) - shown

    def _gone_sql(self, row):
        """Return the condition that a row's customer, or its record, has gone since the list was made.

        :param str row: alias of the ``dm_target_row``
        """
        alias, link = SQL.identifier(row), self._get_row_link()
        elsewhere = is_elsewhere(self.env["res.partner"], self.company_id, SQL.identifier("p"))
        return SQL(
            "(EXISTS (SELECT FROM res_partner AS p WHERE p.id = %s.partner_id AND (p.active IS NOT TRUE OR %s)) OR %s)",
            alias, elsewhere, is_lost(self.env[link[0]], link[1], alias) if link else SQL("FALSE"),
        )

    def _refusing_sql(self, row):
        """Return the condition that a row's customer wishes no mailing at all; parameters as for :meth:`_gone_sql`."""
        partners = self.env["res.partner"]
        return SQL(
            "EXISTS (SELECT FROM res_partner AS judged WHERE judged.id = %s.partner_id AND %s = 'refused')",
            SQL.identifier(row),
            partners._dm_permission_sql(SQL.identifier("judged"), "file", self.company_id, self._get_today()),
        )

    def _get_rows_query(self, search="", sort=()):
        """Return the query of the stored rows that the user may see, and their order.

        :rtype: tuple[Query, SQL]
        """
        rows = self.env["dm.target.row"]
        query = rows._search([("target_id", "=", self.id)])
        contact = rows._fields["partner_id"].join(rows, query.table, query)
        record = self._join_records(query)
        query.add_where(self._matching(search, contact, record))
        descending = {level["code"]: level.get("descending") for level in reversed(sort)}
        terms = [self._order_term(field, descending[field.code], contact, record, query)
                 for field in self._find_fields(sort)]
        return query, SQL(", ").join([*terms, SQL.identifier(query.table, "id")])

    def _join_records(self, query):
        """Join the records that rows are about.

        :return: empty recordset of their model, and the alias; None where rows are customers
        """
        if not self._is_of_records():
            return None
        records = self.env[self._get_model_name()]
        if not records.has_access("read"):
            raise AccessError(self.env._(
                "The rows of “%(target)s” are %(records)s, which you may not see: ask your administrator for the "
                "right to see them.",
                target=self.name, records=self.model_id.sudo().name,
            ))
        alias = query.make_alias(query.table, "record")
        query.add_join("JOIN", alias, records._table, SQL(
            "%s = %s", SQL.identifier(query.table, "res_id"), SQL.identifier(alias, "id"),
        ))
        return records, alias

    def _matching(self, search, contact, record):
        """Return the condition that the user may see a row and that it matches what they search for."""
        shown = [
            (records.with_context(active_test=False), SQL.identifier(alias, "id"))
            for records, alias in filter(None, (contact, record))
        ]
        parts = [SQL("TRUE")]
        for records, column in shown:
            rules = records._search([])
            if rules.where_clause:
                parts.append(SQL("%s IN %s", column, rules.subselect()))
        parts += [
            SQL("(%s)", SQL(" OR ").join(
                SQL("%s IN %s", column, records._search(domain).subselect())
                for (records, column), domain in zip(shown, domains, strict=False)
            ))
            for domains in search_terms(search)
        ]
        return SQL(" AND ").join(parts)

    def _order_term(self, field, descending, contact, record, query):
        records, alias = contact if field._get_model_name() == CONTACT else record
        expression = order_expression(field, records, alias, query)
        if expression is None:
            raise UserError(self.env._(
                "A list cannot be put into the order of “%(field)s”: choose another column.", field=field.name,
            ))
        return SQL("%s %s NULLS LAST", expression, SQL("DESC" if descending else "ASC"))

    def _find_fields(self, listed):
        """Return the catalogue's fields of columns or of an order.

        :raise UserError: if one does not exist for these rows
        """
        return self.env["dm.field"]._find_listed(listed, self._get_model_name())

    def _keep_known(self, listed):
        """Return the entries of columns or of an order whose field the catalogue still has for these rows."""
        return self.env["dm.field"]._keep_known(listed, self._get_model_name())

    def _get_values(self, rows, found):
        """Return the values of fields for rows of the result.

        :param rows: ``dm.target.row``
        :param found: ``dm.field``
        :rtype: list[list]
        """
        return found._get_values(rows, records=self._get_records(rows, found))

    def _get_records(self, rows, found):
        """Return the ids of the records of each row, its own first, as reading values needs them."""
        if not self._is_of_records():
            return {}
        others = {}
        if ALL in found.mapped("shape"):
            for row in rows.search([("target_id", "=", self.id), ("partner_id", "in", rows.partner_id.ids),
                                    ("struck", "=", False)]):
                others.setdefault(row.partner_id.id, []).append(row.res_id)
        return {self._get_model_name(): {
            row.id: [*unique([row.res_id, *others.get(row.partner_id.id, ())])] for row in rows
        }}

    def _to_text(self, value):
        """Return a value as the screen shows it."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            return format_datetime(self.env, value, tz="UTC", dt_format="short")
        if isinstance(value, date):
            return format_date(self.env, value)
        if isinstance(value, float):
            return formatLang(self.env, value, digits=0 if value.is_integer() else 2)
        return str(value)
