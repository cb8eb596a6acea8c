import { age } from './history.js';
import type { Fault, FaultKind } from './plan.js';
import type { Stage } from './stage.js';

/** Ends a fault. It may be called after the fault has ended. */
type Undo = () => Promise<void> | void;
type Act = (stage: Stage, fault: Fault) => Promise<Undo> | Undo;

/** Texts that occur in the statements of each kind, prepared or not. */
const COMMIT = ['inbox_commit', 'insert into havoc_internal.envelope'];
const SETTLEMENT = ['delete from havoc_internal.unsettled'];
const CLAIM = ['with recursive relaxed as materialized'];

const replica = ({ replicas }: Stage, { which }: Fault) => at(replicas, which);
const app = ({ apps }: Stage, { which }: Fault) => at(apps, which);
const database = (stage: Stage, fault: Fault) => replica(stage, fault).database;
const front = (stage: Stage, fault: Fault) => replica(stage, fault).front;

function trapping(texts: readonly string[], when: 'before' | 'after'): Act {
  return (stage, fault) => {
    const line = database(stage, fault);
    line.trap(texts, when);
    return () => void line.restore();
  };
}

const ACTS: Record<FaultKind, Act> = {
  async 'kill replica'(stage, fault) {
    const killed = replica(stage, fault);
    await killed.kill();
    return killed.start;
  },
  async 'stop replica'(stage, fault) {
    const stopped = replica(stage, fault);
    const stopping = stopped.stop();
    return () => stopping.then(stopped.start);
  },
  'freeze replica'(stage, fault) {
    const frozen = replica(stage, fault);
    frozen.freeze();
    return frozen.thaw;
  },
  async 'kill app'(stage, fault) {
    const killed = app(stage, fault);
    await killed.kill();
    return killed.start;
  },
  'freeze app'(stage, fault) {
    const frozen = app(stage, fault);
    frozen.freeze();
    return frozen.thaw;
  },
  async 'kill postgres'(stage) {
    await stage.postgres.kill();
    return stage.startPostgres;
  },
  'freeze postgres': ({ postgres }) => postgres.freeze(),
  'break database line'(stage, fault) {
    database(stage, fault).breakAll();
    return () => {};
  },
  'cut database line': (stage, fault) => undone(database(stage, fault), (line) => line.cut()),
  'hush database line': (stage, fault) => undone(database(stage, fault), (line) => line.hush()),
  'delay database line': (stage, fault) =>
    undone(database(stage, fault), (line) => line.delay(fault.amountMs)),
  'cut after commit': trapping(COMMIT, 'after'),
  'cut before commit': trapping(COMMIT, 'before'),
  'cut after settlement': trapping(SETTLEMENT, 'after'),
  'cut after claim': trapping(CLAIM, 'after'),
  'break front line'(stage, fault) {
    front(stage, fault).breakAll();
    return () => {};
  },
  'cut front line': (stage, fault) => undone(front(stage, fault), (line) => line.cut()),
  'hush front line': (stage, fault) => undone(front(stage, fault), (line) => line.hush()),
  'delay front line': (stage, fault) => undone(front(stage, fault), (line) => line.delay(fault.amountMs)),
  'fail stores': ({ postgres }) => postgres.fail('INSERT'),
  'fail settlements': ({ postgres }) => postgres.fail('DELETE'),
  async 'fill server'({ postgres, replicas }) {
    const giveBack = await postgres.fill();
    for (const { database: line } of replicas) line.breakAll();
    return giveBack;
  },
  async 'age backlog'({ postgres }) {
    await age(postgres.url());
    return () => {};
  },
  'lock tables': ({ postgres }) => postgres.lock(),
  async 'shift clock'(stage, fault) {
    const shifted = replica(stage, fault);
    await shifted.shiftClock(fault.amountMs);
    return () => shifted.shiftClock(0);
  },
  'break sockets'({ socket }) {
    socket.breakAll();
    return () => {};
  },
  'warn sockets'({ socket }) {
    socket.warnAll();
    return () => {};
  },
  'freeze sockets': ({ socket }) => socket.freeze(),
};

/** Starts a fault. Resolves to a function that ends it. */
export async function commit(stage: Stage, fault: Fault): Promise<Undo> {
  return ACTS[fault.kind](stage, fault);
}

function undone<Line extends { restore(): unknown }>(line: Line, act: (line: Line) => void): Undo {
  act(line);
  return () => void line.restore();
}

function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new Error(`The stage has no member number ${place + 1}.`);
  return item;
}
