"""The rows of a campaign's file: who is in it, in which order, with which values."""
import unicodedata
from itertools import islice

from odoo.tools import split_every

# The rows that are in memory at once.
BATCH = 1000


class RecipientRows:
    """The recipients of a campaign as rows of values, in batches: a long list needs no more memory than a short one.

    Left out are who does not receive, the control group, and recipients whose contact the user may not see. A contact
    that is archived or no longer there is in, with what the list keeps of it.

    :param campaign: one ``dm.campaign``, in the environment of the user who will see the rows
    :param fields: the ``dm.field`` of the columns
    :param sort: the ``dm.field`` that orders the rows; empty for the list's own order
    :param bool descending: the greatest first; rows without a value are last both ways
    """

    def __init__(self, campaign, fields, sort, descending=False):
        self.env = campaign.env
        self.fields = fields
        self.recipients = self.env["dm.recipient"].with_context(active_test=False)
        self.kept = self.recipients._get_kept_columns()
        domain = [("campaign_id", "=", campaign.id), ("exclusion_reason", "=", False), ("is_control", "=", False)]
        self.ids = list(self.recipients._search(domain, order="lastname, firstname, id"))
        # Whoever may not see them may know how many they are.
        self.hidden_count = self.recipients.sudo().search_count(domain) - len(self.ids)
        if sort:
            self._sort(sort, descending)

    def __len__(self):
        return len(self.ids)

    def __iter__(self):
        return self._read(self.ids, self.fields)

    def first(self, count):
        """Return the first rows.

        :rtype: list[list]
        """
        return list(islice(self._read(self.ids[:count], self.fields), count))

    def _read(self, ids, fields):
        for batch in split_every(BATCH, ids, self.recipients.browse):
            yield from fields._get_values(batch, self.kept)
            batch.partner_id.invalidate_recordset()
            batch.invalidate_recordset()

    def _sort(self, field, descending):
        keys = [sort_key(value) for value, in self._read(self.ids, field)]
        ranked = zip(keys, self.ids, strict=True)
        filled, empty = [], []
        for key, id_ in ranked:
            (empty if key is None else filled).append((key, id_))
        filled.sort(key=lambda pair: pair[0], reverse=descending)
        self.ids = [id_ for _key, id_ in filled + empty]


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
