import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { madeHere } from '../../src/codegen/made-here.js';
import { removeOthers } from '../../src/codegen/write.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-codegen-write-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function contentOf(): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

test('removes files that are no longer generated, and the folders that become empty', async () => {
  for (const name of ['kept/one.ts', 'kept/old.ts', 'slack/chat/v1/chat.ts', 'slack/methods.ts']) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  await mkdir(join(folder, 'empty/inside'), { recursive: true });
  await removeOthers(folder, (path) => path === join(folder, 'kept/one.ts'));
  expect(await contentOf()).toEqual(['kept', join('kept', 'one.ts')]);
});

test('accepts a folder that does not exist', async () => {
  await removeOthers(join(folder, 'none'), () => false);
  expect(await contentOf()).toEqual([]);
});

test.each([
  ['src/gen/havoc/slack/chat/v1/chat.ts', true],
  ['src/gen/havoc/v1/events.ts', true],
  ['src/gen/havoc/slack/v1/api.ts', true],
  ['src/gen/prisma/client.ts', true],
  ['src/gen/google/protobuf/timestamp.ts', true],
  ['proto/havoc/slack/v1/api.proto', true],
  ['src/gen/slack/chat/v1/chat.ts', false],
  ['src/gen/havoc/v1/gone.ts', false],
  ['src/gen/havoc/slack/gone/v1/gone.ts', false],
  ['proto/havoc/slack/gone/v1/gone.proto', false],
])('%s is generated or written by hand: %s', async (path, expected) => {
  const isMade = await madeHere(new Map([['src/gen/havoc/slack/chat/v1/chat.ts', '']]));
  expect(isMade(path)).toBe(expected);
});
