import { Havoc } from '../../src/client/havoc.js';
import type { HavocOptions } from '../../src/client/options.js';
import { type FakeOptions, type FakeSidecar, type FakeStream, startFakeSidecar } from './fake-sidecar.js';
import { createRecordedLog } from './recorded-log.js';

export interface Harness {
  sidecar: FakeSidecar;
  havoc: Havoc;
  log: ReturnType<typeof createRecordedLog>;
  /** Starts the client, and returns its first stream. */
  connect(): Promise<FakeStream>;
  end(): Promise<void>;
}

/** Makes a fake sidecar and a client for it. */
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
