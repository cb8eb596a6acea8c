import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Probe } from './manifest.js';

export interface ProbingOptions {
  probe: Probe;
  /** What it asks. */
  url: string;
  signal: AbortSignal;
  /** Told whenever as many answers in a row say so as the probe asks for. */
  onVerdict: (isWell: boolean) => void;
}

/** Asks as kubelet does, until the signal. */
export async function keepProbing({ probe, url, signal, onVerdict }: ProbingOptions): Promise<void> {
  let streak = 0;
  let wasWell: boolean | undefined;
  await pause(probe.initialDelaySeconds, signal);
  while (!signal.aborted) {
    const isWell = await ask(url, probe.timeoutSeconds * 1000);
    if (signal.aborted) return;
    streak = isWell === wasWell ? streak + 1 : 1;
    wasWell = isWell;
    if (streak >= (isWell ? probe.successThreshold : probe.failureThreshold)) onVerdict(isWell);
    await pause(probe.periodSeconds, signal);
  }
}

/** Resolves once it is well. @throws Error when it fails for good, or is broken off */
export async function untilWell(options: Omit<ProbingOptions, 'onVerdict'>): Promise<void> {
  const done = new AbortController();
  let verdict: boolean | undefined;
  const onVerdict = (isWell: boolean) => {
    verdict = isWell;
    done.abort();
  };
  await keepProbing({ ...options, signal: AbortSignal.any([options.signal, done.signal]), onVerdict });
  if (!verdict) throw new Error(`The probe of ${options.url} failed.`);
}

/** A connection of its own each time, as kubelet makes. */
function ask(url: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      response.on('close', () => resolve(statusCode >= 200 && statusCode < 400));
    });
    request.on('error', () => resolve(false));
  });
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await wait(seconds * 1000, undefined, { signal }).catch(() => undefined);
}
