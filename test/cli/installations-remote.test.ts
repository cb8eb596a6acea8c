import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  type InstallationDetails,
  type InstallationsListRequest,
  InstallationsService,
} from '../../src/gen/havoc/v1/installations.js';
import { runProgram } from './run-program.js';

let folder: string;
let server: Server;
let asked: object[];

const acme: InstallationDetails = {
  team_id: 'T1',
  team_name: 'Acme',
  state: 'active',
  source: 'oauth',
  installed_by: 'U1',
  installed_at: new Date('2024-01-01T10:00:00Z'),
  context_json: Buffer.from('{"tenant":7}'),
  bot: { scopes: ['chat:write', 'commands'], granted_at: new Date('2024-01-01T10:00:00Z') },
  users: [
    {
      user_id: 'U2',
      scopes: ['search:read'],
      expires_at: new Date('2024-01-01T22:00:00Z'),
      refusal: 'token_revoked',
    },
  ],
};
const grid: InstallationDetails = {
  enterprise_id: 'E1',
  enterprise_name: 'Grid',
  state: 'refused',
  source: 'import',
  bot: {},
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-remote-'));
  server = new Server();
  const answers: Record<string, (request: InstallationsListRequest) => object> = {
    list: ({ after, ended }) => {
      if (after === 'T1') return { installations: ended ? [grid] : [] };
      return { installations: [acme], next: 'T1' };
    },
    get: () => ({ installation: acme }),
    revoke: () => ({}),
    createLink: () => ({}),
    listAuthorizations: () => ({}),
  };
  const implementation: UntypedServiceImplementation = {};
  for (const [name, answer] of Object.entries(answers))
    implementation[name] = (
      { request }: { request: InstallationsListRequest },
      reply: (failure: null, answer: object) => void,
    ) => {
      asked.push({ [name]: request });
      reply(null, answer(request));
    };
  server.addService(InstallationsService, implementation);
  await new Promise((resolve) =>
    server.bindAsync(`unix:${folder}/sock`, ServerCredentials.createInsecure(), resolve),
  );
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  server.forceShutdown();
  await rm(folder, { recursive: true });
});

const havoc = (...args: string[]) =>
  runProgram(['installations', ...args], { HAVOC_ADDRESS: `unix:${folder}/sock` });

test('lists all pages, a line for each installation', async () => {
  const { code, out } = await havoc('list', '--ended');
  expect(code).toBe(0);
  expect(out).toEqual([
    'T1            active       oauth        2024-01-01T10:00:00.000Z  bot + 1 user   Acme',
    'E1            refused      import         bot            Grid',
  ]);
});

test('lists JSON for programs', async () => {
  const { out } = await havoc('list', '--json');
  expect(out.map((line) => JSON.parse(line))).toMatchObject([
    { team_id: 'T1', installed_at: '2024-01-01T10:00:00.000Z', context: { tenant: 7 } },
  ]);
});

test('shows all of an installation', async () => {
  const { out } = await havoc('show', 'T1');
  expect(out).toEqual([
    'team_id                T1',
    'team_name              Acme',
    'state                  active',
    'installed_by           U1',
    'installed_at           2024-01-01T10:00:00.000Z',
    'source                 oauth',
    'context                {"tenant":7}',
    'token                  bot  granted 2024-01-01T10:00:00.000Z  does not expire  chat:write,commands',
    'token                  U2  expires 2024-01-01T22:00:00.000Z  refused: token_revoked  search:read',
  ]);
  expect(JSON.parse((await havoc('show', 'E1', '--json')).out.join())).toMatchObject({
    context: { tenant: 7 },
  });
  expect(asked).toEqual([{ get: { team_id: 'T1' } }, { get: { enterprise_id: 'E1' } }]);
});

test('revokes an installation, or the token of one user', async () => {
  expect((await havoc('revoke', 'E1', '--yes')).out).toEqual(['The app is removed from E1.']);
  expect((await havoc('revoke', 'T1', '--user', 'U2', '--yes')).out).toEqual(['The token of U2 is revoked.']);
  expect(asked).toEqual([{ revoke: { enterprise_id: 'E1' } }, { revoke: { team_id: 'T1', user_id: 'U2' } }]);
});

test('revokes nothing without a confirmation', async () => {
  const { code, lines } = await havoc('revoke', 'T1');
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^This removes the app from T1, at Slack and in havoc, and there is no terminal/);
  expect(asked).toEqual([]);
});
