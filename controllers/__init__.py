from . import export
from . import gateway
from . import unsubscribe
from . import yield_report
