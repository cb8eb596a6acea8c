export type { Logger } from 'pino';
export { createLogger, type LogOptions } from './logger.js';
