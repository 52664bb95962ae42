"""Every trap that a sender sets has a test with its name; what is known of it stands in docs/sources.md.

Left out is what no code of ours can fall into: the ports that AfterShip calls, a store's own time-out.
"""

import re
from pathlib import Path
from typing import Final

import pytest

from sources.registry import DIALECTS

TESTS: Final = Path(__file__).parents[2]

TRAPS: Final = {
    "shopify": (
        ("a hold names no order", "test_a_hold_names_no_order_and_opens_no_lane"),
        ("stacked holds are told one by one", "test_a_stacked_hold_is_told_with_its_own_id_and_reason_of_the_same_part"),
        ("only the last release resumes", "test_a_release_while_another_hold_is_left_or_may_be_leads_to_nothing"),
        ("changed quantities have no topic", "test_a_changed_quantity_has_no_topic_of_its_own_and_is_told_by_the_edit"),
        ("a refund mixes types", "test_a_refund_mixes_numbers_and_texts_and_stays_exact"),
        ("returns differ in shape", "test_return_topics_differ_in_where_they_name_the_order"),
        ("a return's update names no order", "test_a_return_update_names_no_order_and_is_only_noted"),
        ("the sample order", "test_the_sample_order_is_a_test_even_without_saying_so"),
        ("test mode", "test_an_order_of_test_mode_is_a_test"),
        ("stock is what can be sold", "test_what_may_be_sold_is_never_set_and_the_shop_is_asked_what_lies_there"),
        ("live quantities after an edit", "test_an_edited_order_counts_its_live_quantities"),
        ("64-bit ids", "test_an_id_of_64_bits_keeps_every_digit"),
        ("addresses, customer and SKU may be null", "test_a_digital_order_has_no_address_no_customer_no_email_and_no_sku"),
        ("a SKU on two lines", "test_a_sku_on_two_lines_stays_two_lines"),
        ("topic and ids are not signed", "test_a_body_sent_under_another_topic_is_unreadable"),
        ("the event id is shared", "test_the_webhook_id_identifies_and_the_event_id_only_correlates"),
        ("an empty body", "test_an_empty_body_is_refused_whatever_its_signature"),
    ),
    "woocommerce": (
        ("the unsigned ping", "test_the_ping_of_a_saved_webhook_is_a_handshake"),
        ("equal delivery ids", "test_two_orders_of_one_second_share_a_delivery_id_and_are_two"),
        ("nothing is sent again", "test_an_order_that_no_delivery_told_of_is_found_and_made_once"),
        ("price is a number", "test_the_price_is_a_number_or_a_text_and_is_not_read"),
        ("the shop's own time beside GMT", "test_times_are_gmt_without_saying_so_and_the_shops_own_are_not_read"),
        ("a blank shipping address", "test_with_a_blank_shipping_address_a_new_billing_address_is_one"),
        ("number is not id", "test_the_number_may_differ_from_the_id"),
        ("hooks of plugins", "test_a_plugins_action_is_unmapped"),
        ("a creation told more than once", "test_a_plain_creation_is_remembered_and_tells_nothing_twice"),
        ("headers in another case", "test_a_store_behind_a_cdn_may_spell_its_headers_in_another_case"),
        ("refunds are negative", "test_a_refund_is_negative_at_the_shop_and_positive_with_us"),
        ("a variation counts with its parent", "test_a_variation_that_counts_with_its_parent_is_noted"),
        ("a count below none", "test_what_is_owed_does_not_lie_there"),
        ("the secret as the database has it", "test_only_the_five_entities_of_wordpress_are_decoded"),
    ),
    "bigcommerce": (
        ("ids only", "test_ids_only_are_asked_back_and_not_taken_for_a_fact"),
        ("an order's id has three spellings", "test_each_family_names_its_order_in_its_own_way"),
        ("an absolute value is doubtful", "test_the_value_of_an_absolute_change_of_stock_is_not_believed"),
        ("a deleted shipment leaves the order", "test_a_deleted_shipment_does_not_move_the_order_back"),
        ("wildcards double", "test_a_wildcard_scope_doubles_a_delivery_under_another_id"),
        ("the fetch has a rate", "test_nothing_is_asked_while_the_gate_is_shut"),
        ("the fetch sees a later state", "test_the_fetch_may_see_a_later_state_and_the_older_one_changes_nothing"),
        ("404 is a deletion", "test_a_404_on_the_fetch_is_a_deletion_and_no_error"),
        ("the secret is not decoded", "test_the_client_secret_signs_as_it_is_without_being_decoded"),
        ("the value of a change is level or difference", "test_level_or_difference_the_store_is_asked_and_the_hook_s_value_is_not_read"),
        ("what may be sold is not what lies there", "test_what_lies_there_is_set_and_not_what_may_be_sold"),
        ("a hash is no identity", "test_a_hash_that_two_facts_share_is_no_identity"),
    ),
    "adobe_events": (
        ("event_id breaks the naming", "test_an_event_id_that_breaks_the_naming_of_cloudevents_is_read"),
        ("numbers are texts or numbers", "test_an_invoice_is_a_payment_when_it_is_paid_whether_number_or_text"),
        ("updated_at has no zone", "test_updated_at_is_utc_without_a_zone_mark"),
        ("the older shape", "test_the_vector_in_the_older_shape_is_read"),
        ("one store's events come mixed", "test_a_stores_events_come_mixed_and_the_older_state_changes_nothing"),
        ("the seal names no addressee", "test_adobes_own_seal_on_what_is_not_addressed_to_us_is_refused"),
        ("the key's host is not the header's", "test_only_the_path_of_a_key_is_taken_from_the_header"),
        ("a body that is base64", "test_a_body_that_is_base64_as_a_whole_is_decoded_before_hashing"),
    ),
    "adobe_commerce": (
        ("the text of the body is signed", "test_the_base64_text_of_the_raw_body_is_what_is_signed"),
        ("the shopper waits", "test_the_answer_lets_the_shoppers_action_go_on"),
    ),
    "standard_webhooks": (
        ("a proxy writes the body anew", "test_a_body_parsed_and_written_again_breaks_the_seal"),
        ("a time with sign or fraction", "test_a_timestamp_is_digits_only"),
        ("malformed entries", "test_a_misspelt_signature_breaks_the_seal_and_nothing_else"),
        ("a body that is not UTF-8", "test_a_body_that_is_not_utf_8_can_be_sealed_and_verified"),
    ),
    "cloudevents": (
        ("id is not invented", "test_a_missing_attribute_is_not_invented"),
        ("time is not invented", "test_a_missing_time_is_not_invented"),
        ("batch before structured", "test_a_batch_is_not_taken_for_structured_though_its_name_begins_so"),
        ("quotes and percents in headers", "test_a_header_is_unquoted_then_percent_decoded_once"),
        ("headers that are not UTF-8", "test_a_header_that_is_not_one_text_in_utf8_is_unreadable"),
        ("underlines in names", "test_an_attribute_name_with_an_underline_is_accepted"),
        ("numbers are exact", "test_an_amount_sent_as_a_number_is_exact"),
    ),
    "shipstation_v1": (
        ("an address of anywhere", "test_an_address_of_another_form_is_unreadable_and_asks_for_nothing"),
        ("times without a zone", "test_times_without_a_zone_are_left_out"),
        ("stores share numbers", "test_an_order_number_that_stores_share_stands_behind_the_orders_own_key"),
        ("two hooks tell one shipment", "test_an_item_hook_and_an_order_hook_that_both_fire_tell_one_shipment"),
        ("one address again for new content", "test_the_same_address_sent_again_for_new_content_is_another_delivery_after_a_minute"),
    ),
    "shipstation": (
        ("scans in no order", "test_scans_stand_in_no_order_and_the_newest_counts"),
        ("told of label and of number", "test_what_is_told_of_a_label_and_of_its_number_is_one_delivery"),
        ("hand-made keys", "test_a_jwk_is_not_taken_for_a_key"),
        ("a collection point", "test_delivered_to_a_collection_point_is_not_delivered"),
    ),
    "shipbob": (
        ("seven digits of a second", "test_a_time_of_seven_digits_is_read"),
        ("two names of the number", "test_the_tracking_number_has_two_names"),
        ("a reference nobody gave", "test_a_reference_that_nobody_gave_names_no_order"),
        ("many shipments", "test_one_order_has_many_shipments_each_of_its_own_lines"),
        ("a hold ends without a topic", "test_the_end_of_a_hold_has_no_topic_and_is_told_by_what_moves"),
    ),
    "shiphero": (
        ("quantities are texts", "test_quantities_may_be_texts"),
        ("the text 0", "test_the_text_0_is_not_a_test"),
        ("ids and uuids", "test_an_id_is_the_number_and_never_the_uuid_beside_it"),
        ("one number for many packages", "test_one_number_for_several_packages_is_the_shipments"),
        ("no topic for holds", "test_no_topic_of_its_tells_a_hold"),
        ("dates without a zone", "test_its_dates_are_utc_without_saying_so"),
        ("a return's date is no version", "test_the_date_of_a_return_is_no_version_of_its_state"),
        ("counts are texts", "test_counts_are_texts"),
        ("inventory is not on hand", "test_what_may_be_sold_and_what_all_warehouses_have_is_not_the_count"),
        ("a count has no date", "test_a_count_has_no_date_so_that_the_time_it_came_is_its_version"),
        ("a change is a difference", "test_a_difference_is_never_applied"),
    ),
    "easypost": (
        ("the secret is normalised", "test_a_secret_is_taken_apart_before_it_signs"),
        ("numbers written another way", "test_a_number_written_another_way_breaks_the_seal"),
        ("delivered at once", "test_a_tracker_may_be_delivered_in_its_first_event"),
        ("history again", "test_of_the_history_that_is_told_again_the_newest_scan_counts"),
        ("two trackers", "test_two_trackers_of_one_number_speak_of_one_parcel"),
        ("other events", "test_other_events_share_the_endpoint"),
    ),
    "aftership": (
        ("scans without a zone", "test_a_scan_without_a_zone_is_local_to_nobody_knows_where"),
        ("new tags", "test_a_tag_nobody_knows_yet_is_kept_by_its_word"),
        ("three header names", "test_each_product_has_a_header_of_its_own"),
        ("the placeholder", "test_an_order_number_that_is_a_placeholder_names_no_order"),
        ("the test button", "test_the_test_button_sends_an_ordinary_delivery_which_finds_no_order"),
    ),
    "shippo": (
        ("a token in the address", "test_a_token_in_the_address_does_not_stand_for_a_signature"),
        ("a header without a secret", "test_a_signature_is_refused_rather_than_ignored_where_no_secret_is_known"),
        ("no status", "test_a_number_nobody_knows_has_no_status_and_is_noted"),
        ("v1 repeats", "test_its_signature_may_repeat_in_one_header"),
    ),
    "extensiv": (
        ("JSON in strings", "test_json_inside_a_string_is_read_as_strictly_as_the_body"),
        ("ids as text", "test_an_id_may_be_a_number_or_a_text"),
        ("our number", "test_our_order_number_is_the_reference_and_opens_no_lane"),
        ("the key's host", "test_nobody_is_asked_for_its_key"),
    ),
    "amazon": (
        ("several packages", "test_several_packages_in_one_message_are_one_shipment"),
        ("one more level", "test_the_one_more_level_of_the_payload_may_be_missing"),
        ("a schema of one sample", "test_what_the_vendors_schema_demands_may_be_missing"),
        ("and what it demands may be there", "test_a_return_item_that_the_schema_demands_hides_no_shipment"),
        ("test notifications", "test_a_test_notification_is_unmapped"),
        ("hints", "test_a_hint_on_which_no_cancellation_and_no_count_is_done"),
        ("hints of a cancellation", "test_what_is_cancelled_at_amazon_is_left_to_a_person"),
    ),
}  # fmt: skip
"""Of each dialect the traps, and what shows that we do not fall into them."""

OURS: Final = {"orderdynamics"}
"""Dialects that we defined ourselves: they set no traps."""


def test_the_traps_of_every_dialect_are_listed() -> None:
    assert TRAPS.keys() == DIALECTS.keys() - OURS


@pytest.mark.parametrize("name", TRAPS)
def test_each_trap_has_a_test_with_its_name(name: str) -> None:
    texts = (path.read_text("utf-8") for path in TESTS.glob("*/**/test_*.py"))
    there = {
        found for text in texts for found in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    }

    assert {test for _, test in TRAPS[name]} - there == set()
