"""Every dialect by its name: ours, and those of installed packages.

A package brings a dialect by an entry point of the group `orderlane.sources` (docs/add-a-source.md).
"""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from sources import (
    adobe_commerce,
    adobe_events,
    aftership,
    amazon,
    bigcommerce,
    cloudevents,
    easypost,
    extensiv,
    orderdynamics,
    shipbob,
    shiphero,
    shippo,
    shipstation,
    shipstation_v1,
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
        adobe_events,
        adobe_commerce,
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
        shipstation_v1,
        amazon,
    )
}


GROUP: Final = "orderlane.sources"


def known() -> dict[str, Dialect]:
    """Return ours and those of installed packages; to be asked once, when a process starts.

    Raises ValueError naming a package whose dialect cannot be loaded, is none, or is claimed twice.
    """
    found, origin = dict(DIALECTS), dict.fromkeys(DIALECTS, "orderlane itself")
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        package = point.dist.name if point.dist else "an unknown package"
        if point.name in found:
            raise ValueError(
                f"the dialect {point.name!r} is claimed by {origin[point.name]} and by {package}: "
                "uninstall one of them"
            )
        found[point.name], origin[point.name] = _loaded(point, package), package
    return found


def _loaded(point: EntryPoint, package: str) -> Dialect:
    named = f"the dialect {point.name!r} of the package {package}"
    try:
        found = point.load()
    except (ImportError, AttributeError) as err:
        raise ValueError(f"{named} cannot be loaded: {type(err).__name__}: {err}") from err
    if not isinstance(found, Dialect):
        raise ValueError(f"{named} is no sources.dialect.Dialect: {point.value} must name one")
    if found.name != point.name:
        raise ValueError(f"{named} calls itself {found.name!r}: the two names must be one")
    return found


def speaking(name: str, options: Options, dialects: Mapping[str, Dialect]) -> Dialect:
    """Return a dialect as one source speaks it.

    Raises ValueError naming a dialect that nobody knows, or the option at fault.
    """
    dialect = dialects.get(name)
    if dialect is None:
        raise ValueError(f"knows no dialect {name!r}: write one of {', '.join(sorted(dialects))}")
    for needed in dialect.needs:
        if not options.get(needed):
            raise ValueError(f"lacks {needed}: the dialect {name} cannot do without")
    if not options:
        return dialect
    if dialect.configured is None:
        raise ValueError(f"{next(iter(options))}: the dialect {name} cannot be told that")
    return dialect.configured(options)
