import { status } from '@grpc/grpc-js';
import { HavocError } from '../../src/base/index.js';
import { EntitiesService } from '../../src/gen/havoc/v1/entities.js';
import { createEntitiesService } from '../../src/grpc/index.js';
import type { Target } from '../../src/installations/index.js';
import { createLogger } from '../../src/log/index.js';
import { type Channel, serve } from '../support/grpc.js';

const log = createLogger({ level: 'silent' });
let channel: Channel | undefined;
afterEach(() => channel?.close());

const refused = { ok: false, error: 'missing_scope', status: 200, body: {} };
const asked: (string | Target | undefined)[][] = [];
async function open(): Promise<Channel> {
  channel = await serve([
    createEntitiesService({
      log,
      resolver: {
        async user(id, target) {
          asked.push([id, target]);
          return { ok: true, entity: { id, team_id: 'T1', name: 'ann', resolved: true } };
        },
        channel: async () => ({ ok: false, method: 'conversations.info', answer: refused }),
        team: () =>
          Promise.reject(new HavocError({ kind: 'not_found', code: 'resolve.not_found', message: 'no' })),
      },
    }),
  ]);
  return channel;
}

test('returns what the resolver knows, for the target', async () => {
  const { user } = await (await open()).unary(EntitiesService.getUser, { id: 'U12' }, { 'havoc-team': 'T1' });
  expect(user).toMatchObject({ id: 'U12', name: 'ann' });
  expect(asked).toEqual([['U12', { team_id: 'T1', enterprise_id: undefined, user_id: undefined }]]);
});

test("passes on Slack's refusal and the resolver's failure, and requires an id", async () => {
  const on = await open();
  await expect(on.unary(EntitiesService.getChannel, { id: 'C12' })).rejects.toMatchObject({
    code: status.PERMISSION_DENIED,
  });
  await expect(on.unary(EntitiesService.getTeam, { id: 'T12' })).rejects.toMatchObject({
    code: status.NOT_FOUND,
  });
  await expect(on.unary(EntitiesService.getUser, { id: '@ann' })).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  await expect(on.unary(EntitiesService.getUser, {})).rejects.toThrow('U012AB3CD');
});
