import { status } from '@grpc/grpc-js';
import { readAddress } from '../../src/client/address.js';
import { explain } from '../../src/client/explain.js';
import { createDefaultLog, withFields } from '../../src/client/log.js';
import { compileOptions } from '../../src/client/options.js';

test.each([
  ['localhost', { target: 'localhost:7433', local: true }],
  ['sidecar.acme.svc:7433', { target: 'sidecar.acme.svc:7433', local: false }],
  ['unix:///run/havoc.sock', { target: 'unix:/run/havoc.sock', local: true }],
])('%s becomes an address', (text, expected) => {
  expect(readAddress(text)).toEqual(expected);
});

test.each([
  [{}, {}, '127.0.0.1:7433'],
  [{}, { HAVOC_ADDRESS: 'unix:/a.sock' }, 'unix:/a.sock'],
  [{}, { HAVOC_ADDRESS: '' }, '127.0.0.1:7433'],
  [{ address: 'b:1' }, { HAVOC_ADDRESS: 'unix:/a.sock' }, 'b:1'],
])('options %j in an environment of %j give the address %s', (given, env, target) => {
  expect(compileOptions(given, env).address.target).toBe(target);
});

test('the token comes from the option, then from the environment', () => {
  const env = { HAVOC_GRPC_TOKEN: 'env\n' };
  expect(compileOptions({ token: 'own' }, env).token).toBe('own');
  expect(compileOptions({}, env).token).toBe('env');
  expect(compileOptions({}, { HAVOC_GRPC_TOKEN: '' }).token).toBeUndefined();
});

test.each([0, -1, 1.5, 10_001, Number.NaN])('a concurrency of %p is refused', (concurrency) => {
  expect(() => compileOptions({ concurrency }, {})).toThrow('It must be a whole number from 1 to 10000');
});

const local = '127.0.0.1:7433';
test.each([
  [status.UNAVAILABLE, 'connect ECONNREFUSED 127.0.0.1:7433', local, '`havoc dev`'],
  [
    status.UNAVAILABLE,
    'connect ENOENT /run/havoc.sock',
    'unix:/run/havoc.sock',
    'There is no socket at unix:/run/havoc.sock',
  ],
  [status.UNAVAILABLE, 'connect EACCES /run/havoc.sock', 'unix:/run/havoc.sock', 'no permission to open'],
  [status.UNAVAILABLE, 'getaddrinfo ENOTFOUND nowhere', 'nowhere:1', 'cannot be resolved'],
  [status.UNAVAILABLE, 'self-signed certificate', 'far:1', 'HAVOC_GRPC_CA'],
  [status.UNAVAILABLE, 'read ECONNRESET', 'far:1', 'must serve TLS and have a token'],
  [status.UNAVAILABLE, 'read ECONNRESET', local, 'cannot be reached: read ECONNRESET'],
  [status.UNAUTHENTICATED, 'no token', 'far:1', 'Set HAVOC_GRPC_TOKEN'],
  [status.PERMISSION_DENIED, 'wrong token', 'far:1', 'refuses this token'],
  [status.UNIMPLEMENTED, 'unknown service', local, 'is not a havoc sidecar, or has another version'],
  [status.INVALID_ARGUMENT, '/(/ is not a regular expression', local, '/(/ is not a regular expression'],
  [status.DEADLINE_EXCEEDED, 'no answer', local, 'did not answer'],
])('status %i with %j at %s explains what to do', (code, details, address, advice) => {
  expect(explain({ code, details }, readAddress(address))).toContain(advice);
});

test('the default log writes readable lines, and nothing for debug', () => {
  const lines: string[] = [];
  const log = withFields(
    createDefaultLog((line) => lines.push(line)),
    { delivery: '7' },
  );
  log.debug('never');
  log.info('there');
  log.warn({ code: 'x', n: 1, none: undefined }, 'look');
  log.error({ err: new Error('oh') }, 'failed');
  expect(lines.slice(0, 2)).toEqual([
    'havoc info: there (delivery=7)\n',
    'havoc warn: look (delivery=7, code=x, n=1)\n',
  ]);
  expect(lines[2]).toMatch(/^havoc error: failed \(delivery=7\)\nError: oh\n +at /);
});

test('the default log writes values that JSON cannot hold', () => {
  const lines: string[] = [];
  const log = createDefaultLog((line) => lines.push(line));
  const circular: Record<string, unknown> = { id: 10n };
  circular.self = circular;
  log.info({ circular, count: 3n, rest: undefined }, 'there');
  log.error({ err: 'just text' }, 'failed');
  log.error({ reason: new Error('oh') }, 'failed too');
  expect(lines).toEqual([
    'havoc info: there (circular=<ref *1> { id: 10n, self: [Circular *1] }, count=3n)\n',
    'havoc error: failed (err=just text)\n',
    expect.stringContaining('havoc error: failed too (reason=Error: oh'),
  ]);
});
