export { type Accept, type AcceptOptions, createAccept } from './accept.js';
export { createHttpIngress, type HttpIngress, type HttpIngressOptions } from './http/listener.js';
export {
  type CreateInstallLink,
  createInstallLink,
  type InstallLinkOptions,
  plainInstallUrl,
  type WantedLink,
} from './oauth/install-link.js';
export { createOAuthPages, type OAuthPages, type OAuthPagesOptions } from './oauth/oauth-pages.js';
export { type SocketIngress, type SocketIngressOptions, startSocketIngress } from './socket/socket.js';
export { describeStatus, isHealthy, type SocketStatus } from './socket/status.js';
