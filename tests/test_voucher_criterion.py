from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .selection_case import KindCase
from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherCriterion(VoucherCase, KindCase):
    """Who received vouchers, redeemed them or not, and whether they have expired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.anne | cls.luc | cls.lea | cls.max
        cls.spring = cls._campaign(cls.anne | cls.luc | cls.lea)
        cls.autumn = cls._campaign(cls.lea, name="Autumn", voucher_expiration_date=False)
        cls._paid_with(cls._card(cls.spring, cls.anne), cls.anne)
        cls._reselect(cls.spring, cls.anne | cls.lea)

    def _got(self, *campaigns, **values):
        return {"kind": "voucher", "campaign_ids": [Command.set([each.id for each in campaigns])], **values}

    def test_each_question(self):
        after = self._day(90)
        for condition, options, expected in (
            (self._got(), {}, self.anne | self.lea),
            (self._got(deny=True), {}, self.luc | self.max),
            (self._got(self.autumn), {}, self.lea),
            (self._got(voucher_redeemed="yes"), {}, self.anne),
            (self._got(voucher_redeemed="no"), {}, self.lea),
            (self._got(voucher_redeemed="yes", deny=True), {}, self.luc | self.lea | self.max),
            (self._got(voucher_expired="yes"), {}, self.env["res.partner"]),
            (self._got(voucher_expired="yes"), {"today": after}, self.anne | self.lea),
            (self._got(self.autumn, voucher_expired="yes"), {"today": after}, self.env["res.partner"]),
            (self._got(self.autumn, voucher_expired="no"), {"today": after}, self.lea),
            (self._got(date_from=self._day(1)), {}, self.env["res.partner"]),
            (self._got(date_to=self._day(1)), {}, self.anne | self.lea),
        ):
            with self.subTest(condition, **options):
                self.assertEqual(self._with(condition, **options), expected)

    def test_a_campaign_does_not_ask_about_its_own(self):
        line = {"sequence": 99, "operation": "remove"}
        self.spring.filter_ids = [Command.create({**line, "condition_ids": [Command.create(self._got())]})]
        self.spring.action_refresh_selection()
        self.assertEqual(self.spring.recipient_ids.partner_id, self.anne, "Lea has one of the other campaign")
        with self.assertRaisesRegex(UserError, "in that same campaign"):
            self.spring.filter_ids = [Command.create({
                **line, "condition_ids": [Command.create(self._got(self.spring))],
            })]

    def test_its_sentence(self):
        line = self.env["dm.filter"].create({"condition_ids": [Command.create(
            self._got(self.spring, voucher_redeemed="no", voucher_expired="no", deny=True),
        )]})
        self.assertEqual(line.summary, "received no gift voucher of “Spring”, not redeemed, not expired")

    def test_who_may_not_see_vouchers(self):
        groups = "base.group_user,base.group_partner_manager"
        nobody = new_test_user(self.env, login="voucher_kind_nobody", groups=groups)
        self._refused({"kind": "voucher"}, user=nobody, says="may not")

    def test_who_sees_vouchers_only_gets_no_answer_on_other_cards(self):
        """Not seeing cards is not that there are none: denying it would select everybody (promise 6)."""
        user = self._user("edit", login="voucher_kind_edit")
        self._refused({"kind": "card", "deny": True}, user=user, says="may not see")
        self.assertEqual(self._with(self._got(), user=user), self.anne | self.lea)

    def test_broken(self):
        line = self.env["dm.filter"].create({"condition_ids": [Command.create(self._got())]})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dm_filter_condition SET voucher_redeemed = NULL WHERE id = %s", [line.condition_ids.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.spring.write({"filter_ids": [Command.link(line.id)]})
            self.spring.action_refresh_selection()
