import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Probe } from './manifest.js';

export interface ProbingOptions {
  probe: Probe;
  /** The URL that the probe requests. */
  url: string;
  signal: AbortSignal;
  /** Called when the number of equal results in a row reaches the probe's threshold. */
  onVerdict: (isWell: boolean) => void;
}

/** Probes as kubelet does, until the signal aborts. */
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

/** Resolves once the probe succeeds. @throws Error if it fails as often as its threshold, or if the signal aborts */
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

/** Sends one request. Each has its own connection, as with kubelet. */
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
