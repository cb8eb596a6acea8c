export { createRespond, type Respond, type RespondOptions } from './respond.js';
export { createSend, type Send, type SendCall, type SendOptions } from './send.js';
