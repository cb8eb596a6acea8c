export { createEntities, type Entities, type EntitiesOptions } from './entities.js';
export { forgetEntities } from './forget.js';
export type {
  AnyKnowledge,
  BotFacts,
  ChannelFacts,
  Facts,
  Kind,
  Knowledge,
  TeamFacts,
  UserFacts,
} from './knowledge.js';
export { findKnowledge, saveKnowledge } from './store.js';
