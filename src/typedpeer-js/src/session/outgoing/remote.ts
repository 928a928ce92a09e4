import type { Reader } from "../../codecs/reader.js";
import { PeerDataError } from "../../codecs/data-error.js";
import type { CallOptions } from "../../contracts/call-options.js";
import type { PeerContract } from "../../contracts/peer-contract.js";
import { PeerError, type PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { methodsOf, type PeerMethod, type SessionState } from "../state/index.js";
import { settlePart } from "../wire/index.js";
import { ofCall } from "./call-errors.js";
import type { CallTarget } from "./call-target.js";
import { type CallWaiter, OutgoingCall } from "./outgoing-call.js";
import type { OutgoingCalls } from "./outgoing-calls.js";
import type { StreamCalls } from "./parts.js";

/** Makes calls out of a method and what its caller gave. */
export class Caller {
  /** What makes calls with streams; set where a contract has any. */
  streams: StreamCalls | undefined;

  constructor(
    readonly state: SessionState,
    readonly calls: OutgoingCalls,
    /** Called before anything: brings the time, and sees to it that what is queued leaves. */
    readonly enter: () => void,
  ) {}

  /** Calls a method. What its caller gets: a promise of the result, or a stream. */
  call(target: CallTarget, method: PeerMethod, values: readonly unknown[]): unknown {
    if (method.answersWithStream) return this.partFor(method).call(this, target, method, values);
    return new Promise((resolve, reject) => {
      // Nobody waits for the answer of a one-way call that has one only because of its streams, nor for one that a newer may replace.
      const isLeft = method.description.isOneWay === true && (!method.isOneWay || method.description.isLatestWins === true);
      let isBegun = false;
      isBegun = this.begin(target, method, values, {
        answered: (bytes, call) => this.readResult(bytes, call, resolve, reject),
        failed: (failure) => {
          if (!isLeft || !isBegun) reject(failure as Error);
          else if (!this.state.isStopping) this.state.report(method.text, failure);
        },
      }) && isLeft;
      if (isBegun) resolve(undefined);
    });
  }

  /** Begins a call. False where it has failed at once. */
  begin(target: CallTarget, method: PeerMethod, values: readonly unknown[], waiter: CallWaiter, prepare?: (call: OutgoingCall) => void): boolean {
    this.enter();
    const { parameters } = method.description;
    let call: OutgoingCall | undefined;
    try {
      call = new OutgoingCall(this.calls, method, target, waiter, values[parameters.length] as CallOptions | undefined);
      prepare?.(call);
      const begun = call;
      this.state.encode(
        (writer) => {
          for (let i = 0; i < parameters.length; i++) {
            const parameter = parameters[i]!;
            if (parameter.kind !== "stream") parameter.codec.write(writer, values[i]);
          }
        },
        (bytes, references) => {
          begun.references = references;
          if (method.streams.length > 0) begun.streams = this.partFor(method).give(this, begun, values);
          this.calls.start(begun, bytes);
        },
      );
      return true;
    } catch (failure) {
      waiter.failed(ofCall(unsendable(`The arguments of ${method.text}`, failure)));
      return false;
    }
  }

  /** What makes calls with streams. Fails by name where the contract does not say that it uses it. */
  partFor(method: PeerMethod): StreamCalls {
    if (this.streams === undefined) throw new TypeError(`${method.text} has streams, and its contract does not say that it uses them.`);
    return this.streams;
  }

  private readResult(bytes: Uint8Array, call: OutgoingCall, resolve: (value: unknown) => void, reject: (failure: unknown) => void): void {
    // Nothing is read where nothing is returned, and so nothing may be left.
    const read = this.state.decode(bytes, (reader: Reader): unknown => call.method.description.result?.read(reader));
    const count = typeof read.taken === "number" ? read.taken : (read.taken?.count ?? 0);
    if (call.hasReferences) this.state.settle(call.id * 2, 0, count, settlePart);
    if ("failure" in read) {
      reject(ofCall(new PeerError(statusOf(read.failure), `The result of ${call.method.text} is not what the contract says: ${read.failure.message}`, { cause: read.failure })));
    } else {
      resolve(read.value);
    }
  }
}

/** What a value that cannot be written means: nothing was sent. */
export function unsendable(what: string, failure: unknown): PeerError {
  const message = failure instanceof Error ? failure.message : String(failure);
  return new PeerError(statusOf(failure), `${what} cannot be sent: ${message}`, { fate: "not-sent", cause: failure });
}

/** The status of what was thrown while a value was written or read. */
export function statusOf(failure: unknown): PeerStatus {
  if (failure instanceof PeerDataError) return failure.isTooLarge ? Status.LimitExceeded : Status.InvalidData;
  return failure instanceof PeerError && failure.status !== Status.Ok ? failure.status : Status.InvalidData;
}

/** How a remote object knows whom it calls. */
const calledBy = Symbol("TypedPeer");

/** What stands behind an object that calls the peer. */
export interface RemoteHandle {
  readonly caller: Caller;
  readonly target: CallTarget;
}

type Remote = { readonly [calledBy]: RemoteHandle };

const prototypes = new WeakMap<PeerContract<unknown>, object>();

/** Makes an object whose methods call the peer. */
export function makeRemote<T>(contract: PeerContract<T>, handle: RemoteHandle): T {
  let prototype = prototypes.get(contract);
  if (prototype === undefined) {
    prototype = {};
    for (const method of methodsOf(contract)) {
      Object.defineProperty(prototype, method.description.name, {
        value(this: Remote, ...values: unknown[]): unknown {
          const { caller, target } = this[calledBy];
          return caller.call(target, method, values);
        },
      });
    }
    prototypes.set(contract, prototype);
  }
  return Object.defineProperty(Object.create(prototype) as object, calledBy, { value: handle }) as T;
}

/** What stands behind a remote object; nothing behind any other. */
export const handleOf = (instance: object): RemoteHandle | undefined => (instance as Partial<Remote>)[calledBy];
