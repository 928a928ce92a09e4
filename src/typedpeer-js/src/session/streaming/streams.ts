import type { CallOptions } from "../../contracts/call-options.js";
import { PeerDataError } from "../../codecs/data-error.js";
import { PeerError } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { readLasting } from "../core/index.js";
import type { PeerSession, SessionPart } from "../driving/index.js";
import type { IncomingCall, StreamAnswers } from "../incoming/index.js";
import { type ArgumentStreams, type CallAttempts, type Caller, type CallTarget, ofCall, type OutgoingCall, statusOf, type StreamCalls } from "../outgoing/index.js";
import { ChannelRoom } from "../sending/index.js";
import type { PeerMethod, SentReferences, SessionState } from "../state/index.js";
import { Items, type ItemSource } from "./items.js";
import { Pace } from "./pace.js";
import { produce } from "./produce.js";
import { StreamReceiver } from "./receiver.js";
import { RepeatedReader } from "./repeated-reader.js";
import { StreamSender } from "./sender.js";

/** Streams, in both directions. Emitted contracts that have any name it. */
export const streams: SessionPart = {
  part: "streams",
  join(session) {
    const pace = new Pace(session.core.state);
    session.core.parts.push(pace);
    session.room = new ChannelRoom(session.core.state.options.channelBufferBytes);
    session.caller.streams = new OutgoingStreams(session, pace);
    session.core.readLasting = readLasting;
    session.core.door.streams = new IncomingStreams(session);
    session.core.door.makeReceivers = (call) => call.method.streams.map((_, index) => new StreamReceiver(session.core.state, pace, call.key, index + 1));
  },
};

/** Where items are read from. */
function sourceOf(receiver: StreamReceiver, codec: { read(reader: never): unknown }, what: string, isBytes: boolean, state: SessionState, enter: () => void, leave: (isRead: boolean) => void, told: (failure: unknown) => unknown): ItemSource<unknown> {
  const unfit = (failure: Error): Error => new PeerError(statusOf(failure), `${what} is not what the contract says: ${failure.message}`, { cause: failure });
  const takeBlock = (): { value: unknown } | undefined => {
    try {
      const value = receiver.takeBlock();
      return value && { value };
    } catch (failure) {
      throw failure instanceof PeerDataError ? unfit(failure) : failure;
    }
  };
  const takeItem = (): { value: unknown } | undefined => {
    const bytes = receiver.take();
    if (bytes === undefined) return undefined;
    const read = state.decode(bytes, (reader) => codec.read(reader as never));
    if ("failure" in read) {
      receiver.references += read.taken;
      throw unfit(read.failure);
    }
    receiver.references += read.taken?.count ?? 0;
    return read;
  };
  return { receiver, enter, leave, told, take: isBytes ? takeBlock : takeItem };
}

/** Calls that answer with streams, and streamed arguments of calls. */
class OutgoingStreams implements StreamCalls {
  constructor(
    private readonly session: PeerSession,
    private readonly pace: Pace,
  ) {}

  call(caller: Caller, target: CallTarget, method: PeerMethod, values: readonly unknown[]): unknown {
    const open = (): ItemSource<unknown> => this.open(caller, target, method, values);
    if (method.description.isBytes !== true) return new Items(open);
    // The first, empty block says that the handler has returned the stream.
    return this.opened(open(), method);
  }

  give(caller: Caller, call: OutgoingCall, values: readonly unknown[]): ArgumentStreams {
    return new GivenStreams(this.session, caller, call, values);
  }

  repeat(call: (...values: readonly unknown[]) => unknown, values: readonly unknown[], begin: () => CallAttempts): unknown {
    // It is one as ever, but for who reads it.
    return Object.defineProperty(call(...values) as object, Symbol.asyncIterator, { value: () => new RepeatedReader(begin(), call) });
  }

  private open(caller: Caller, target: CallTarget, method: PeerMethod, values: readonly unknown[]): ItemSource<unknown> {
    const { state, outgoing } = this.session.core;
    const receiver = new StreamReceiver(state, this.pace, 0, 0);
    const options = values[method.description.parameters.length] as CallOptions | undefined;
    let begun: OutgoingCall | undefined;
    caller.begin(target, method, values, {
      answered: () => receiver.finish(undefined),
      failed: (failure) => {
        if (options?.signal?.aborted === true) receiver.drop();
        receiver.end(failure);
      },
    }, (call) => {
      begun = call;
      call.receiver = receiver;
    });
    return sourceOf(receiver, method.description.result!, `An item of ${method.text}`, method.description.isBytes === true, state, this.session.enter, (isRead) => {
      receiver.leave(isRead);
      if (begun !== undefined) outgoing.cancel(begun, Status.Cancelled, new PeerError(Status.Cancelled, "The stream was left."));
    }, ofCall);
  }

