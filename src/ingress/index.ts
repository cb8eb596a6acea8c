export { type Accept, type Acceptance, type AcceptOptions, createAccept } from './accept.js';
export { createHttpIngress, type HttpIngressOptions } from './http/listener.js';
