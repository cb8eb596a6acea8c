import type { Balance } from './balance.js';
import type { Story, Violation } from './story.js';

const MOST_SHOWN = 20;

/** Formats the balance for people. Violations are listed with their whole history. */
export function toReport(balance: Balance, startedAt: number): string {
  const { violations, replies } = balance;
  const wrong = (what: Violation['wrong']) => violations.filter((one) => one.wrong === what).length;
  const rows: [string, string | number][] = [
    ['pushed', `${balance.pushed} (${balance.tries} tries)`],
    ['acknowledged', balance.acknowledged],
    ['committed', balance.committed],
    ['delivered', `${balance.delivered} (${balance.deliveries} deliveries)`],
    ['settled', balance.settled],
    ['dead', balance.dead],
    ['duplicates', balance.duplicates],
    ['refused by a sidecar', balance.refused],
    ['replies', `${replies.own} the app's, ${replies.fallback} fallback, ${replies.empty} empty`],
    ['worst acknowledgement', `${Math.round(balance.worstAcknowledgementMs)} ms`],
    ['lost', wrong('lost')],
    ['twice-settled', wrong('twice-settled')],
    ['out of order', wrong('out of order')],
    ['wrong answers', wrong('wrong answer')],
  ];
  const table = rows.map(([name, value]) => `${name.padEnd(22)} ${value}`);
  const shown = violations.slice(0, MOST_SHOWN).flatMap((one) => ['', ...tell(one, startedAt)]);
  const more = violations.length - MOST_SHOWN;
  return [...table, ...shown, ...(more > 0 ? ['', `… and ${more} more`] : [])].join('\n');
}

function tell({ wrong, why, story, other }: Violation, startedAt: number): string[] {
  const second = other ? [`  and ${nameOf(other)}:`, ...linesOf(other, startedAt)] : [];
  return [`${wrong}: ${nameOf(story)}: ${why}`, ...linesOf(story, startedAt), ...second];
}

function nameOf({ push, ids }: Story): string {
  return `${push.kind} ${push.key}, envelope ${ids.join(' and ') || 'none'}`;
}

function linesOf(story: Story, startedAt: number): string[] {
  return eventsOf(story)
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `  ${((at - startedAt) / 1000).toFixed(3).padStart(8)} s  ${text}`);
}

function eventsOf({ push, changes, notes }: Story): { at: number; text: string }[] {
  return [
    ...push.tries.flatMap(({ at, tookMs, how, through, status }) => [
      { at, text: `Slack pushes it through ${through}` },
      { at: at + tookMs, text: `Slack finds it ${how}${status ? ` (${status})` : ''}` },
    ]),
    ...changes.map(({ at, seq, what, lease, attempt, parked }) => ({
      at,
      text: `inbox #${seq}: ${what}, attempt ${attempt}, lease ${lease ?? 'none'}${parked ? ', parked' : ''}`,
    })),
    ...notes.map(({ at, app, what, lease, attempt, code }) => ({
      at,
      text: `${app}: ${what}${attempt ? `, attempt ${attempt}` : ''}, lease ${lease}${code ? `, ${code}` : ''}`,
    })),
  ];
}
