import { parseArgs } from 'node:util';
import { CONTENDERS, type ContenderKey } from './contenders.js';
import { SCENARIOS, USUAL } from './scenarios/index.js';
import { MOST_OBJECTS, type WorldSize } from './world-file.js';

export interface BenchOptions {
  json: boolean;
  scenarios: string[];
  contenders: ContenderKey[];
  rounds: number;
  /** How long each load takes. Undefined for the default of each scenario. */
  seconds: number | undefined;
  /** The file for the plot. */
  svg: string | undefined;
  /** The number of unsettled envelopes in the backlog when the app starts. */
  backlogRows: number;
  /** The size of the local Slack's world in PostgreSQL. */
  world: WorldSize;
  /** A folder for CPU profiles of the sidecars. Profiling makes them slower. */
  profile: string | undefined;
}

/** Events are signed before a run, and signatures expire after five minutes. */
const MOST_SECONDS = 200;

/** Parses the command line. @throws Error that names the mistake and the valid values */
export function readOptions(args: string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true, default: [] },
      contender: { type: 'string', multiple: true, default: Object.keys(CONTENDERS) },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string' },
      svg: { type: 'string' },
      profile: { type: 'string' },
      backlog: { type: 'string', default: '1000000' },
      messages: { type: 'string', default: '1000000' },
      channels: { type: 'string', default: '10000' },
      people: { type: 'string', default: '100000' },
    },
  });
  // `--scenario a b` means the same as `--scenario a --scenario b`.
  const named = [...values.scenario, ...positionals];
  return {
    json: values.json,
    scenarios: (named.length > 0 ? named : USUAL).map((name) =>
      oneOf('scenario', name, Object.keys(SCENARIOS)),
    ),
    contenders: values.contender.map((name) =>
      oneOf('contender', name, Object.keys(CONTENDERS) as ContenderKey[]),
    ),
    rounds: wholeNumber('rounds', values.rounds),
    seconds: values.seconds === undefined ? undefined : wholeNumber('seconds', values.seconds, MOST_SECONDS),
    svg: values.svg,
    profile: values.profile,
    backlogRows: wholeNumber('backlog', values.backlog, 10_000_000),
    world: {
      messages: wholeNumber('messages', values.messages, 100_000_000),
      channels: wholeNumber('channels', values.channels, MOST_OBJECTS),
      people: wholeNumber('people', values.people, MOST_OBJECTS),
    },
  };
}

function oneOf<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new Error(`There is no ${what} ${given}. Choose from ${known.join(', ')}.`);
  return found;
}

function wholeNumber(what: string, given: string, most = 100): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw new Error(`--${what} is ${given}. It must be a whole number from 1 to ${most}.`);
}
