"""How a customer is told to refuse further messages."""
from typing import NamedTuple


class Stop(NamedTuple):
    """What is added to a text.

    :param str text: such as " STOP 36111"
    :param bool is_ours: whether we add it; otherwise the gateway does, and it counts all the same
    """

    text: str
    is_ours: bool


def stop_of(traits):
    """Return what is added to advertising under a gateway's traits, None for nothing.

    >>> from .exchange import Traits
    >>> stop_of(Traits(stop_mode="gateway", stop_text=" STOP 36111"))
    Stop(text=' STOP 36111', is_ours=False)
    >>> stop_of(Traits(stop_mode="none", stop_text=" STOP 36111")), stop_of(Traits())
    (None, None)
    """
    if traits.stop_mode == "none" or not traits.stop_text:
        return None
    return Stop(traits.stop_text, traits.stop_mode == "ours")
