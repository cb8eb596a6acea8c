import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { runProgram } from './run-program.js';

const key = `one:${Buffer.alloc(32, 1).toString('base64')}`;
const otherKey = `two:${Buffer.alloc(32, 2).toString('base64')}`;
const samples = 'test/installations/formats-samples';
let database: TestDatabase;
let pool: pg.Pool;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-move-'));
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function havoc(args: string[], environment: Record<string, string> = {}) {
  const given = { DATABASE_URL: database.url, HAVOC_ENCRYPTION_KEYS: key, ...environment };
  const { code, lines } = await runProgram(args, given);
  return { code, lines: lines.map((line) => line.replaceAll(folder, '…')) };
}

const importing = (path: string, ...more: string[]) => havoc(['installations', 'import', path, ...more]);

async function file(name: string, lines: object[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

async function rows(sql: string): Promise<unknown[]> {
  return (await pool.query(sql)).rows;
}

const plain = (team_id: string, more: object = {}) => ({
  team_id,
  bot_token: `xoxb-${team_id}`,
  installed_at: '2024-01-01T00:00:00Z',
  ...more,
});

describe('installations import', () => {
  test('stores what can be exported again, and stores it once', async () => {
    expect(await importing(join(samples, 'to-dict.jsonl'))).toEqual({
      code: 0,
      lines: [
        'Not imported: enterprise_url (2)',
        '2 installations: 2 new, 0 updated, 0 skipped because havoc has the same or newer ones.',
        expect.stringMatching(
          /^The tokens of 1 installation rotate\. Keep the app that they come from stopped/,
        ),
      ],
    });
    expect(
      await rows('select tenant, user_id, key_id from havoc_internal.installation_token order by 1, 2'),
    ).toEqual([
      { tenant: 'E0GRID', user_id: '', key_id: 'one' },
      { tenant: 'T0ACME', user_id: '', key_id: 'one' },
      { tenant: 'T0ACME', user_id: 'U0ANA', key_id: 'one' },
      { tenant: 'T0ACME', user_id: 'U0BEN', key_id: 'one' },
    ]);
    expect(await havoc(['installations', 'export', join(folder, 'out.jsonl')])).toEqual({
      code: 0,
      lines: [
        '2 installations written to …/out.jsonl.',
        'The file contains tokens. Delete it when you no longer need it.',
      ],
    });
    const { lines } = await importing(join(folder, 'out.jsonl'));
    expect(lines[0]).toBe(
      '2 installations: 0 new, 0 updated, 2 skipped because havoc has the same or newer ones.',
    );
  });

  test('takes a token that was refreshed elsewhere, and not one that was refreshed here', async () => {
    const rotating = (version: number) => ({
      bot_token: `xoxe.xoxb-${version}`,
      bot_refresh_token: `xoxe-${version}`,
      bot_token_expires_at: 1_700_000_000 + version * 43_200,
    });
    const counts = async (...lines: object[]) => (await importing(await file('in', lines))).lines[0];
    expect(await counts(plain('T1', rotating(2)))).toContain('1 new');
    expect(await counts(plain('T1', rotating(3)))).toContain('1 updated');
    expect(await counts(plain('T1', { ...rotating(2), installed_at: '2025-01-01' }))).toContain('1 skipped');
    expect(await counts(plain('T1', { installed_at: '2025-01-01' }))).toContain('1 skipped');
  });

  test('does not bring back an app that was removed since', async () => {
    const path = await file('in', [plain('T1')]);
    await importing(path);
    await pool.query(
      "update havoc_internal.installation set ended_at = now(), end_reason = 'app_uninstalled'",
    );
    await pool.query('delete from havoc_internal.installation_token');
    expect((await importing(path)).lines[0]).toContain('1 skipped');
    expect(await rows('select from havoc_internal.installation_token')).toEqual([]);
    const later = await file('later', [
      plain('T1', { installed_at: new Date(Date.now() + 60_000).toISOString() }),
    ]);
    expect((await importing(later)).lines[0]).toContain('1 new');
  });

  test('imports nothing if something cannot be read, unless it may skip that', async () => {
    const broken = [plain('T1'), plain('T2', { bot_token: 'secret' }), { bot_token: 'xoxb-3' }];
    const path = await file('in.jsonl', broken);
    const problems = [
      '…/in.jsonl, line 2, bot_token: must be a token, which begins with xox; if it is encrypted, decrypt it first',
      '…/in.jsonl, line 3, team_id: is missing, and there is no enterprise either',
    ];
    expect(await importing(path)).toEqual({
      code: 1,
      lines: [
        ...problems,
        'Nothing was imported, because of 2 problems. Correct the input, or give --skip-invalid to import the rest.',
      ],
    });
    expect(await rows('select from havoc_internal.installation')).toEqual([]);
    expect(await importing(path, '--skip-invalid')).toEqual({
      code: 0,
      lines: [
        ...problems,
        '1 installation: 1 new, 0 updated, 0 skipped because havoc has the same or newer ones.',
      ],
    });
  });

  test('prints the first 20 of many problems', async () => {
    const { lines } = await importing(await file('in', Array(30).fill({ bot_token: 'xoxb-1' })));
    expect(lines).toHaveLength(22);
    expect(lines[20]).toBe('… and 10 more');
  });

  test('takes the installations of one app only', async () => {
    const path = await file('in', [plain('T1', { app_id: 'A1' }), plain('T2', { app_id: 'A2' })]);
    const { code, lines } = await importing(path);
    expect([code, lines[0]]).toEqual([
      1,
      'Nothing was imported, because there are installations of several apps: A1, A2. Name yours with --app.',
    ]);
    const one = await importing(path, '--app', 'A2');
    expect(one.lines).toEqual([
      'Not imported: 1 installation of other apps',
      '1 installation: 1 new, 0 updated, 0 skipped because havoc has the same or newer ones.',
    ]);
    expect(await rows('select tenant from havoc_internal.installation')).toEqual([{ tenant: 'T2' }]);
  });

  test.each([
    [
      { DATABASE_URL: '', HAVOC_DATA_DIR: '/nowhere' },
      /^DATABASE_URL is not set, and \/nowhere is not the data folder/,
    ],
    [{ HAVOC_ENCRYPTION_KEYS: '' }, /^havoc has no key to encrypt tokens with\. Set HAVOC_ENCRYPTION_KEYS/],
    [{ HAVOC_ENCRYPTION_KEYS: 'secret' }, /HAVOC_ENCRYPTION_KEYS/],
  ])('says what is missing in %j', async (environment, message) => {
    const path = await file('in', [plain('T1')]);
    const { code, lines } = await havoc(['installations', 'import', path], environment);
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(message);
    expect(lines.join('\n')).not.toContain('secret');
  });
});

describe('installations export', () => {
  beforeEach(async () => {
    await importing(await file('in', [plain('T1')]));
  });

  test('writes a file that only its owner can read', async () => {
    const path = join(folder, 'out');
    await havoc(['installations', 'export', path, '--format', 'bolt-python']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ team_id: 'T1', bot_token: 'xoxb-T1' });
  });

  test.each(['/dev/stdout', 'samples'])('refuses to write over %s', async (name) => {
    await cp(samples, join(folder, 'samples'), { recursive: true });
    const { code, lines } = await havoc([
      'installations',
      'export',
      name.startsWith('/') ? name : join(folder, name),
    ]);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/ exists already\. Name a new file\.$/)]);
  });

  test('leaves no file behind if a token cannot be decrypted', async () => {
    const path = join(folder, 'out');
    const { code, lines } = await havoc(['installations', 'export', path], {
      HAVOC_ENCRYPTION_KEYS: otherKey,
    });
    expect([code, lines.join()]).toEqual([1, expect.stringContaining('encrypted with the key one')]);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('keys', () => {
  test('new prints a key that works', async () => {
    const { lines } = await havoc(['keys', 'new']);
    expect(lines).toHaveLength(2);
    const made = lines[0] ?? '';
    expect(made).toMatch(/^\d{4}-\d\d-\d\d-\w{6}:\S{44}$/);
    const path = await file('in', [plain('T1')]);
    const { code } = await havoc(['installations', 'import', path], { HAVOC_ENCRYPTION_KEYS: made });
    expect(code).toBe(0);
  });

  test('rotate encrypts everything with the first key, after which the other one is not needed', async () => {
    await importing(join(samples, 'to-dict.jsonl'));
    const both = { HAVOC_ENCRYPTION_KEYS: `${otherKey} ${key}` };
    const hint =
      'Once every sidecar runs with two as its first key, run this command again, and then remove one from HAVOC_ENCRYPTION_KEYS.';
    expect(await havoc(['keys', 'rotate'], both)).toEqual({
      code: 0,
      lines: ['5 rows are encrypted with two.', hint],
    });
    expect((await havoc(['keys', 'rotate'], both)).lines).toEqual([
      'All secrets are encrypted with two already.',
      hint,
    ]);
    const path = join(folder, 'out');
    const { code } = await havoc(['installations', 'export', path], { HAVOC_ENCRYPTION_KEYS: otherKey });
    expect(code).toBe(0);
    expect(await readFile(path, 'utf8')).toContain('hooks.slack.com/services/T0ACME');
  });

  test('rotate changes nothing without a key that is in use', async () => {
    await importing(await file('in', [plain('T1')]));
    const { code, lines } = await havoc(['keys', 'rotate'], { HAVOC_ENCRYPTION_KEYS: otherKey });
    expect(code).toBe(1);
    expect(lines.join()).toMatch(/^Nothing was done, because .* does not contain: one\./);
  });
});

describe('purge', () => {
  beforeEach(async () => {
    await importing(await file('in', [plain('T1'), plain('T2')]));
  });

  test('asks first, and does not purge without a terminal to ask', async () => {
    const { code, lines } = await havoc(['purge', '--team', 'T1']);
    expect(code).toBe(1);
    expect(lines.join()).toContain(
      'This deletes everything that havoc keeps of T1, with its tokens, permanently',
    );
    expect(await rows('select from havoc_internal.installation')).toHaveLength(2);
  });

  test('deletes all of one workspace, and reports what it was', async () => {
    const { code, lines } = await havoc(['purge', '--team', 'T1', '--yes']);
    expect(code).toBe(0);
    expect(lines).toContain('       1  installation_token');
    expect(lines.at(-1)).toBe('Everything of T1 is deleted.');
    expect(await rows('select tenant from havoc_internal.installation')).toEqual([{ tenant: 'T2' }]);
    expect((await havoc(['purge', '--team', 'T1', '--yes'])).lines).toEqual(['havoc keeps nothing of T1.']);
  });

  test.each([[[]], [['--team', 'T1', '--enterprise', 'E1']]])(
    'needs one of its options: %j',
    async (given) => {
      const { code, lines } = await havoc(['purge', '--yes', ...given]);
      expect(code).toBe(1);
      expect(lines[0]).toMatch(/^Give either --team/);
    },
  );
});
