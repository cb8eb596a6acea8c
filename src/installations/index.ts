export type { ChangeDeps } from './changes.js';
export type { InstallationEvent } from './event.js';
export { type Exchanged, exchangeTokens } from './exchange.js';
export { findBelongings, forgetInstallation, hasNews, isEndedBefore, listEndedBefore } from './forget.js';
export { readInstallations } from './formats/read-installations.js';
export { describeProblem, type Problem, type Report } from './formats/report.js';
export { type ExportFormat, writeInstallations } from './formats/write-installations.js';
export { type HearInstallation, INSTALLATION_EVENTS } from './hear.js';
export {
  type FindToken,
  type FoundToken,
  type Grant,
  type GrantedToken,
  type IncomingWebhook,
  type Installation,
  type InstallationDetails,
  type Target,
  type TokenDetails,
  tenantOf,
} from './installation.js';
export { createInstallations, type Installations, type InstallationsOptions } from './installations.js';
export { keysInUse, readGrants, reseal } from './move.js';
export type { News } from './news.js';
export type { ReportAnswer } from './report.js';
export { type Saved, saveGrant } from './save-grant.js';
