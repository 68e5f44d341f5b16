"""Pictures of the running demonstration shop, for the README and the addon's page."""
from . import database, server
from .environment import python
from .places import CHECKOUT, say
from .processes import end, run
from .system import need

PICTURES = CHECKOUT / "static/description"


def take():
    """Start the shop on a free port, take the pictures, stop it."""
    need("chromium", "chromium", purpose="for the pictures")
    name, port = server.visited(), database.free_port()
    shop = server.start(name, port)
    try:
        say(f"taking pictures into {PICTURES.relative_to(CHECKOUT)}")
        run(
            [python(), "-m", "devtools.tour", f"http://127.0.0.1:{port}", PICTURES],
            cwd=CHECKOUT, env=database.environment(), told="The pictures could not be taken: the reason is above.",
        )
    finally:
        end(shop)
