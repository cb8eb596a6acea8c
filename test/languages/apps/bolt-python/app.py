"""A plain Bolt app. With PORT it serves HTTP, and without it uses Socket Mode. Its listeners are the same over both."""
import os
import re

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

api_url = os.environ['SLACK_API_URL']
token = os.environ['SLACK_BOT_TOKEN']
port = os.environ.get('PORT')


def authorize(enterprise_id, team_id, user_id, client):
    return AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=client.auth_test(token=token))


# Over HTTP, the app looks up the token for each request, like an app that is installed in several workspaces.
if port:
    app = App(
        client=WebClient(base_url=api_url),
        signing_secret=os.environ['SLACK_SIGNING_SECRET'],
        authorize=authorize,
    )
else:
    app = App(client=WebClient(base_url=api_url, token=token))


def text(value):
    return {'type': 'plain_text', 'text': value}


def open_modal(client, trigger_id, channel):
    entry = {'type': 'plain_text_input', 'action_id': 'value'}
    client.views_open(
        trigger_id=trigger_id,
        view={
            'type': 'modal',
            'callback_id': 'poll_modal',
            'private_metadata': channel,
            'title': text('Poll'),
            'submit': text('Save'),
            'blocks': [{'type': 'input', 'block_id': 'title', 'label': text('Title'), 'element': entry}],
        },
    )


@app.event('app_mention')
def greet(event, client, say):
    user = client.users_info(user=event['user'])['user']
    say(text=f"Hello {user['real_name']}", thread_ts=event['ts'])


@app.event(re.compile('.*'))
def ignore():
    """Acknowledges all other events. Without it, Bolt would answer 404, and Slack would try again."""


@app.command('/poll')
def poll(command, ack, respond):
    ack(f"Asking: {command['text']}")
    buttons = [
        {'type': 'button', 'action_id': 'vote', 'value': 'yes', 'text': text('Yes')},
        {'type': 'button', 'action_id': 'edit', 'text': text('Edit')},
        {'type': 'button', 'action_id': 'close', 'text': text('Close')},
    ]
    blocks = [{'type': 'actions', 'block_id': 'votes', 'elements': buttons}]
    respond(response_type='in_channel', text=command['text'], blocks=blocks)


@app.command('/whoami')
def whoami(ack, context):
    ack(f"{context.team_id} {context.bot_id} {context.bot_user_id} {context.user_id}")


@app.action('vote')
def vote(ack, action, body, respond):
    ack()
    respond(replace_original=True, text=f"{body['user']['id']} voted {action['value']}")


@app.action('close')
def close(ack, body, client):
    ack()
    channel, ts = body['channel']['id'], body['container']['message_ts']
    client.chat_update(channel=channel, ts=ts, text=f"{body['message']['text']} (closed)", blocks=[])


@app.action('edit')
def edit(ack, body, client):
    ack()
    open_modal(client, body['trigger_id'], body['channel']['id'])


@app.view('poll_modal')
def save(ack, view, client):
    title = view['state']['values']['title']['value']['value']
    if len(title) < 3:
        ack(response_action='errors', errors={'title': 'too short'})
        return
    ack()
    client.chat_postMessage(channel=view['private_metadata'], text=title)


@app.shortcut('new_poll')
def new_poll(ack, shortcut, client):
    ack()
    open_modal(client, shortcut['trigger_id'], shortcut['user']['id'])


@app.shortcut({'type': 'message_action', 'callback_id': 'quote'})
def quote(ack, shortcut, say):
    ack()
    say(text=f"Quote: {shortcut['message']['text']}", thread_ts=shortcut['message']['ts'])


if port:
    app.start(port=int(port))
else:
    SocketModeHandler(app, os.environ['SLACK_APP_TOKEN']).start()
