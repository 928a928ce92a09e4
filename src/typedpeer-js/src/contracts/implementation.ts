import type { CallContext } from "./call-options.js";
import type { PeerStream, StreamSource } from "./peer-stream.js";

/** What an object is that serves a contract: a method gets its arguments and the context of the call, and may return a value at once or later. */
export type Implementation<T> = { [K in keyof T]: T[K] extends (...parameters: infer P) => infer R ? Handler<Required<P>, R> : T[K] };

/** A method as its server writes it. */
export type Handler<P extends unknown[], R> = P extends [...infer A, unknown] ? (...parameters: [...Received<A>, context: CallContext]) => Returned<R> : never;

type Received<A extends unknown[]> = { [I in keyof A]: [A[I]] extends [StreamSource<infer T>] ? PeerStream<T> : A[I] };

type Returned<R> = R extends PeerStream<infer T> ? StreamSource<T>
  : R extends Promise<infer V> ? (V extends PeerStream<infer T> ? StreamSource<T> | Promise<StreamSource<T>> : V | Promise<V>)
  : R;
