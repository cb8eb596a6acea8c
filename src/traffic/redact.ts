const REDACTED = '[redacted]';
const CUT = '[cut]';
const SECRET_KEY = /^(?:.*_)?token$|^authorization$|secret/i;
/** URLs that let anyone who has them write to Slack. */
const CAPABILITY_KEY = /^(?:response|upload|webhook)_url$/;
const SECRET_TEXT =
  /xox[a-z](?:\.xox[a-z])?-[\w-]+|(?:xapp|xwfp)-[\w-]+|(?<=hooks\.slack[\w.-]*\/)[\w/%-]+|(?<=[?&]ticket=)[\w%.-]+/g;
/** Finds all text that might match the patterns above. Other text needs no parsing. */
const SUSPECT = /token"|authorization"|secret|_url"|xox|xapp-|xwfp-|hooks\.slack|ticket=|\\u00/i;
const MOST_DEPTH = 64;

/**
 * Redacts and caps a body: replaces tokens, secrets and the paths of `response_url`s, and cuts long strings and lists
 * so that the result stays near the cap. Traffic is redacted nowhere else.
 *
 * @param body JSON as bytes or text, or a value that JSON can hold; files are replaced by their size
 * @param capBytes the approximate maximum size; cuts are marked `[cut]`
 * @returns valid JSON
 */
export function redactBody(body: unknown, capBytes: number): Uint8Array | undefined {
  if (body === undefined) return undefined;
  if (!(body instanceof Uint8Array) && typeof body !== 'string') return write(body, capBytes);
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  if (text.length <= capBytes && !SUSPECT.test(text)) return Buffer.from(body);
  return write(parsed(text), capBytes);
}

/** Replaces everything in a text that looks like a token. */
export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, REDACTED);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function write(value: unknown, capBytes: number): Uint8Array {
  return Buffer.from(JSON.stringify(copy(value, { left: capBytes }, 0)) ?? 'null');
}

/** Copies as much as fits into the budget, which counts characters of text and keys. */
function copy(value: unknown, budget: { left: number }, depth: number): unknown {
  budget.left -= 4;
  if (typeof value === 'string') return copyText(value, budget);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (depth >= MOST_DEPTH) return CUT;
  if (Array.isArray(value)) return copyList(value, budget, depth);
  const copied: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (budget.left <= 0) {
      copied[CUT] = true;
      break;
    }
    budget.left -= key.length;
    copied[redactText(key)] = copyMember(key, member, budget, depth);
  }
  return copied;
}

function copyMember(key: string, member: unknown, budget: { left: number }, depth: number): unknown {
  if (SECRET_KEY.test(key) && member !== null) return REDACTED;
  if (CAPABILITY_KEY.test(key) && typeof member === 'string') return originOf(member);
  return copy(member, budget, depth + 1);
}

function copyList(list: unknown[], budget: { left: number }, depth: number): unknown[] {
  const copied: unknown[] = [];
  for (const item of list) {
    if (budget.left <= 0) {
      copied.push(CUT);
      break;
    }
    copied.push(copy(item, budget, depth + 1));
  }
  return copied;
}

/** Redacts a text before cutting it, because half a token is still a secret. */
function copyText(text: string, budget: { left: number }): string {
  const clean = redactText(text);
  const room = Math.max(budget.left, 0);
  budget.left -= clean.length;
  return clean.length <= room ? clean : `${clean.slice(0, room)}${CUT}`;
}

function originOf(url: string): string {
  return URL.canParse(url) ? `${new URL(url).origin}/${REDACTED}` : REDACTED;
}
