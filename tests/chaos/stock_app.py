"""What most shops run: a Flask route that calls `task.delay`, and a task that retries.

`python -m tests.chaos.stock_app receiver PORT` or `worker NAME`; the addresses come from the environment.
"""

import logging
import os
import sys
from typing import Any, Final

import requests
from celery import Celery
from celery.app.task import Task
from flask import Flask, request
from redis import Redis
from werkzeug.serving import make_server

from orderlane.processes import LOOPBACK

FULFILLMENT_ORDERS: Final = 7_000_000  # orderlane.shop: a fulfillment order's id less its order's
BROKER: Final = {
    "visibility_timeout": 10,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 10,
    "socket_timeout": 3,
    "socket_connect_timeout": 2,
}
CALLS: Final = {
    "orders/create": "",
    "orders/cancelled": "/Cancel",
    "fulfillment_orders/placed_on_hold": "/Hold",
    "fulfillment_orders/hold_released": "/Resume",
}
DONE: Final = frozenset({200, 201, 409})


def celery_app(redis_url: str) -> tuple[Celery, "Task[..., None]"]:
    """Return the app and its one task, set up as the manuals recommend."""
    app = Celery("stock", broker=redis_url)
    app.conf.update(
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_pool="threads",
        broker_transport_options=BROKER,
        broker_connection_retry_on_startup=True,
    )
    task = app.task(
        name="deliver",
        acks_late=True,
        reject_on_worker_lost=True,
        autoretry_for=(Exception,),
        retry_backoff=True,
        retry_backoff_max=4,
        max_retries=5,  # as in the documentation of automatic retries
    )(deliver)
    return app, task


def deliver(topic: str, body: dict[str, Any]) -> None:
    """Carry one delivery out; what raises is tried again."""
    key = {"Ocp-Apim-Subscription-Key": os.environ["STOCK_OMS_KEY"]}
    url = f"{os.environ['STOCK_OMS_URL']}/v1/orders{CALLS[topic]}"
    part = body.get("fulfillment_order", {})
    number = body.get("id") or int(part["id"].rpartition("/")[2]) - FULFILLMENT_ORDERS
    if topic == "orders/create":
        answer = requests.post(url, json=order_body(body), headers=key, timeout=0.6)
    else:
        query = {"ExternalOrderId": str(number)}
        answer = requests.post(url, params=query, headers=key, timeout=0.6)
    if answer.status_code not in DONE:
        raise RuntimeError(f"{topic}: {answer.status_code}")
    answer.json()


def order_body(body: dict[str, Any]) -> dict[str, Any]:
    """Return the OMS's order for the shop's."""
    address = body["shipping_address"]
    return {
        "ExternalOrderId": str(body["id"]),
        "ExternalCustomerId": str(body["customer"]["id"]),
        "CurrencyCode": body["currency"],
        "ShippingAddress": {
            "AddressLine1": address["address1"],
            "City": address["city"],
            "CountryCode": address["country_code"],
        },
        "LineItems": [
            {"Sku": line["sku"], "Quantity": line["quantity"], "UnitPrice": 22.0}
            for line in body["line_items"]
        ],
    }


def flask_app(redis_url: str) -> Flask:
    """Return the receiver: a delivery seen before is answered, a new one is queued."""
    app, seen = Flask("stock"), Redis.from_url(redis_url, socket_timeout=3)
    task = celery_app(redis_url)[1]

    @app.get("/readyz")
    def ready() -> str:
        return "ready" if seen.ping() else ""

    @app.post("/webhooks/<source>")
    def take(source: str) -> str:
        name = f"seen:{source}:{request.headers['X-Shopify-Webhook-Id']}"
        if not seen.exists(name):
            task.delay(request.headers["X-Shopify-Topic"], request.get_json())
            seen.set(name, 1)
        return "queued"

    return app


def main(role: str, name: str) -> None:
    """Run one process of the stock house."""
    redis_url = os.environ["ORDERLANE_REDIS_URL"]
    if role == "receiver":
        logging.basicConfig(level=logging.WARNING)
        make_server(LOOPBACK, int(name), flask_app(redis_url), threaded=True).serve_forever()
    app = celery_app(redis_url)[0]
    options = ["--loglevel", "INFO", "--concurrency", "8", "--hostname", f"{name}@%h"]
    app.worker_main(["worker", *options])


if __name__ == "__main__":
    main(*sys.argv[1:])
