import { within } from '../../src/base/index.js';
import { type Ending, type RunningContainer, startContainer } from './container.js';
import { createHost, type Secrets } from './host.js';
import type { Image } from './image.js';
import { type Container, type PodSpec, type Probe, portOf } from './manifest.js';
import { keepProbing, untilWell } from './probing.js';

// A pod as kubelet runs it. Init containers start one after another, each when the one before has ended. An init
// container that is always restarted is a sidecar: the next one starts when its startup probe succeeds. Then all
// containers start. The pod is ready while all of its containers are. When it ends, all preStop hooks run at the same
// time. Then the containers get SIGTERM. Once they are gone, the sidecars get it, the last one first. All of this has
// one grace period.
//
// Users, groups, capabilities, memory and a read-only root are not enforced here, because a process of an ordinary
// user cannot be given others. The tests of the chart check what the manifest says about them.

export interface Pod {
  name: string;
  address: string;
  spec: PodSpec;
  /** Resolves once the pod is ready. Rejects if it can no longer start. */
  started: Promise<void>;
  isReady(): boolean;
  isTerminating(): boolean;
  onChange(listener: () => void): void;
  /** Faults that kubelet would mend with a restart: a container that ended, or is no longer alive. */
  troubles: string[];
  output(container: string): string;
  /** Ends the pod as kubelet does when it is deleted. Resolves with how each container ended. */
  terminate(): Promise<Record<string, Ending>>;
  /** Kills the pod at once, and removes everything that it left. */
  remove(): Promise<void>;
}

export interface PodOptions {
  name: string;
  spec: PodSpec;
  /** The images, by their names in the manifest. */
  images: Record<string, Image>;
  secrets: Secrets;
}

export async function createPod({ name, spec, images, secrets }: PodOptions): Promise<Pod> {
  const host = await createHost(spec, secrets);
  const running: RunningContainer[] = [];
  const outputs = new Map<string, () => string>();
  const ready = new Set<string>();
  const troubles: string[] = [];
  const listeners = new Set<() => void>();
  const probing = new AbortController();
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const wanted = [...sidecars, ...spec.containers].map((container) => container.name);
  let isTerminating = false;

  const isReady = () => !isTerminating && wanted.every((container) => ready.has(container));
  const tell = () => {
    for (const listener of listeners) listener();
  };

  function start(container: Container): RunningContainer {
    const image = images[container.image];
    if (image === undefined) throw new Error(`There is no image ${container.image}.`);
    const started = startContainer(container, image, host);
    outputs.set(container.name, started.process.output);
    running.push(started);
    return started;
  }

  function probeOptions(container: Container, probe: Probe) {
    const { path, port } = probe.httpGet;
    return {
      probe,
      url: `http://${host.address}:${portOf([container], port)}${path}`,
      signal: probing.signal,
    };
  }

  function setReady(container: Container, isWell: boolean): void {
    if (isWell === ready.has(container.name)) return;
    if (isWell) ready.add(container.name);
    else ready.delete(container.name);
    tell();
  }

  async function finish(container: Container): Promise<void> {
    const { process } = start(container);
    const { code } = await process.exited;
    if (code !== 0) throw new Error(`${container.name} ended with ${code}:\n${process.output()}`);
  }

  /** Starts a container. Resolves when its startup probe has succeeded. */
  async function bringUp(container: Container): Promise<void> {
    const { process } = start(container);
    const gone = process.exited.then(({ code }) => {
      if (isTerminating || probing.signal.aborted) return;
      troubles.push(`${container.name} ended with ${code}:\n${process.output()}`);
      setReady(container, false);
    });
    const { startupProbe, readinessProbe, livenessProbe } = container;
    if (startupProbe) await Promise.race([untilWell(probeOptions(container, startupProbe)), gone]);
    if (readinessProbe) {
      const onVerdict = (isWell: boolean) => setReady(container, isWell);
      void keepProbing({ ...probeOptions(container, readinessProbe), onVerdict });
    } else {
      setReady(container, true);
    }
    if (livenessProbe) {
      const onVerdict = (isWell: boolean) => {
        if (!isWell && !isTerminating) troubles.push(`${container.name} is not alive.`);
      };
      void keepProbing({ ...probeOptions(container, livenessProbe), onVerdict });
    }
  }

  async function bringAllUp(): Promise<void> {
    for (const container of spec.initContainers) {
      await (container.restartPolicy === 'Always' ? bringUp(container) : finish(container));
    }
    await Promise.all(spec.containers.map(bringUp));
    await new Promise<void>((resolve) => {
      const look = () => isReady() && resolve();
      listeners.add(look);
      look();
    });
  }

  async function terminate(): Promise<Record<string, Ending>> {
    isTerminating = true;
    probing.abort();
    tell();
    const endsAt = performance.now() + spec.terminationGracePeriodSeconds * 1000;
    const leftMs = () => Math.max(0, endsAt - performance.now());
    const alive = running.filter(({ spec: { name: one } }) => wanted.includes(one));
    const gone = new Map(alive.map(({ spec: { name: one }, process }) => [one, process.exited]));
    const endings = alive.map(async (container) => {
      await container.prepareStop(leftMs()).catch((failure) => troubles.push(String(failure)));
      const before = endBefore(container.spec.name).map((one) => gone.get(one));
      await within(leftMs(), Promise.all(before));
      return [container.spec.name, await container.stop(leftMs())] as const;
    });
    return Object.fromEntries(await Promise.all(endings));
  }

  /** Returns what a container waits for: a sidecar waits for the containers, and for the sidecars after it. */
  function endBefore(container: string): string[] {
    const place = sidecars.findIndex((sidecar) => sidecar.name === container);
    if (place < 0) return [];
    return [...sidecars.slice(place + 1), ...spec.containers].map((one) => one.name);
  }

  async function remove(): Promise<void> {
    probing.abort();
    await Promise.all(running.map((container) => container.kill()));
    await host.leave();
  }

  const started = bringAllUp();
  // A caller that awaits `started` still gets the error.
  started.catch(() => undefined);
  return {
    name,
    address: host.address,
    spec,
    started,
    isReady,
    isTerminating: () => isTerminating,
    onChange: (listener) => void listeners.add(listener),
    troubles,
    output: (container) => outputs.get(container)?.() ?? '',
    terminate,
    remove,
  };
}
