import type { FrameQueue, FrameReader } from "../wire/index.js";
import type { PeerSessionEnd } from "../state/index.js";

/** A part of the protocol that is there where a contract needs it. */
export interface CorePart {
  /** Takes one frame. False where it is none of this part's. */
  read?(reader: FrameReader): boolean;

  /** Takes one frame of a datagram. False where it is none of this part's. */
  readDatagram?(reader: FrameReader): boolean;

  /** The hello is about to be written. */
  opening?(): void;

  /** Both sides know each other. */
  connected?(): void;

  /** The hello was written. */
  opened?(): void;

  /** All frames of a message were read. */
  messageRead?(): void;

  /** The session is over. */
  ended?(): void;
}

/** What counts and keeps messages, so that the session goes on over another channel. */
export interface Delivery {
  /** How many bytes of each message it keeps for itself. */
  readonly reserve: number;

  /** Whether there is no channel. */
  readonly isSuspended: boolean;

  /** Whether that is so because the peer has suspended the session, and comes back by itself. */
  readonly isSuspendedByPeer: boolean;
  readonly nextDeadline: number;

  /** Whether the session has ended in order although the peer, which may be gone, did not say that it knows. */
  readonly isUnheard: boolean;

  /** Something is due. */
  expire(): void;

  /** Both hellos are exchanged. */
  connected(): void;

  /** A message came. What is left of it for the session; nothing where nothing is. */
  take(message: Uint8Array): Uint8Array | undefined;

  /** What {@link take} left was read. */
  took(): void;

  /** Composes the next message. */
  write(message: FrameQueue, room: number): void;

  /** The channel is lost. False where the session cannot go on over another. */
  trySuspend(loss: PeerSessionEnd): boolean;

  /** The peer goes on over no other channel, or nobody is there who could. */
  giveUp(reason: string): void;

  ended(): void;
}
