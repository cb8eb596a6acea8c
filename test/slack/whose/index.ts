import type { Case } from './case.js';
import { EVENT_CASES } from './events.js';
import { FIELD_CASES } from './fields.js';
import { INTERACTION_CASES } from './interactions.js';
import { ISSUE_CASES } from './issues.js';
import { VIEW_CASES } from './views.js';

/** All payloads whose installation is known. */
export const CASES: readonly Case[] = [
  ...EVENT_CASES,
  ...FIELD_CASES,
  ...INTERACTION_CASES,
  ...VIEW_CASES,
  ...ISSUE_CASES,
];
