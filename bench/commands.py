"""The command line of the measures."""
# pylint: disable=print-used
import argparse
import itertools
import json
import subprocess
import sys
from pathlib import Path

from devtools import database
from devtools.places import ADDON, Failure, say

from . import (
    databases,
    large_list,
    ledger_cost,
    messages,
    results,
    selection,
    selections,
    sending,
    tickets,
    vouchers,
)
from .measure import memory_of
from .ticket_file import TicketError

# What the measures are to reach; README and design say why.
SHARE_OF_ODOO = 1 / 5
LEDGER_COST = 1.05
SHARE_OF_REPORTS = 1 / 5
COST_OF_PLAIN_SQL = 1.5
OPENING_MANY = 1.5
MEMORY = 300
INSTALLATION = 60
PLAIN_SQL = 2
BARE_INSERT = 2


def main(arguments):
    """Run what is asked for and return 0, or 1 if a figure is not reached."""
    parser = _parser()
    options = parser.parse_args(arguments)
    unknown = set(options.what) - set(MEASURES)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))} is no measure; choose of {', '.join(MEASURES)}.")
    if options.peak_memory:
        return _tell_peak_memory(options)
    if options.load:
        return _load(options)
    try:
        wanted = options.what or ["selection", "ledger"]
        reached = [
            measure(options) for name, measure in MEASURES.items()
            if name in wanted or (name == "install" and options.install)
        ]
    except Failure as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    return 0 if all(reached) else 1


def _parser():
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure the addon on a made world of sales.")
    parser.add_argument(
        "what", nargs="*", help="selection, results, ledger, vouchers, messages, install (default: selection ledger)",
    )
    parser.add_argument("--customers", type=int, nargs="+", default=[100_000], help="sizes of the world (100000)")
    parser.add_argument(
        "--recipients", type=int, nargs="+", default=[10_000, 100_000],
        help="results: sizes of the list (10000 100000)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each candidate is measured (5)")
    parser.add_argument("--fresh", action="store_true", help="make the worlds anew")
    parser.add_argument("--install", action="store_true", help="time the installation on 5 million lines, too")
    parser.add_argument("--load", metavar="FILE", type=Path, help="load a file of tickets instead of measuring")
    parser.add_argument("--database", help="where to load it: a database of this cluster with the addon")
    parser.add_argument("--company", help="the company whose tickets they are; made if there is none of that name")
    parser.add_argument("--peak-memory", metavar="DATABASE", help=argparse.SUPPRESS)
    return parser


# === MEASURES === #

def _selection(options):
    """Ours : Odoo's own way : plain SQL, at each size; and the writing of a large list."""
    found = {}
    reached = []
    for customers in sorted(options.customers):
        name = databases.world_with_addon(customers, fresh=options.fresh)
        say(f"selecting among {customers:,} customers, {options.rounds} rounds")
        for case in (*selection.CASES, *selections.CASES):
            way = selection if case in selection.CASES else selections
            with databases.environment(name) as env:
                found[customers, case.name] = way.compare(env, case, options.rounds)
            reached += _tell_selection(customers, case, found[customers, case.name])
        with databases.environment(name) as env:
            _tell_overhead(selection.overhead(env, options.rounds))
        say("writing a large list")
        with databases.environment(name) as env:
            reached.append(_tell_large_list(large_list.compare(env, options.rounds)))
        databases.forget(name)
        for what, memory in _peak_memory(name).items():
            reached.append(_tell(f"memory of the worker, {what}", memory, MEMORY, "MB more at the peak"))
    for (small, large), case in itertools.product(itertools.pairwise(sorted(options.customers)), selection.CASES):
        for name, what in (("ours", "ours"), ("list", "the list written")):
            growth = found[large, case.name][name].median / found[small, case.name][name].median
            title = f"{case.name}: {what}, from {small:,} to {large:,} customers"
            if case is selection.USUAL:
                reached.append(_tell(title, growth, large / small, "times"))
            else:
                print(f"  {title}: {growth:.3f} times")
    return all(reached)


