"""Makes the samples in this folder with Bolt for Python's own stores.

    pip install slack_sdk==3.48.0 sqlalchemy greenlet && python make.py
"""

import csv
import json
from datetime import datetime, timezone
from pathlib import Path

import sqlalchemy
from slack_sdk.oauth.installation_store import FileInstallationStore, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore

HERE = Path(__file__).parent


def at(*parts: int) -> float:
    return datetime(*parts, tzinfo=timezone.utc).timestamp()


app = dict(app_id="A0SAMPLE", bot_user_id="U0BOT", token_type="bot")
acme = dict(team_id="T0ACME", team_name='Acme, "the" first')
ana = dict(user_id="U0ANA", user_scopes="search:read,users:read")
# Ana installs the app, Ben grants user scopes alone, and Ana installs the app again with more scopes.
first = Installation(
    **app,
    **acme,
    **ana,
    bot_id="B0ACME",
    bot_token="xoxb-sample-acme-1",
    bot_scopes=["chat:write", "commands"],
    user_token="xoxp-sample-ana-1",
    incoming_webhook_url="https://hooks.slack.com/services/T0ACME/B0/sample",
    incoming_webhook_channel="#general",
    incoming_webhook_channel_id="C0GENERAL",
    incoming_webhook_configuration_url="https://acme.slack.com/services/B0",
    installed_at=at(2024, 1, 1, 10),
)
second = Installation(
    app_id="A0SAMPLE",
    **acme,
    user_id="U0BEN",
    user_token="xoxp-sample-ben-1",
    user_scopes="search:read",
    installed_at=at(2024, 2, 1, 10),
)
third = Installation(
    **app,
    **acme,
    **ana,
    bot_id="B0ACME",
    bot_token="xoxb-sample-acme-2",
    bot_scopes=["chat:write", "commands", "channels:read"],
    user_token="xoxp-sample-ana-2",
    installed_at=at(2024, 3, 1, 10, 0, 0, 500_000),
)
# An organisation, whose token is refreshed later. As Bolt does it, this changes no other field.
org = Installation(
    **app,
    enterprise_id="E0GRID",
    enterprise_name="Grid",
    enterprise_url="https://grid.enterprise.slack.com/",
    is_enterprise_install=True,
    bot_id="B0GRID",
    bot_token="xoxe.xoxb-sample-grid-1",
    bot_refresh_token="xoxe-sample-grid-1",
    bot_token_expires_at=1_700_043_200,
    bot_scopes="chat:write",
    user_id="W0CIO",
    installed_at=1_700_000_000.0,
)
refreshed = Installation(**org.to_dict_for_copying())
refreshed.bot_token = "xoxe.xoxb-sample-grid-2"
refreshed.bot_refresh_token = "xoxe-sample-grid-2"
refreshed.bot_token_expires_at = 1_700_086_400
installations = [first, second, third, org]

store = FileInstallationStore(base_dir=str(HERE / "store"))
for one in [*installations, refreshed]:
    store.save(one)

with open(HERE / "to-dict.jsonl", "w") as file:
    for one in [*installations, refreshed]:
        file.write(json.dumps(one.to_dict(), default=str) + "\n")

engine = sqlalchemy.create_engine("sqlite://")
tables = SQLAlchemyInstallationStore(client_id="1.2", engine=engine)
tables.create_tables()
for one in installations:
    tables.save(one)
# An app with bot scopes alone refreshes its token here only.
tables.save_bot(refreshed.to_bot())
for table in ("slack_installations", "slack_bots"):
    with engine.connect() as connection:
        result = connection.execute(sqlalchemy.text(f"select * from {table}"))
        names, rows = list(result.keys()), result.fetchall()
    with open(HERE / f"{table}.csv", "w", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    with open(HERE / f"{table}.json", "w") as file:
        json.dump([dict(zip(names, row)) for row in rows], file, indent=2)
        file.write("\n")
