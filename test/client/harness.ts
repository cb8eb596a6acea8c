import { Havoc } from '../../src/client/havoc.js';
import type { HavocOptions } from '../../src/client/options.js';
import { type FakeOptions, type FakeSidecar, type FakeStream, startFakeSidecar } from './fake-sidecar.js';
import { createRecordedLog } from './recorded-log.js';

export interface Harness {
  sidecar: FakeSidecar;
  havoc: Havoc;
  log: ReturnType<typeof createRecordedLog>;
  /** Starts the client, and gives its first stream. */
  connect(): Promise<FakeStream>;
  end(): Promise<void>;
}

/** A fake sidecar and a client of it. */
export async function createHarness(fake: FakeOptions = {}, options: HavocOptions = {}): Promise<Harness> {
  const sidecar = await startFakeSidecar(fake);
  const log = createRecordedLog();
  const havoc = new Havoc({ address: sidecar.address, name: 'test', log, ...options });
  return {
    sidecar,
    havoc,
    log,
    async connect() {
      await havoc.start({ timeoutMs: 5_000 });
      return sidecar.streams.take();
    },
    async end() {
      await havoc.stop({ timeoutMs: 1_000 });
      await sidecar.stop();
    },
  };
}

/** Waits until that holds, and fails when it does not in time. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`It did not come true within ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
