/** Advice on the pages of errors, for messages that do not say by themselves what to do. By code. */
export const ERROR_ADVICE: Readonly<Record<string, string>> = {
  'body.content_type': 'Set the header content-type to the one that the body has.',
  'body.empty': 'Send the payload, as Slack does.',
  'body.encoding': 'Send UTF-8.',
  'body.form': 'Send a form as encodeURIComponent writes it.',
  'body.json': 'Send one JSON object.',
  'body.repeated_field': 'Send each field once.',
  'cli.app_ended': "Run the app's command alone to see why it ends.",
  'cli.bad_arguments': 'Write one JSON object, in quotes that your shell keeps together.',
  'cli.call_failed': "The message is the sidecar's own. Use its code to find it on these pages.",
  'cli.dead_letter_gone': 'Another call may have replayed or dropped it: run `havoc dead list` again.',
  'client.bad_concurrency': 'Use such a number.',
  'client.call_failed':
    "gRPC's own error follows. Check the sidecar's log, and that its version is this client's or newer.",
  'client.connection_lost': 'Do nothing: the client connects again by itself.',
  'client.no_json': 'Pass values that JSON can hold. The message names the argument and the reason.',
  'client.not_connected': 'Start the sidecar, or set HAVOC_ADDRESS. The message ends with the last failure.',
  'client.refused':
    "The message is the sidecar's. No action is needed: the delivery comes again unless it was settled.",
  'client.stopping':
    'Give stop() a longer timeoutMs if the handler needs it, or end it when signal is aborted.',
  'config.invalid': 'Set each variable that follows as its line says.',
  'db.bad_url':
    'The message names the part that is wrong. Write postgresql://user:password@host:port/database.',
  'db.not_allowed': 'Run the GRANT in the message as the owner of the database.',
  'dead_letters.not_found': 'Check the id.',
  'dead_letters.bad_id': 'Pass a number.',
  'delivery.bad_credit': 'Send a number in this range.',
  'files.cancelled': 'No action is needed: your call or its signal ended it.',
  'grpc.bad_request': 'Send a message of the type that the method takes.',
  'grpc.malformed': 'Use the stubs that the contract generates.',
  'grpc.out_of_order': 'Send open once, first, and one field in each later request.',
  'inbox.lease_lost':
    'In TypeScript, the client extends leases, and delivery.signal is aborted with this error as its reason. Look for code that blocks the process for longer than a lease. The delivery comes again unless it was settled.',
  'local_slack.app_not_found':
    'Use a name or id from the list. An app that is not installed there needs the domain of the workspace in `installed_in` of the seed.',
  'local_slack.bad_seed':
    'The message names each mistake and its place: correct the seed, then try again. docs/worlds.md describes seeds.',
  'local_slack.cannot_listen': 'Use another host or port.',
  'local_slack.cannot_write': 'Choose another file, or free the space that it needs.',
  'local_slack.channel_not_found': 'Use a name or id from the list.',
  'local_slack.element_not_found': 'Use a `block_id` or `action_id` from the list.',
  'local_slack.invalid_option': 'Use a value or label from the list.',
  'local_slack.message_not_found':
    'The app deleted the message before `post` could return it. If the test expects this, wait for the call of `chat.delete`.',
  'local_slack.not_a_world': 'Give the file as `havoc slack export` wrote it.',
  'local_slack.not_found': 'Wait for the modal with `waitForView`.',
  'local_slack.not_seen':
    'The list shows what there was instead. If the app needs longer, pass a greater `timeoutMs`.',
  'local_slack.team_not_found': 'Use a domain, name or id from the list.',
  'local_slack.user_not_found': 'Use a handle, name or id from the list.',
  'messages.cancelled': 'No action is needed: your call or its signal ended it.',
  'outbound.cancelled': 'No action is needed: your call or its signal ended it.',
  'request.aborted': 'Send it again.',
  'request.headers_too_large': 'Send at most 16 KiB of headers.',
  'request.malformed': 'Use HTTP/1.1.',
  'request.method': 'Use the method that the header allow names.',
  'request.timeout': 'Send it again, without pauses.',
  'signature.malformed': 'Sign the request as Slack does.',
  'slack.bad_arguments': 'Pass values that JSON can hold.',
  'slack.cancelled': 'No action is needed: your call or its signal ended it.',
  'slack.unreachable':
    'Check that this machine reaches slack.com, directly or through HTTPS_PROXY. Then try again.',
  'socket.malformed': 'No action is needed: Slack sends the envelope again.',
  'socket.not_connected': 'Check the app token and the network. havoc tries again by itself.',
  'traffic.bad_id': 'Pass a number.',
  'traffic.not_found': 'Check the id.',
};
