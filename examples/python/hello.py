import os
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf.json_format import ParseDict
from havoc.slack.chat.v1 import chat_pb2 as chat, chat_pb2_grpc
from havoc.v1 import events_pb2 as havoc, events_pb2_grpc

address = os.environ.get('HAVOC_ADDRESS', '127.0.0.1:7433')
most = 16 * 1024 * 1024
options = [
    ('grpc.max_receive_message_length', most),
    ('grpc.max_send_message_length', most),
    ('grpc.keepalive_time_ms', 30_000),
]
channel = grpc.insecure_channel(address, options)
slack = chat_pb2_grpc.ChatStub(channel)
mentions = havoc.Handles(kind='event', matches=[havoc.Match(property='type', equals='app_mention')])


def handle(delivery):
    event = delivery.event.event.app_mention
    blocks = [{'type': 'section', 'text': {'type': 'mrkdwn', 'text': f'Hello *{delivery.context.user.name}*'}}]
    message = {'channel': event.channel, 'thread_ts': event.ts, 'text': 'Hello', 'blocks': blocks}
    # Says for which of the app's installations the call acts.
    installation = delivery.context.installation
    ids = {'havoc-team': installation.team_id, 'havoc-enterprise': installation.enterprise_id}
    metadata = [(key, value) for key, value in ids.items() if value]
    slack.PostMessage(ParseDict(message, chat.PostMessageRequest()), timeout=60, metadata=metadata)


def settle(delivery, outgoing, lease_s):
    """Handles a delivery, extends its lease meanwhile, and settles it."""
    ids = {'id': delivery.id, 'lease': delivery.lease}
    done = threading.Event()

    def extend():
        while not done.wait(lease_s / 3):
            outgoing.put(havoc.SubscribeRequest(extend=havoc.Extend(**ids)))

    threading.Thread(target=extend, daemon=True).start()
    try:
        handle(delivery)
        outgoing.put(havoc.SubscribeRequest(ack=havoc.Ack(**ids)))
    except Exception as error:
        outgoing.put(havoc.SubscribeRequest(nak=havoc.Nak(error=str(error), **ids)))
    finally:
        done.set()


def subscribe(workers):
    outgoing = queue.SimpleQueue()
    outgoing.put(havoc.SubscribeRequest(open=havoc.Open(name='hello', handles=[mentions], max_in_flight=10)))
    lease_s = 30
    try:
        for incoming in events_pb2_grpc.EventsStub(channel).Subscribe(iter(outgoing.get, None)):
            kind = incoming.WhichOneof('response')
            if kind == 'opened':
                lease_s = incoming.opened.lease_ms / 1000
            elif kind == 'delivery':
                workers.submit(settle, incoming.delivery, outgoing, lease_s)
            elif kind == 'refused':
                print(incoming.refused.message, file=sys.stderr)
    finally:
        outgoing.put(None)


with ThreadPoolExecutor(10) as workers:
    while True:
        try:
            subscribe(workers)
        except grpc.RpcError as error:
            print(f'{error.code().name}: {error.details()}', file=sys.stderr)
        time.sleep(1)
