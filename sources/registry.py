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
from sources.dialect import Dialect, Options

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


def speaking(dialect: Dialect, options: Options) -> Dialect:
    """Return a dialect as one source speaks it; raise ValueError naming the option at fault."""
    if not options:
        return dialect
    if dialect.configured is None:
        raise ValueError(f"{next(iter(options))}: the dialect {dialect.name} cannot be told that")
    return dialect.configured(options)
