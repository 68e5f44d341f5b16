"""What the addon's installation and removal do for the ledger."""
from . import live_function, table, triggers


def start(env):
    """Begin to read past orders in."""
    env["dm.purchase.filling"]._start()


def stop(env):
    """Take triggers, functions and tables out of the database, before the models go."""
    triggers.uninstall(env.cr)
    live_function.drop(env.cr)
    table.drop(env.cr)
