"""Parameter settings tell the rules by which the sandbox goes."""


def settings(api, **query):
    return {one["Key"]: one["Value"] for one in api.get("/v1", **query)["Items"]}


def test_settings_are_those_that_the_calls_obey(api):
    told = settings(api)

    largest = int(told["Paging.LargestPageSize"])
    api.get("/v1/tickets", PageSize=largest)
    api.get("/v1/tickets", 400, PageSize=largest + 1)
    assert api.get("/v1/tickets")["PageSize"] == int(told["Paging.DefaultPageSize"])


def test_settings_differ_where_sandboxes_do(api, make_api):
    key = "Orders.AcceptDuplicateExternalOrderIds"

    assert settings(api)[key] == "false"
    assert settings(make_api(accept_duplicates=True))[key] == "true"


def test_keys_choose_and_pages_cut(api):
    two = "Tickets.DefaultQueue,Images.LargestBytes"

    assert list(settings(api, keys=two)) == two.split(",")
    assert settings(api, keys=two, PageSize=1, PageNumber=2) == {"Images.LargestBytes": "131072"}
    assert api.code("GET", "/v1", 404, keys="Images.LargestBytes,Nothing") == "NOT_FOUND"
    assert api.code("GET", "/v1", 400, key="Nothing") == "VALIDATION_FAILED"
