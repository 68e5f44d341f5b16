import json

from odoo import api, models
from odoo.tools import SQL

from .household import ACCENTED, DIGIT, ELISION, LIGATURES, NOTHING, NUMBER_AND_LETTER, NUMBER_LAST, PLAIN, WORDS


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _dm_household_sql(self, partner):
        """Return the key of a contact's household, NULL where there is none: :func:`.household.household_key` in SQL.

        :param SQL partner: alias of the ``res_partner`` row
        """
        street = SQL(
            """CASE WHEN %(p)s.street ~ %(digit)s THEN %(p)s.street
                    ELSE concat_ws(' ', NULLIF(%(p)s.street, ''), %(p)s.street2) END""", p=partner, digit=DIGIT,
        )
        surname = SQL("COALESCE(NULLIF(%(p)s.lastname, ''), %(p)s.name)", p=partner)
        return SQL(
            "(NULLIF(%(postcode)s, '') || '|' || NULLIF(%(surname)s, '') || '|' || NULLIF(%(street)s, ''))",
            postcode=self._dm_squeezed_sql(SQL("%s.zip", partner)), surname=self._dm_squeezed_sql(surname),
            street=self._dm_street_sql(street),
        )

    @api.model
    def _dm_street_sql(self, text):
        """Return :func:`.household.same_street` in SQL."""
        bare = SQL(
            r"lower(regexp_replace(%s, %s, '\1', 'g'))", self._dm_unaccented_sql(text), ELISION,
        )
        spread = SQL(r"regexp_replace(%s, %s, '\1 \2', 'g')", bare, NUMBER_AND_LETTER)
        return SQL(
            r"""(SELECT regexp_replace(string_agg(word, ' '), %(last)s, '\2 \1')
                   FROM (SELECT COALESCE(%(words)s::jsonb ->> written, written) AS word
                           FROM unnest(string_to_array(regexp_replace(%(text)s, %(nothing)s, ' ', 'g'), ' '))
                                AS u (written)) AS w
                  WHERE word <> '')""",
            last=NUMBER_LAST, words=json.dumps(WORDS), text=spread, nothing=NOTHING,
        )

    @api.model
    def _dm_squeezed_sql(self, text):
        """Return :func:`.household.squeezed` in SQL."""
        return SQL("regexp_replace(lower(%s), %s, '', 'g')", self._dm_unaccented_sql(text), NOTHING)

    @api.model
    def _dm_unaccented_sql(self, text):
        bare = text
        for ligature, letters in LIGATURES:
            bare = SQL("replace(%s, %s, %s)", bare, ligature, letters)
        # Most texts have no accent, and are told by their length. Before lower(): in some collations it knows no
        # accented capitals.
        return SQL(
            "CASE WHEN octet_length(%(text)s) = length(%(text)s) THEN %(text)s ELSE translate(%(bare)s, %(accented)s, "
            "%(plain)s) END", text=text, bare=bare, accented=ACCENTED, plain=PLAIN,
        )
