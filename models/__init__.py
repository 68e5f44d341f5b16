from . import customer
from . import purchase
from . import catalogue
from . import voucher
from . import selection
from . import campaign
from . import document
from . import result
