"""The smallest import that Kibo takes, to be changed by a test."""

from typing import Any

ADDRESS = {
    "addressLine1": "55 Example St",
    "city": "Phoenix",
    "state": "CA",
    "postalCode": "00000",
    "countryCode": "US",
}


def import_body(name: str = "H-1", **changes: Any) -> dict[str, Any]:
    """Make the body of a shipped order of one part, paid for with nothing."""
    return {
        "externalOrderID": name,
        "manufacturerID": 7,
        "catalogID": 0,
        "locale": "en-US",
        "currency": "USD",
        "customer": {"firstName": "Test", "lastName": "Customer", "email": ""},
        "orderItems": [
            {
                "product": {"partNumber": "0123456", "name": "Part 1"},
                "itemSpecifics": {"actualPrice": 1.0, "quantity": 1, "itemTaxOverride": 0},
            }
        ],
        "shippingMethod": {"shippingType": "standard", "shippingClass": "Standard"},
        "shippingAddress": dict(ADDRESS),
        "orderPayments": [{"paymentMethod": {"billingAddress": dict(ADDRESS)}, "maxAmount": -1}],
        "customerIP": "198.51.100.7",
        "sendEmail": False,
        "orderStatus": "SHIPPED",
        **changes,
    }
