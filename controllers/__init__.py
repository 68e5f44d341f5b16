from . import export
from . import unsubscribe
