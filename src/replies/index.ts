export {
  type Answered,
  type AwaitAnswer,
  createAwaitAnswer,
} from './await-answer.js';
export { createFallback, type Fallback, type FallbackOptions } from './fallback.js';
export { createReplyLate, type ReplyLate, type ReplyLateOptions } from './late-reply.js';
export { type AwaitedEnvelope, createReplies, type LateEnvelope, type Replies } from './replies.js';
