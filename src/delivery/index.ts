export {
  type Carrier,
  createDelivery,
  type DeliveryOptions,
  type DeliveryRoom,
  type Subscription,
} from './delivery.js';
export type { Learn, Prepare } from './dispatcher.js';
export { createReplyLate, type ReplyLate } from './late-reply.js';
export { createLearn, createPrepare, type PrepareOptions } from './prepare.js';
