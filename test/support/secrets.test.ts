import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNoLeaks, findLeaks } from './secrets.js';
import { createWire } from './secrets-wire.js';

const TOKEN = 'xoxb-1234567890-Ab/c+d?ef~';
const secrets = [{ name: 'the token', value: TOKEN }];
const hex = Buffer.from(TOKEN).toString('hex');

test.each([
  ['plain', `before ${TOKEN} after`],
  ['URL-encoded', `?token=${encodeURIComponent(TOKEN)}&`],
  ['hex', `0x${hex}00`],
  ['hex', hex.toUpperCase()],
  ...['', 'a', 'ab', 'abc'].flatMap((before) =>
    (['base64', 'base64url'] as const).map((encoding): [string, string] => [
      encoding,
      Buffer.from(`${before}${TOKEN}xyz`).toString(encoding),
    ]),
  ),
])('finds a secret in the form %s: %s', (form, text) => {
  const leaks = findLeaks(secrets, [{ sink: 'the log', bytes: Buffer.from(text) }]);
  expect(leaks).toMatchObject([
    { sink: 'the log', secret: 'the token', form: expect.stringContaining(form.slice(0, 6)) },
  ]);
});

test('finds the bytes of a key', () => {
  const key = Buffer.from('00ff8099aabbccddeeff001122334455', 'hex');
  const bytes = Buffer.concat([Buffer.from('x'), key]);
  expect(findLeaks([{ name: 'the key', value: key }], [{ sink: 'a table', bytes }])).toHaveLength(1);
});

test('does not find what is not there, nor a secret that is too short to tell', () => {
  const bytes = Buffer.from(`${TOKEN.slice(0, -1)} postgres ${TOKEN.slice(1)}`);
  expect(findLeaks([...secrets, { name: 'short', value: 'postgres' }], [{ sink: 'the log', bytes }])).toEqual(
    [],
  );
});

test('the error names the secret and the place, but not the secret itself', () => {
  const written = [{ sink: 'the log', bytes: Buffer.from(`{"token":"${TOKEN}"}`) }];
  const check = () => checkNoLeaks(secrets, written);
  expect(check).toThrow('the token (plain) is in the log, after: {"token":"');
  expect(check).not.toThrow(TOKEN);
});

// Node.js itself compresses the headers and splits the data into frames.
test('a connection is recorded with headers, data and what the other end sends', async () => {
  const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))
    .join('')
    .trim();
  const long = `${'x'.repeat(16_380)}${TOKEN}`;
  const folder = mkdtempSync(join(tmpdir(), 'havoc-'));
  const server = createServer();
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, answer: TOKEN }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-message': `${printable}${TOKEN}` }));
    stream.end('from the sidecar');
  });
  server.listen(join(folder, 'server.sock'));
  const wire = createWire(folder);
  const address = wire.via(`unix:${join(folder, 'server.sock')}`);
  expect(wire.via(`unix:${join(folder, 'server.sock')}`)).toBe(address);
  expect(wire.via('127.0.0.1:1')).toBe('127.0.0.1:1');
  const client = connect('http://sidecar', { path: address.slice('unix:'.length) });
  const request = client.request({ ':method': 'POST', printable, large: 'y'.repeat(300) });
  request.end(long);
  await new Promise((resolve) => request.on('close', resolve).resume());
  client.close();
  server.close();
  wire.close();
  rmSync(folder, { recursive: true });

  const [sent, got] = ['from the app', 'from the sidecar'].map((end) =>
    wire
      .written()
      .filter(({ sink }) => sink.includes(end))
      .map(({ bytes }) => Buffer.from(bytes).toString()),
  );
  expect(sent).toEqual(expect.arrayContaining([long, printable, 'y'.repeat(300), 'printable']));
  expect(got).toEqual(expect.arrayContaining(['from the sidecar', TOKEN, `${printable}${TOKEN}`]));
});
