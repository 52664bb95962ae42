"""Customers, orders, shipments, invoices, returns, and the desk: every call once."""

from tests.contract.story_rig import ADDRESS, FIELDS, FILE, FUTURE, OTHER, PAST, Story, order, paid


def customers(story: Story) -> None:
    customers, addresses, tell = story.client.customers, story.client.addresses, story.tell
    for name in ("C-1", "C-2"):
        made = tell(customers.create_customer, {"ExternalCustomerId": name, "Email": "a@b.example"})
    tell(customers.forget_customer, {"InternalCustomerId": made["InternalCustomerId"]})
    key = {"external_customer_id": "C-1"}
    linked = {**ADDRESS, "AddressType": "Shipping", "IsDefaultShippingAddress": True}
    tell(customers.link_customer_addresses, {"Addresses": [linked]}, **key)
    story.customer_id = tell(customers.update_customer, {"FirstName": "Ann"}, **key)[
        "InternalCustomerId"
    ]
    tell(customers.get_customers, **key)
    tell(customers.search_customers, search_keyword="Ann")
    added = tell(addresses.upsert_customer_address, ADDRESS, address_type="Billing", **key)
    number = added["InternalAddressId"]
    tell(addresses.update_address, {"City": "Sparks"}, internal_address_id=number)
    tell(addresses.get_customer_address, **key)


def orders(story: Story) -> None:
    orders, tell = story.client.order_orchestration, story.tell
    tell(orders.create_order, order("cancelled"))
    tell(orders.cancel_order, external_order_id="cancelled", cancel_reason="x")
    tell(orders.get_cancelled_line_items, external_order_id="cancelled")
    tell(orders.import_order, order("imported", OrderStatus="Completed"))
    made = tell(orders.create_order, order("1", BillingAddress=ADDRESS, **paid()))
    story.order, key = made, {"external_order_id": "1"}
    tell(orders.hold_order, hold_reason="x", **key)
    tell(orders.resume_order, **key)
    tell(orders.update_order_custom_fields, {"ExternalOrderId": "1", "CustomFields": FIELDS})
    line = {"OrderDetailId": made["LineItems"][0]["OrderDetailId"], "CustomFields": OTHER}
    tell(orders.update_line_item_custom_fields, line)
    payment = {"PaymentId": made["Payments"][0]["PaymentId"], "CustomFields": OTHER}
    tell(orders.update_order_payment_custom_fields, payment)
    moved = {"ShippingAddress": {**ADDRESS, "AddressLine1": "2 Main St"}}
    tell(orders.update_shipping_address, {"ExternalOrderId": "1", **moved})
    for call in (orders.get_order, orders.get_order_status, orders.get_order_statistics):
        tell(call, **key)
    tell(orders.search_orders, {"Sku": "A", "CreateDateTimeUtcAfter": PAST})
    window = {"last_updated_date_time_utc_after": PAST, "last_updated_date_time_utc_before": FUTURE}
    tell(orders.list_orders, **window)
    tell(orders.get_customer_order_history, external_customer_id="C-1")
    tell(story.client.shipping_rates.get_shipping_rates)
    tell(story.client.shipping_rates.get_order_shipping_rate, **key)


def shipments(story: Story) -> None:
    ships, tell = story.client.order_fulfillment, story.tell
    made = tell(ships.create_all_shipments, {"ExternalOrderId": "1"})["Shipments"][0]
    number, detail = made["ShipmentId"], made["LineItems"][0]["OrderDetailId"]
    key, line = {"ShipmentId": number}, {"OrderDetailId": detail, "CustomFields": FIELDS}
    by_sku = {**key, "Items": [{"Sku": "A", "Quantity": 1}]}
    part = tell(ships.split_shipment_by_sku, by_sku)["NewShipment"]["ShipmentId"]
    by_line = {**key, "Items": [{"OrderDetailId": detail, "Quantity": 1}]}
    other = tell(ships.split_shipment_by_order_detail_id, by_line)["NewShipment"]["ShipmentId"]
    tell(ships.cancel_shipment, shipment=other)
    tell(ships.reject_shipment, {"ShipmentId": part, "RejectReason": "x"})
    tell(ships.reroute_shipment, {"ShipmentId": part, "RouteDestinationName": "W1"})
    tell(ships.update_shipment_custom_fields, {**key, "CustomFields": FIELDS})
    tell(ships.update_shipment_line_item_custom_fields, {**key, **line})
    parcel = {"TrackingNumber": "1Z", "Carrier": "UPS", "Url": "https://ups.example/1Z"}
    tell(ships.update_shipment_tracking_numbers, {"TrackingNumbers": [parcel]}, shipment_id=number)
    tell(ships.update_shipment_status, {"ShipmentStatus": "Shipped"}, shipment_id=number)
    tell(ships.get_shipments, external_order_id="1")


