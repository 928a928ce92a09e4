// Written by TypedPeer for the contracts of EndToEnd.Pages. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** What a page calls of a process. */
export interface IPageBenchmark {
  /** A call as small as calls are. */
  add(first: number, second: number, options?: $.CallOptions): Promise<number>;
  /** Bytes without end. */
  download(options?: $.CallOptions): Promise<$.PeerStream<Uint8Array>>;
  /** Takes bytes, and returns how many came. */
  upload(bytes: $.StreamSource<Uint8Array>, options?: $.CallOptions): Promise<bigint>;
}

export const IPageBenchmark: $.PeerContract<IPageBenchmark> = /* @__PURE__ */ $.contract<IPageBenchmark>("TypedPeer.Benchmarks.EndToEnd.Pages.IPageBenchmark", 0x47accdb590f4fa64n, 0x08a1ef2fbbb8b4d8n, () => ({
  methods: [
    {
      name: "add",
      signature: "AddAsync(int, int)",
      id: 0xc147db8cbc3a3a64n,
      shape: 0xbbfe90b1820414e5n,
      kind: "unary",
      parameters: [{ name: "first", kind: "value", codec: $.int32 }, { name: "second", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "download",
      signature: "DownloadAsync()",
      id: 0x7d97930ae79c7cabn,
      shape: 0x681e37aee9cb1c2dn,
      kind: "stream",
      parameters: [],
      result: $.bytes,
      isBytes: true,
    },
    {
      name: "upload",
      signature: "UploadAsync(Stream)",
      id: 0x8a2d5edd16f5c978n,
      shape: 0x5941d51b43cf3374n,
      kind: "unary",
      parameters: [{ name: "bytes", kind: "stream", codec: $.bytes, isBytes: true }],
      result: $.int64,
    },
  ],
  uses: [$.streams],
}));
