from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionScores(KindCase):
    """Anne came yesterday and often, Luc once and long ago, Lea lately for much; Max never bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls._product(10.0)
        for day in ("2026-06-14", "2026-05-01", "2026-04-01", "2026-03-01"):
            cls._ticket(cls.anne, product, day)
        cls._ticket(cls.luc, product, "2024-08-01")
        cls._ticket(cls.lea, [(product, 90)], "2026-06-10")
        cls.env["dm.score"]._store(cls.company, cls.today)
        # Three in a row stand at 1/6, 1/2 and 5/6: in the fifths 1, 3 and 5; two with one ticket stand at 1/3: 2.
        cls.codes = {partner: partner.dm_score_id.code for partner in cls.people}

    @staticmethod
    def _score(*groups, **values):
        return {"kind": "score", "score_group_ids": [Command.set([group.id for group in groups])], **values}

    def test_the_scores_themselves(self):
        self.assertEqual(self.codes, {self.anne: "R5F5M3", self.luc: "R1F2M1", self.lea: "R3F2M5", self.max: False})

    def test_limits_are_in(self):
        self.assertEqual(self._with(self._score(score_recency_from=3)), self.anne | self.lea)
        self.assertEqual(self._with(self._score(score_recency_from=3, score_recency_to=3)), self.lea)
        self.assertEqual(self._with(self._score(score_frequency_to=2)), self.luc | self.lea)
        self.assertEqual(self._with(self._score(score_monetary_from=5)), self.lea)

    def test_any_score_and_none(self):
        self.assertEqual(self._with(self._score()), self.anne | self.luc | self.lea)
        self.assertEqual(self._with(self._score(deny=True)), self.max)
        self.assertEqual(self._with(self._score(deny=True, score_recency_from=4)), self.luc | self.lea | self.max)

    def test_groups_and_repeated(self):
        groups = {partner: partner.dm_score_id.group_id for partner in self.people}
        self.assertEqual(len(set(groups.values())), 4, "one each, Max none")
        self.assertEqual(self._with(self._score(groups[self.anne], groups[self.luc])), self.anne | self.luc)
        self.assertFalse(self._with(self._score(groups[self.anne]), self._score(groups[self.luc])))
        self.assertEqual(
            self._with(self._score(score_recency_from=3), self._score(groups[self.anne], deny=True)), self.lea,
        )

    def test_the_latest_month_counts(self):
        self.env["dm.score"]._store(self.company, date(2026, 8, 2))
        self.assertEqual(self._with(self._score(deny=True)), self.luc | self.max, "Luc's ticket is too old by now")

    def test_another_company_s_scores_are_others(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["dm.score"]._store(other, date(2026, 9, 1))
        self.assertEqual(self._with(self._score()), self.anne | self.luc | self.lea)

    def test_the_sentence_says_the_month(self):
        champions = self.env.ref("direct_marketing.dm_score_group_champions")
        loyal = self.env.ref("direct_marketing.dm_score_group_loyal")
        values = self._score(champions, loyal, score_recency_from=4, score_frequency_from=3, score_frequency_to=3)
        line = self.env["dm.filter"].create({"condition_ids": [Command.create(values)]})
        self.assertEqual(line.summary, "have a score of June 2026: Champions, Loyal, R 4–5, F 3")
        line.condition_ids.deny = True
        self.assertEqual(line.summary, "except those who have a score of June 2026: Champions, Loyal, R 4–5, F 3")
        self.env["dm.score.month"].search([]).unlink()
        line.invalidate_recordset()
        self.assertIn("not computed yet", line.summary)

    def test_never_computed_says_what_to_do(self):
        self.env["dm.score.month"].search([]).unlink()
        self._refused(self._score(deny=True), says="Direct Marketing → Scores")

    def test_limits_that_make_no_sense_are_refused(self):
        for values in ({"score_recency_from": 0}, {"score_monetary_to": 6},
                       {"score_frequency_from": 4, "score_frequency_to": 2}):
            with self.subTest(values):
                self._refused(self._score(**values), says="from 1 to 5")

    def test_rights_of_the_responsible_user(self):
        self.assertEqual(self._with(self._score(), user=self._user("edit")), self.anne | self.luc | self.lea)
        outsider = new_test_user(self.env, login="score_outsider", groups="base.group_user")
        self._refused(self._score(), user=outsider, says="may not see scores")

    def test_a_named_group_cannot_be_deleted(self):
        group = self.env["dm.score.group"].create({"name": "Named", "sequence": 99})
        line = self.env["dm.filter"].create({"condition_ids": [Command.create(self._score(group))]})
        with self.assertRaises(UserError) as refused:
            group.unlink()
        self.assertIn("named in a filter line", str(refused.exception))
        line.unlink()
        group.unlink()
