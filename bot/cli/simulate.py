"""simulate: the town by itself, for trying things by hand."""

from datetime import UTC, datetime
from pathlib import Path

import click

from platforms.simulator.scenario import load_scenario
from platforms.simulator.server import serve
from platforms.simulator.town import Town

new_file = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--port", default=8011, show_default=True, help="Any free port if 0.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--rate", default=60.0, show_default=True, help="Town seconds in one real second; 0 stands still.")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every request to this JSON Lines file."
)
@click.option("--scenario", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another scenario.")
@click.option(
    "--address-file", type=click.Path(dir_okay=False, path_type=Path), help="Write the address here once open."
)
def simulate(
    port: int, host: str, rate: float, log: Path | None, scenario: Path | None, address_file: Path | None
) -> None:
    """Open the simulator town: the Graph API and X API v2 on this machine, with people who say things."""
    written = load_scenario(scenario)
    town = Town(written.start, rate=rate, log=log, scenario=written)

    def opened(address: str) -> None:
        click.echo(f"the town is open at {address}/ since {datetime.now(UTC):%H:%M:%S} UTC; Ctrl-C closes it")
        if address_file is not None:
            address_file.write_text(address, encoding="utf-8")

    serve(town, host, port, opened=opened)
