from . import export
from . import unsubscribe
from . import yield_report
