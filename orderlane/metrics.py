"""`orderlane metrics`: the figures for Prometheus, on a port of their own."""

import click

from config.settings import ConfigError

DEFAULT = "127.0.0.1:9109"


@click.command(
    epilog="Examples:  orderlane metrics   ·   orderlane metrics --bind 10.0.0.5:9109   ·   orderlane metrics --once | grep parked"
)
@click.option("--bind", default=DEFAULT, envvar="ORDERLANE_METRICS_BIND", show_default=True)
@click.option("--once", is_flag=True, help="Print one scrape, and end.")
def metrics(bind: str, once: bool) -> None:
    """Serve /metrics without a login, to this machine and its network alone."""
    from werkzeug.serving import make_server

    from desk.book import Book
    from desk.metrics import metrics_app, scrape

    book = Book.opened()
    if once:
        click.echo(scrape(book), nl=False)
        return
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigError(f"--bind {bind!r} is no address: write it as {DEFAULT}")
    server = make_server(host, int(port), metrics_app(book), threaded=True)
    click.echo(f"http://{host}:{server.port}/metrics")
    server.serve_forever()
