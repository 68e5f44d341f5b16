from . import controllers
from . import models
from . import reports
from . import wizards
from .models.message import hooks as message_hooks
from .models.purchase import hooks as purchase_hooks


def post_init_hook(env):
    purchase_hooks.start(env)


def uninstall_hook(env):
    message_hooks.stop(env)
    purchase_hooks.stop(env)