  private async opened(source: ItemSource<unknown>, method: PeerMethod): Promise<Items<unknown>> {
    const { receiver } = source;
    while (receiver.isEmpty && !receiver.hasEnded) await receiver.more();
    if (receiver.isEmpty && receiver.failure !== undefined) {
      source.leave(false);
      throw receiver.failure as Error;
    }
    let isRead = false;
    return new Items(() => {
      if (isRead) throw new TypeError(`The stream of ${method.text} is read already.`);
      isRead = true;
      return source;
    });
  }
}

/** The streamed arguments of one call. */
class GivenStreams implements ArgumentStreams {
  failure: unknown;
  private senders: StreamSender[] = [];

  constructor(
    private readonly session: PeerSession,
    private readonly caller: Caller,
    private readonly call: OutgoingCall,
    private readonly values: readonly unknown[],
  ) {}

  start(id: number, notBefore: number, priority: number): void {
    const { state, outgoing } = this.session.core;
    const { parameters } = this.call.method.description;
    const sources = parameters.flatMap((parameter, place) => (parameter.kind === "stream" ? [{ parameter, value: this.values[place] }] : []));
    this.senders = sources.map((_, index) =>
      new StreamSender(state, id * 2, index + 1, state.handshake.peerStreamWindow, priority, notBefore, () => undefined));
    sources.forEach(({ parameter, value }, index) => {
      const sender = this.senders[index]!;
      void produce(sender, value, parameter.codec, parameter.isBytes === true, state, {
        enter: this.caller.enter,
        references: (written) => noteReferences(sender, written, (first) => outgoing.references?.add(id * 2, index + 1, first)),
        fail: (failure) => {
          this.failure ??= failure;
          const announced = failure instanceof PeerError ? failure : undefined;
          const message = announced?.message ?? `The items of ${parameter.name} failed at their producer.`;
          sender.complete({ status: announced?.status || Status.HandlerFailed, message });
        },
      });
    });
  }

  grant(index: number, bytes: number): void {
    this.senders[index - 1]?.grant(bytes);
  }

  stop(index: number): void {
    this.senders[index - 1]?.stop();
  }

  stopAll(): void {
    for (const sender of this.senders) sender.stop();
  }
}

/** Streamed results and arguments of the peer's calls. */
class IncomingStreams implements StreamAnswers {
  constructor(private readonly session: PeerSession) {}

  argument(call: IncomingCall, index: number): unknown {
    const { state } = this.session.core;
    const parameter = call.method.streams[index]!;
    const receiver = call.streams![index] as StreamReceiver;
    const source = sourceOf(
      receiver, parameter.codec, `An item of ${parameter.name} of ${call.method.text}`, parameter.isBytes === true, state, this.session.enter, (isRead) => receiver.leave(isRead), (failure) => failure);
    let isRead = false;
    return new Items(() => {
      if (isRead) throw new TypeError(`The stream ${parameter.name} is read already.`);
      isRead = true;
      return source;
    });
  }

  answer(call: IncomingCall, items: unknown): void {
    const { state, door } = this.session.core;
    const { calls } = call;
    const { handlers } = calls;
    const { description } = call.method;
    const sender = new StreamSender(state, call.key, 0, state.handshake.peerStreamWindow + call.earlyCredit, call.priority, 0, () => {
      if (sender.isStopped) calls.fail(call, call.cancelStatus, call.cancelMessage);
      else calls.remove(call);
    });
    call.resultStream = sender;
    if (description.isBytes === true) state.encode((writer) => description.result!.write(writer, new Uint8Array(0)), (bytes) => sender.add(bytes));
    if (call.cancelStatus !== 0) sender.stop();
    void produce(sender, items, description.result!, description.isBytes === true, state, {
      enter: this.session.enter,
      references: (written) => noteReferences(sender, written, (first) => door.references?.add(call.key, 0, first)),
      fail: (failure, isItem) => sender.complete(isItem ? handlers.describeUnwritable(call, "An item", failure) : handlers.describe(call, failure)),
    });
  }
}

/** The references of a stream are those of all its items, in their order. */
function noteReferences(sender: StreamSender, written: SentReferences, begin: (first: SentReferences) => void): void {
  if (sender.references === undefined) {
    sender.references = written;
    begin(written);
  } else {
    sender.references.append(written);
  }
}
