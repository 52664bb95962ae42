"""How fast the import command checks: `python -m tests.bench.imports --orders 1000000`.

Writes orders of about 2 KB, no two alike, and runs the real command on them with --dry-run: one
process, one core. Needs 2 GB of disk for a million. Absolute figures are this machine's.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, BinaryIO, Final

import click
from rich.console import Console
from rich.table import Table

from tests.unit.imports.orders import ADDRESS, order

ROOT: Final = Path(__file__).resolve().parents[2]
MARK: Final = b"000000000"
CHUNK: Final = 1000


def two_kilobytes() -> bytes:
    """Return the line of an order of about 2 KB."""
    address: dict[str, Any] = {
        **ADDRESS,
        "addressLine2": "Building 4, second floor",
        "phone": "000-111-0000",
        "latitude": 33.448376,
        "longitude": -112.074036,
        "fraudLock": False,
    }
    item = {
        "product": {
            "partNumber": "0123456",
            "availability": "Y",
            "name": "Part 1",
            "retailPrice": 2.5,
            "UPC": "8989898989",
            "SKU": "9898989898",
        },
        "itemSpecifics": {
            "externalItemID": "L-1",
            "actualPrice": 19.99,
            "quantity": 2,
            "itemTaxOverride": 1.6,
            "customItemData": {"image_url": "https://example.com/picture.jpeg"},
            "options": {"color": "blue"},
        },
    }
    payment = {
        "paymentMethod": {"billingAddress": address},
        "transactionID": "12123",
        "authorizationID": "48484",
        "paymentType": "CC",
        "authAmount": 41.58,
    }
    row = order(
        externalOrderID=f"H-{MARK.decode()}",
        orderItems=[item, item, item],
        shippingAddress=address,
        orderPayments=[payment],
        forceItemTaxOverride=True,
        customOrderData={"gift": "yes"},
    )
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def write(file: BinaryIO, orders: int) -> None:
    """Write so many orders, a thousand at a time."""
    line = two_kilobytes()
    for first in range(0, orders, CHUNK):
        numbers = range(first, min(first + CHUNK, orders))
        file.writelines(line.replace(MARK, b"%09d" % number) for number in numbers)


@click.command()
@click.option("--orders", default=100_000, show_default=True)
@click.option("--target", default="orderdynamics", show_default=True)
def main(orders: int, target: str) -> None:
    """Print rate, cores and peak memory of a dry run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.jsonl"
        with path.open("wb") as file:
            write(file, orders)
        command = ["orderlane", "import", str(path), "--dry-run", "--target", target]
        begin = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-m", *command, "--output", "json"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        spent = time.perf_counter() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime
    table = Table(
        "what", "figure", title=f"dry run, {target}, orders of {len(two_kilobytes())} bytes"
    )
    table.add_row("orders checked", f"{json.loads(told.stdout)['rows']:,}")
    table.add_row("orders/s by the clock", f"{orders / spent:,.0f}")
    table.add_row("orders/s of one core's time", f"{orders / busy:,.0f}")
    table.add_row("cores used, of the machine's", f"1 of {os.cpu_count()}")
    table.add_row("peak memory", f"{used.ru_maxrss / 1024:,.0f} MB")
    Console().print(table)


if __name__ == "__main__":
    main()
