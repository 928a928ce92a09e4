import type { Clearing, Stroke } from "../api/index.js";

/** A hash in two halves of 32 bits, so that no big integers are needed. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

/** The same as `StrokeHash` in .NET: FNV-1a in two lanes. */
export function hashOfStroke({ id, clock, color, width, dots }: Stroke): Hash {
  return hashOf(`${id}|${clock}|${color}|${width}|${dots.map(({ x, y }) => `${x},${y};`).join("")}`);
}

export function hashOfClearing({ clock, author }: Clearing): Hash {
  return hashOf(`clear|${clock}|${author}`);
}

/** What both came to, whichever was first. */
export function combine(first: Hash, second: Hash): Hash {
  return { high: (first.high ^ second.high) >>> 0, low: (first.low ^ second.low) >>> 0 };
}

export function textOf({ high, low }: Hash): string {
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

function hashOf(text: string): Hash {
  let high = 0x811c9dc5;
  let low = 0x5bd1e995;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    high = Math.imul(high ^ c, 0x01000193);
    low = Math.imul(low ^ c, 0x01000193);
  }
  return { high: high >>> 0, low: low >>> 0 };
}
