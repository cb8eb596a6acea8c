import { createRandom, type Random } from '../../../src/chaos/random.js';
import { keyOf } from '../../../src/local-slack/store/collection.js';
import type { Hand } from './hands.js';
import type { Deed, Ledger, PostDeed } from './ledger.js';
import { Unanswered } from './unanswered.js';

export interface CrowdOptions {
  /** Each hand does one act at a time, in a channel of its own, and all hands act at once. */
  hands: readonly { hand: Hand; channel: string }[];
  ledger: Ledger;
  /** Public channels that nobody has joined, by user. */
  open: Map<string, string[]>;
  acts: number;
  seed: number;
  /** Called before each act with its number, counted from 1. */
  onAct: (number: number) => void;
}

type Member = CrowdOptions['hands'][number] & { own: PostDeed[] };

/** Does this many acts. Resolves when each of them is acknowledged, or has lost its connection. */
export async function letCrowdAct({ hands, ledger, open, acts, seed, onAct }: CrowdOptions): Promise<void> {
  let number = 0;
  await Promise.all(
    hands.map(async (one, index) => {
      const random = createRandom(seed + index);
      const member = { ...one, own: [] };
      while (number < acts) {
        number += 1;
        onAct(number);
        await actOnce(member, { ledger, open, random, marker: `m${number}` });
      }
    }),
  );
}

interface Doing extends Pick<CrowdOptions, 'ledger' | 'open'> {
  random: Random;
  /** Unique text for the act. */
  marker: string;
}

function actOnce(member: Member, doing: Doing): Promise<void> {
  const { random } = doing;
  const share = random.share();
  const mine = member.own.filter(({ ts }) => ts !== undefined);
  if (share < 0.04) return join(member, doing);
  if (share < 0.06) return create(member, doing);
  if (mine.length === 0 || share < 0.5) return post(member, doing);
  const target = random.pick(mine);
  if (share < 0.58) return post(member, doing, target.parent === undefined ? target : undefined);
  if (share < 0.76) return edit(member, doing, target);
  if (share < 0.94) return react(member, doing, target);
  return mark(member, doing, target);
}

/** Notes whether the act is acknowledged. */
async function acknowledging(deed: Deed, act: Promise<unknown>): Promise<void> {
  try {
    await act;
    deed.isAcknowledged = true;
  } catch (thrown) {
    if (!(thrown instanceof Unanswered)) throw thrown;
  }
}

async function post(member: Member, { ledger, marker }: Doing, parent?: PostDeed): Promise<void> {
  const { hand, channel } = member;
  const text = { isAcknowledged: true, text: `${marker} v0` };
  const deed: PostDeed = {
    marker,
    channel,
    user: hand.user,
    isAcknowledged: false,
    ...(parent && { parent: parent.marker }),
    texts: [text],
    reactions: [],
  };
  ledger.posts.push(deed);
  member.own.push(deed);
  const posting = hand.post(channel, text.text, parent?.ts).then((ts) => {
    deed.ts = ts;
  });
  await acknowledging(deed, posting);
}

async function edit(member: Member, doing: Doing, deed: PostDeed): Promise<void> {
  // After an edit without an acknowledgement, another one would hide whether it was carried out.
  if (deed.texts.some(({ isAcknowledged }) => !isAcknowledged)) return post(member, doing);
  const text = { isAcknowledged: false, text: `${deed.marker} v${deed.texts.length}` };
  deed.texts.push(text);
  await acknowledging(text, member.hand.edit(deed.channel, deed.ts ?? '', text.text));
}

async function react({ hand }: Member, { marker }: Doing, deed: PostDeed): Promise<void> {
  const reaction = { isAcknowledged: false, name: marker, user: hand.user };
  deed.reactions.push(reaction);
  await acknowledging(reaction, hand.react(deed.channel, deed.ts ?? '', marker));
}

async function mark({ hand }: Member, { ledger }: Doing, { channel, ts = '' }: PostDeed): Promise<void> {
  const deed = { isAcknowledged: false, channel, user: hand.user, ts };
  const key = keyOf(channel, hand.user);
  ledger.marks.set(key, [...(ledger.marks.get(key) ?? []), deed]);
  await acknowledging(deed, hand.mark(channel, ts));
}

async function join(member: Member, doing: Doing): Promise<void> {
  const { hand } = member;
  const channel = doing.open.get(hand.user)?.pop();
  if (channel === undefined) return post(member, doing);
  const deed = { isAcknowledged: false, channel, user: hand.user };
  doing.ledger.joins.push(deed);
  await acknowledging(deed, hand.join(channel));
}

async function create({ hand }: Member, { ledger, marker }: Doing): Promise<void> {
  const deed = { isAcknowledged: false, name: marker };
  ledger.channels.push(deed);
  await acknowledging(deed, hand.create(marker));
}
