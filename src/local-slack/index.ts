export type { Attempt, Push } from './apps/push.js';
export type { Connection, DisconnectReason } from './apps/socket-mode/link.js';
export type { Clock } from './clock.js';
export type { AppInstallations, InstallOptions, LocalInstallation } from './driver/app-installations.js';
export type { Configuration } from './driver/configure.js';
export type { ConsentDecision } from './driver/consent-decision.js';
export type { LocalApp } from './driver/local-app.js';
export type { LocalSlack } from './driver/local-slack.js';
export type { LocalWorkspace } from './driver/local-workspace.js';
export type { Place } from './driver/named.js';
export type { SeenMessage } from './driver/observing.js';
export type { Person } from './driver/person.js';
export type { LocalSecret } from './driver/secrets.js';
export type { SeenChannel } from './driver/seen.js';
export type { SocketControls } from './driver/socket-controls.js';
export type { DoorName, Doors, IncomingWebhook, Installation, RequestUrls } from './model.js';
export type { StoredToken } from './oauth/stored-token.js';
export type { LocalSlackOptions, SocketModeOptions } from './options.js';
export {
  exportLocalSlack,
  importLocalSlack,
  type MoveOptions,
  type ServedSlack,
  type ServeOptions,
  serveLocalSlack,
} from './serve.js';
export { startLocalSlack } from './start.js';
export { coverage } from './web-api/coverage.js';
export type { Call } from './web-api/dispatch.js';
export type { Fault } from './web-api/faults.js';
export type { Seed, SeedApp, SeedChannel, SeedMessage, SeedPerson, WorldSeed } from './world/seed.js';