def _tell_selection(customers, case, found):
    ours, domain, ledger = (found[name].median for name in ("ours", "domain", "ledger"))
    print(f"\n{customers:,} customers, {case.name}: {found['ours'].answer:,} found (medians)")
    print(f"  ours {ours:.3f} s : Odoo's own way {domain:.3f} s : plain SQL on the ledger {ledger:.3f} s", end="")
    print(f", on the order tables {found['sql'].median:.3f} s" if "sql" in found else "")
    if "list" in found:
        whole = found["list"].median
        print(f"  ours with counts, list and recipients written {whole:.3f} s: {whole / domain:.2f} of Odoo's own way")
    if case is selection.WIDE:
        print(f"  ours / Odoo's own way: {ours / domain:.3f}; ours / plain SQL on the ledger: {ours / ledger:.3f}")
        return []
    print(f"  plain SQL on the ledger / Odoo's own way: {ledger / domain:.3f}")
    plain = "plain SQL on the ledger"
    if "counted" in found:
        # A statement that only counts who stays looks few customers up; a line says how many it added and removed.
        print(f"  ours / {plain}: {ours / ledger:.3f}")
        plain, ledger = "plain SQL that counts what ours counts", found["counted"].median
    reached = [_tell(f"ours / {plain}", ours / ledger, COST_OF_PLAIN_SQL)]
    if ours <= SHARE_OF_ODOO * domain or COST_OF_PLAIN_SQL * ledger <= SHARE_OF_ODOO * domain:
        return [*reached, _tell("ours / Odoo's own way", ours / domain, SHARE_OF_ODOO)]
    # Both cannot be asked for then.
    print(f"  ours / Odoo's own way: {ours / domain:.3f} (no failure: {plain} takes {ledger / domain:.3f})")
    return reached


def _tell_overhead(found):
    print(f"\nthe usual lines where they find nobody: {found.median:.3f} s, which is the same however many customers")


def _tell_large_list(found):
    ours, bare, keys = (found[name].median for name in ("ours", "bare", "keys"))
    print(f"\na list of {found['ours'].answer:,} customers, written for the first time (medians)")
    print(f"  ours {ours:.2f} s : bare INSERT … SELECT {keys:.2f} s, into a copy without foreign keys {bare:.2f} s")
    print(f"  ours / bare INSERT … SELECT into the copy: {ours / bare:.3f}")
    return _tell("ours / bare INSERT … SELECT", ours / keys, BARE_INSERT)


def _results(options):
    """Ours : one plain statement : Odoo's reports, at each size of the list; and opening a campaign."""
    reached = []
    for customers in sorted(options.customers):
        name = databases.world_with_addon(customers, fresh=options.fresh)
        with databases.environment(name) as env:
            [[lines]] = env.execute_query(results.SQL("SELECT COUNT(*) FROM dm_purchase_line"))
            for recipients in sorted({min(size, customers) for size in options.recipients}):
                say(f"results of {recipients:,} recipients among {lines:,} purchase lines, {options.rounds} rounds")
                reached += _tell_results(recipients, lines, results.compare(env, recipients, options.rounds))
                env.cr.rollback()
            say(f"opening a campaign of {customers:,} recipients and one of ten, {options.rounds} rounds")
            opening = results.open_form(env, customers, options.rounds)
        databases.forget(name)
        many, ten = opening["many"].median, opening["ten"].median
        print(f"\nopening a campaign: {1000 * many:.0f} ms with {customers:,} recipients, {1000 * ten:.0f} ms with ten")
        reached.append(_tell("many recipients / ten", many / ten, OPENING_MANY))
    return all(reached)


def _tell_results(recipients, lines, found):
    ours, sql, reports = (found[name].median for name in ("ours", "sql", "reports"))
    print(f"\n{recipients:,} recipients, {lines:,} lines: {found['ours'].answer.returning:,} came back (medians)")
    print(f"  ours {ours:.3f} s : plain SQL {sql:.3f} s : Odoo's reports {reports:.3f} s")
    return [
        _tell("ours / plain SQL", ours / sql, COST_OF_PLAIN_SQL),
        _tell("ours / Odoo's reports", ours / reports, SHARE_OF_REPORTS),
    ]


def _ledger(_options):
    """What the ledger costs an order and a ticket."""
    say("confirming orders and closing tickets: with the ledger, without its triggers, without the addon")
    reached = []
    for what, (seconds, triggers, addon) in ledger_cost.compare().items():
        print(f"\n{what}: {1000 * seconds:.1f} ms with the ledger (median)")
        reached.append(_tell("with its triggers / without them", triggers, LEDGER_COST))
        print(f"  with the addon / without it: {addon:.3f}")
    return all(reached)


def _install(_options):
    """How long a shop with years of sales waits for the installation."""
    seconds, lines = ledger_cost.installation()
    return _tell(f"installation with {lines:,} purchase lines", seconds, INSTALLATION, "s")


def _vouchers(options):
    """Ours : Odoo's wizard : plain SQL."""
    customers = max(options.customers)
    say(f"issuing {customers:,} vouchers, {options.rounds} rounds")
    with databases.environment(database.installed("dm_bench_with")) as env:
        found, memory = vouchers.compare(env, customers, options.rounds)
    ours, sql, wizard = (found[name].median for name in ("ours", "sql", "wizard"))
    wizard *= vouchers.WIZARD_SHARE
    print(f"\n{customers:,} vouchers: ours {ours:.2f} s : wizard {wizard:.1f} s (of a part) : plain SQL {sql:.2f} s")
    return all([
        _tell("ours / plain SQL", ours / sql, PLAIN_SQL),
        _tell("memory of the worker", memory, MEMORY, "MB more at the peak"),
    ])


