import { FORM, JSON_TYPE, signed } from './signed.js';
import { EVENT, type Refusals, timestampIn, withHeaders } from './signed-request.js';

const flipped = (signature: string) => signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
const withTimestamp = (timestamp: string | string[] | undefined) =>
  withHeaders({ 'x-slack-request-timestamp': timestamp });
const withSignature = (change: (signature: string) => string | string[] | undefined) =>
  withHeaders({ 'x-slack-signature': change(signed(EVENT)['x-slack-signature']) });
/** Returns an event that is signed with the time that is this many seconds from now. */
const signedIn = (seconds: number) => ({
  headers: signed(EVENT, JSON_TYPE, { 'x-slack-request-timestamp': timestampIn(seconds) }),
  body: EVENT,
});

/** Requests whose headers are missing, malformed, wrong or repeated. */
export const REFUSED_HEADERS: readonly Refusals[] = [
  {
    status: 401,
    code: 'signature.missing',
    of: [
      ['no timestamp', () => withTimestamp(undefined), /timestamp is missing/],
      ['an empty timestamp', () => withTimestamp(''), /timestamp is missing/],
      ['no signature', () => withSignature(() => undefined), /signature is missing/],
      ['an empty signature', () => withSignature(() => ''), /signature is missing/],
      ['neither', () => ({ headers: { 'content-type': JSON_TYPE }, body: EVENT }), /missing/],
    ],
  },
  {
    status: 401,
    code: 'signature.malformed',
    of: [
      ['a timestamp of words', () => withTimestamp('now'), /number of seconds/],
      ['a timestamp in milliseconds', () => withTimestamp(`${Date.now()}`), /number of seconds/],
      ['a negative timestamp', () => withTimestamp('-1'), /number of seconds/],
      ['a timestamp with a fraction', () => withTimestamp(`${timestampIn(0)}.5`), /number of seconds/],
      ['a signature of words', () => withSignature(() => 'trust me'), /64 hexadecimal/],
      [
        'a signature without its version',
        () => withSignature((signature) => signature.slice(3)),
        /64 hexadecimal/,
      ],
      [
        'a signature of version 1',
        () => withSignature((signature) => signature.replace('v0', 'v1')),
        /64 hexadecimal/,
      ],
      ['a signature cut short', () => withSignature((signature) => signature.slice(0, 40)), /64 hexadecimal/],
    ],
  },
  {
    status: 401,
    code: 'signature.stale',
    of: [
      ['a request 6 minutes old', () => signedIn(-360), /5 minutes/],
      ['a request 6 minutes early', () => signedIn(360), /5 minutes/],
      ['a request of last year', () => signedIn(-31_536_000), /5 minutes/],
    ],
  },
  {
    status: 401,
    code: 'signature.wrong',
    of: [
      ['another signature', () => withSignature(flipped), /does not match/],
      [
        'a signature of another body',
        () => ({ headers: signed(`${EVENT} `), body: EVENT }),
        /does not match/,
      ],
      [
        'a signature of another body that is not JSON',
        () => ({ headers: signed(EVENT), body: 'garbage' }),
        /does not match/,
      ],
      ['a signature of another time', () => withTimestamp(timestampIn(-10)), /does not match/],
      [
        'a body that was parsed and serialised again',
        () => ({ headers: signed(JSON.stringify(JSON.parse(EVENT), null, 1)), body: EVENT }),
        /does not match/,
      ],
    ],
  },
  {
    status: 400,
    code: 'headers.repeated',
    of: [
      ['two timestamps', () => withTimestamp([timestampIn(0), timestampIn(0)]), /timestamp occurs 2 times/],
      [
        'two signatures',
        () => withSignature((signature) => [flipped(signature), signature]),
        /signature occurs 2 times/,
      ],
      [
        'two content types',
        () => withHeaders({ 'content-type': [JSON_TYPE, FORM] }),
        /content-type occurs 2 times/,
      ],
    ],
  },
];
