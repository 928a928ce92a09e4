// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { Person, Point, Tick } from "./types.js";

export interface IGreeter {
  greet(name: string, options?: $.CallOptions): Promise<string>;
  ticks(every: $.Duration, options?: $.CallOptions): $.PeerStream<Tick>;
  upload(chunks: $.StreamSource<Uint8Array>, options?: $.CallOptions): Promise<bigint>;
  cursorMoved(at: Point, options?: $.CallOptions): Promise<void>;
  find(id: number | null, options?: $.CallOptions): Promise<Person | null>;
}

export const IGreeter: $.PeerContract<IGreeter> = /* @__PURE__ */ $.contract<IGreeter>("Sample.IGreeter", 0x43d8a78100acb050n, 0x084501e41e3f7271n, () => ({
  methods: [
    {
      name: "greet",
      signature: "GreetAsync(string)",
      id: 0x84f4dc5f597d8f5fn,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "name", kind: "value", codec: $.string }],
      result: $.string,
    },
    {
      name: "ticks",
      signature: "TicksAsync(TimeSpan)",
      id: 0x759226da35b5bef6n,
      shape: 0x308c34e6f2180b67n,
      kind: "stream",
      parameters: [{ name: "every", kind: "value", codec: $.duration }],
      result: Tick,
    },
    {
      name: "upload",
      signature: "UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>>)",
      id: 0x4b6b83a75c50fe9cn,
      shape: 0x5941d51b43cf3374n,
      kind: "unary",
      parameters: [{ name: "chunks", kind: "stream", codec: $.bytes }],
      result: $.int64,
    },
    {
      name: "cursorMoved",
      signature: "CursorMovedAsync(Point)",
      id: 0x73597ec65f000615n,
      shape: 0x201f0ad6ecccf3e4n,
      kind: "oneWay",
      parameters: [{ name: "at", kind: "value", codec: Point }],
      isOneWay: true,
    },
    {
      name: "find",
      signature: "FindAsync(int?)",
      id: 0xe6fe48c08f2b937dn,
      shape: 0xbc90cd64bd383d2en,
      kind: "unary",
      parameters: [{ name: "id", kind: "value", codec: $.nullable($.int32) }],
      result: $.nullable(Person),
    },
  ],
  uses: [$.streams],
}));
