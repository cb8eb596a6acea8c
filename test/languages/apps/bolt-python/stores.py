"""Stores the installations in a file with the stores of slack_sdk, and prints as JSON what these find again."""
import json
import sqlite3
import sys
from tempfile import mkdtemp

from slack_sdk.oauth.installation_store import FileInstallationStore, Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore

PLACES = [
    {'team_id': 'T0ACME', 'enterprise_id': None},
    {'team_id': 'T0ACME', 'enterprise_id': None, 'user_id': 'U0BEN'},
    {'team_id': None, 'enterprise_id': 'E0GRID', 'is_enterprise_install': True},
]

sqlite = SQLite3InstallationStore(database=f'{mkdtemp()}/installations.db', client_id='1.2')
with sqlite3.connect(sqlite.database):
    sqlite.init()
stores = [FileInstallationStore(base_dir=mkdtemp()), sqlite]


def find(store, place):
    one = store.find_installation(**place)
    return {
        'bot': one.bot_token,
        'refresh': one.bot_refresh_token,
        'expires_at': one.bot_token_expires_at,
        'user': one.user_id,
        'user_token': one.user_token,
        'webhook': one.incoming_webhook_url,
        # The store for SQLite keeps its own time, and returns the scopes of a user's installation letter by letter.
        **({} if store is sqlite else {'scopes': one.bot_scopes, 'installed_at': one.installed_at}),
    }


for store in stores:
    with open(sys.argv[1]) as file:
        for line in file:
            store.save(Installation(**json.loads(line)))
print(json.dumps([[find(store, place) for place in PLACES] for store in stores]))
