import { Reader } from "../../codecs/reader.js";
import { Writer } from "../../codecs/writer.js";
import { Scheduler } from "../sending/index.js";
import { typeSettle, varintSize } from "../wire/index.js";
import { Deadlines } from "./deadlines.js";
import { Handshake } from "./handshake.js";
import { KeepAlive } from "./keep-alive.js";
import { callback, type PeerSessionOptions } from "./options.js";

/** How a session ended. The names are those of .NET. */
export type PeerSessionEndKind = "Stopped" | "StoppedByPeer" | "Aborted" | "ConnectionLost" | "ProtocolError" | "NotAuthorized";

/** Why a session ended, in one word, one status and one sentence. */
export interface PeerSessionEnd {
  readonly kind: PeerSessionEndKind;
  readonly status: number;
  readonly message: string;
}

/** Something to do outside of the core, once that is through. */
export interface SessionWork {
  run(): void;
}

/** The references written into one part of a call, as far as the peer has not said that it took them. */
export interface SentReferences {
  /** Nothing more of the part will be taken: what is left is given back. False when the peer gave some of it back already. */
  close(): boolean;

  /** Adds what was written behind. */
  append(written: SentReferences): void;
}

/** The objects of the peer that were read out of one value. */
export interface TakenReferences {
  readonly count: number;

  /** Whether a receiver of progress is among them. */
  readonly hasProgress: boolean;

  /** Done once what was reported is in the queue; nothing when it is. */
  reportsSent(): Promise<unknown> | undefined;

  /** The value was not taken after all: all is given back. */
  undo(): void;

  /** The call is over: what it was only lent is given back. */
  release(): void;
}

/** What takes note of references while codecs write and read them; there where references are imported. */
export interface ReferenceNotes {
  sentIn(writer: Writer): SentReferences | undefined;
  takenIn(reader: Reader): TakenReferences | undefined;
}

/** What the parts of one session's core share: its limits, what leaves and what is given out, what is held, the time, and whether it goes on. */
export class SessionState {
  readonly send = new Scheduler();
  readonly handshake = new Handshake();
  readonly keepAlive: KeepAlive;
  readonly deadlines = new Deadlines();

  /** The time, in milliseconds, as whoever drives the session told it last. */
  now = 0;

  /** Who the peer is, as the authorisation of the session returned it. */
  identity: unknown;

  /** What is to be done outside of the core. */
  work: SessionWork[] = [];

  /** Whether this side takes and makes no new calls. */
  isStopping = false;

  /** Why the session ended; absent while it goes on. */
  end: PeerSessionEnd | undefined;

  /** How many calls without streams were made, in either direction. */
  callsSeen = 0;

  /** How many bytes are held for the peer. */
  held = 0;

  /** What the session is to codecs that write references; set by who imports them. */
  references: ReferenceNotes | undefined;

  private idleWriter: Writer | undefined;

  constructor(readonly options: PeerSessionOptions) {
    this.keepAlive = new KeepAlive(options, this.send);
  }

  /** Takes so many bytes of the session's budget. False when they are more than is left. */
  tryHold(bytes: number): boolean {
    if (bytes > this.options.maxReceiveBytes - this.held) return false;
    this.held += bytes;
    return true;
  }

  /** Writes with a writer of the session's, and gives the bytes to `use`, whose they are only until it returns. */
  encode(write: (writer: Writer) => void, use: (bytes: Uint8Array, references: SentReferences | undefined) => void): void {
    const idle = this.idleWriter?.session === this.references ? this.idleWriter : undefined;
    const writer = idle ?? new Writer(this.options.maxMessageBytes, this.references);
    // A value's own code may make a call while it is written.
    this.idleWriter = undefined;
    writer.position = 0;
    try {
      write(writer);
    } catch (failure) {
      this.references?.sentIn(writer)?.close();
      throw failure;
    }
    use(writer.finish(), this.references?.sentIn(writer));
    if (writer.bytes.length <= 64 * 1024) this.idleWriter = writer;
  }

  /** Reads what `read` reads, which has to be all of the bytes. */
  decode<T>(bytes: Uint8Array, read: (reader: Reader) => T): { readonly value: T; readonly taken: TakenReferences | undefined } | { readonly failure: Error; readonly taken: number } {
    const reader = new Reader(bytes, this.references);
    try {
      const value = read(reader);
      reader.end();
      return { value, taken: this.references?.takenIn(reader) };
    } catch (failure) {
      const taken = this.references?.takenIn(reader);
      taken?.undo();
      return { failure: failure as Error, taken: taken?.count ?? 0 };
    }
  }

  /** Tells the peer how many of its references in a part of a call were taken. A call that has not left is not overtaken. */
  settle(call: number, part: number, taken: number, end: number, behindCalls = false): void {
    if (this.end !== undefined) return;
    const queue = behindCalls ? this.send.calls : this.send.control;
    queue.frame(typeSettle, varintSize(call) + varintSize(part) + varintSize(taken) + 1).varint(call).varint(part).varint(taken).byte(end);
  }

  /** Tells the application of a failure that no caller learns. What that throws is nobody's. */
  report(what: string, failure: unknown): void {
    this.work.push({ run: () => callback(this.options, what, () => {
      throw failure;
    }) });
  }
}
