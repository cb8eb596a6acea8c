import { createStage, type Stage } from './stage.js';

const STRANGER = '198.51.100.7';
const CUSTOMER = '203.0.113.9';

/** Begins an installation and ends it for the client at this address. Returns the status of the page. */
async function install(stage: Stage, address: string | undefined, link?: string): Promise<number> {
  const begun = await stage.begin({ query: link });
  return (await stage.end(begun, undefined, { address })).status;
}

/** The query of an install link that havoc made. */
async function linkOf(stage: Stage): Promise<string> {
  const { url } = await stage.createLink({ context: '{"tenant":1}', lifetimeMs: 3_600_000 });
  return new URL(url).search.slice(1);
}

const exchanges = ({ calls }: Stage) => calls.filter(({ method }) => method === 'oauth.v2.access').length;

/** Lets clients install for a number of seconds, ten times a second. */
async function flood(stage: Stage, seconds: number, addressAt: (turn: number) => string, link?: string) {
  for (let turn = 0; turn < seconds * 10; turn++) {
    await install(stage, addressAt(turn), link);
    stage.pass(100);
  }
}

test('one client that installs ten times a second does not keep others from installing', async () => {
  const stage = createStage();
  await flood(stage, 59, () => STRANGER);
  expect(exchanges(stage)).toBe(9);
  expect(await install(stage, STRANGER)).toBe(429);
  expect(await install(stage, CUSTOMER)).toBe(200);
});

test('a client may try again after a while', async () => {
  const stage = createStage();
  await flood(stage, 1, () => STRANGER);
  expect(await install(stage, STRANGER)).toBe(429);
  stage.pass(12_000);
  expect(await install(stage, STRANGER)).toBe(200);
});

const MANY = (turn: number) => `198.51.${turn % 100}.1`;

test('many clients without a link of the app do not keep those with a link from installing', async () => {
  const stage = createStage();
  const link = await linkOf(stage);
  await flood(stage, 59, MANY);
  expect(await install(stage, CUSTOMER)).toBe(429);
  expect(await install(stage, CUSTOMER, link)).toBe(200);
  // The stranger's own installations without a link do not count against the link.
  expect(await install(stage, MANY(0), link)).toBe(200);
});

test('a client with a link is limited too', async () => {
  const stage = createStage();
  const link = await linkOf(stage);
  await flood(stage, 60, () => STRANGER, link);
  expect(exchanges(stage)).toBe(19);
  expect(await install(stage, CUSTOMER, link)).toBe(200);
});

test('a replica exchanges at most 90 codes in its first minute, and then 45 a minute', async () => {
  const stage = createStage();
  const link = await linkOf(stage);
  const perMinute: number[] = [];
  for (let minute = 0; minute < 3; minute++) {
    const before = exchanges(stage);
    for (let second = 0; second < 60; second++) {
      for (let client = 0; client < 5; client++) {
        await install(stage, MANY(second * 5 + client));
        await install(stage, MANY(second * 5 + client), link);
      }
      stage.pass(1_000);
    }
    perMinute.push(exchanges(stage) - before);
  }
  expect(perMinute[0]).toBeLessThanOrEqual(90);
  expect(perMinute.slice(1)).toEqual([45, 45]);
});

test('clients whose address is not known share what all clients may do', async () => {
  const stage = createStage();
  const statuses: number[] = [];
  for (let count = 0; count < 16; count++) statuses.push(await install(stage, undefined));
  expect(statuses).toEqual([...Array(15).fill(200), 429]);
});

test('an installation that comes too soon uses nothing up, and can be finished later', async () => {
  const stage = createStage();
  await flood(stage, 1, () => STRANGER);
  const used = stage.used.length;
  const begun = await stage.begin();
  const opening = { address: STRANGER };
  const answer = await stage.end(begun, undefined, opening);
  expect(answer).toMatchObject({ status: 429, outcome: 'refused: oauth.busy' });
  expect(answer.body).toContain('Too many people install the app');
  expect(stage.used).toHaveLength(used);
  stage.pass(12_000);
  expect(await stage.end(begun, undefined, opening)).toMatchObject({ status: 200 });
});
