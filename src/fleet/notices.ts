/** One thing to say: to one replica, or to all others. */
export interface Notice {
  topic: string;
  payload: object | undefined;
  to: string | undefined;
}

/** What goes over the wire: who says it, on which topic, and all that was said within a short time. */
export interface Said {
  from: string;
  topic: string;
  payloads: object[];
}

/** Where all replicas listen. */
export const EVERYBODY = 'havoc_fleet';
/** PostgreSQL takes less than 8,000 bytes at once. */
const MOST_BYTES = 7_500;

/** Where one replica listens. */
export function channelOf(replica: string): string {
  return `havoc_${replica}`;
}

/**
 * Puts together what is said on one topic to the same ears. A notice without a payload is said once, however often
 * it was asked for, and so is one with the same payload.
 *
 * @returns what to say where, in as few notifications as their size allows
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

/** Reads what another replica said; undefined where it makes no sense, as from a version to come. */
export function readSaid(text: string): Said | undefined {
  try {
    const { from, topic, payloads } = JSON.parse(text);
    const makesSense = typeof from === 'string' && typeof topic === 'string' && Array.isArray(payloads);
    return makesSense ? { from, topic, payloads } : undefined;
  } catch {
    return undefined;
  }
}

/** At least one lot, though it be empty. */
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
