// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { DayOfWeek } from "./types.js";

/** Numbers, strings, times and the other types that are one value. */
export interface IScalars {
  m01(value: boolean, options?: $.CallOptions): Promise<boolean>;
  m02(value: number, options?: $.CallOptions): Promise<number>;
  m03(value: number, options?: $.CallOptions): Promise<number>;
  m04(value: number, options?: $.CallOptions): Promise<number>;
  m05(value: number, options?: $.CallOptions): Promise<number>;
  m06(value: string, options?: $.CallOptions): Promise<string>;
  m07(value: number, options?: $.CallOptions): Promise<number>;
  m08(value: number, options?: $.CallOptions): Promise<number>;
  m09(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m10(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m11(value: number, options?: $.CallOptions): Promise<number>;
  m12(value: number, options?: $.CallOptions): Promise<number>;
  m13(value: $.Decimal, options?: $.CallOptions): Promise<$.Decimal>;
  m14(value: string, options?: $.CallOptions): Promise<string>;
  m15(value: string | null, options?: $.CallOptions): Promise<string | null>;
  m16(value: number | null, options?: $.CallOptions): Promise<number | null>;
  m17(value: boolean | null, options?: $.CallOptions): Promise<boolean | null>;
  m18(value: $.Decimal | null, options?: $.CallOptions): Promise<$.Decimal | null>;
  m19(value: string, options?: $.CallOptions): Promise<string>;
  m20(value: string | null, options?: $.CallOptions): Promise<string | null>;
  m21(value: $.DateTime, options?: $.CallOptions): Promise<$.DateTime>;
  m22(value: $.DateTimeOffset, options?: $.CallOptions): Promise<$.DateTimeOffset>;
  m23(value: $.Duration | null, options?: $.CallOptions): Promise<$.Duration | null>;
  m24(value: DayOfWeek, options?: $.CallOptions): Promise<DayOfWeek>;
  m25(value: DayOfWeek | null, options?: $.CallOptions): Promise<DayOfWeek | null>;
  m26(value: number, options?: $.CallOptions): Promise<number>;
  m27(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m28(value: bigint | null, options?: $.CallOptions): Promise<bigint | null>;
  m29(value: $.DateOnly, options?: $.CallOptions): Promise<$.DateOnly>;
  m30(value: $.TimeOnly | null, options?: $.CallOptions): Promise<$.TimeOnly | null>;
  m31(value: string, options?: $.CallOptions): Promise<string>;
  m32(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m33(value: bigint | null, options?: $.CallOptions): Promise<bigint | null>;
  m34(value: $.Vector3, options?: $.CallOptions): Promise<$.Vector3>;
  m35(value: $.Complex, options?: $.CallOptions): Promise<$.Complex>;
  m36(value: string, options?: $.CallOptions): Promise<string>;
  m37(value: string | null, options?: $.CallOptions): Promise<string | null>;
  m38(value: string, options?: $.CallOptions): Promise<string>;
  m39(value: string | null, options?: $.CallOptions): Promise<string | null>;
  m40(value: $.BitArray | null, options?: $.CallOptions): Promise<$.BitArray | null>;
}

export const IScalars: $.PeerContract<IScalars> = /* @__PURE__ */ $.contract<IScalars>("Matrix.IScalars", 0x80b57a678119111dn, 0x4b97238bd1a092c7n, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(bool)",
      id: 0x07d1fb89315410cen,
      shape: 0xbc645349660589d3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bool }],
      result: $.bool,
    },
    {
      name: "m02",
      signature: "M02(byte)",
      id: 0x7b3dca458627746fn,
      shape: 0x1ff6f6684bb0ea29n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint8 }],
      result: $.uint8,
    },
    {
      name: "m03",
      signature: "M03(sbyte)",
      id: 0xfb791797bf841ff8n,
      shape: 0x0ce5bb7a904d4e3cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int8 }],
      result: $.int8,
    },
    {
      name: "m04",
      signature: "M04(short)",
      id: 0xd72e330db6a30a7fn,
      shape: 0x362365a11351e31fn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int16 }],
      result: $.int16,
    },
    {
      name: "m05",
      signature: "M05(ushort)",
      id: 0x02bdb65fb5f3ef71n,
      shape: 0xf4799481c08607d7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint16 }],
      result: $.uint16,
    },
    {
      name: "m06",
      signature: "M06(char)",
      id: 0xcf6676a2302d50fbn,
      shape: 0x4140b0645d340bc8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.char }],
      result: $.char,
    },
    {
      name: "m07",
      signature: "M07(int)",
      id: 0xaef2da321623becen,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "m08",
      signature: "M08(uint)",
      id: 0x339311840e8b5682n,
      shape: 0xa238b95225d17e5cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint32 }],
      result: $.uint32,
    },
    {
      name: "m09",
      signature: "M09(long)",
      id: 0x481a8edd2a795b25n,
      shape: 0x06510e8712efe703n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int64 }],
      result: $.int64,
    },
    {
      name: "m10",
      signature: "M10(ulong)",
      id: 0x3a43a6d507b15db3n,
      shape: 0xbe3ba20b55b4e2b7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint64 }],
      result: $.uint64,
    },
    {
      name: "m11",
      signature: "M11(float)",
      id: 0x1c52b5b0850538d3n,
      shape: 0x3a74b724501c1dd3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float32 }],
      result: $.float32,
    },
    {
      name: "m12",
      signature: "M12(double)",
      id: 0x80ee95cdad3d2709n,
      shape: 0x7e20c2d16c1e98d4n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float64 }],
      result: $.float64,
    },
    {
      name: "m13",
      signature: "M13(decimal)",
      id: 0x7f9567bdd4ce50d3n,
      shape: 0x5b2d0c443754387cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.decimal }],
      result: $.decimal,
    },
    {
      name: "m14",
      signature: "M14(string)",
      id: 0x19b81d87e9c9905en,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.string }],
      result: $.string,
    },
    {
      name: "m15",
      signature: "M15(string)",
      id: 0x19cf9d6f0686f01cn,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.string) }],
      result: $.nullable($.string),
    },
    {
      name: "m16",
      signature: "M16(int?)",
      id: 0x9044355883a01b89n,
      shape: 0x3b38e4031c222331n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.int32) }],
      result: $.nullable($.int32),
    },
    {
      name: "m17",
      signature: "M17(bool?)",
      id: 0x790d7c917b192445n,
      shape: 0xfea9a90cb1579b6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.bool) }],
      result: $.nullable($.bool),
    },
    {
      name: "m18",
      signature: "M18(decimal?)",
      id: 0x138a07e29920c0b4n,
      shape: 0xda9025b5bf08f75bn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.decimal) }],
      result: $.nullable($.decimal),
    },
    {
      name: "m19",
      signature: "M19(Guid)",
      id: 0x028436f68b89fba8n,
      shape: 0xcb285b900880ddben,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.guid }],
      result: $.guid,
    },
    {
      name: "m20",
      signature: "M20(Guid?)",
      id: 0xbbde86aa7054a4edn,
      shape: 0x30c3c9c9a1e0a853n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.guid) }],
      result: $.nullable($.guid),
    },
    {
      name: "m21",
      signature: "M21(DateTime)",
      id: 0x96929b3e1d9802c7n,
      shape: 0x820402a6cff34e87n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateTime }],
      result: $.dateTime,
    },
    {
      name: "m22",
      signature: "M22(DateTimeOffset)",
      id: 0x943c59af7d1e67e8n,
      shape: 0xe8e8d1d1dc3694bbn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateTimeOffset }],
      result: $.dateTimeOffset,
    },
    {
      name: "m23",
      signature: "M23(TimeSpan?)",
      id: 0xbec4c7ed67f7e927n,
      shape: 0x6e085ef7946fe037n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.duration) }],
      result: $.nullable($.duration),
    },
    {
      name: "m24",
      signature: "M24(DayOfWeek)",
      id: 0xe0bc228c2c9345d7n,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.enumeration<DayOfWeek>($.int32) }],
      result: $.enumeration<DayOfWeek>($.int32),
    },
    {
      name: "m25",
      signature: "M25(DayOfWeek?)",
      id: 0x89d3643b12facdb0n,
      shape: 0x3b38e4031c222331n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.enumeration<DayOfWeek>($.int32)) }],
      result: $.nullable($.enumeration<DayOfWeek>($.int32)),
    },
    {
      name: "m26",
      signature: "M26(Half)",
      id: 0x27a934155ae68e1en,
      shape: 0xd0453f77bb706c99n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float16 }],
      result: $.float16,
    },
    {
      name: "m27",
      signature: "M27(Int128)",
      id: 0xbaf47b30c28e540cn,
      shape: 0xcb685a2db05f923fn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int128 }],
      result: $.int128,
    },
    {
      name: "m28",
      signature: "M28(UInt128?)",
      id: 0x14eb9b8d973243d9n,
      shape: 0xe3fca753a9f70eb5n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.uint128) }],
      result: $.nullable($.uint128),
    },
    {
      name: "m29",
      signature: "M29(DateOnly)",
      id: 0x21aa28ce6b655635n,
      shape: 0xcac34dcc8c33971cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateOnly }],
      result: $.dateOnly,
    },
    {
      name: "m30",
      signature: "M30(TimeOnly?)",
      id: 0xb3d26a0e03a2db72n,
      shape: 0x8667a327faac1954n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.timeOnly) }],
      result: $.nullable($.timeOnly),
    },
    {
      name: "m31",
      signature: "M31(Rune)",
      id: 0xb162a4a26691372bn,
      shape: 0x081a6e4af8146ab7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.rune }],
      result: $.rune,
    },
    {
      name: "m32",
      signature: "M32(BigInteger)",
      id: 0x94bca896b22aba23n,
      shape: 0xf34775304999ca74n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bigInteger }],
      result: $.bigInteger,
    },
    {
      name: "m33",
      signature: "M33(BigInteger?)",
      id: 0x0e360006eaaf8a2an,
      shape: 0x02209d35ede1a5e6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullableStruct($.bigInteger) }],
      result: $.nullableStruct($.bigInteger),
    },
    {
      name: "m34",
      signature: "M34(Vector3)",
      id: 0x695a8c80accbe9bdn,
      shape: 0x7a649175969c0a62n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.vector3 }],
      result: $.vector3,
    },
    {
      name: "m35",
      signature: "M35(Complex)",
      id: 0x4e49c1b98356648fn,
      shape: 0xeba66de4d254d5b7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.complex }],
      result: $.complex,
    },
    {
      name: "m36",
      signature: "M36(Uri)",
      id: 0xf4b495aaacaae486n,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uri }],
      result: $.uri,
    },
    {
      name: "m37",
      signature: "M37(Uri)",
      id: 0xb16bf04013808697n,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.uri) }],
      result: $.nullable($.uri),
    },
    {
      name: "m38",
      signature: "M38(Version)",
      id: 0x9853aea6b971cd13n,
      shape: 0xb3b4b602a5aafb5en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.version }],
      result: $.version,
    },
    {
      name: "m39",
      signature: "M39(Version)",
      id: 0x687222feefd51d91n,
      shape: 0xb3b4b602a5aafb5en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.version) }],
      result: $.nullable($.version),
    },
    {
      name: "m40",
      signature: "M40(BitArray)",
      id: 0xa35fa3b54ea637bbn,
      shape: 0x7af3afc5a95756abn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.bits) }],
      result: $.nullable($.bits),
    },
  ],
}));
