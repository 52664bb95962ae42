import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from desk.auth_place import Place

HERE = Place()
TLS = Place("https://desk.example.com")


def asked(**headers: str) -> Request:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    base = {"REMOTE_ADDR": "127.0.0.1"}
    return Request(EnvironBuilder(method="POST", headers=told, environ_base=base).get_environ())


@pytest.mark.parametrize("host", ["127.0.0.1:8090", "localhost", "localhost:1", "[::1]:8090"])
def test_without_an_address_it_is_known_by_the_names_of_this_machine(host: str):
    assert HERE.knows(host)


@pytest.mark.parametrize(
    "host", ["desk.example.com", "127.0.0.1.evil.example", "localhost.evil.example:8090", "", "["]
)
def test_a_strange_name_for_this_machine_is_not_known(host: str):
    assert not HERE.knows(host)


def test_with_an_address_it_is_known_by_that_alone():
    assert TLS.knows("desk.example.com")
    assert not TLS.knows("127.0.0.1:8090")
    assert not TLS.knows("desk.example.com:444")


@pytest.mark.parametrize(
    ("place", "origin", "ours"),
    [
        (HERE, "http://127.0.0.1:8090", True),
        (HERE, "http://127.0.0.1:5555", False),
        (HERE, "https://127.0.0.1:8090", False),
        (HERE, "null", False),
        (HERE, "", False),
        (TLS, "https://desk.example.com", True),
        (TLS, "http://desk.example.com", False),
        (TLS, "https://desk.example.com.evil.example", False),
    ],
)
def test_a_form_is_ours_when_it_says_it_comes_from_here(place: Place, origin: str, ours: bool):
    request = asked(Origin=origin, Host="127.0.0.1:8090")

    assert place.sent_by_us(request) is ours


def test_behind_tls_the_cookie_is_bound_to_host_and_tls():
    assert (TLS.secure, TLS.cookie) == (True, "__Host-orderlane-desk")
    assert (HERE.secure, HERE.cookie) == (False, "orderlane-desk")


def test_only_behind_its_proxy_it_believes_what_the_proxy_saw_and_no_more():
    forged = asked(X_Forwarded_For="10.9.9.9, 192.0.2.7")

    assert TLS.address_of(forged) == "192.0.2.7"
    assert HERE.address_of(forged) == "127.0.0.1"
