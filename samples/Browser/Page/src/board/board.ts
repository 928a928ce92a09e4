import type { BoardDigest, BoardPart, Clearing, Stroke } from "../api/index.js";
import { combine, type Hash, hashOfClearing, hashOfStroke, textOf } from "./hash.js";

export const boardWidth = 1600;
export const boardHeight = 1200;
export const maxDots = 512;
export const maxStrokes = 5000;
export const colors = 8;
const maxClock = 1_000_000_000;
const maxWidth = 64;
const strokesOfPart = 64;

/** What changed: one stroke on top of all others, or more than that. */
export type BoardChange = { readonly top: Stroke } | "all";

/**
 * What is drawn, as data that merges: a set of strokes that only grows, and the last clearing, which hides those not later than itself. `Board` in .NET
 * is the same, and says why boards become equal.
 */
export class Board {
  onchange: ((change: BoardChange) => void) | undefined;

  private readonly sorted: Stroke[] = [];
  private clearing: Clearing = { clock: 0, author: "" };
  private hash: Hash = { high: 0, low: 0 };
  private clock = 0;

  /** The strokes, the lowest first. */
  get strokes(): readonly Stroke[] {
    return this.sorted;
  }

  get digest(): BoardDigest {
    return { strokes: this.sorted.length, hash: textOf(combine(this.hash, hashOfClearing(this.clearing))) };
  }

  /** A time later than all that this board has seen. */
  nextClock(): number {
    return (this.clock = Math.min(this.clock + 1, maxClock));
  }

  has(stroke: Stroke): boolean {
    const found = this.sorted[this.placeOf(stroke)];
    return found !== undefined && compare(found, stroke) === 0;
  }

  /** Adds a stroke of anybody's; returns whether it is new. One that is no stroke is left out, here as everywhere. */
  add(stroke: Stroke): boolean {
    if (!isStroke(stroke) || stroke.clock <= this.clearing.clock || this.has(stroke)) return false;
    const place = this.placeOf(stroke);
    this.sorted.splice(place, 0, stroke);
    this.clock = Math.max(this.clock, stroke.clock);
    this.hash = combine(this.hash, hashOfStroke(stroke));
    const isTop = place === this.sorted.length - 1;
    if (this.sorted.length > maxStrokes) this.drop(1);
    this.onchange?.(isTop ? { top: stroke } : "all");
    return true;
  }

  /** Wipes what is not later; returns whether it is a later clearing than before. */
  clear(clearing: Clearing): boolean {
    const { clock, author } = clearing;
    if (!isId(author) || clock < 1 || clock > maxClock) return false;
    if (clock < this.clearing.clock || (clock === this.clearing.clock && author <= this.clearing.author)) return false;
    this.clearing = clearing;
    this.clock = Math.max(this.clock, clock);
    const first = this.sorted.findIndex((stroke) => stroke.clock > clock);
    this.drop(first < 0 ? this.sorted.length : first);
    this.onchange?.("all");
    return true;
  }

  /** Takes in a part of another board. */
  merge({ clearing, strokes }: BoardPart): void {
    this.clear(clearing);
    for (const stroke of strokes) this.add(stroke);
  }

  /** The whole board, in parts; at least one. */
  *parts(): Generator<BoardPart> {
    const { clearing } = this;
    const strokes = [...this.sorted];
    yield { clearing, strokes: [] };
    for (let i = 0; i < strokes.length; i += strokesOfPart) yield { clearing, strokes: strokes.slice(i, i + strokesOfPart) };
  }

  private drop(count: number): void {
    for (const stroke of this.sorted.splice(0, count)) this.hash = combine(this.hash, hashOfStroke(stroke));
  }

  /** Where the first is that is not lower. */
  private placeOf(stroke: Stroke): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.sorted[middle]!, stroke) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(first: Stroke, second: Stroke): number {
  return first.clock - second.clock || (first.id < second.id ? -1 : first.id > second.id ? 1 : 0);
}

/** Whether it is one: its author may be anybody. */
export function isStroke({ id, clock, color, width, dots }: Stroke): boolean {
  return isId(id) && clock >= 1 && clock <= maxClock && color < colors && width >= 1 && width <= maxWidth && dots.length >= 1 && dots.length <= maxDots
    && dots.every(({ x, y }) => x <= boardWidth && y <= boardHeight);
}

function isId(id: string): boolean {
  return /^[A-Za-z0-9._-]{1,80}$/.test(id);
}
