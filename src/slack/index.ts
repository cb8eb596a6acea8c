export type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
export { type Incoming, parseSlackBody, type SlackBody } from './incoming.js';
export { type SignInput, sign, type VerifyInput, verify } from './signature.js';
export { createSlackCall, type SlackCallOptions } from './web-call.js';
export { type About, aboutWhom, type Whose, whoseIs } from './whose.js';
