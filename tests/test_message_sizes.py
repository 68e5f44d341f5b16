from unittest.mock import patch

from odoo.addons.direct_marketing.models.message import dm_campaign_text_size as sizes
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sms_oracle import parts
from .text_case import TextCase


@tagged("post_install", "-at_install")
class TestMessageSizes(TextCase):
    """What a text costs: form, server and bill agree."""

    def _check(self, body, *, user=None, **values):
        return self.campaign.with_user(user or self.editor).check_text("sms", body, **values)

    # === FIGURES === #

    def test_for_every_recipient(self):
        body = "a" * 147 + "#Prenom# #Nom#"
        self.campaign.sms_body = body
        with self._gateway(points={"RE": 2.5, "CH": 2}, stop_mode="ours", stop_text=" STOP"):
            rows = self._recipients([self.paul, self.zoe, self.hans, self.nemo])
            billed = list(self.campaign._render_messages("sms", rows))
            figures = self.campaign.get_text_size()
            shown = self._check(body)["figures"]
        for _id, text, segments in billed:
            self.assertEqual(segments, len(parts(text)[1]))
        # Zoë Lefèvre has a letter that SMS does not: 164 units of sixteen bits.
        self.assertEqual([segments for _id, _text, segments in billed], [2, 3, 2, 1])
        self.assertEqual(
            [figures[name] for name in ("count", "smallest", "typical", "largest", "total", "points", "foreign")],
            [4, 1, 2, 3, 8, 2 + 3 + 4 + 2.5, 1],
        )
        self.assertTrue(figures["is_exact"])
        self.assertEqual(figures["missing"], {"Prenom": 1})
        self.assertEqual(shown, {**figures, "missing": [{"name": "First name", "count": 1}]})

    def test_control_group_and_refusals_get_none(self):
        self.campaign.sms_body = "Hello"
        self.paul._dm_record_permission("sms", "refused", "staff")
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.get_text_size()["count"], 3)
        rows = self._recipients([self.zoe])
        self.env.cr.execute("UPDATE dm_recipient SET is_control = TRUE WHERE id = %s", [rows.id])
        self.env.invalidate_all()
        self.assertEqual(self.campaign.get_text_size()["count"], 2)

    def test_cheaper_letters(self):
        body = "#Prenom# " + "a" * 70
        answer = self._check(body)
        self.assertEqual([answer["figures"][name] for name in ("foreign", "saved", "largest")], [1, 1, 2])
        answer = self._check(body, is_plain=True)
        self.assertEqual([answer["figures"][name] for name in ("foreign", "saved", "largest")], [0, 0, 1])

    # === LONG LISTS === #

    def test_a_long_list_is_estimated_and_says_so(self):
        for index in range(40):
            self._addressee(f"Long{'g' * (index == 7) * 150}", "Size", f"06123458{index:02}")
        self._addressee("Çağla", "Yılmaz", "0612345999")
        self.campaign.action_refresh_selection()
        self.campaign.sms_body = "Hello #Prenom# #Nom|x#"
        exact = self.campaign.get_text_size()
        self.assertEqual((exact["count"], exact["largest"], exact["is_exact"]), (45, 2, True))
        with patch.object(sizes, "LIVE", 20), patch.object(sizes, "SPREAD", 10), patch.object(sizes, "ENDS", 3):
            guess = self.campaign.get_text_size()
            self.assertFalse(guess["is_exact"])
            self.assertEqual((guess["count"], guess["smallest"], guess["largest"]), (45, 1, 2))
            self.assertLess(guess["counted"], 25)
            self.assertEqual(self._check(self.campaign.sms_body)["figures"]["is_exact"], False)
            # Once it was counted, the figures stand until the text, the list or the gateway changes.
            self.campaign.action_count_text()
            self.assertEqual(self.campaign.get_text_size(), {**exact, "counted": 45})
            self.assertEqual(self._check(self.campaign.sms_body)["figures"]["total"], exact["total"])
            with self._gateway(points={"FR": 3}):
                self.assertFalse(self.campaign.get_text_size()["is_exact"])
            self.campaign.sms_body += "!"
            self.assertFalse(self.campaign.get_text_size()["is_exact"])

    def test_the_background_counts_the_same(self):
        self.campaign.sms_body = "Hello #Prenom#"
        exact = self.campaign.get_text_size()
        with patch.object(sizes, "PATIENT", 1), patch.object(sizes, "STEP", 3), patch.object(sizes, "LIVE", 2):
            self.campaign.with_context(dm_in_background=True).action_count_text()
            self.assertEqual(self.campaign.state, "processing")
            with self.assertRaisesRegex(UserError, "is being worked on"):
                self.campaign.sms_body = "Other"
            job = self.campaign.sudo().job_ids
            self.assertEqual([bool(job._step()) for _number in range(3)], [True, True, False])
            self.assertEqual(self.campaign.get_text_size(), exact)
        self.assertEqual(self.campaign.state, "draft")

    def test_as_many_queries_for_many(self):
        """Promise 24: while a text is typed, a list of thousands is asked as often as a short one."""
        body = "Hello #Prenom# #Ident# #Pays#"
        counts = []
        for number in range(2):
            for index in range(60 * number):
                self._addressee(f"Q{index}", "Query", f"06123457{index:02}", lang="fr_FR")
            self.campaign.action_refresh_selection()
            self._check(body)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._check(body)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # === WHAT THE EDITOR SHOWS === #

    def test_pieces_are_the_text(self):
        for body in ("Ça va #Prenom|chez vous# ? ç… {nom} ## # #Prenon# 🎁", "", "#", "e\u0301"):
            pieces = self._check(body)["pieces"]
            self.assertEqual("".join(piece["text"] for piece in pieces), body)
        kinds = {piece["text"]: (piece["kind"], piece["instead"]) for piece in self._check(
            "Ça va #Prenom|vous# ç🎁 #Prenon|vous# Ж",
        )["pieces"]}
        self.assertEqual(kinds["#Prenom|vous#"], ("field", None))
        self.assertEqual(kinds["#Prenon|vous#"], ("unknown", "#Prenom|vous#"))
        self.assertEqual((kinds["ç"], kinds["🎁"], kinds["Ж"]), (("costly", "c"), ("costly", ""), ("costly", None)))
        answer = self._check("#Prenon#")
        self.assertEqual((answer["figures"], answer["longest"]), (None, []))

    def test_what_one_letter_costs(self):
        text = self._check("ç" + "a" * 100)["text"]
        self.assertEqual((text["segments"], text["plain_segments"], text["left"]), (2, 1, 33))

    def test_at_least_is_never_more_than_a_recipient_gets(self):
        """A fallback may be longer than any value: what stands beside the text is the least, whoever reads it."""
        text = self._check("#Prenom|" + "a" * 200 + "#" + "b" * 100)["text"]
        self.assertEqual((text["segments"], text["units"]), (1, self._check("." + "b" * 100)["text"]["units"]))
        self.assertEqual(self._check("#Prenom#" + "b" * 9)["text"]["units"], self._check("b" * 9)["text"]["units"])

    def test_before_the_campaign_is_saved(self):
        answer = self.env["dm.campaign"].with_user(self.editor).check_text("sms", "Hello #Prenom#")
        self.assertEqual((answer["text"]["segments"], answer["figures"]), (1, None))

    def test_who_adds_the_mention(self):
        self.assertEqual(self._check("Hello")["stop"]["mode"], "unknown")
        with self._gateway(stop_mode="gateway", stop_text=" STOP 36111"):
            answer = self._check("Hello")
        self.assertEqual(answer["stop"], {"mode": "gateway", "text": " STOP 36111"})
        self.assertEqual(answer["text"]["units"], 16)

    # === PREVIEW === #

    def test_the_longest_first(self):
        answer = self._check("Hello #Prenom# #Nom#")
        first = self.env["dm.recipient"].browse(answer["longest"][0])
        self.assertEqual(first.partner_id, self.zoe)
        preview = self.campaign.preview_text("sms", "Hello #Prenom#", first.id)
        self.assertEqual(
            {name: preview[name] for name in ("name", "body", "segments", "encoding")},
            {"name": first.name, "body": "Hello Zoë", "segments": 1, "encoding": "ucs2"},
        )

    def test_search_a_recipient(self):
        found = self.campaign.find_recipients("sms", "lef")
        self.assertEqual([row["id"] for row in found], self._recipients([self.zoe]).ids)

    def test_nobody_sees_other_people_s_customers(self):
        row = self._recipients([self.paul])
        other = self.campaign.copy()
        with self.assertRaises(AccessError):
            other.preview_text("sms", "#Nom#", row.id)
        self.env["ir.rule"].create({
            "name": "Nobody sees Paul", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": str([("id", "!=", self.paul.id)]),
        })
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).preview_text("sms", "#Nom#", row.id)

    def test_who_consults_sees_the_campaign_s_own_text_only(self):
        self.campaign.sms_body = "Hello #Prenom#"
        self.assertEqual(self._check("Hello #Prenom#", user=self.consult)["figures"]["count"], 4)
        with self.assertRaises(AccessError):
            self._check("#Nom#", user=self.consult)
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).action_count_text()
        with self.assertRaises(UserError):
            self.campaign.check_text("post", "x")
