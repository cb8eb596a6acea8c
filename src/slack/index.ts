export type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
