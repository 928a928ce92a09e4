// Written by TypedPeer for the contracts of TypedPeer.Samples.Browser.Shared. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { BoardDigest, BoardPart, Clearing, Dot, FileOffer, Stroke } from "./types.js";

/** What every peer of a room serves and calls of all others: one board, and files. */
export interface IBoard {
  /** Adds a finished stroke. */
  draw(stroke: Stroke, options?: $.CallOptions): Promise<void>;
  /** Shows a stroke that its author still draws. Only the newest state of it counts. */
  sketch(unfinished: Stroke, options?: $.CallOptions): Promise<void>;
  /** Shows where the caller's pen is. It may be lost: another one comes soon. */
  point(at: Dot, options?: $.CallOptions): Promise<void>;
  /** Wipes what was drawn before. */
  clear(clearing: Clearing, options?: $.CallOptions): Promise<void>;
  /** Says what the caller's board looks like. Whoever has another one reads the caller's. */
  compare(digest: BoardDigest, options?: $.CallOptions): Promise<void>;
  /** Reads the whole board, in parts of a bounded size. */
  read(options?: $.CallOptions): $.PeerStream<BoardPart>;
  /** Offers a file, which the caller serves for as long as it is here. */
  offer(offer: FileOffer, options?: $.CallOptions): Promise<void>;
  /**
   * Opens a file that was offered.
   * @param id - The offer's.
   */
  open(id: string, options?: $.CallOptions): Promise<$.PeerStream<Uint8Array>>;
}

export const IBoard: $.PeerContract<IBoard> = /* @__PURE__ */ $.contract<IBoard>("TypedPeer.Samples.Browser.IBoard", 0xfcd411ccad81dbe5n, 0x12e9b007a802d72dn, () => ({
  methods: [
    {
      name: "draw",
      signature: "DrawAsync(Stroke)",
      id: 0xca3e371e5e085032n,
      shape: 0x810c0b31bc100677n,
      kind: "oneWay",
      parameters: [{ name: "stroke", kind: "value", codec: Stroke }],
      isOneWay: true,
    },
    {
      name: "sketch",
      signature: "SketchAsync(Stroke)",
      id: 0x4aab3e7aaf76d6c2n,
      shape: 0x357fd50f89698864n,
      kind: "oneWay",
      parameters: [{ name: "unfinished", kind: "value", codec: Stroke }],
      isOneWay: true,
      isLatestWins: true,
    },
    {
      name: "point",
      signature: "PointAsync(Dot)",
      id: 0x38d1586d02a4a376n,
      shape: 0x91667a741d18b827n,
      kind: "oneWay",
      parameters: [{ name: "at", kind: "value", codec: Dot }],
      isOneWay: true,
      isUnreliable: true,
    },
    {
      name: "clear",
      signature: "ClearAsync(Clearing)",
      id: 0x45a7f4e0e6b1b9aen,
      shape: 0x495f477d0b0131c5n,
      kind: "oneWay",
      parameters: [{ name: "clearing", kind: "value", codec: Clearing }],
      isOneWay: true,
    },
    {
      name: "compare",
      signature: "CompareAsync(BoardDigest)",
      id: 0xd8cf45949e1b735bn,
      shape: 0xe7b8c3aee9f8fe6en,
      kind: "oneWay",
      parameters: [{ name: "digest", kind: "value", codec: BoardDigest }],
      isOneWay: true,
      isLatestWins: true,
    },
    {
      name: "read",
      signature: "ReadAsync()",
      id: 0x382b1bf382639d2an,
      shape: 0x073ebf963edd3743n,
      kind: "stream",
      parameters: [],
      result: BoardPart,
    },
    {
      name: "offer",
      signature: "OfferAsync(FileOffer)",
      id: 0xdf1b56c2d69ec6ffn,
      shape: 0x2e60ade97ec66d34n,
      kind: "oneWay",
      parameters: [{ name: "offer", kind: "value", codec: FileOffer }],
      isOneWay: true,
    },
    {
      name: "open",
      signature: "OpenAsync(string)",
      id: 0x10a7e39cdec6b20fn,
      shape: 0x9fe347df9891258cn,
      kind: "stream",
      parameters: [{ name: "id", kind: "value", codec: $.string }],
      result: $.bytes,
      isBytes: true,
    },
  ],
  uses: [$.streams, $.delivery],
}));
