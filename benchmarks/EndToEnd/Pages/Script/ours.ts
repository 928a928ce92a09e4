import { dial, type PeerLink } from "typedpeer";
import { IPageBenchmark } from "./api/index.js";
import { callsPerSecond, p99, rate } from "./measure.js";

let link: PeerLink;
let remote: IPageBenchmark;

/** A page with this package. */
export const ours = {
  async connect(address: string): Promise<void> {
    link = dial(address);
    remote = link.remote(IPageBenchmark);
    await link.connected;
  },

  calls: (inFlight: number, milliseconds: number): Promise<number> => callsPerSecond(() => remote.add(2, 3), inFlight, milliseconds),

  latency: (milliseconds: number): Promise<number> => p99(() => remote.add(2, 3), milliseconds),

  /** The same while a stream comes, and the megabytes a second that it makes meanwhile. */
  async latencyBeside(milliseconds: number): Promise<[latency: number, rate: number]> {
    const abort = new AbortController();
    let bytes = 0;
    const reading = read(abort.signal, (count) => (bytes += count));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [before, since] = [bytes, performance.now()];
    const found = await p99(() => remote.add(2, 3), milliseconds);
    const beside = rate(bytes - before, since);
    abort.abort();
    await reading;
    return [found, beside];
  },

  async download(milliseconds: number): Promise<number> {
    const start = performance.now();
    let bytes = 0;
    for await (const block of await remote.download()) {
      bytes += block.length;
      if (performance.now() - start > milliseconds) break;
    }
    return rate(bytes, start);
  },

  async upload(milliseconds: number): Promise<number> {
    const start = performance.now();
    async function* blocks(): AsyncGenerator<Uint8Array> {
      const block = new Uint8Array(64 * 1024);
      while (performance.now() - start < milliseconds) yield block;
    }
    return rate(Number(await remote.upload(blocks())), start);
  },
};

async function read(signal: AbortSignal, came: (count: number) => void): Promise<void> {
  for await (const block of await remote.download()) {
    came(block.length);
    if (signal.aborted) break;
  }
}
