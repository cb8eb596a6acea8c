import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** The part of V8's CPU profile that is read here. */
interface CpuProfile {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

const SHOWN = 30;

/**
 * Reports where the time of each CPU profile in the folder went, without idle time. Lists it by package, then by the
 * nearest caller outside of Node.js (a room of havoc or a package), then by function.
 */
export async function sayProfiles(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile')).sort();
  const texts = files.map(async (file) => sayProfile(file, await readFile(join(folder, file), 'utf8')));
  return (await Promise.all(texts)).join('\n');
}

function sayProfile(file: string, text: string): string {
  const { nodes, samples, timeDeltas } = JSON.parse(text) as CpuProfile;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byAsker = new Map<string, number>();
  const byPackage = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let busy = 0;
  /** Returns the nearest caller of the function that is not Node.js's own code. */
  const askerOf = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const url = frames.get(at)?.url ?? '';
      if (url !== '' && !url.startsWith('node:')) return packageOf(url);
    }
    return frames.get(id)?.url === '' ? (frames.get(id)?.functionName ?? '') : 'node';
  };
  samples.forEach((id, place) => {
    const frame = frames.get(id);
    if (!frame || frame.functionName === '(idle)') return;
    const micros = timeDeltas[place] ?? 0;
    busy += micros;
    const where = packageOf(frame.url);
    const name = `${frame.functionName || '(anonymous)'} ${where} ${shorten(frame.url)}:${frame.lineNumber + 1}`;
    add(byPackage, frame.url === '' ? frame.functionName : where, micros);
    add(byFunction, name, micros);
    add(byAsker, askerOf(id), micros);
  });
  return [
    `${file}: ${(busy / 1e6).toFixed(1)} s busy`,
    ...linesOf(byPackage, busy),
    '',
    ...linesOf(byAsker, busy),
    '',
    ...linesOf(byFunction, busy),
    '',
  ].join('\n');
}

function add(sums: Map<string, number>, key: string, micros: number): void {
  sums.set(key, (sums.get(key) ?? 0) + micros);
}

function linesOf(sums: Map<string, number>, busy: number): string[] {
  const sorted = [...sums].sort(([, one], [, other]) => other - one).slice(0, SHOWN);
  return sorted.map(([name, micros]) => `${((100 * micros) / busy).toFixed(1).padStart(6)}%  ${name}`);
}

/** Returns the name of a package, or the room for havoc's own code. */
function packageOf(url: string): string {
  if (url.startsWith('node:')) return 'node';
  const installed = url.match(/node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/)?.[1];
  return (
    installed ?? (url.match(/dist\/([^/]+)/)?.[1] ? `havoc ${url.match(/dist\/([^/]+)/)?.[1]}` : '(native)')
  );
}

function shorten(url: string): string {
  return url.split('/').slice(-2).join('/');
}
