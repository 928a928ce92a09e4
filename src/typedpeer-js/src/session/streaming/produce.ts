import type { Codec } from "../../codecs/codec.js";
import type { SentReferences, SessionState } from "../state/index.js";
import type { StreamSender } from "./sender.js";

/** The largest block of a stream of bytes. */
const maxBlock = 16 * 1024;

/** The items of whatever may be given as a stream. */
export function iteratorOf(source: unknown): AsyncIterator<unknown> | Iterator<unknown> {
  const given = source as Partial<AsyncIterable<unknown> & Iterable<unknown> & ReadableStream<unknown>> | null | undefined;
  if (typeof given?.[Symbol.asyncIterator] === "function") return given[Symbol.asyncIterator]!();
  // Not every browser iterates over its streams.
  if (typeof given?.getReader === "function") return readerOf(given as ReadableStream<unknown>);
  if (typeof given?.[Symbol.iterator] === "function") return given[Symbol.iterator]!();
  throw new TypeError("What was given as a stream is neither an AsyncIterable nor a ReadableStream.");
}

function readerOf(stream: ReadableStream<unknown>): AsyncIterator<unknown> {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** What a producer tells besides its items. */
export interface Producing {
  /** Brings the time, and sees to it that what is queued leaves. */
  enter(): void;

  /** References were written into items: of the whole stream, what was written before is `sent`. */
  references(written: SentReferences): void;

  /** An item cannot be written, or there is no next: the stream ends with what this makes of it. */
  fail(failure: unknown, isItem: boolean): void;
}

/** Sends all items, as fast as they are taken. Never fails. */
export async function produce(sender: StreamSender, source: unknown, codec: Codec<unknown>, isBytes: boolean, state: SessionState, producing: Producing): Promise<void> {
  let isItem = false;
  try {
    const iterator = iteratorOf(source);
    sender.onStop = () => {
      // The end of the enumeration comes from there.
      void Promise.resolve(iterator.return?.()).catch(() => undefined).then(() => {
        producing.enter();
        sender.complete();
      });
    };
    if (sender.isStopped) {
      sender.onStop();
      return;
    }
    for (;;) {
      const next = await iterator.next();
      if (sender.isStopped) return;
      if (next.done) break;
      isItem = true;
      producing.enter();
      for (const item of isBytes ? blocksOf(next.value) : [next.value]) {
        state.encode((writer) => codec.write(writer, item), (bytes, references) => {
          sender.add(bytes);
          if (references !== undefined) producing.references(references);
        });
      }
      isItem = false;
      if (sender.isFull) await sender.drained();
      if (sender.isStopped) return;
    }
    producing.enter();
    sender.complete();
  } catch (failure) {
    producing.enter();
    if (isItem) sender.onStop();
    producing.fail(failure, isItem);
  }
}

/** Pieces of bytes that a peer takes whatever their sum. */
function* blocksOf(value: unknown): Iterable<unknown> {
  if (!(value instanceof Uint8Array)) {
    yield value;
    return;
  }
  for (let start = 0; start < value.length; start += maxBlock) yield value.subarray(start, start + maxBlock);
}
