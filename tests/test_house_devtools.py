import contextlib
import io
import os
import socket
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..devtools import commands, database, odoo_source, places, processes, system

FETCHED = """\
https://tools.example.com/linux/ stable main Example
http://mirror.example.com/debian-security/ bookworm-security main Debian
http://mirror.example.com/debian/ bookworm-updates main Debian
http://mirror.example.com/debian/ bookworm main Debian
http://mirror.example.com/debian/ bookworm contrib Debian
"""
NOT_FETCHED = """\
https://tools.example.com/linux/ stable main $(ORIGIN)
cdrom:[Debian 12]/ bookworm main $(ORIGIN)
http://mirror.example.com/debian bookworm main $(ORIGIN)
"""
OTHER = "http://archive.example.com/ubuntu/ noble main Ubuntu\n"


class DevtoolsCase(BaseCase):
    """Runs with a cache folder and an environment of its own."""

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(patch.dict(os.environ, XDG_CACHE_HOME=str(self.folder)))

    @contextlib.contextmanager
    def _fails(self, *words):
        """The body fails with one sentence that has these words."""
        with self.assertRaises(places.Failure) as caught:
            yield
        sentence = str(caught.exception)
        self.assertNotIn("\n", sentence)
        for word in words:
            self.assertIn(word, sentence)


@tagged("post_install", "-at_install")
class TestPlaces(DevtoolsCase):
    """The cache folder: where it is, and what is said when it cannot be."""

    def test_the_cache_is_where_xdg_says_and_differs_by_checkout(self):
        first = places.cache()
        self.assertTrue(first.is_relative_to(self.folder))
        with patch.object(places, "CHECKOUT", Path("/elsewhere")):
            self.assertNotEqual(places.cache(), first)

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / places.ADDON).write_text("a file is in the way")
        with self._fails("cannot be written to", "XDG_CACHE_HOME"):
            places.prepare_cache()

    def test_too_little_space_matters_until_all_is_built(self):
        with patch.object(places, "NEEDED_SPACE", 2**60):
            with self._fails("are free for", "XDG_CACHE_HOME"):
                places.prepare_cache()
            (places.cache() / "ready").touch()
            self.assertEqual(places.prepare_cache(), places.cache())

    def test_a_stamp_follows_the_contents(self):
        path = self.folder / "requirements.txt"
        path.write_text("one")
        before = places.stamp(path)
        path.write_text("two")
        self.assertNotEqual(places.stamp(path), before)


@tagged("post_install", "-at_install")
class TestOdooSource(DevtoolsCase):
    """Which Odoo is taken, and from where."""

    def test_odoo_home_must_hold_odoo_19(self):
        release = self.folder / "odoo/release.py"
        with patch.dict(os.environ, ODOO_HOME=str(self.folder)):
            with self._fails("ODOO_HOME", "no odoo/release.py"):
                odoo_source.odoo_home()
            release.parent.mkdir()
            release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
            with self._fails("ODOO_HOME", "not Odoo 19"):
                odoo_source.odoo_home()
            release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
            self.assertEqual(odoo_source.odoo_home(), self.folder)

    def test_the_machine_s_own_mirror_is_taken(self):
        for targets in (FETCHED, NOT_FETCHED, FETCHED + NOT_FETCHED):
            address, suite = odoo_source.debian_archive(targets)
            self.assertEqual((address.rstrip("/"), suite), ("http://mirror.example.com/debian", "bookworm"))

    def test_a_machine_that_knows_no_debian(self):
        for targets in ("", OTHER, "nonsense\n"):
            with self.subTest(targets), self._fails("no Debian archive", "ODOO_HOME"):
                odoo_source.debian_archive(targets)

    def test_no_apt_at_all(self):
        with patch.dict(os.environ, ODOO_HOME="", PATH=""), self._fails("Debian only", "ODOO_HOME"):
            odoo_source.odoo_home()

    def test_dangling_links_and_missing_files_become_empty_files(self):
        (self.folder / "odoo/addons/web").mkdir(parents=True)
        link = self.folder / "odoo/addons/web/font.ttf"
        link.symlink_to("nowhere")
        odoo_source._mend_debian(self.folder)
        self.assertFalse(link.is_symlink())
        for path in (link, *(self.folder / "odoo/addons" / name for name in odoo_source.MISSING_FILES)):
            self.assertEqual(path.read_bytes(), b"")


