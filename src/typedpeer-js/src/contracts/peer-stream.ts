/** A stream of items that come from the peer. It is read once, by one reader, with `for await` or as a `ReadableStream`; leaving it early tells the peer to stop. */
export interface PeerStream<T> extends AsyncIterable<T> {
  /** The same items as a stream of the platform, which then is the reader. */
  toReadableStream(): ReadableStream<T>;
}

/** What may be given where a stream is sent. */
export type StreamSource<T> = AsyncIterable<T> | ReadableStream<T>;
