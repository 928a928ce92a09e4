// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Arrays: plain, jagged, of several dimensions. */
export interface IArrays {
  m01(value: Uint8Array, options?: $.CallOptions): Promise<Uint8Array>;
  m02(value: Uint8Array | null, options?: $.CallOptions): Promise<Uint8Array | null>;
  m03(value: number[], options?: $.CallOptions): Promise<number[]>;
  m04(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
  m05(value: (string[] | null)[], options?: $.CallOptions): Promise<(string[] | null)[]>;
  m06(value: (string | null)[][] | null, options?: $.CallOptions): Promise<(string | null)[][] | null>;
  m07(value: (number | null)[] | null, options?: $.CallOptions): Promise<(number | null)[] | null>;
  m08(value: $.Matrix4x4[], options?: $.CallOptions): Promise<$.Matrix4x4[]>;
  m09(value: $.Grid<number>, options?: $.CallOptions): Promise<$.Grid<number>>;
  m10(value: $.Grid<string | null> | null, options?: $.CallOptions): Promise<$.Grid<string | null> | null>;
  m11(value: $.Grid<number>, options?: $.CallOptions): Promise<$.Grid<number>>;
  m12(value: $.Grid<number>[], options?: $.CallOptions): Promise<$.Grid<number>[]>;
  m13(value: $.Grid<number[]>, options?: $.CallOptions): Promise<$.Grid<number[]>>;
  m14(value: ($.Grid<number> | null)[], options?: $.CallOptions): Promise<($.Grid<number> | null)[]>;
}

export const IArrays: $.PeerContract<IArrays> = /* @__PURE__ */ $.contract<IArrays>("Matrix.IArrays", 0xf82b601560afc6ean, 0xae140d57e333635cn, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(byte[])",
      id: 0xc306a67c4642ed9en,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bytes }],
      result: $.bytes,
    },
    {
      name: "m02",
      signature: "M02(byte[])",
      id: 0xb88cc7a0404f2a27n,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.bytes) }],
      result: $.nullable($.bytes),
    },
    {
      name: "m03",
      signature: "M03(int[])",
      id: 0xae246c5ef06ea062n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m04",
      signature: "M04(string[])",
      id: 0xca4400d01f37c0f7n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
    {
      name: "m05",
      signature: "M05(string[][])",
      id: 0x4ecf7f90a45ad505n,
      shape: 0xab0e38da839714edn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.list($.string))) }],
      result: $.list($.nullable($.list($.string))),
    },
    {
      name: "m06",
      signature: "M06(string[][])",
      id: 0x3466ec670f07fee4n,
      shape: 0xab0e38da839714edn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.list($.list($.nullable($.string)))) }],
      result: $.nullable($.list($.list($.nullable($.string)))),
    },
    {
      name: "m07",
      signature: "M07(int?[])",
      id: 0x55fda7d19956bcb3n,
      shape: 0xeedd926eb749d9bdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.list($.nullable($.int32))) }],
      result: $.nullable($.list($.nullable($.int32))),
    },
    {
      name: "m08",
      signature: "M08(Matrix4x4[])",
      id: 0xca262ef7f4ff972cn,
      shape: 0x8f34bef5536b1847n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.matrix4x4) }],
      result: $.list($.matrix4x4),
    },
    {
      name: "m09",
      signature: "M09(int[,])",
      id: 0xf316ee5b6f4fa6den,
      shape: 0xae004bb044a9a0e6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(2, $.int32) }],
      result: $.grid(2, $.int32),
    },
    {
      name: "m10",
      signature: "M10(string[,,])",
      id: 0x2b91965aa6fc3265n,
      shape: 0x2218f69028fea118n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.grid(3, $.nullable($.string))) }],
      result: $.nullable($.grid(3, $.nullable($.string))),
    },
    {
      name: "m11",
      signature: "M11(int[,,,])",
      id: 0x802fcaa7884ae3a2n,
      shape: 0x85d5608e5181397an,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(4, $.int32) }],
      result: $.grid(4, $.int32),
    },
    {
      name: "m12",
      signature: "M12(int[][,])",
      id: 0x2959c25287558ea5n,
      shape: 0xc244c14cfad2dd69n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.grid(2, $.int32)) }],
      result: $.list($.grid(2, $.int32)),
    },
    {
      name: "m13",
      signature: "M13(int[,][])",
      id: 0xb8c7b9547739b4ffn,
      shape: 0xc473afa5d0b1beebn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(2, $.list($.int32)) }],
      result: $.grid(2, $.list($.int32)),
    },
    {
      name: "m14",
      signature: "M14(int[][,])",
      id: 0x5f21321f5d78d779n,
      shape: 0xc244c14cfad2dd69n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.grid(2, $.int32))) }],
      result: $.list($.nullable($.grid(2, $.int32))),
    },
  ],
}));
