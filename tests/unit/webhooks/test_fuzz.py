"""Any bytes under any headers: an expected status, and a stored event if and only if 2xx."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXPECTED = {200, 400, 401, 404, 405, 411, 413, 415, 431, 503}

NAMES = st.sampled_from(
    [
        "X-Plain-Signature",
        "X-Plain-Webhook-Id",
        "X-Plain-Topic",
        "Content-Type",
        "Content-Encoding",
        "Content-Length",
        "Transfer-Encoding",
        "Expect",
        "Host",
        "webhook-signature",
        "x-plain-topic",
    ]
)
VALUES = st.one_of(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=60),
    st.sampled_from(["chunked", "gzip", "identity", "0", "7", "-1", "v1,a v1,b", "a, b"]),
)
BODIES = st.one_of(
    st.binary(max_size=1_200),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["refs", "test", "a"]), inner, max_size=3)
        ),
        max_leaves=12,
    ).map(lambda value: repr(value).replace("'", '"').encode("utf-8", "surrogatepass")),
)
PATHS = st.sampled_from(["/webhooks/shop", "/webhooks/nobody", "/webhooks/", "/webhooks/%00"])


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    method=st.sampled_from(["POST", "POST", "POST", "PUT", "GET"]),
    path=PATHS,
    raw=BODIES,
    sealed=st.booleans(),
    topic=st.sampled_from(["orders/new", "orders/seen", "orders/?", ""]),
    odd=st.lists(st.tuples(NAMES, VALUES), max_size=4),
)
def test_a_delivery_is_stored_if_and_only_if_it_is_answered_2xx(
    rig, method: str, path: str, raw: bytes, sealed: bool, topic: str, odd: list[tuple[str, str]]
) -> None:
    rig.ledger.stored.clear()
    seal = list(rig.headers(raw, topic=topic).items()) if sealed else []

    answer = rig.client().open(path, method=method, data=raw, headers=[*seal, *odd])

    assert answer.status_code in EXPECTED
    assert len(rig.ledger.stored) == (answer.status_code == 200)
    if answer.status_code == 200:
        assert rig.ledger.last.body == raw
