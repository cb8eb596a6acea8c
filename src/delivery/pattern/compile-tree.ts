import type { Assertion, Node } from './syntax-tree.js';

type Step =
  | { do: 'unit'; accepts: (unit: string) => boolean }
  | { do: 'split'; other: number }
  | { do: 'jump'; to: number }
  | { do: 'assert'; holds: Assertion }
  | { do: 'look'; program: Program; negative: boolean }
  | { do: 'match' };

/**
 * Steps that are walked in parallel. A `unit` step consumes a unit of the text; all other steps consume
 * nothing.
 */
interface Program {
  steps: Step[];
  /** True if it reads the text from its end. */
  backward: boolean;
  looks: Program[];
}

/** The program would have more than the allowed steps. */
export class TooManySteps extends Error {}

/**
 * Compiles a tree to a test. For any expression, its time is proportional to the length of the text and the
 * number of steps. All ways through the program are walked in parallel, one unit of the text at a time
 * (Thompson's construction). One separate walk answers a look ahead or behind for all places of the text.
 *
 * @throws TooManySteps
 */
export function compileTree(tree: Node, flags: string, mostSteps: number): (text: string) => boolean {
  const left = { steps: mostSteps };
  const program = compileProgram(tree, false, left);
  const isUnicode = flags.includes('u');
  return (text) => walk(program, isUnicode ? [...text] : text.split(''), true).includes(1);
}

function compileProgram(tree: Node, backward: boolean, left: { steps: number }): Program {
  const steps: Step[] = [];
  const looks: Program[] = [];

  function spend(): void {
    if (left.steps-- <= 0) throw new TooManySteps();
  }

  function add<Added extends Step>(step: Added): Added {
    spend();
    steps.push(step);
    return step;
  }

  function compile(node: Node): void {
    switch (node.type) {
      case 'unit':
        add({ do: 'unit', accepts: node.accepts });
        return;
      case 'assertion':
        add({ do: 'assert', holds: node.holds });
        return;
      case 'sequence':
        for (const part of backward ? node.parts.toReversed() : node.parts) compile(part);
        return;
      case 'choice':
        compileChoice(node.options);
        return;
      case 'repeat':
        compileRepeat(node);
        return;
      case 'look': {
        const program = compileProgram(node.body, !node.behind, left);
        looks.push(program);
        add({ do: 'look', program, negative: node.negative });
      }
    }
  }

  function compileChoice(options: readonly Node[]): void {
    const jumps = options.slice(0, -1).map((option) => {
      const split = add({ do: 'split', other: 0 });
      compile(option);
      const jump = add({ do: 'jump', to: 0 });
      split.other = steps.length;
      return jump;
    });
    const last = options.at(-1);
    if (last) compile(last);
    for (const jump of jumps) jump.to = steps.length;
  }

  function compileRepeat({ body, least, most }: Extract<Node, { type: 'repeat' }>): void {
    for (let count = 0; count < least; count++) {
      spend();
      compile(body);
    }
    if (most === Infinity) {
      const at = steps.length;
      const split = add({ do: 'split', other: 0 });
      compile(body);
      add({ do: 'jump', to: at });
      split.other = steps.length;
      return;
    }
    const splits: { other: number }[] = [];
    for (let count = least; count < most; count++) {
      splits.push(add({ do: 'split', other: 0 }));
      compile(body);
    }
    for (const split of splits) split.other = steps.length;
  }

  compile(tree);
  add({ do: 'match' });
  return { steps, backward, looks };
}

/** @returns for each place between two units, 1 if a way through the program ends there */
function walk(program: Program, units: readonly string[], onlyFirst: boolean): Uint8Array {
  const { steps, backward, looks } = program;
  const tables = new Map(looks.map((look) => [look, walk(look, units, false)]));
  const ends = new Uint8Array(units.length + 1);
  const seenAt = new Int32Array(steps.length).fill(-1);
  let now: number[] = [];
  let next: number[] = [];
  const reached: number[] = [];

  for (let count = 0; count <= units.length; count++) {
    const place = backward ? units.length - count : count;
    now.push(0);
    next = [];
    for (const first of now) {
      reached.push(first);
      for (let at = reached.pop(); at !== undefined; at = reached.pop()) {
        if (seenAt[at] === count) continue;
        seenAt[at] = count;
        const step = steps[at] as Step;
        switch (step.do) {
          case 'unit': {
            const unit = units[backward ? place - 1 : place];
            if (unit !== undefined && step.accepts(unit)) next.push(at + 1);
            break;
          }
          case 'split':
            reached.push(step.other, at + 1);
            break;
          case 'jump':
            reached.push(step.to);
            break;
          case 'assert':
            if (step.holds(units[place - 1], units[place])) reached.push(at + 1);
            break;
          case 'look':
            if ((tables.get(step.program)?.[place] === 1) !== step.negative) reached.push(at + 1);
            break;
          case 'match':
            ends[place] = 1;
            if (onlyFirst) return ends;
        }
      }
    }
    now = next;
  }
  return ends;
}
