// npm run bench [-- --json] [--scenario NAME…] [--contender NAME…] [--rounds N] [--seconds N] [--svg FILE]
//                  [--profile FOLDER] [--backlog ROWS] [--messages N] [--channels N] [--people N]
//
// Measures what havoc's guarantees cost. The contenders are bare Bolt, Bolt with the same duties done by hand, the
// minimum that any app must do, and havoc over HTTP and over Socket Mode. All of them run on one machine, and are
// measured in turn. A separate process generates the load. Figures are medians and spreads over the rounds.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scope, withScope } from '../base/index.js';
import { type LocalSlack, startLocalSlack } from '../local-slack/index.js';
import {
  CONTENDERS,
  type Contender,
  type ContenderKey,
  type Surroundings,
  startContender,
} from './contenders.js';
import { startDatabases } from './databases.js';
import type { Scenery } from './events.js';
import { type Metrics, summarise } from './figures.js';
import { type Load, startLoad } from './load.js';
import { describeMachine } from './machine.js';
import { type BenchOptions, readOptions } from './options.js';
import { panelsOf } from './panels.js';
import { toSvg } from './plot.js';
import { sayProfiles } from './profile.js';
import {
  flood,
  type LoadScenario,
  SCENARIOS,
  type Scenario,
  type SubjectScenario,
} from './scenarios/index.js';
import { type Row, toTable } from './table.js';

const WARM_UP_SECONDS = 2;
/** The search for the sustained rate begins at this share of the throughput under saturation. */
const FIRST_SHARE = 0.75;

interface Stage {
  load: Load;
  around: Surroundings;
  started: Map<ContenderKey, Contender>;
  held: Map<Contender, { rate: number }>;
  scope: Scope;
}

function sceneryOf(local: LocalSlack): Scenery {
  return {
    signingSecret: local.signingSecret,
    bot: local.botUserId,
    team: local.team.id,
    users: local.people().map(({ id }) => id),
    // Slack does not show private channels that the bot is not in.
    channels: local.channels().flatMap(({ id, is_private }) => (is_private ? [] : [id])),
  };
}

async function warmUp({ load, held }: Stage, contender: Contender): Promise<void> {
  await flood({ load, contender, seconds: WARM_UP_SECONDS });
  const metrics = await flood({ load, contender, seconds: WARM_UP_SECONDS });
  process.stderr.write(`warm-up: ${contender.name} ${sayMetrics(metrics)}\n`);
  held.set(contender, { rate: (metrics.through ?? 0) * FIRST_SHARE });
}

/** Starts the contenders that are not running yet. */
async function contendersFor(
  scenario: LoadScenario,
  wanted: ContenderKey[],
  stage: Stage,
): Promise<Contender[]> {
  const { around, started, scope } = stage;
  if (scenario.start) {
    const own = await scenario.start(around, scope);
    if (!scenario.isCold) for (const contender of own) await warmUp(stage, contender);
    return own;
  }
  const contenders: Contender[] = [];
  for (const key of wanted.filter((one) => scenario.contenders.includes(one))) {
    const contender = started.get(key) ?? (await startContender(key, around, scope));
    if (!started.has(key)) await warmUp(stage, contender);
    started.set(key, contender);
    contenders.push(contender);
  }
  return contenders;
}

/** Something that is measured once in each round. */
interface Entrant {
  name: string;
  measure(): Promise<Metrics>;
}

async function loadEntrants(
  scenario: LoadScenario,
  { contenders, backlogRows, ...options }: BenchOptions,
  stage: Stage,
): Promise<Entrant[]> {
  const all = await contendersFor(scenario, contenders, stage);
  const seconds = options.seconds ?? scenario.seconds;
  return all.map((contender) => ({
    name: contender.name,
    measure: () => {
      const held = stage.held.get(contender) ?? { rate: 500 };
      return scenario.measure({ load: stage.load, contender, seconds, held, backlogRows });
    },
  }));
}

async function subjectEntrants(
  scenario: SubjectScenario,
  options: BenchOptions,
  { around, scope }: Stage,
): Promise<Entrant[]> {
  const subjects = await scenario.subjects(around, { world: options.world, scope });
  const seconds = options.seconds ?? scenario.seconds;
  return subjects.map(({ name, measure }) => ({ name, measure: () => measure(seconds) }));
}

async function runScenario(name: string, options: BenchOptions, stage: Stage): Promise<Row[]> {
  const scenario = SCENARIOS[name] as Scenario;
  const entrants =
    'subjects' in scenario
      ? await subjectEntrants(scenario, options, stage)
      : await loadEntrants(scenario, options, stage);
  const rounds = new Map<Entrant, Metrics[]>(entrants.map((entrant) => [entrant, []]));
  for (let round = 1; round <= options.rounds; round++) {
    // The order alternates, so that no contender always follows the same one.
    for (const entrant of round % 2 === 1 ? entrants : entrants.toReversed()) {
      const metrics = await entrant.measure();
      process.stderr.write(`${name}, round ${round}: ${entrant.name} ${sayMetrics(metrics)}\n`);
      rounds.get(entrant)?.push(metrics);
    }
  }
  return entrants.map((entrant) => ({
    name: entrant.name,
    figures: summarise(rounds.get(entrant) ?? []),
  }));
}

function sayMetrics(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${Math.round(value * 10) / 10}`)
    .join(', ');
}

function sayTables(name: string, rows: Row[], seconds: number | undefined): string {
  const scenario = SCENARIOS[name] as Scenario;
  const named = (wanted: string) => rows.find((row) => row.name === wanted);
  const all = { '× Bolt': named(CONTENDERS.bolt), '× same duties': named(CONTENDERS.duties) };
  const bases = 'start' in scenario ? { '÷ empty': rows[0] } : all;
  const tables = scenario.tables(seconds ?? scenario.seconds);
  return tables.map(({ title, columns }) => `${title}\n\n${toTable(rows, columns, bases)}\n`).join('\n');
}

const options = readOptions(process.argv.slice(2));
await withScope(async (scope) => {
  // Sidecars outlive this process, unless they are stopped.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void scope.release().finally(() => process.exit(1)));
  const folder = await mkdtemp(join(tmpdir(), 'havoc-bench-'));
  scope.onRelease(() => rm(folder, { recursive: true, force: true }));
  const local = await startLocalSlack();
  scope.onRelease(() => local.close());
  const load = await startLoad(sceneryOf(local), scope);
  const databases = await startDatabases(folder, scope);
  const around = { local, databases, socketPort: load.port, folder, profiles: options.profile };
  const stage: Stage = { load, around, started: new Map(), held: new Map(), scope };

  const machine = describeMachine();
  const results: Record<string, Row[]> = {};
  for (const name of options.scenarios) results[name] = await runScenario(name, options, stage);
  await scope.release();

  if (options.svg !== undefined) await writeFile(options.svg, toSvg(panelsOf(results)));
  if (options.profile !== undefined) process.stderr.write(await sayProfiles(options.profile));
  if (options.json) console.log(JSON.stringify({ machine, rounds: options.rounds, results }, null, 2));
  else {
    console.log(
      `${machine}. Medians of ${options.rounds} rounds, with the least and the most in brackets.\n`,
    );
    for (const [name, rows] of Object.entries(results)) console.log(sayTables(name, rows, options.seconds));
  }
});
