"""What of the addon can be called from outside, drawn from the registry: models, methods, routes, reports."""
import inspect

from odoo.models import BaseModel

ADDON = "odoo.addons.direct_marketing"


def is_ours(cls):
    return cls.__module__.startswith(f"{ADDON}.") and not cls.__module__.startswith(f"{ADDON}.tests")


def models(env):
    """Return the names of the models that the addon defines."""
    return sorted(
        name for name, model in env.registry.items()
        if is_ours(next(cls for cls in reversed(model.mro()) if getattr(cls, "_name", None) == name))
    )


def methods(env):
    """Return ``(model, method)`` of all that the addon lets callers name.

    The ORM's own (``create``, ``web_save`` …) are rights on the model; what a foreign model had before us is guarded
    by whoever made it.
    """
    return sorted(
        (name, method)
        for name, model in env.registry.items() for method in _added(model)
    )


def _added(model):
    ours = [cls for cls in model.mro() if is_ours(cls)]
    foreign = [cls for cls in model.mro() if not is_ours(cls) and not getattr(cls, "pool", None)]
    for method in {name for cls in ours for name in vars(cls)}:
        if method.startswith("_") or hasattr(BaseModel, method):
            continue
        function = getattr(model, method)
        if not inspect.isfunction(inspect.unwrap(function)) or getattr(function, "_api_private", False):
            continue
        if not any(method in vars(cls) for cls in foreign):
            yield method


def routes(env):
    """Return the addresses at which the addon answers."""
    modules = env.registry._init_modules
    return {
        url for url, endpoint in env["ir.http"]._generate_routing_rules(modules, env["ir.http"]._get_converters())
        if endpoint.func.__module__.startswith(f"{ADDON}.")
    }


def reports(env):
    """Return the full ids of the addon's reports."""
    data = env["ir.model.data"].search([("model", "=", "ir.actions.report"), ("module", "=", "direct_marketing")])
    return set(data.mapped("complete_name"))
