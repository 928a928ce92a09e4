import type { CallContext } from "../../contracts/call-options.js";
import { PeerError, type PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { detailsOf, isOfCall, statusOf } from "../outgoing/index.js";
import type { SessionState } from "../state/index.js";
import type { IncomingCall } from "./incoming-call.js";
import type { IncomingCalls } from "./incoming-calls.js";
import type { StreamAnswers } from "./parts.js";

/** What a caller is told of a call that failed. */
export interface CallFailure {
  readonly status: PeerStatus;
  readonly message: string;
  readonly detail: Uint8Array | undefined;
}

/** Runs the handlers of calls, and makes answers of what they return and throw. User code runs here and nowhere else of a call. */
export class Handlers {
  private readonly state: SessionState;

  constructor(
    private readonly calls: IncomingCalls,
    /** Brings the time, and sees to it that what is queued leaves. */
    readonly enter: () => void,
  ) {
    this.state = calls.state;
  }

  private get streams(): StreamAnswers | undefined {
    return this.calls.door.streams;
  }

  /** Starts the handler of a call. Never throws. */
  start(call: IncomingCall): void {
    if (call.isOver) return;
    if (call.cancelStatus !== 0) {
      this.calls.fail(call, call.cancelStatus, call.cancelMessage);
      return;
    }
    const values = this.readArguments(call);
    if (values === undefined) return;
    const { name } = call.method.description;
    const handler = (call.target.implementation as Record<string, unknown>)[name];
    if (typeof handler !== "function") {
      this.calls.fail(call, Status.Unimplemented, `What is served as ${call.target.contract.name} has no method ${name}.`);
      return;
    }
    let returned: unknown;
    try {
      returned = Reflect.apply(handler, call.target.implementation, [...values, new Context(call, this.state.identity)]);
    } catch (failure) {
      this.failed(call, failure);
      return;
    }
    if (isPromise(returned)) returned.then((value) => this.returned(call, value), (failure: unknown) => this.failed(call, failure));
    else this.returned(call, returned);
  }

  /** The handler failed. */
  failed(call: IncomingCall, failure: unknown): void {
    this.enter();
    if (call.isOver || this.waitsForReports(call, () => this.failed(call, failure))) return;
    const { status, message, detail } = this.describe(call, failure);
    this.calls.fail(call, status, message, detail);
  }

  /** What the caller of a handler that failed is told: what it announced. The application is told what no caller is. */
  describe(call: IncomingCall, failure: unknown): CallFailure {
    const { text } = call.method;
    if (failure instanceof PeerError && !isOfCall(failure)) {
      if (call.isOneWay) this.state.report(text, failure);
      const detail = failure.detail === undefined ? undefined : this.encodeDetail(call, failure.detail);
      return { status: failure.status === Status.Ok ? Status.HandlerFailed : failure.status, message: failure.message, detail };
    }
    const isCancellation = call.cancelStatus !== 0 && failure instanceof Error && (failure.name === "AbortError" || failure.name === "TimeoutError" || isOfCall(failure));
    if (!isCancellation) this.state.report(text, failure);
    return { status: Status.HandlerFailed, message: `The handler of ${text} failed.`, detail: undefined };
  }

  private returned(call: IncomingCall, value: unknown): void {
    this.enter();
    if (call.isOver || this.waitsForReports(call, () => this.returned(call, value))) return;
    if (call.method.answersWithStream) {
      if (this.streams === undefined) this.failed(call, new TypeError(`${call.method.text} has streams, and its contract does not say that it uses them.`));
      else this.streams.answer(call, value);
      return;
    }
    const codec = call.method.description.result;
    try {
      this.state.encode((writer) => codec?.write(writer, value), (bytes, references) => this.calls.answer(call, bytes, references));
    } catch (failure) {
      const { status, message } = this.describeUnwritable(call, "The result", failure);
      this.calls.fail(call, status, message);
    }
  }

  /** A value of the handler's cannot be written: both sides are told. */
  describeUnwritable(call: IncomingCall, what: string, failure: unknown): CallFailure {
    this.state.report(call.method.text, failure);
    const message = `${what} of ${call.method.text} cannot be sent: ${failure instanceof Error ? failure.message : String(failure)}`;
    return { status: statusOf(failure), message, detail: undefined };
  }

  /** An answer goes behind what was reported before it. */
  private waitsForReports(call: IncomingCall, goOn: () => void): boolean {
    const sent = call.taken?.reportsSent();
    void sent?.then(goOn);
    return sent !== undefined;
  }

  private readArguments(call: IncomingCall): unknown[] | undefined {
    const { parameters } = call.method.description;
    const read = this.state.decode(call.bytes, (reader) => {
      let stream = 0;
      return parameters.map((parameter) => (parameter.kind === "stream" ? this.streams?.argument(call, stream++) : (parameter.codec.read(reader) as unknown)));
    });
    if ("failure" in read) {
      const message = `The arguments of ${call.method.text} are not what the contract says: ${read.failure.message}`;
      if (call.settles) this.state.settle(call.key, 0, read.taken, 1);
      call.settles = false;
      if (call.isOneWay) this.state.report(call.method.text, new PeerError(statusOf(read.failure), message));
      this.calls.fail(call, statusOf(read.failure), message);
      return undefined;
    }
    call.isRead = true;
    call.taken = read.taken;
    call.isBehindCalls = read.taken?.hasProgress === true;
    this.calls.releaseArguments(call);
    return read.value;
  }

  /** Encodes the detail of an announced error, as the first declared type that takes it. */
  private encodeDetail(call: IncomingCall, detail: unknown): Uint8Array | undefined {
    let problem: unknown = new TypeError(`The contract declares no type of details that a ${typeof detail} is one of.`);
    for (const declared of detailsOf(call.target.contract)) {
      try {
        let bytes: Uint8Array | undefined;
        this.state.encode(
          (writer) => {
            writer.view.setBigUint64(writer.take(8), declared.id, true);
            declared.codec.write(writer, detail);
          },
          (written) => (bytes = written.slice()),
        );
        if (bytes!.length <= this.state.send.chunk / 2) return bytes;
        problem = new RangeError(`The detail takes ${bytes!.length} bytes; ${this.state.send.chunk / 2} travel with an error.`);
      } catch (failure) {
        problem = failure;
      }
    }
    this.state.report(`The detail of an error of ${call.method.text}, which stayed at home`, problem);
    return undefined;
  }
}

/** What a handler is told of its call. */
class Context implements CallContext {
  readonly #call: IncomingCall;

  constructor(
    call: IncomingCall,
    readonly identity: unknown,
  ) {
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get headers(): ReadonlyMap<string, string> {
    return this.#call.header.headers;
  }

  get timeLeft(): number | undefined {
    const { calls, deadline } = this.#call;
    calls.handlers.enter();
    return deadline === 0 ? undefined : Math.max(0, deadline - calls.state.now);
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
