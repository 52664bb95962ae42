"""Staff members are listed; a token's text is shown once."""

BASE = "/v1/staff"
AGENT = {"Email": "agent@example.com"}


def tokens(api):
    return api.get(BASE, **AGENT)["Items"][0]["Tokens"]


def test_staff_are_listed_by_key_sorted_and_paged(api):
    first = api.get(BASE, PageSize=1)["Items"][0]

    assert first["Email"] == "agent@example.com"
    by_role = api.get(BASE, SortByColumn="Role")["Items"]
    assert [one["Role"] for one in by_role] == ["Administrator", "CustomerCare", "Warehouse"]
    one = api.get(BASE, InternalStaffId=first["InternalStaffId"], **AGENT)["Items"]
    assert [each["Email"] for each in one] == ["agent@example.com"]


def test_staff_that_is_unknown_or_two_persons_is_refused(api):
    assert api.code("GET", BASE, 404, Email="nobody@example.com") == "NOT_FOUND"
    assert api.code("GET", BASE, 404, InternalStaffId=9) == "NOT_FOUND"
    assert api.code("GET", BASE, 400, InternalStaffId=50_003, **AGENT) == "VALIDATION_FAILED"


def test_a_token_is_shown_once_and_then_only_told_of(api):
    issued = api.post(f"{BASE}/Token", {"Action": "Issue", **AGENT})
    other = api.post(f"{BASE}/Token", {"Action": "Issue", **AGENT})

    listed = api.get(BASE)
    assert len(issued["Token"]) >= 32
    assert issued["Token"] != other["Token"]
    assert issued["Token"] not in str(listed)
    assert issued["Token"] not in str(api.commits())
    assert [(one["TokenId"], one["IsRevoked"]) for one in tokens(api)] == [
        (issued["TokenId"], False),
        (other["TokenId"], False),
    ]


def test_a_token_is_revoked_once(api):
    number = api.post(f"{BASE}/Token", {"Action": "Issue", **AGENT})["TokenId"]
    revoke = {"Action": "Revoke", "TokenId": number, **AGENT}

    api.post(f"{BASE}/Token", revoke)
    again = api.post(f"{BASE}/Token", revoke)

    assert "Token" not in again
    assert [one["IsRevoked"] for one in tokens(api)] == [True]
    assert [one["Operation"] for one in api.commits()] == ["manage_token"] * 2


def test_a_token_that_is_not_the_members_is_not_revoked(api):
    number = api.post(f"{BASE}/Token", {"Action": "Issue", **AGENT})["TokenId"]
    other = {"Action": "Revoke", "TokenId": number, "Email": "clerk@example.com"}

    assert api.code("POST", f"{BASE}/Token", 404, other) == "NOT_FOUND"
    assert api.code("POST", f"{BASE}/Token", 400, {"Action": "Revoke", **AGENT})
    assert api.code("POST", f"{BASE}/Token", 400, {"Action": "Issue", "TokenId": number, **AGENT})
    assert api.code("POST", f"{BASE}/Token", 400, {"Action": "Issue"}) == "VALIDATION_FAILED"
    assert [one["IsRevoked"] for one in tokens(api)] == [False]