def payments(story: Story) -> None:
    pay, tell = story.client.payment_processing, story.tell
    detail = story.order["LineItems"][0]["OrderDetailId"]
    lines = {"LineItems": [{"OrderDetailId": detail, "Quantity": 1}]}
    tell(pay.create_sales_invoice_by_details, {"ExternalOrderId": "1", **lines})
    number = {"IDType": "Order", "ID": story.order["InternalOrderId"]}
    invoice = {"InvoiceId": tell(pay.auto_invoice, number)["InvoiceId"]}
    tell(pay.update_invoice_custom_fields, {**invoice, "CustomFields": FIELDS})
    line = {"OrderDetailId": detail, "CustomFields": FIELDS}
    tell(pay.update_invoice_line_item_custom_fields, {**invoice, **line})
    tell(pay.credit_invoice, {**invoice, "Amount": 1, "Reason": "x"})
    declined = story.client.order_orchestration.create_order
    made = tell(declined, order("2", 1, **paid("TEST_DECLINE_ONCE")))
    late = tell(pay.auto_invoice, {"IDType": "Order", "ID": made["InternalOrderId"]})
    tell(pay.retry_invoice_payment, {"InvoiceIds": [late["InvoiceId"]]})
    made = tell(declined, order("3", 1))
    late = tell(pay.auto_invoice, {"IDType": "Order", "ID": made["InternalOrderId"]})
    money = {"Amount": 10.5, "Reference": "bank-1"}
    tell(pay.accept_offline_payment, money, external_order_id="3")
    tell(pay.apply_offline_payment, {"InvoiceId": late["InvoiceId"], "Amount": 10.5})
    tell(pay.get_available_order_amounts, external_order_id="3")
    tell(pay.get_payment_gateway_transactions, external_order_id="1")
    tell(pay.get_invoices, external_order_id="1")
    tell(pay.get_credit_memos, external_customer_id="C-1")
    cards = tell(pay.get_credit_cards, external_customer_id="C-1")
    tell(pay.delete_credit_cards, card_id=cards["Items"][0]["CardId"])


def returns(story: Story) -> None:
    returns, tell = story.client.returns, story.tell
    detail = story.order["LineItems"][0]["OrderDetailId"]
    items = {"ReturnItems": [{"OrderDetailId": detail, "Quantity": 1, "CustomFields": FIELDS}]}
    made = tell(returns.create_return, {"ExternalOrderId": "1", **items, "CustomFields": FIELDS})
    key = {"ReturnId": made["ReturnId"]}
    why = {"ReturnItems": [{**items["ReturnItems"][0], "Reason": "too big"}]}
    tell(returns.upsert_return, why, internal_return_id=made["ReturnId"])
    tell(returns.update_return_custom_fields, {**key, "CustomFields": OTHER})
    line = {"OrderDetailId": detail, "CustomFields": OTHER}
    tell(returns.update_return_line_item_custom_fields, {**key, **line})
    tell(returns.commit_return, key)
    made = tell(returns.create_return, {"ExternalOrderId": "1", **items})
    tell(returns.cancel_return, {"ReturnId": made["ReturnId"]})
    tell(returns.get_returns, external_order_id="1")
    tell(returns.get_returns_by_id, external_order_id="1")
    tell(returns.get_customer_return_history, customer_id=story.customer_id)
    tell(story.client.customers.export_customer, {"ExternalCustomerId": "C-1"})


def desk(story: Story) -> None:
    notes, tickets, tell = story.client.notes, story.client.tickets, story.tell
    number = story.order["InternalOrderId"]
    note = {"TableName": "Orders", "KeyValue": number}
    made = tell(notes.create_notes, {**note, "Notes": [{"Text": "x", "Attachments": [FILE]}]})
    (first,) = made["Notes"]
    tell(notes.get_note_attachment, attachment_id=first["Attachments"][0]["AttachmentId"])
    tell(notes.update_notes, {"Text": "y"}, note_id=first["NoteId"])
    tell(notes.get_notes, table_name="Orders", key_value=number)
    ticket = {"ExternalOrderId": "1", "Subject": "x"}
    made = tell(tickets.create_ticket, ticket)
    tell(tickets.create_tickets, {"Tickets": [ticket, ticket]})
    tell(tickets.update_ticket, {"TicketStatus": "Closed"}, ticket_id=made["TicketId"])
    tell(tickets.get_ticket_by_id, ticket_id=made["TicketId"])
    tell(tickets.get_ticket_events, ticket_id=made["TicketId"])
    tell(tickets.get_ticket_queues)
    tell(tickets.get_customer_ticket_history, customer_id=story.customer_id)


def house(story: Story) -> None:
    client, tell = story.client, story.tell
    member = tell(client.staff.get_staff)["Items"][0]["InternalStaffId"]
    tell(client.staff.manage_token, {"Action": "Issue", "InternalStaffId": member})
    log = tell(client.emails.get_email_logs, internal_customer_id=story.customer_id)["Items"]
    tell(client.emails.resend_email, {"StorageId": log[0]["StorageId"]})
    owner = story.order["InternalOrderId"]
    tell(client.logging.get_flexible_events, event_initiator_type="Order", owner_id=owner)
    tell(client.configuration.get_parameter_settings)
    fields = client.custom_field_metadata
    tell(fields.list_custom_field_metadata_by_owner_type, ownertype="Order")
    tell(fields.get_custom_field_metadata, owner_type="Order", system_names=["note"])
