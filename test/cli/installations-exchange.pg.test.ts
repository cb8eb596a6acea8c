import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { saveGrant } from '../../src/installations/index.js';
import { createVault, readKeys } from '../../src/vault/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { runProgram } from './run-program.js';

const keys = `one:${Buffer.alloc(32, 1).toString('base64')}`;
let opened: OpenTestDatabase;
let slack: Server;
let asked: Record<string, unknown>[];
let refused: string;

beforeEach(async () => {
  asked = [];
  refused = '';
  opened = await openTestDatabase();
  slack = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    asked.push({ url: request.url, ...body });
    const answer =
      body.token === refused
        ? { ok: false, error: 'token_already_exchanged' }
        : { ok: true, access_token: `xoxe.${body.token}`, refresh_token: 'xoxe-1', expires_in: 43_200 };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => void slack.listen(0, '127.0.0.1', resolve));
  const vault = createVault(readKeys(keys));
  for (const team_id of ['T1', 'T2'])
    await opened.database.transaction((tx) =>
      saveGrant(
        tx,
        { vault, replica: 'test' },
        {
          team_id,
          is_enterprise_install: false,
          granted_at: new Date(),
          source: 'import',
          bot: { access_token: `xoxb-${team_id}`, scopes: ['chat:write'] },
          users: [{ user_id: 'U1', access_token: `xoxp-${team_id}`, scopes: ['search:read'] }],
        },
      ),
    );
});
afterEach(async () => {
  await new Promise((resolve) => slack.close(resolve));
  await opened.close();
});

async function exchange(args: string[], environment: Record<string, string> = {}) {
  const { port } = slack.address() as AddressInfo;
  return runProgram(['installations', 'exchange', ...args], {
    DATABASE_URL: opened.url,
    HAVOC_ENCRYPTION_KEYS: keys,
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 'a-client-secret-',
    SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    ...environment,
  });
}

const countRotating = () =>
  opened.database.prisma.installationToken.count({ where: { expires_at: { not: null } } });

test('exchanges each token once', async () => {
  expect(await exchange(['--team', 'T1', '--yes'])).toMatchObject({
    code: 0,
    lines: ['2 tokens exchanged.'],
  });
  const secrets = { client_id: '1.2', client_secret: 'a-client-secret-' };
  expect(asked).toEqual([
    { url: '/api/oauth.v2.exchange', token: 'xoxb-T1', ...secrets },
    { url: '/api/oauth.v2.exchange', token: 'xoxp-T1', ...secrets },
  ]);
  expect(await exchange(['--all', '--yes'])).toMatchObject({ code: 0, lines: ['2 tokens exchanged.'] });
  expect(await exchange(['--all', '--yes'])).toMatchObject({ code: 0, lines: ['0 tokens exchanged.'] });
  expect(await countRotating()).toBe(4);
});

test('names each token that Slack does not exchange, and exchanges the others', async () => {
  refused = 'xoxp-T1';
  expect(await exchange(['--all', '--yes'])).toMatchObject({
    code: 1,
    lines: [
      'T1 U1: token_already_exchanged',
      '3 tokens exchanged.',
      '1 token could not be exchanged, and did not change. Check the reasons above, and try again.',
    ],
  });
  expect(await countRotating()).toBe(3);
});

test.each([
  [[], {}, /^Give either --team/],
  [['--all'], {}, /^This exchanges tokens of all installations for ones that expire, which cannot be undone/],
  [['--all', '--yes'], { SLACK_CLIENT_SECRET: '' }, /^Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET/],
])('exchanges nothing with %j and %j', async (args, environment, message) => {
  const { code, lines } = await exchange(args, environment);
  expect(code).toBe(1);
  expect(lines[0]).toMatch(message);
  expect(asked).toEqual([]);
});
