export { type Accept, type Acceptance, type AcceptOptions, createAccept } from './accept.js';
export { createFallback, type Fallback, type FallbackOptions } from './answer.js';
export { createHttpIngress, type HttpIngressOptions } from './http/listener.js';
export {
  type SocketIngress,
  type SocketIngressOptions,
  type SocketStatus,
  startSocketIngress,
} from './socket/socket.js';
