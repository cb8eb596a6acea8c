import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WorldSeed } from '../local-slack/index.js';

/** The number of each kind of object. */
export interface WorldSize {
  messages: number;
  channels: number;
  people: number;
}

/** Everyone is in the big channel. Each other channel has some members, and the bot is in all of them. */
const MEMBERS = 20;
/** The first person is in this many channels. */
const BUSY_CHANNELS = 1_000;
/** One of so many messages is in the big channel. */
const BIG_SHARE = 10;
/** Ids have six digits. */
export const MOST_OBJECTS = 1_000_000;
const FIRST_SECOND = 1_700_000_000;

const HANDLE = 'template-person';
const REAL_NAME = 'Template Person';
const BIG = 'everyone';
const CHANNEL = 'template-channel';

/** A world with one object of each kind. The others are copies of these. */
export const TEMPLATES: WorldSeed = {
  workspaces: [
    {
      team: { name: 'Big', domain: 'big' },
      people: [{ name: HANDLE, real_name: REAL_NAME }],
      channels: [
        { name: BIG, with_bot: true },
        { name: CHANNEL, with_bot: true },
      ],
      messages: [{ channel: CHANNEL, by: HANDLE, text: 'text' }],
    },
  ],
};

const six = (index: number) => String(index).padStart(6, '0');
export const personId = (index: number) => `UBENCH${six(index)}`;
export const handleOf = (index: number) => `person-${six(index)}`;
export const channelId = (index: number) => `CBENCH${six(index)}`;
/** The channel with all people. */
export const BIG_CHANNEL = channelId(0);

type Doc = Record<string, unknown>;
interface Line {
  in: string;
  doc: Doc;
}

/**
 * Writes a world as `havoc slack export` does.
 *
 * @param templates the exported world of the templates
 */
export async function writeWorldFile(path: string, templates: string, size: WorldSize): Promise<void> {
  const lines: (Partial<Line> & Doc)[] = [];
  for await (const text of createInterface({ input: createReadStream(templates) }))
    lines.push(JSON.parse(text));
  const [head] = lines;
  const docs = lines.filter((line): line is Line & Doc => 'in' in line);
  let count = 0;
  async function* texts(): AsyncGenerator<string> {
    yield `${JSON.stringify(head)}\n`;
    for (const line of worldLines(docs, size)) {
      count += 1;
      yield `${JSON.stringify(line)}\n`;
    }
    yield `${JSON.stringify({ end: count })}\n`;
  }
  await pipeline(Readable.from(texts()), createWriteStream(path));
}

function* worldLines(templates: readonly Line[], size: WorldSize): Generator<Line> {
  const template = (name: string, fits: (doc: Doc) => boolean = () => true) => {
    const found = templates.find((line) => line.in === name && fits(line.doc));
    if (!found) throw new Error(`The exported templates have no ${name}.`);
    return found.doc;
  };
  const copied = ['users', 'presences', 'channels', 'placements', 'memberships', 'messages'];
  const bot = template('users', ({ is_bot }) => is_bot === true);
  yield* templates.filter((line) => !copied.includes(line.in));
  yield { in: 'users', doc: bot };
  yield* people(size, {
    user: template('users', ({ name }) => name === HANDLE),
    presence: template('presences'),
  });
  const channel = template('channels', ({ name }) => name === CHANNEL);
  const placement = template('placements', ({ name }) => name === CHANNEL);
  yield* channels(size, { channel, placement, bot: String(bot.id) });
  yield* messages(size, template('messages'));
}

function* people({ people }: WorldSize, { user, presence }: { user: Doc; presence: Doc }): Generator<Line> {
  const text = JSON.stringify(user);
  for (let index = 0; index < people; index++) {
    const id = personId(index);
    const copy = text
      .replaceAll(String(user.id), id)
      .replaceAll(HANDLE, handleOf(index))
      .replaceAll(REAL_NAME, `Person ${six(index)}`);
    yield { in: 'users', doc: JSON.parse(copy) };
    yield { in: 'presences', doc: { ...presence, user: id } };
  }
}

function* channels(
  size: WorldSize,
  { channel, placement, bot }: { channel: Doc; placement: Doc; bot: string },
): Generator<Line> {
  for (let index = 0; index < size.channels; index++) {
    const id = channelId(index);
    const name = index === 0 ? BIG : `channel-${six(index)}`;
    const members = new Set([bot, ...membersOf(index, size).map(personId)]);
    const [creator] = [...members].slice(1);
    const counted = { ...channel, id, name, creator, is_general: index === 0, member_count: members.size };
    yield { in: 'channels', doc: counted };
    yield { in: 'placements', doc: { ...placement, channel: id, name } };
    for (const user of members) yield { in: 'memberships', doc: { channel: id, user } };
  }
}

function membersOf(index: number, { people }: WorldSize): number[] {
  if (index === 0) return Array.from({ length: people }, (_, person) => person);
  const some = Array.from({ length: MEMBERS }, (_, place) => (index * 7919 + place * 104_729) % people);
  return index < BUSY_CHANNELS ? [0, ...some] : some;
}

function* messages(size: WorldSize, template: Doc): Generator<Line> {
  for (let index = 0; index < size.messages; index++) {
    const channel = index % BIG_SHARE === 0 ? 0 : (index * 7) % size.channels;
    const user = personId((index * 31) % size.people);
    const ts = `${FIRST_SECOND + index}.${six(index % 1_000_000)}`;
    const text = `Message ${index} of a large world, about as long as what people write at work every day.`;
    const message = { ...(template.message as Doc), ts, user, text };
    yield { in: 'messages', doc: { channel: channelId(channel), message } };
  }
}
