/** A message to one replica, or to all others if `to` is undefined. */
export interface Notice {
  topic: string;
  payload: object | undefined;
  to: string | undefined;
}

/** The content of one PostgreSQL notification: the sender, the topic, and the gathered payloads. */
export interface Said {
  from: string;
  topic: string;
  payloads: object[];
}

/** The channel on which all replicas listen. */
export const EVERYBODY = 'havoc_fleet';
/** PostgreSQL's limit for a notification is a little less than 8,000 bytes. */
const MOST_BYTES = 7_500;

/** The channel on which only this replica listens. */
export function channelOf(replica: string): string {
  return `havoc_${replica}`;
}

/**
 * Packs notices on one topic into notifications for their receivers. Sends equal notices to a receiver once. Notices
 * without a payload count as equal.
 *
 * @returns the notifications and their channels, as few as the size limit allows
 */
export function packNotices(
  from: string,
  topic: string,
  notices: readonly Notice[],
): { channel: string; payload: string }[] {
  const byChannel = new Map<string, Set<string>>();
  for (const { to, payload } of notices) {
    const channel = to === undefined ? EVERYBODY : channelOf(to);
    const texts = byChannel.get(channel) ?? new Set();
    if (payload) texts.add(JSON.stringify(payload));
    byChannel.set(channel, texts);
  }
  const head = `{"from":${JSON.stringify(from)},"topic":${JSON.stringify(topic)},"payloads":[`;
  return [...byChannel].flatMap(([channel, texts]) =>
    lots([...texts], MOST_BYTES - head.length).map((lot) => ({
      channel,
      payload: `${head}${lot.join(',')}]}`,
    })),
  );
}

/** Parses a notification. Returns undefined if it is invalid, for example from a later version. */
export function readSaid(text: string): Said | undefined {
  try {
    const { from, topic, payloads } = JSON.parse(text);
    const makesSense = typeof from === 'string' && typeof topic === 'string' && Array.isArray(payloads);
    return makesSense ? { from, topic, payloads } : undefined;
  } catch {
    return undefined;
  }
}

/** Splits texts into lots up to the given size. There is at least one lot, even without texts. */
function lots(texts: readonly string[], mostBytes: number): string[][] {
  const all: string[][] = [[]];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > mostBytes && bytes > 0) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(text);
    bytes += size;
  }
  return all;
}
