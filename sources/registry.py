"""Every dialect by its name."""

from typing import Final

from sources import (
    aftership,
    bigcommerce,
    cloudevents,
    easypost,
    extensiv,
    orderdynamics,
    shipbob,
    shiphero,
    shippo,
    shipstation,
    shopify,
    standard_webhooks,
    woocommerce,
)
from sources.dialect import Dialect

DIALECTS: Final[dict[str, Dialect]] = {
    source.DIALECT.name: source.DIALECT
    for source in (
        shopify,
        woocommerce,
        bigcommerce,
        standard_webhooks,
        cloudevents,
        shiphero,
        shipbob,
        orderdynamics,
        extensiv,
        easypost,
        aftership,
        shippo,
        shipstation,
    )
}
