"""What a person answered at tills, as it stands on the tickets: the proof of it is kept elsewhere."""
from odoo.tools import SQL, email_normalize

from ..customer.phone import spellings


class TillAnswers:
    """The answers of somebody on tickets of the user's companies; who may erase them need not see tickets.

    :param env: of the user who asks
    :param partners: the ``res.partner`` records of the person
    :param addresses: e-mail addresses, and numbers in E.164 form
    """

    def __init__(self, env, partners, addresses):
        self.env = env
        self.partner_ids = list(map(str, partners.ids))
        self.emails = [address.lower() for address in addresses if email_normalize(address)]
        self.numbers = [digits for address in addresses for digits in spellings(address)]

    def count(self):
        """Return on how many tickets something stands."""
        return self._execute(SQL("SELECT COUNT(*) FROM pos_order o WHERE %s", self._holds()))[0][0]

    def erase(self):
        """Take their answers off; those of others on the same ticket stay."""
        self._execute(SQL(
            """UPDATE pos_order o
                  SET dm_till_answers = (SELECT jsonb_agg(a) FROM jsonb_array_elements(o.dm_till_answers) a
                                          WHERE NOT %s)
                WHERE %s RETURNING 1""", self._is_theirs(), self._holds(),
        ))

    # === PARTS === #

    def _holds(self):
        """Return the condition that one of their answers stands on a ticket ``o``."""
        return SQL(
            """o.company_id = ANY(%s) AND jsonb_typeof(o.dm_till_answers) = 'array'
               AND EXISTS (SELECT FROM jsonb_array_elements(o.dm_till_answers) a WHERE %s)""",
            self.env.companies.ids, self._is_theirs(),
        )

    def _is_theirs(self):
        """Return the condition that an answer ``a`` is theirs; a till writes addresses as people do."""
        return SQL(
            """COALESCE(a->>'partner_id' = ANY(%s) OR lower(btrim(a->>'address')) = ANY(%s)
                        OR regexp_replace(a->>'address', '[^0-9]', '', 'g') = ANY(%s), FALSE)""",
            self.partner_ids, self.emails, self.numbers,
        )

    def _execute(self, query):
        return self.env.execute_query(query)
