"""Options that many commands share."""

import click

by_option = click.option("--by", metavar="NAME", help="Who decides; this name goes on the record.")
why_option = click.option("--why", default="", metavar="REASON", help="Why; this goes on the record.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
