"""Makes the call named by the first argument with the Web API client, and prints its result as JSON."""
import json
import os
import sys

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

client = WebClient(base_url=os.environ['SLACK_API_URL'], token=os.environ['SLACK_BOT_TOKEN'])


def auth_test(token=None):
    return client.auth_test(token=token or client.token).data


def users_list():
    return [[user['id'] for user in page['members']] for page in client.users_list(limit=2)]


def conversations_list():
    pages = client.conversations_list(limit=1, types='public_channel')
    return [[channel['name'] for channel in page['channels']] for page in pages]


def conversations_history(channel):
    pages = client.conversations_history(channel=channel, limit=2)
    return [[message['text'] for message in page['messages']] for page in pages]


def files_upload_v2(channel, content):
    uploaded = client.files_upload_v2(
        channel=channel, filename='note.txt', title='A note', content=content, initial_comment='Look at this note'
    )
    return uploaded['file']['id']


def chat_postMessage(channel, text):
    return client.chat_postMessage(channel=channel, text=text).data


def chat_postMessage_patiently(channel, text):
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    return chat_postMessage(channel, text)


name, *args = sys.argv[1:]
try:
    print(json.dumps(globals()[name](*args)))
except SlackApiError as error:
    print(json.dumps({'SlackApiError': error.response['error']}))