def _messages(options):
    """Preparing: ours : Odoo's SMS mailing : plain SQL, at each size. Sending: ours : Odoo's queue : bare requests."""
    name, reached, found = messages.database_with_mailings(), [], {}
    for customers in sorted(options.customers):
        say(f"preparing {customers:,} messages, {options.rounds} rounds")
        with databases.environment(name) as env:
            found[customers] = messages.compare(env, customers, options.rounds)
        databases.forget(name)
        ours, sql, mailing = (found[customers][way].median for way in ("ours", "sql", "mailing"))
        part = found[customers]["mailing"].answer
        print(f"\n{customers:,} messages: ours {ours:.2f} s : plain SQL {sql:.2f} s, {part:,} mailed {mailing:.1f} s")
        # A mailing of all would take longer by the square of what it is larger.
        mailing *= (customers / part) ** 2
        reached.append(_tell("ours / Odoo's mailing", ours / mailing, _mailing_share(customers)))
    for small, large in itertools.pairwise(sorted(found)):
        ours, sql = (found[large][way].median / found[small][way].median for way in ("ours", "sql"))
        reached.append(_tell(f"from {small:,} to {large:,} messages", ours, 1.2 * sql, "times, as plain SQL"))
    return all([*reached, *_tell_sending(name, min(found), options.rounds)])


def _tell_sending(name, customers, rounds):
    """Tell what sending takes, and the memory of both, of which alone a limit is known."""
    say(f"sending, {rounds} rounds")
    sent = sending.compare(name, rounds)
    for case, found in sent.items():
        ours, odoo, bare = (found[way].median for way in ("ours", "odoo", "bare"))
        print(f"\n{case.name}: ours {ours:.2f} s : Odoo's queue {odoo:.2f} s : bare requests {bare:.2f} s (medians)")
        print(f"  ours / bare requests: {ours / bare:.2f}; Odoo's queue / bare requests: {odoo / bare:.2f}; "
              f"ours sends {found['ours'].answer / ours:,.0f} a second")
    return [
        _tell(f"memory of the worker, {what}", megabytes, MEMORY, "MB more at the peak")
        for what, megabytes in _peak_memory(name, "messages", "--customers", str(customers)).items()
    ]


def _mailing_share(customers):
    """Return which part of the mailing's time ours may take."""
    return 1 / 20 if customers > messages.LONGEST_MAILING else 1 / 10


MEASURES = {
    "selection": _selection, "results": _results, "ledger": _ledger, "vouchers": _vouchers, "messages": _messages,
    "install": _install,
}


def _tell(what, figure, limit, unit=""):
    reached = figure <= limit
    print(f"  {what}: {figure:.3f} {unit} ({'reached' if reached else 'NOT REACHED'}: at most {limit:.3g})", flush=True)
    return reached


# === MEMORY === #

def _peak_memory(name, *what):
    """Measure in a process of its own: a peak never falls.

    :param str name: of the database
    :param what: words of the command line that say what is measured
    """
    command = [sys.executable, str(Path(__file__).parent), *what, "--peak-memory", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=database.environment())
    if done.returncode:
        raise Failure(f"The memory could not be measured:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _tell_peak_memory(options):
    name = options.peak_memory
    print(json.dumps(sending.memory(name, *options.customers) if options.what else _memory_of_selections(name)))
    return 0


def _memory_of_selections(name):
    with databases.environment(name) as env:
        wide, large = selection.wide_campaign(env), large_list.make_campaign(env)
        return {
            "a wide selection": memory_of(lambda: selection.refresh(wide)),
            "a large list": memory_of(lambda: selection.refresh(large)),
        }


# === LOADING === #

def _load(options):
    """Load a file of tickets into a database for good."""
    if not options.database:
        print(f"bench: say with --database which database with {ADDON} shall get the tickets.", file=sys.stderr)
        return 1
    with databases.environment(options.database) as env:
        company = _company(env, options.company)
        try:
            loaded = tickets.load(env, options.load, company)
        except TicketError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
        env.cr.commit()
    say(f"{loaded.tickets:,} tickets and {loaded.customers:,} new customers are in {company.name}")
    return 0


def _company(env, name):
    wanted = {"name": name} if name else {}
    found = env["res.company"].search([("name", "=", name)], limit=1) if name else env["res.company"]
    return found or tickets.make_company(env, **wanted)
