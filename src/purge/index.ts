export { type PurgeReport, type PurgingOptions, purgeTenant, startPurging } from './purge.js';
