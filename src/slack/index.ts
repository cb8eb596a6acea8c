export type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
export { type Incoming, parseSlackBody, type SlackBody } from './incoming.js';
export { checkMethodName } from './method-name.js';
export { SlackRefusal } from './refusal.js';
export { type SignInput, sign, type VerifyInput, verify } from './signature.js';
export { createSlackCall, type SlackCallOptions } from './web-call.js';
export { type About, aboutWhom, type Whose, whoseIs } from './whose.js';
