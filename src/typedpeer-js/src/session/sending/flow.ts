import { maxChunk, type FrameQueue } from "../wire/index.js";

/** The share of the channel, as the bytes of a turn: four times as many with high priority, a quarter with low. By the numbers of the wire. */
export const quantumOf = (priority: number): number => (priority === 1 ? 4 * maxChunk : priority === 2 ? maxChunk / 4 : maxChunk);

/** One source of chunks that shares the channel with others: a stream, or arguments or a result too large for one frame. */
export interface SendFlow {
  /** How many bytes a turn has. */
  readonly quantum: number;

  /** The position in the queue of calls that must have left first: the header of the call that the flow belongs to. */
  readonly notBefore: number;

  /** What is left of the turn; the scheduler's alone. */
  turn: number;

  /** Whether the flow waits for its turn; the scheduler's alone. */
  isActive: boolean;

  /** Whether the flow could send now. */
  readonly canSend: boolean;

  /** Writes one frame with at most `chunk` bytes of data that takes no more than `room` in all. Writes nothing where not even a small one fits. */
  write(message: FrameQueue, chunk: number, room: number): void;
}
