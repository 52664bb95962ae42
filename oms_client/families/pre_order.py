"""Pre-order API. The version follows the resource or the action: /preorder/.../v1/."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.parts import OrderKey
from oms_client.schemas.pre_order import (
    ChangedSchedule,
    ChangedWave,
    ItemKey,
    NewSchedule,
    NewWave,
    PreOrderLine,
    ReleasedItem,
    ReleasedOrder,
    Schedule,
    Wave,
)


class PreOrder(Family):
    """Manage pre-order waves, release schedules, releases and delivery dates."""

    create_release_schedule = Endpoint(
        "Create a Release Schedule",
        "POST",
        "/preorder/releaseschedules/v1/",
        body=NewSchedule,
        answer=Schedule,
    )
    create_wave = Endpoint(
        "Create a Wave", "POST", "/preorder/waves/v1/", body=NewWave, answer=Wave
    )
    # The key is in the query here, in the path of its siblings.
    delete_release_schedule = Endpoint(
        "Delete a Release Schedule",
        "DELETE",
        "/preorder/releaseschedules/v1/",
        required("releaseScheduleId") + optional("fallbackMode"),
        answer=Schedule,
        about="fallbackMode says whether waiting lines keep their dates: WaveDates, KeepDates.",
    )
    delete_wave = Endpoint(
        "Delete a Wave",
        "DELETE",
        "/preorder/waves/v1/{waveId}",
        answer=Wave,
        about="Refused once units of it are released.",
    )
    get_release_schedule = Endpoint(
        "Get a Release Schedule",
        "GET",
        "/preorder/releaseschedules/v1/{releaseScheduleId}",
        answer=Schedule,
    )
    get_wave = Endpoint("Get a Wave", "GET", "/preorder/waves/v1/{waveId}", answer=Wave)
    get_release_dates_by_order_detail_id = Endpoint(
        "Get Release Dates by OrderDetailId",
        "GET",
        "/preorder/releasedates/v1/{orderDetailId}",
        answer=PreOrderLine,
    )
    get_release_schedules = Endpoint(
        "Get Release Schedules",
        "GET",
        "/preorder/releaseschedules/v1/",
        optional("itemId", "countryId"),
        answer=page_of(Schedule),
    )
    get_waves = Endpoint(
        "Get Waves",
        "GET",
        "/preorder/waves/v1/",
        optional("externalId", "itemId", "inventoryLocationId"),
        answer=page_of(Wave),
    )
    release_item_in_pre_orders = Endpoint(
        "Release an Item in Pre-Orders",
        "POST",
        "/preorder/sequences/releaseiteminpreorders/v1/",
        body=ItemKey,
        answer=ReleasedItem,
        about="The waiting lines that arrived units cover, oldest order first.",
    )
    release_item_in_pre_orders_bypass_inventory_requirement = Endpoint(
        "Release an Item in Pre-Orders, Bypass Inventory Requirement",
        "POST",
        "/preorder/sequences/releaseiteminpreordersbypassinventoryrequirement/v1/",
        body=ItemKey,
        answer=ReleasedItem,
        about="All waiting lines, arrived or not.",
    )
    release_pre_orders = Endpoint(
        "Release Pre-Orders",
        "POST",
        "/preorder/sequences/releasepreorders/v1/",
        body=OrderKey,
        answer=ReleasedOrder,
        about="An order's waiting lines, if arrived units cover all of them.",
    )
    release_pre_orders_bypass_inventory_requirement = Endpoint(
        "Release Pre-Orders, Bypass Inventory Requirement",
        "POST",
        "/preorder/sequences/releasepreordersbypassinventoryrequirement/v1/",
        body=OrderKey,
        answer=ReleasedOrder,
        about="An order's waiting lines, arrived or not.",
    )
    update_release_schedule = Endpoint(
        "Update a Release Schedule",
        "PUT",
        "/preorder/releaseschedules/v1/{releaseScheduleId}",
        optional("recalculate"),
        body=ChangedSchedule,
        answer=Schedule,
        about="Waiting lines keep their dates unless recalculate is true.",
    )
    update_wave = Endpoint(
        "Update a Wave",
        "PUT",
        "/preorder/waves/v1/{waveId}",
        body=ChangedWave,
        answer=Wave,
        about="Never below what is released of it.",
    )
    # No body: all of it is in the query.
    update_delivery_override_date = Endpoint(
        "Update Delivery Override Date",
        "PUT",
        "/preorder/sequences/updatedeliverydateoverride/v1/",
        required("orderDetailId") + optional("deliveryDateOverride"),
        answer=PreOrderLine,
        about="Without a date the override is taken away.",
    )
