from . import test_house
from . import test_house_builders
from . import test_purchase_lines
from . import test_purchase_till
from . import test_purchase_queue
from . import test_purchase_concurrency
from . import test_purchase_worlds
