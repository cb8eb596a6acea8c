export type { Learn, LeasedEnvelope, Prepare } from './attempt.js';
export {
  type Carrier,
  createDelivery,
  type DeliveryOptions,
  type DeliveryRoom,
  type Subscription,
} from './delivery.js';
export { createReplyLate, type ReplyLate, type ReplyLateOptions } from './late-reply.js';
export type { DeliveryMeter } from './meter.js';
export { createLearn, createPrepare, type PrepareOptions } from './prepare.js';
export type { Draft, Reservation, Reserve } from './reserve.js';
