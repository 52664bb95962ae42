"""Pictures belong to a product or an item and are deleted together."""

import base64

import pytest

BASE = "/v1/images"
LARGEST = 128 * 1024


@pytest.fixture
def owner(api):
    """Make a product and give the keys of its pictures."""
    product = api.post("/v1/products", {"ProductBackendName": "P", "ProductName": "p"}, status=201)
    return {"OwnerName": "Product", "OwnerID": product["ProductId"]}


def picture(name="a.png", size=3):
    content = base64.b64encode(bytes(size)).decode()
    return {"FileName": name, "ContentType": "image/png", "Content": content}


def test_pictures_are_kept_until_all_of_their_owner_are_deleted(api, owner):
    body = {**owner, "Images": [picture("a.png"), picture("b.png", LARGEST)]}
    made = api.post(BASE, body, status=201)["Images"]

    deleted = api.delete(BASE, **owner)["Images"]
    again = api.delete(BASE, **owner)["Images"]

    assert [(one["FileName"], one["Size"]) for one in made] == [("a.png", 3), ("b.png", LARGEST)]
    assert (deleted, again) == (made, [])
    commits = [(one["Operation"], one["EntityIds"].get("ImageId")) for one in api.commits()]
    numbers = [one["ImageId"] for one in made]
    assert commits[1:] == [("create_images", numbers), ("delete_images", numbers)]


def test_a_file_name_is_taken_until_it_is_deleted(api, owner):
    body = {**owner, "Images": [picture()]}
    api.post(BASE, body, status=201)

    both = {**owner, "Images": [picture("new.png"), picture()]}
    assert api.code("POST", BASE, 409, both) == "DUPLICATE_EXTERNAL_ID"
    assert [one["FileName"] for one in api.delete(BASE, **owner)["Images"]] == ["a.png"]
    api.post(BASE, body, status=201)


def test_pictures_of_a_product_and_of_an_item_are_apart(api, owner):
    api.post(BASE, {**owner, "Images": [picture()]}, status=201)

    other = {**owner, "OwnerName": "Item"}

    assert api.code("DELETE", BASE, 404, **other) == "NOT_FOUND"
    assert len(api.delete(BASE, **owner)["Images"]) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (picture(size=LARGEST + 1), "Images[0].Content"),
        ({"Content": "???"}, "Images[0].Content"),
        ({"ContentType": "text/html"}, "Images[0].ContentType"),
        ({"Width": 3}, "Images[0].Width"),
    ],
    ids=["too large", "no base64", "no picture", "unknown field"],
)
def test_what_is_no_picture_of_up_to_128_kilobytes_is_refused(api, owner, changes, field):
    body = {**owner, "Images": [{**picture(), **changes}]}

    assert api.post(BASE, body, status=400)["Errors"][0]["Field"] == field
    assert api.delete(BASE, **owner)["Images"] == []


def test_an_owner_must_be_there(api):
    body = {"OwnerName": "Product", "OwnerID": 9, "Images": [picture()]}

    assert api.code("POST", BASE, 404, body) == "NOT_FOUND"
    assert api.code("DELETE", BASE, 404, OwnerName="Product", OwnerID=9) == "NOT_FOUND"
    assert api.code("DELETE", BASE, 400, OwnerName="Product") == "VALIDATION_FAILED"
