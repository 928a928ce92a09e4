// Written by TypedPeer for the contracts of TypedPeer.Samples.Browser.Shared. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** What two boards are compared by. */
export interface BoardDigest {
  /** How many strokes are on it. */
  strokes: number;
  /** A hash of all that is on it, in hexadecimal. */
  hash: string;
}

export const BoardDigest: $.Codec<BoardDigest> = /* @__PURE__ */ $.object<BoardDigest>("BoardDigest", () => ({
  strokes: $.int32,
  hash: $.string,
}));

/** A part of a board, small enough for one message. */
export interface BoardPart {
  /** Gets the last clearing. */
  clearing: Clearing;
  /** Gets some of the strokes. */
  strokes: Stroke[];
}

export const BoardPart: $.Codec<BoardPart> = /* @__PURE__ */ $.object<BoardPart>("BoardPart", () => ({
  clearing: Clearing,
  strokes: $.list(Stroke),
}));

/** The last time that somebody wiped the board. Of two the later one holds, and of two at once that of the greater author. */
export interface Clearing {
  /** When: what was drawn until then is gone. */
  clock: number;
  /** Who. */
  author: string;
}

export const Clearing: $.Codec<Clearing> = /* @__PURE__ */ $.object<Clearing>("Clearing", () => ({ clock: $.int32, author: $.string }));

/** A place on the board, which is 1600 units wide and 1200 high whatever shows it. */
export interface Dot {
  x: number;
  y: number;
}

export const Dot: $.Codec<Dot> = /* @__PURE__ */ $.struct<Dot>(() => ({ x: $.uint16, y: $.uint16 }));

/** A file that a peer has for the others. */
export interface FileOffer {
  /** Gets what tells it from all others. */
  id: string;
  /** Gets its name. Whoever keeps it makes it safe first. */
  name: string;
  /** Gets how many bytes it has. */
  length: bigint;
  /** Gets the SHA-256 of its bytes in hexadecimal; null from a page that has no WebCrypto, since it came over plain HTTP. */
  sha256: string | null;
}

export const FileOffer: $.Codec<FileOffer> = /* @__PURE__ */ $.object<FileOffer>("FileOffer", () => ({
  id: $.string,
  name: $.string,
  length: $.int64,
  sha256: $.nullable($.string),
}));

/** A line that somebody drew. It never changes: a board is a set of them. */
export interface Stroke {
  /** Gets what tells it from all others: its author's id and a number. */
  id: string;
  /** Gets when it was drawn: later than all that its author had seen. */
  clock: number;
  /** Gets the number of its colour, that of its author. */
  color: number;
  /** Gets its width, in the board's units. */
  width: number;
  /** Gets where it goes. */
  dots: Dot[];
}

export const Stroke: $.Codec<Stroke> = /* @__PURE__ */ $.object<Stroke>("Stroke", () => ({
  id: $.string,
  clock: $.int32,
  color: $.uint8,
  width: $.uint8,
  dots: $.list(Dot),
}));
