export type { Arrive } from './arrive.js';
export type { Delivery, Draft, FindContext, Learn, LeasedEnvelope } from './attempt.js';
export { createFindContext, createLearn } from './context.js';
export {
  type Carrier,
  createDelivery,
  type DeliveryOptions,
  type DeliveryRoom,
  type Subscription,
} from './delivery.js';
export type { DeliveryMeter } from './meter.js';
export type { Subscribe } from './subscriber.js';
