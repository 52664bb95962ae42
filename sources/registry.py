"""Every dialect by its name."""

from typing import Final

from sources import orderdynamics, shipbob, shiphero, shopify, standard_webhooks, woocommerce
from sources.dialect import Dialect

DIALECTS: Final[dict[str, Dialect]] = {
    source.DIALECT.name: source.DIALECT
    for source in (shopify, woocommerce, standard_webhooks, shiphero, shipbob, orderdynamics)
}
