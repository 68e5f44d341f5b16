"""The rows of a file: which they are, in which order, with which values; a long file needs little memory."""
import unicodedata
from itertools import islice

from odoo.tools import SQL, split_every

# The rows that are in memory at once.
BATCH = 1000


class FileRows:
    """Records as rows of values, read in batches.

    :param records: empty recordset of the rows' model, in the environment of the user who will see them
    :param fields: the ``dm.field`` of the columns
    :param list[int] ids: the rows, in order
    :param int hidden_count: how many more there are that the user may not see
    :param bool is_marking: whether a last column marks the rows of customers who refuse
    """

    def __init__(self, records, fields, ids, hidden_count, *, is_marking):
        self.records = records
        self.fields = fields
        self.ids = ids
        self.hidden_count = hidden_count
        self.is_marking = is_marking

    def __len__(self):
        return len(self.ids)

    def __iter__(self):
        if not self.is_marking:
            return self._read(self.ids, self.fields)
        return (
            [*values, mark] for ids in split_every(BATCH, self.ids, list)
            for values, mark in zip(self._read(ids, self.fields), self._marks(ids), strict=True)
        )

    @property
    def columns(self):
        """Return the columns of the whole file: pairs of the header and the ``dm.field``'s code, None if it has none.

        :rtype: list[tuple]
        """
        columns = [(field.name, field.code) for field in self.fields]
        if not self.is_marking:
            return columns
        env = self.records.env
        return [*columns, (env["dm.recipient"]._fields["is_refusing"]._description_string(env), None)]

    def first(self, count):
        """Return the first rows.

        :rtype: list[list]
        """
        return list(islice(self._read(self.ids[:count], self.fields), count))

    def _read(self, ids, fields):
        for batch in split_every(BATCH, ids, self.records.browse):
            yield from self._values(batch, fields)
            batch.partner_id.invalidate_recordset()
            batch.invalidate_recordset()

    def _marks(self, ids):
        """Return, for some rows, whether their customers refuse, in words."""
        env = self.records.env
        refusing = {id_ for id_, in env.execute_query(SQL(
            "SELECT r.id FROM %s AS r WHERE r.id = ANY(%s) AND %s",
            SQL.identifier(self.records._table), ids, self._refuses("r"),
        ))}
        return [env._("Yes") if id_ in refusing else None for id_ in ids]

    def _values(self, batch, fields):
        """Return the values of some fields for some rows.

        :rtype: list[list]
        """
        raise NotImplementedError

    def _refuses(self, row):
        """Return the condition that the customer of a row refuses.

        :param str row: alias of the row
        """
        raise NotImplementedError


class RecipientRows(FileRows):
    """The recipients of a campaign.

    Left out are who does not receive, the control group, recipients whose contact the user may not see, and who has
    become a company's or another company's customer since the list was made. Who has come to refuse every channel of
    the campaign since is left out, too, as is a contact that is archived or no longer there; where the campaign lists
    those who refuse, a last column of the file marks them. With what the list keeps of a contact.

    :param campaign: one ``dm.campaign``, in the environment of the user who will see the rows
    :param fields: the ``dm.field`` of the columns
    :param list levels: pairs of a ``dm.field`` and whether the greatest come first: what orders the rows, the first
        decides first; rows without a value are last both ways. By last and first name where that leaves it open
    """

    def __init__(self, campaign, fields, levels):
        recipients = campaign.env["dm.recipient"].with_context(active_test=False)
        domain = [("campaign_id", "=", campaign.id), ("exclusion_reason", "=", False), ("is_control", "=", False)]
        order = "lastname, firstname, partner_id, row_rank, id" if campaign.row_model else "lastname, firstname, id"
        self.campaign = campaign
        # Compiling what permissions are made of takes seconds, reading the rows a tenth of one.
        campaign.env.cr.execute(SQL("SET LOCAL jit = off"))
        ids = self._find(recipients, domain, order)
        # Whoever may not see them may know how many they are.
        hidden_count = len(self._find(recipients.sudo(), domain, None)) - len(ids)
        super().__init__(recipients, fields, ids, hidden_count, is_marking=not campaign.exclude_refused)
        # From the last level to the first: sorting keeps the order of what is equal.
        for field, descending in reversed(levels):
            self._sort(field, descending)

    def _find(self, recipients, domain, order):
        query = recipients._search(domain, order=order)
        query.add_where(SQL("NOT %s", self.campaign._gone_sql()))
        if self.campaign.exclude_refused:
            query.add_where(SQL("NOT %s", self.campaign._refusing_sql()))
        return list(query)

    def _refuses(self, row):
        return self.campaign._refusing_sql(row)

    def _values(self, batch, fields):
        return batch._get_values(fields)

    def _sort(self, field, descending):
        keys = [sort_key(value) for value, in self._read(self.ids, field)]
        ranked = zip(keys, self.ids, strict=True)
        filled, empty = [], []
        for key, id_ in ranked:
            (empty if key is None else filled).append((key, id_))
        filled.sort(key=lambda pair: pair[0], reverse=descending)
        self.ids = [id_ for _key, id_ in filled + empty]


class TargetFileRows(FileRows):
    """The rows of a target's result without those that are struck out, in the target's order.

    Left out are customers and records that have gone since the list was made. A last column marks who does not wish to
    be contacted at all.

    :param target: one ``dm.target``, in the environment of the user who will see the rows
    """

    def __init__(self, target):
        ids = self._find(target)
        # Whoever may not see them may know how many they are.
        hidden_count = len(self._find(target.sudo())) - len(ids)
        super().__init__(target.env["dm.target.row"], target.field_ids, ids, hidden_count, is_marking=True)
        self.target = target

    @staticmethod
    def _find(target):
        query, order = target._get_rows_query(sort=target._keep_known(target.sort))
        query.add_where("dm_target_row.struck IS NOT TRUE")
        query.add_where(SQL("NOT %s", target._gone_sql("dm_target_row")))
        query.order = order
        return list(query)

    def _values(self, batch, fields):
        return self.target._get_values(batch, fields)

    def _refuses(self, row):
        return self.target._refusing_sql(row)


def sort_key(value):
    """Return what a value is ordered by: texts without regard to accents and capitals.

    >>> sorted(["Zoé", "Émile", "eloi", "Ernest"], key=sort_key)
    ['eloi', 'Émile', 'Ernest', 'Zoé']
    >>> sort_key(None) is None, sort_key(12)
    (True, 12)
    """
    if not isinstance(value, str):
        return value
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", value) if not unicodedata.combining(sign))
    return bare.casefold()
