/** The largest message that either end accepts or sends. It is many times the size of Slack's largest answers. */
export const MOST_MESSAGE_BYTES = 16 * 1024 * 1024;

/** After this time without data, each end pings the other to check that the connection still works. */
export const KEEPALIVE_MS = 30_000;

/**
 * The grpc-js options of both ends of a connection. Most proxies and load balancers drop a connection that is idle for
 * a minute, so both ends ping every half minute. Neither end limits how often the other pings.
 */
export const GRPC_OPTIONS = {
  'grpc.max_receive_message_length': MOST_MESSAGE_BYTES,
  'grpc.max_send_message_length': MOST_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': KEEPALIVE_MS,
  'grpc.keepalive_timeout_ms': 10_000,
} as const;
