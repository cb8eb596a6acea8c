import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface SourceProcess {
  child: ChildProcess;
  /** Every line written so far. */
  lines: string[];
  /** Resolves to the first line that matches, written already or yet to come; throws if it ends without. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves when it is gone. */
  exited: Promise<{ code: number | null; signal: string | null }>;
}

/** Runs a TypeScript program of this repository as a process of its own, as it stands, without a build. */
export function startSource(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): SourceProcess {
  const loader = new URL('./typescript.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', loader, file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      tell();
    });
  }
  let isGone = false;
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => {
      isGone = true;
      tell();
      resolve({ code, signal });
    });
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((candidate) => pattern.test(candidate));
        if (found === undefined && !isGone) return;
        listeners.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`${file} ended without a line like ${pattern}:\n${lines.join('\n')}`));
      };
      listeners.add(look);
      look();
    });
  return { child, lines, line, exited };
}

/** Whether a process is there; one that is dead and not yet collected is not. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