@tagged("post_install", "-at_install")
class TestSystem(DevtoolsCase):
    """Packages that are missing: root installs them, others are told what to type."""

    def test_somebody_who_is_not_root_is_told_what_to_type(self):
        with patch("os.geteuid", return_value=1000):
            self.assertIsNone(system.server_user())
            with self._fails("sudo apt-get install chromium"):
                system.need("no-such-program", "chromium", purpose="for the browser tests")
            with patch("importlib.util.find_spec", return_value=None), self._fails("-venv"):
                system.need_venv()
            with patch.object(system, "_initdb", return_value=None), self._fails("install postgresql"):
                system.postgresql_bin()

    def test_an_installation_that_changes_nothing_ends(self):
        run = self.enterContext(patch.object(system, "run"))
        self.enterContext(patch("os.geteuid", return_value=0))
        self.enterContext(patch.object(system, "_initdb", return_value=None))
        with self._fails("still missing"), contextlib.redirect_stdout(io.StringIO()) as said:
            system.postgresql_bin()
        self.assertIn("installing Debian's package postgresql", said.getvalue())
        self.assertEqual(run.call_count, 2)

    def test_a_machine_without_apt(self):
        with patch.dict(os.environ, PATH=""), self._fails("package manager"):
            system.need("chromium", "chromium", purpose="for the browser tests")


@tagged("post_install", "-at_install")
class TestProcesses(DevtoolsCase):
    """Programs and locks."""

    def test_a_failing_program_is_told_in_a_sentence_with_its_output_apart(self):
        with self.assertRaises(places.Failure) as caught:
            processes.run(["sh", "-c", "echo because; exit 3"], told="It failed: do this.")
        self.assertEqual(str(caught.exception), "It failed: do this.")
        self.assertEqual(caught.exception.details, "because")

    def test_a_full_disk_is_recognised_whoever_says_it(self):
        with self._fails("disk is full"):
            processes.run(["sh", "-c", "echo 'x: No space left on device'; exit 1"], told="Look at the network.")

    def test_a_missing_program(self):
        with self._fails("no-such-program", "install it"):
            processes.run(["no-such-program"])

    def test_progress_is_told_by_quarters(self):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            watch = processes.milestones(r"module \S+ \((\d+)/(\d+)\)", "modules")
            for number in range(1, 9):
                watch(f"Loading module x ({number}/8)\n")
        self.assertEqual([line.split()[0] for line in said.getvalue().splitlines()], ["2", "4", "6", "8"])

    def test_one_at_a_time(self):
        places.prepare_cache()
        with processes.hold("tests", ""):
            with self._fails("Busy", f"process {os.getpid()}"):
                processes.hold("tests", "Busy: {who}.")
            self.assertFalse(processes.is_free("tests"))
        self.assertTrue(processes.is_free("tests"))

    def test_a_port_that_is_taken_or_impossible(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            with self._fails("is taken", "--port"):
                database.free_port(listener.getsockname()[1])
        with self._fails("cannot be used", "--port"):
            database.free_port(99999)
        self.assertGreater(database.free_port(), 0)


@tagged("post_install", "-at_install")
class TestCommands(DevtoolsCase):
    """The command line."""

    def test_words_after_test_are_paths_or_options_of_pytest(self):
        paths, flags = commands._split(["tests/test_house.py::TestHouse", "-k", "demo", "-x"])
        self.assertEqual(paths, [f"{places.ADDON}/tests/test_house.py::TestHouse"])
        self.assertEqual(flags, ["-k", "demo", "-x"])

    def test_every_command_of_the_list_exists(self):
        for name, _words in commands.COMMANDS:
            self.assertTrue(callable(getattr(commands, f"_{name}")), name)
