import { type Evidence, isAcknowledged, type Story, tellStories, type Violation } from './story.js';
import { findLost, findOrderViolations, findTwiceSettled, findWrongAnswers } from './violations.js';

/** The result of a run. */
export interface Balance {
  pushed: number;
  tries: number;
  /** Acknowledged by a 200 or over a socket. */
  acknowledged: number;
  committed: number;
  /** The number of pushes that reached an app. */
  delivered: number;
  deliveries: number;
  settled: number;
  dead: number;
  /** Deliveries beyond the first of each push. */
  duplicates: number;
  /** Settlements, extensions and replies that the sidecars refused. */
  refused: number;
  replies: { own: number; fallback: number; empty: number };
  worstAcknowledgementMs: number;
  violations: Violation[];
}

/** Counts the outcomes of all pushes, and finds violations. */
export function drawBalance(evidence: Evidence): Balance {
  const stories = tellStories(evidence);
  const { tables } = evidence;
  const tries = stories.flatMap(({ push }) => push.tries);
  const acknowledged = tries.filter(({ how, isLate }) => how === 'acknowledged' && !isLate);
  const deliveries = stories.map(({ notes }) => notes.filter(({ what }) => what === 'delivered').length);
  const count = (fits: (story: Story) => boolean) => stories.filter(fits).length;
  const isDead = ({ ids }: Story) => ids.some((id) => tables.dead.has(id));
  return {
    pushed: stories.length,
    tries: tries.length,
    acknowledged: count(({ push }) => isAcknowledged(push)),
    committed: count(({ ids }) => ids.length > 0),
    delivered: deliveries.filter((times) => times > 0).length,
    deliveries: sum(deliveries),
    settled: count((story) => !isDead(story) && story.changes.some(({ what }) => what === 'gone')),
    dead: count(isDead),
    duplicates: sum(deliveries.map((times) => Math.max(0, times - 1))),
    refused: evidence.notes.filter(({ what }) => what === 'refused').length,
    replies: countReplies(stories),
    worstAcknowledgementMs: Math.max(0, ...acknowledged.map(({ tookMs }) => tookMs)),
    violations: [
      ...findLost(stories, tables),
      ...findTwiceSettled(stories, evidence.crashes),
      ...findOrderViolations(stories),
      ...findWrongAnswers(stories),
    ],
  };
}

function countReplies(stories: readonly Story[]): Balance['replies'] {
  const answers = stories
    .filter(({ push }) => push.awaitsReply)
    .flatMap(({ push }) => push.tries.filter(({ how }) => how === 'acknowledged'));
  const own = answers.filter(({ answer }) => answer.includes('for ')).length;
  const empty = answers.filter(({ answer }) => answer === '').length;
  return { own, empty, fallback: answers.length - own - empty };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
