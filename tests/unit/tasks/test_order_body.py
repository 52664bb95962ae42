"""The body of create_order."""

from decimal import Decimal

from events.payloads import load
from tasks.mapping import order_body


def line(price: str, quantity: int, discount: str | None = None) -> dict:
    data = {
        "currency": "EUR",
        "lines": [
            {
                "sku": "LAMP",
                "quantity": quantity,
                "unit_price": {"amount": price, "currency": "EUR"},
                "discount": {"amount": discount, "currency": "EUR"} if discount else None,
            }
        ],
    }
    return order_body(load("order.created", data))["LineItems"][0]


def paid(found: dict, quantity: int) -> Decimal:
    return Decimal(found["UnitPrice"]) * quantity - Decimal(found.get("DiscountAmount", "0"))


def test_a_price_of_two_places_is_sent_as_it_is():
    assert line("22.00", 2)["UnitPrice"] == "22.00"
    assert "DiscountAmount" not in line("22.00", 2)


def test_a_finer_price_is_rounded_up_and_the_rest_is_a_discount_so_that_the_sum_stays():
    found = line("11.136667", 3)

    assert found["UnitPrice"] == "11.14"
    assert paid(found, 3) == Decimal("33.41")


def test_the_rest_is_added_to_a_discount_that_is_there():
    assert paid(line("11.136667", 3, "1.00"), 3) == Decimal("32.41")
