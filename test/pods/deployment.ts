import type { Ending } from './container.js';
import type { Secrets } from './host.js';
import type { Image } from './image.js';
import type { Manifest } from './manifest.js';
import { createPod, type Pod } from './pod.js';
import type { Service } from './service.js';

/** How a pod that a rollout replaced has ended. */
export interface Replaced {
  pod: Pod;
  endings: Record<string, Ending>;
  tookMs: number;
}

/** Pods of a Deployment, as its controller replaces them. */
export interface Deployment {
  /** Returns the pods that have not been told to end. */
  pods(): Pod[];
  /** Returns all pods so far. */
  all(): Pod[];
  /**
   * Replaces the present pods with pods of this manifest, within maxSurge and maxUnavailable.
   *
   * @returns the replaced pods, once all of them are gone
   * @throws Error if a new pod cannot start; the pods that serve continue
   */
  apply(manifest: Manifest): Promise<Replaced[]>;
  remove(): Promise<void>;
}

export interface DeploymentOptions {
  images: Record<string, Image>;
  secrets: Secrets;
  service: Service;
}

export function createDeployment({ images, secrets, service }: DeploymentOptions): Deployment {
  const all: Pod[] = [];
  const pods = () => all.filter((pod) => !pod.isTerminating());

  async function create({ pod: spec }: Manifest): Promise<Pod> {
    const pod = await createPod({ name: `pod-${all.length}`, spec, images, secrets });
    all.push(pod);
    service.add(pod);
    return pod;
  }

  async function replace(pod: Pod): Promise<Replaced> {
    const begunAt = performance.now();
    return { pod, endings: await pod.terminate(), tookMs: performance.now() - begunAt };
  }

  async function apply(manifest: Manifest): Promise<Replaced[]> {
    const { replicas, maxSurge, maxUnavailable } = manifest;
    const fresh = new Set<Pod>();
    const replacing: Promise<Replaced>[] = [];
    // A pod that never came up does not count as available, so it is replaced first.
    for (const pod of pods().filter((one) => !one.isReady())) replacing.push(replace(pod));
    const old = pods();
    const readyOnes = () => pods().filter((pod) => pod.isReady()).length;
    while (true) {
      while (fresh.size < replicas && pods().length < replicas + maxSurge) fresh.add(await create(manifest));
      const spare = old.splice(0, Math.max(0, readyOnes() - (replicas - maxUnavailable)));
      replacing.push(...spare.map(replace));
      if (old.length === 0 && fresh.size === replicas && [...fresh].every((pod) => pod.isReady())) break;
      // If pods were just replaced, there is room for new ones at once, and nothing to wait for.
      if (spare.length === 0) await change(pods());
    }
    return Promise.all(replacing);
  }

  return {
    pods,
    all: () => all,
    apply,
    async remove() {
      await Promise.all(all.map((pod) => pod.remove()));
    },
  };
}

/** Resolves when one of the pods becomes ready or stops being ready. Rejects if one cannot start. */
function change(pods: Pod[]): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const pod of pods) {
      pod.onChange(resolve);
      pod.started.catch(reject);
    }
  });
}
