export { createSend, type Send, type SendCall, type SendOptions } from './send.js';
