from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.addons.direct_marketing.models.campaign import dm_campaign_work
from odoo.addons.direct_marketing.models.customer import sizes
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .campaign_cursors import CampaignCursorCase
from .common import ShopCase


def counting(total):
    """Return a kind of job that writes one letter more into the campaign's colour at each step, and its step."""
    def step(self, stop_at=None):
        if self.color >= total:
            return 0
        if stop_at == self.color:
            raise UserError(self.env._("The third one is broken."))
        self.color += 1
        return 1

    kind = dm_campaign_work.JobKind("Counting", "_step_count", frozenset({"name"}))
    return kind, step


class WorkMixin:
    """Jobs that count, for tests."""

    def _let_count(self, registry, total=3):
        kind, step = counting(total)
        model = registry["dm.campaign"]
        original = model._get_job_kinds
        for patcher in (
            patch.object(model, "_get_job_kinds", lambda self: {**original(self), "count": kind}),
            patch.object(model, "_step_count", step, create=True),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)


@tagged("post_install", "-at_install")
class TestWork(WorkMixin, ShopCase):
    """Background work as people see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne = cls._customer("Anne Pau", city="Pau")
        cls.editor = cls._user("edit", "work_edit")
        cls.consult = cls._user("consult", "work_consult")
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).create({
            "name": "Spring", "send_date": "2026-01-01",
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })

    def _step(self):
        job = self.campaign.sudo().job_ids
        self.assertTrue(job)
        more = job._step()
        self.env.flush_all()
        self.env.invalidate_all()
        return more

    def _refresh_on_screen(self):
        self.patch(sizes, "MANY", -2)
        return self.campaign.with_context(dm_in_background=True).action_refresh_selection()

    def test_a_long_list_is_made_in_the_background(self):
        self._refresh_on_screen()
        self.assertEqual((self.campaign.state, self.campaign.job_status), ("processing", "working"))
        self.assertFalse(self.campaign.recipient_ids)
        self.assertFalse(self._step())
        self.assertEqual((self.campaign.state, self.campaign.job_status), ("draft", False))
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.anne)

    def test_over_the_api_the_list_is_there_when_the_call_returns(self):
        self.patch(sizes, "MANY", -2)
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.anne)

    def test_saving_the_form_of_a_large_shop(self):
        self.patch(sizes, "MANY", -2)
        saved = self.campaign.web_save({"audience": "all"}, {"state": {}})[0]
        self.assertEqual(saved["state"], "processing")

    def test_what_a_job_reads_is_locked_and_all_else_stays_open(self):
        self._refresh_on_screen()
        line = self.campaign.filter_ids
        condition = {"filter_id": line.id, "kind": "anniversary", "anniversary_mode": "month", "month_from": "6"}
        for change in (
            lambda: self.campaign.write({"audience": "all"}),
            lambda: self.campaign.write({"filter_ids": [Command.clear()]}),
            lambda: line.write({"partner_domain": "[]"}),
            line.unlink,
            lambda: line.create({"campaign_id": self.campaign.id}),
            lambda: self.env["dm.filter.condition"].create(condition),
            self.campaign.action_refresh_selection,
            self.campaign._freeze,
            self.campaign.action_close,
        ):
            with self.assertRaisesRegex(UserError, "worked on|processed"):
                change()
        self.campaign.write({"name": "Summer", "color": 3})
        self._step()
        self.campaign.write({"audience": "all"})

    def test_stop_resume_give_up(self):
        self._let_count(self.env.registry)
        self.campaign._start_job("count", total=3)
        self.assertTrue(self._step())
        self.assertEqual(round(self.campaign.job_progress), 33)
        with self.assertRaisesRegex(UserError, "Counting"):
            self.campaign.name = "Summer"
        self.campaign.action_stop_job()
        self.assertEqual((self.campaign.state, self.campaign.job_status), ("draft", "stopped"))
        self.assertFalse(self._step())
        self.assertEqual(self.campaign.color, 1)
        self.campaign.name = "Summer"
        self.campaign.action_resume_job()
        self.assertEqual((self.campaign.state, self.campaign.job_status), ("processing", "working"))
        self.assertTrue(self._step() and self._step())
        self.assertFalse(self._step())
        self.assertEqual((self.campaign.color, self.campaign.state, self.campaign.job_status), (3, "draft", False))

        self.campaign._start_job("count")
        self.campaign.action_stop_job()
        self.campaign.action_discard_job()
        self.assertFalse(self.campaign.job_status)
        with self.assertRaisesRegex(UserError, "Nothing was stopped"):
            self.campaign.action_resume_job()

    def test_a_failure_is_said_and_tried_again_by_a_person(self):
        self._let_count(self.env.registry)
        self.campaign._start_job("count", total=3, stop_at=2)
        self.assertTrue(self._step() and self._step())
        self.assertFalse(self._step())
        self.assertEqual((self.campaign.state, self.campaign.job_status), ("draft", "failed"))
        self.assertEqual((self.campaign.job_error, self.campaign.color), ("The third one is broken.", 2))
        self.campaign.color = 7
        self.campaign.action_resume_job()
        self.assertFalse(self.campaign.job_error)
        self._step()
        self.assertFalse(self.campaign.job_status)

    def test_what_nobody_foresaw_is_said_without_its_secrets(self):
        self._let_count(self.env.registry)
        self.patch(type(self.env["dm.campaign"]), "_step_count", lambda _campaign: 1 / 0)
        self.campaign._start_job("count")
        with self.assertLogs("odoo.addons.direct_marketing.models.campaign.dm_campaign_job", "ERROR"):
            self._step()
        self.assertIn("ZeroDivisionError", self.campaign.job_error)
        self.assertNotIn("by zero", self.campaign.job_error)

    def test_who_started_it_and_left(self):
        self._let_count(self.env.registry)
        self.campaign._start_job("count")
        self.editor.active = False
        self.assertFalse(self._step())
        self.assertIn("no longer a user", self.campaign.sudo().job_error)

    def test_the_trash_stops_jobs(self):
        self._let_count(self.env.registry)
        self.campaign._start_job("count")
        self.campaign.action_trash()
        self.assertEqual((self.campaign.state, self.campaign.job_status), ("draft", "stopped"))

    def test_who_consults_sees_jobs_and_touches_none(self):
        self._let_count(self.env.registry)
        self.campaign._start_job("count", total=3)
        campaign = self.campaign.with_user(self.consult)
        self.assertEqual((campaign.job_status, campaign.job_label), ("working", "Counting"))
        for call in (campaign.action_stop_job, campaign.action_resume_job, campaign.action_discard_job):
            with self.assertRaises(AccessError):
                call()
        for user in (self.consult, self.editor):
            job = campaign.job_ids.with_user(user)
            for call in (job.unlink, lambda job=job: job.write({"user_id": 1}), lambda job=job: job.copy()):
                with self.assertRaises(AccessError):
                    call()


@tagged("post_install", "-at_install")
class TestWorkers(WorkMixin, CampaignCursorCase):
    """Workers that die, collide, or come in pairs: real transactions."""

    def _job(self, env):
        return env["dm.campaign.job"].search([("campaign_id", "=", self.campaign_id)])

    def _state(self):
        with self._transaction() as env:
            campaign = self._campaign(env)
            return campaign.state, campaign.color, campaign.job_ids.done

    def _start(self, kind="count", **arguments):
        with self._transaction() as env:
            self._campaign(env)._start_job(kind, **arguments)

    def test_a_worker_killed_in_the_middle_of_a_list_leaves_the_old_one(self):
        with self._transaction() as env:
            self._campaign(env).action_refresh_selection()
            env["res.partner"].browse(self.customers[0]).city = "Elsewhere"
        self._start("refresh")
        with self.registry.cursor() as cr:
            worker = api.Environment(cr, SUPERUSER_ID, {})
            self._job(worker)._step()
            worker.flush_all()
            cr.rollback()  # dies before it commits
        self.assertEqual(self._names(), ["Cursor Test 0", "Cursor Test 1"])
        self.assertEqual(self._state()[0], "processing")
        with self._transaction() as env:
            env["dm.campaign.job"]._cron_work()
        self.assertEqual(self._names(), ["Cursor Test 1"])
        self.assertEqual(self._state()[0], "draft")

    def test_a_worker_killed_between_steps(self):
        self._let_count(self.registry)
        self._start()
        with self._transaction() as env:
            self.assertTrue(self._job(env)._work())
            self._job(env)._step()
            env.cr.rollback()
        self.assertEqual(self._state(), ("processing", 1, 1))
        with self._transaction() as env:
            env["dm.campaign.job"]._cron_work()
        self.assertEqual(self._state(), ("draft", 3, 0))

    def test_two_workers_at_once(self):
        self._let_count(self.registry)
        self._start()
        with self._transaction() as first:
            self.assertTrue(self._job(first)._step())
            with self._transaction() as second:
                self.assertFalse(self._job(second)._work(), "the first one is at it")
        self.assertEqual(self._state(), ("processing", 1, 1))

    def test_stopping_waits_for_no_worker(self):
        self._let_count(self.registry)
        self._start()
        with self._transaction() as worker:
            job = self._job(worker)
            job.try_lock_for_update()
            with self._transaction() as person:
                self._campaign(person).action_stop_job()
            self.assertFalse(job._work(), "its step collides with the stop, and what it did is undone")
        self.assertEqual(self._state(), ("draft", 0, 0))

    def test_a_change_during_a_step_is_kept_and_the_step_done_again(self):
        self._let_count(self.registry)
        self._start("refresh")
        with self._transaction() as worker:
            job = self._job(worker)
            job.campaign_id.read(["name"])
            with self._transaction() as person:
                self._campaign(person).color = 9
            self.assertFalse(job._work())
        self.assertEqual(self._state(), ("draft", 9, 0))
        self.assertEqual(self._names(), ["Cursor Test 0", "Cursor Test 1"])


@tagged("post_install", "-at_install")
class TestTwoUsers(CampaignCursorCase):
    """Promise 14: one wins, the other is told."""

    def _race(self, first, second):
        """Let two people act on the campaign, both having looked at it before, and return what the second is told.

        The second one's call is run again in a new transaction where the database asks for it, as the server does.
        """
        told = None
        try:
            with self._transaction() as later:
                self._campaign(later).read(["name", "state"])
                with self._transaction() as earlier:
                    first(self._campaign(earlier))
                second(self._campaign(later))
                later.flush_all()
        except SerializationFailure:
            try:
                with self._transaction() as again:
                    second(self._campaign(again))
            except UserError as error:
                told = str(error)
        except UserError as error:
            told = str(error)
        return told

    def _while(self, first, second):
        """Let a second person act while the first one's transaction goes on, and return what the second is told."""
        with self._transaction() as earlier:
            first(self._campaign(earlier))
            with self.assertRaises(UserError) as told, self._transaction() as later:
                second(self._campaign(later))
        return str(told.exception)

    def test_close_and_close(self):
        self.assertIn("Somebody else", self._while(lambda c: c.action_close(), lambda c: c.action_close()))

    def test_closed_meanwhile(self):
        self.assertIn("is closed", self._race(lambda c: c.action_close(), lambda c: c.action_close()))
        with self._transaction() as env:
            self.assertEqual(self._campaign(env).state, "closed")

    def test_refresh_and_close(self):
        self.assertIn("Somebody else", self._while(lambda c: c.action_refresh_selection(), lambda c: c.action_close()))

    def test_close_and_refresh(self):
        told = self._race(lambda c: c.action_close(), lambda c: c.action_refresh_selection())
        self.assertIn("is closed", told)
        self.assertEqual(self._names(), [])

    def test_edit_and_edit_of_the_same_form(self):
        """Who saves second, without having seen what the first one saved, is told; nothing is lost."""
        seen = self._seen()
        told = self._race(
            lambda c: c.web_save({"name": "First", "seen_revision": seen}, {}),
            lambda c: c.web_save({"name": "Second", "seen_revision": seen}, {}),
        )
        self.assertIn("changed", told)
        with self._transaction() as env:
            self.assertEqual(self._campaign(env).name, "First")
            self._campaign(env).web_save({"name": "Second", "seen_revision": self._seen()}, {})
        with self._transaction() as env:
            self.assertEqual(self._campaign(env).name, "Second")

    def _seen(self):
        with self._transaction() as env:
            return self._campaign(env).revision

    def test_no_update_is_lost(self):
        """Both add one to a number, both having read it before: one of them has to begin anew."""
        def add(campaign):
            campaign.color += 1

        for _round in range(200):
            self._race(add, add)
        with self._transaction() as env:
            self.assertEqual(self._campaign(env).color, 400)
