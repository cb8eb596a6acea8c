/** The largest message that either end takes or sends: Slack's largest answers fit many times. */
export const MOST_MESSAGE_BYTES = 16 * 1024 * 1024;

/** How long an end may hear nothing before it asks whether the other one is there. */
export const KEEPALIVE_MS = 30_000;

/**
 * What both ends of a gRPC connection hold to, as grpc-js names it. Proxies and balancers forget a connection on which
 * nothing passes, mostly after a minute: both ends ask twice as often, and neither counts how often the other does.
 */
export const GRPC_OPTIONS = {
  'grpc.max_receive_message_length': MOST_MESSAGE_BYTES,
  'grpc.max_send_message_length': MOST_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': KEEPALIVE_MS,
  'grpc.keepalive_timeout_ms': 10_000,
} as const;
