// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import {
  BoxOfBoxOfInt32,
  BoxOfPadU,
  BoxOfString,
  Branch,
  Color,
  DeepU,
  IShape,
  IWide,
  LongEnum,
  NestU,
  PadU,
  PointU,
  TolAll,
  TolV1,
  TwentyMembers,
} from "./types.js";

/** One method for each type of tests/vectors/memorypack-more.tsv. */
export interface IMoreGolden {
  m01(value: number, options?: $.CallOptions): Promise<number>;
  m02(value: number, options?: $.CallOptions): Promise<number>;
  m03(value: number, options?: $.CallOptions): Promise<number>;
  m04(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m05(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m06(value: number, options?: $.CallOptions): Promise<number>;
  m07(value: number, options?: $.CallOptions): Promise<number>;
  m08(value: $.Decimal, options?: $.CallOptions): Promise<$.Decimal>;
  m09(value: string, options?: $.CallOptions): Promise<string>;
  m10(value: number, options?: $.CallOptions): Promise<number>;
  m11(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m12(value: bigint, options?: $.CallOptions): Promise<bigint>;
  m13(value: string, options?: $.CallOptions): Promise<string>;
  m14(value: $.DateTime, options?: $.CallOptions): Promise<$.DateTime>;
  m15(value: $.DateTimeOffset, options?: $.CallOptions): Promise<$.DateTimeOffset>;
  m16(value: $.Duration, options?: $.CallOptions): Promise<$.Duration>;
  m17(value: $.DateOnly, options?: $.CallOptions): Promise<$.DateOnly>;
  m18(value: $.TimeOnly, options?: $.CallOptions): Promise<$.TimeOnly>;
  m19(value: string, options?: $.CallOptions): Promise<string>;
  m20(value: LongEnum, options?: $.CallOptions): Promise<LongEnum>;
  m21(value: string, options?: $.CallOptions): Promise<string>;
  m22(value: string, options?: $.CallOptions): Promise<string>;
  m23(value: string, options?: $.CallOptions): Promise<string>;
  m24(value: string[], options?: $.CallOptions): Promise<string[]>;
  m25(value: number[], options?: $.CallOptions): Promise<number[]>;
  m26(value: $.Decimal[], options?: $.CallOptions): Promise<$.Decimal[]>;
  m27(value: $.DateTime[], options?: $.CallOptions): Promise<$.DateTime[]>;
  m28(value: ($.Duration | null)[], options?: $.CallOptions): Promise<($.Duration | null)[]>;
  m29(value: LongEnum[], options?: $.CallOptions): Promise<LongEnum[]>;
  m30(value: (Color | null)[], options?: $.CallOptions): Promise<(Color | null)[]>;
  m31(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
  m32(value: number[][], options?: $.CallOptions): Promise<number[][]>;
  m33(value: Map<number, string[]>, options?: $.CallOptions): Promise<Map<number, string[]>>;
  m34(value: Map<string, Color>, options?: $.CallOptions): Promise<Map<string, Color>>;
  m35(value: number[], options?: $.CallOptions): Promise<number[]>;
  m36(value: number[] | null, options?: $.CallOptions): Promise<number[] | null>;
  m37(value: string[], options?: $.CallOptions): Promise<string[]>;
  m38(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
  m39(value: Set<string>, options?: $.CallOptions): Promise<Set<string>>;
  m40(value: Set<number> | null, options?: $.CallOptions): Promise<Set<number> | null>;
  m41(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m42(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m43(value: Map<number, string | null>, options?: $.CallOptions): Promise<Map<number, string | null>>;
  m44(value: number[], options?: $.CallOptions): Promise<number[]>;
  m45(value: string[], options?: $.CallOptions): Promise<string[]>;
  m46(value: number[], options?: $.CallOptions): Promise<number[]>;
  m47(value: string[], options?: $.CallOptions): Promise<string[]>;
  m48(value: (number | null)[], options?: $.CallOptions): Promise<(number | null)[]>;
  m49(value: number[], options?: $.CallOptions): Promise<number[]>;
  m50(value: Map<number, string>, options?: $.CallOptions): Promise<Map<number, string>>;
  m51(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m52(value: number[], options?: $.CallOptions): Promise<number[]>;
  m53(value: number[], options?: $.CallOptions): Promise<number[]>;
  m54(value: number[], options?: $.CallOptions): Promise<number[]>;
  m55(value: number[], options?: $.CallOptions): Promise<number[]>;
  m56(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
  m57(value: number[], options?: $.CallOptions): Promise<number[]>;
  m58(value: number[], options?: $.CallOptions): Promise<number[]>;
  m59(value: number[], options?: $.CallOptions): Promise<number[]>;
  m60(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m61(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m62(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m63(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m64(value: number[], options?: $.CallOptions): Promise<number[]>;
  m65(value: string[], options?: $.CallOptions): Promise<string[]>;
  m66(value: $.Grid<number>, options?: $.CallOptions): Promise<$.Grid<number>>;
  m67(value: $.Grid<string | null>, options?: $.CallOptions): Promise<$.Grid<string | null>>;
  m68(value: $.Grid<number> | null, options?: $.CallOptions): Promise<$.Grid<number> | null>;
  m69(value: $.Grid<number>[], options?: $.CallOptions): Promise<$.Grid<number>[]>;
  m70(value: $.Grid<number>, options?: $.CallOptions): Promise<$.Grid<number>>;
  m71(value: $.Vector3, options?: $.CallOptions): Promise<$.Vector3>;
  m72(value: $.Matrix3x2, options?: $.CallOptions): Promise<$.Matrix3x2>;
  m73(value: $.Complex, options?: $.CallOptions): Promise<$.Complex>;
  m74(value: [number, string], options?: $.CallOptions): Promise<[number, string]>;
  m75(
    value: [number, string | null, number, bigint, boolean, number, string],
    options?: $.CallOptions,
  ): Promise<[number, string | null, number, bigint, boolean, number, string]>;
  m76(value: [number, string | null], options?: $.CallOptions): Promise<[number, string | null]>;
  m77(value: [number, bigint], options?: $.CallOptions): Promise<[number, bigint]>;
  m78(value: [string, string][], options?: $.CallOptions): Promise<[string, string][]>;
  m79(value: [string, number, string], options?: $.CallOptions): Promise<[string, number, string]>;
  m80(value: PadU | null, options?: $.CallOptions): Promise<PadU | null>;
  m81(value: PadU[], options?: $.CallOptions): Promise<PadU[]>;
  m82(value: PointU[], options?: $.CallOptions): Promise<PointU[]>;
  m83(value: NestU, options?: $.CallOptions): Promise<NestU>;
  m84(value: DeepU, options?: $.CallOptions): Promise<DeepU>;
  m85(value: BoxOfBoxOfInt32, options?: $.CallOptions): Promise<BoxOfBoxOfInt32>;
  m86(value: BoxOfString, options?: $.CallOptions): Promise<BoxOfString>;
  m87(value: BoxOfPadU, options?: $.CallOptions): Promise<BoxOfPadU>;
  m88(value: Branch, options?: $.CallOptions): Promise<Branch>;
  m89(value: (IShape | null)[], options?: $.CallOptions): Promise<(IShape | null)[]>;
  m90(value: IShape[], options?: $.CallOptions): Promise<IShape[]>;
  m91(value: IWide, options?: $.CallOptions): Promise<IWide>;
  m92(value: Map<string, IShape>, options?: $.CallOptions): Promise<Map<string, IShape>>;
  m93(value: TolV1[], options?: $.CallOptions): Promise<TolV1[]>;
  m94(value: TolAll, options?: $.CallOptions): Promise<TolAll>;
  m95(value: TwentyMembers, options?: $.CallOptions): Promise<TwentyMembers>;
}

export const IMoreGolden: $.PeerContract<IMoreGolden> = /* @__PURE__ */ $.contract<IMoreGolden>("TypedPeer.Generators.Tests.Golden.IMoreGolden", 0x5d28334c1a5003edn, 0x57e1bb22113e3608n, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(byte)",
      id: 0x3d38b03c465b567an,
      shape: 0x1ff6f6684bb0ea29n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint8 }],
      result: $.uint8,
    },
    {
      name: "m02",
      signature: "M02(short)",
      id: 0x7d7743ed205e66e4n,
      shape: 0x362365a11351e31fn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int16 }],
      result: $.int16,
    },
    {
      name: "m03",
      signature: "M03(int)",
      id: 0xf29bc455311b2f74n,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "m04",
      signature: "M04(long)",
      id: 0x3d1bd002694600adn,
      shape: 0x06510e8712efe703n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int64 }],
      result: $.int64,
    },
    {
      name: "m05",
      signature: "M05(ulong)",
      id: 0x742101bef4c5cd1dn,
      shape: 0xbe3ba20b55b4e2b7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint64 }],
      result: $.uint64,
    },
    {
      name: "m06",
      signature: "M06(float)",
      id: 0xdd6068b3792a8feen,
      shape: 0x3a74b724501c1dd3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float32 }],
      result: $.float32,
    },
    {
      name: "m07",
      signature: "M07(double)",
      id: 0x05ef7d00e0091b53n,
      shape: 0x7e20c2d16c1e98d4n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float64 }],
      result: $.float64,
    },
    {
      name: "m08",
      signature: "M08(decimal)",
      id: 0xaa338234b44012e3n,
      shape: 0x5b2d0c443754387cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.decimal }],
      result: $.decimal,
    },
    {
      name: "m09",
      signature: "M09(char)",
      id: 0x6241e76dfdafeb04n,
      shape: 0x4140b0645d340bc8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.char }],
      result: $.char,
    },
    {
      name: "m10",
      signature: "M10(Half)",
      id: 0x5e5cf5abd58da1aan,
      shape: 0xd0453f77bb706c99n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float16 }],
      result: $.float16,
    },
    {
      name: "m11",
      signature: "M11(Int128)",
      id: 0x4673405048b4d314n,
      shape: 0xcb685a2db05f923fn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int128 }],
      result: $.int128,
    },
    {
      name: "m12",
      signature: "M12(UInt128)",
      id: 0x006856c833da84fen,
      shape: 0x108d08003e22b57en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint128 }],
      result: $.uint128,
    },
    {
      name: "m13",
      signature: "M13(Rune)",
      id: 0x0b9540eef3056b7dn,
      shape: 0x081a6e4af8146ab7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.rune }],
      result: $.rune,
    },
    {
      name: "m14",
      signature: "M14(DateTime)",
      id: 0xa8b9e4647585fd26n,
      shape: 0x820402a6cff34e87n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateTime }],
      result: $.dateTime,
    },
    {
      name: "m15",
      signature: "M15(DateTimeOffset)",
      id: 0xb0eb8e011e270cb5n,
      shape: 0xe8e8d1d1dc3694bbn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateTimeOffset }],
      result: $.dateTimeOffset,
    },
    {
      name: "m16",
      signature: "M16(TimeSpan)",
      id: 0x8b2bfc123d2625cen,
      shape: 0xb02f2fd5d518102en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.duration }],
      result: $.duration,
    },
    {
      name: "m17",
      signature: "M17(DateOnly)",
      id: 0x0f1ff84b081f2553n,
      shape: 0xcac34dcc8c33971cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateOnly }],
      result: $.dateOnly,
    },
    {
      name: "m18",
      signature: "M18(TimeOnly)",
      id: 0x94c8e06f9f9c444fn,
      shape: 0x9c6b0cc5047756c3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.timeOnly }],
      result: $.timeOnly,
    },
    {
      name: "m19",
      signature: "M19(Guid)",
      id: 0x947bec7517ec2a0en,
      shape: 0xcb285b900880ddben,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.guid }],
      result: $.guid,
    },
    {
      name: "m20",
      signature: "M20(LongEnum)",
      id: 0x4d0239e846e297f9n,
      shape: 0x06510e8712efe703n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.enumeration<LongEnum>($.int64) }],
      result: $.enumeration<LongEnum>($.int64),
    },
    {
      name: "m21",
      signature: "M21(string)",
      id: 0x0b9d6839de90112bn,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.string }],
      result: $.string,
    },
    {
      name: "m22",
      signature: "M22(Version)",
      id: 0xb17d963169e81922n,
      shape: 0xb3b4b602a5aafb5en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.version }],
      result: $.version,
    },
    {
      name: "m23",
      signature: "M23(Uri)",
      id: 0x1ea653f5f8406b87n,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uri }],
      result: $.uri,
    },
    {
      name: "m24",
      signature: "M24(char[])",
      id: 0x8f59613130024cf5n,
      shape: 0x4f19a00f031c6c18n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.char) }],
      result: $.list($.char),
    },
    {
      name: "m25",
      signature: "M25(Half[])",
      id: 0xd4f9dff79892f54en,
      shape: 0x182947e09b4cdbben,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.float16) }],
      result: $.list($.float16),
    },
    {
      name: "m26",
      signature: "M26(decimal[])",
      id: 0x88d2eafe87e8336fn,
      shape: 0x26a4f82b5400ee5en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.decimal) }],
      result: $.list($.decimal),
    },
    {
      name: "m27",
      signature: "M27(DateTime[])",
      id: 0xc1ac16dbf1a2fc4dn,
      shape: 0x93e496ed82f18c9cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.dateTime) }],
      result: $.list($.dateTime),
    },
    {
      name: "m28",
      signature: "M28(TimeSpan?[])",
      id: 0x405c8c12b013bbd4n,
      shape: 0x1dde67198c0c5417n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.duration)) }],
      result: $.list($.nullable($.duration)),
    },
    {
      name: "m29",
      signature: "M29(LongEnum[])",
      id: 0xb1b2e9448e348ff0n,
      shape: 0x1c6842b97324465cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.enumeration<LongEnum>($.int64)) }],
      result: $.list($.enumeration<LongEnum>($.int64)),
    },
    {
      name: "m30",
      signature: "M30(List<Color?>)",
      id: 0x3d13898809d5e6c3n,
      shape: 0xeedd926eb749d9bdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.enumeration<Color>($.int32))) }],
      result: $.list($.nullable($.enumeration<Color>($.int32))),
    },
    {
      name: "m31",
      signature: "M31(string[])",
      id: 0xd4cda6df24004259n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
    {
      name: "m32",
      signature: "M32(List<List<int>>)",
      id: 0x1124e1979a695fc0n,
      shape: 0x00bab2bc8c85b149n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.list($.int32)) }],
      result: $.list($.list($.int32)),
    },
    {
      name: "m33",
      signature: "M33(Dictionary<int, List<string>>)",
      id: 0x10124a2f122e0c92n,
      shape: 0xb2b599e19f9a00den,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.int32, $.list($.string)) }],
      result: $.map($.int32, $.list($.string)),
    },
    {
      name: "m34",
      signature: "M34(Dictionary<Guid, Color>)",
      id: 0x04259c136c4f22adn,
      shape: 0x6eeb8b0907cfe4d2n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.guid, $.enumeration<Color>($.int32)) }],
      result: $.map($.guid, $.enumeration<Color>($.int32)),
    },
    {
      name: "m35",
      signature: "M35(Queue<int>)",
      id: 0xfd0066f26ef09f95n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m36",
      signature: "M36(Queue<int>)",
      id: 0x38ca9a3597d82a0bn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.list($.int32)) }],
      result: $.nullable($.list($.int32)),
    },
    {
      name: "m37",
      signature: "M37(Stack<string>)",
      id: 0x720d6f9bc0d46817n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "m38",
      signature: "M38(LinkedList<string>)",
      id: 0xb93132530aec2931n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
    {
      name: "m39",
      signature: "M39(HashSet<string>)",
      id: 0x24247c07bee3ccfcn,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.string) }],
      result: $.set($.string),
    },
    {
      name: "m40",
      signature: "M40(HashSet<int>)",
      id: 0x71e38088bb147043n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.set($.int32)) }],
      result: $.nullable($.set($.int32)),
    },
    {
      name: "m41",
      signature: "M41(SortedSet<int>)",
      id: 0xb3f852c88ec44605n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m42",
      signature: "M42(SortedDictionary<string, int>)",
      id: 0x7fd0336a0b1b3346n,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m43",
      signature: "M43(SortedList<int, string>)",
      id: 0x11fd63725744588en,
      shape: 0x67939ebfec1dff06n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.int32, $.nullable($.string)) }],
      result: $.map($.int32, $.nullable($.string)),
    },
    {
      name: "m44",
      signature: "M44(Collection<int>)",
      id: 0x68d56224bc86186fn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m45",
      signature: "M45(ObservableCollection<string>)",
      id: 0x06bff3cce3e63f1cn,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "m46",
      signature: "M46(IList<int>)",
      id: 0xad1fbce5ec1a3eedn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m47",
      signature: "M47(ICollection<string>)",
      id: 0x994820875529f0cbn,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "m48",
      signature: "M48(IReadOnlyList<int?>)",
      id: 0xa93d2d957bd46f3en,
      shape: 0xeedd926eb749d9bdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.int32)) }],
      result: $.list($.nullable($.int32)),
    },
    {
      name: "m49",
      signature: "M49(IReadOnlyCollection<int>)",
      id: 0xef85db0b1cee7161n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m50",
      signature: "M50(IDictionary<int, string>)",
      id: 0xd5f832f14b7cccbfn,
      shape: 0x67939ebfec1dff06n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.int32, $.string) }],
      result: $.map($.int32, $.string),
    },
    {
      name: "m51",
      signature: "M51(IReadOnlySet<int>)",
      id: 0x9c32bfabd8e720dbn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m52",
      signature: "M52(ConcurrentQueue<int>)",
      id: 0x513121838ffaf17dn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m53",
      signature: "M53(ConcurrentStack<int>)",
      id: 0x33e70f8d5c727a28n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m54",
      signature: "M54(ConcurrentBag<int>)",
      id: 0x0a75e73afcb26f75n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m55",
      signature: "M55(ImmutableArray<int>)",
      id: 0xdc20b678d9c566f3n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m56",
      signature: "M56(ImmutableArray<string>)",
      id: 0xc5faf4e6ef10774an,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
    {
      name: "m57",
      signature: "M57(ImmutableList<int>)",
      id: 0x616674617957e45an,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m58",
      signature: "M58(ImmutableQueue<int>)",
      id: 0xf3b8215c86e89cb4n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m59",
      signature: "M59(ImmutableStack<int>)",
      id: 0x4ec00953f14e54f1n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m60",
      signature: "M60(ImmutableSortedSet<int>)",
      id: 0x423b96f27a33eed9n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m61",
      signature: "M61(ImmutableSortedDictionary<string, int>)",
      id: 0xb2e583b98f171f5an,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m62",
      signature: "M62(FrozenSet<int>)",
      id: 0x69d2d87a7481d176n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m63",
      signature: "M63(FrozenDictionary<string, int>)",
      id: 0xf5e9bf28675ed5b0n,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m64",
      signature: "M64(ArraySegment<int>)",
      id: 0x2c8b8bb9a89d398dn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m65",
      signature: "M65(Memory<string>)",
      id: 0x5264bf749cdaa9f2n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "m66",
      signature: "M66(int[,,])",
      id: 0x2cf460d910bebfa0n,
      shape: 0x830d993903c81da7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(3, $.int32) }],
      result: $.grid(3, $.int32),
    },
    {
      name: "m67",
      signature: "M67(string[,,,])",
      id: 0xca6a1f250bf19ab3n,
      shape: 0x9405dfb65ad97e1dn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(4, $.nullable($.string)) }],
      result: $.grid(4, $.nullable($.string)),
    },
    {
      name: "m68",
      signature: "M68(int[,])",
      id: 0x8c6ec59f6d64b45en,
      shape: 0xae004bb044a9a0e6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.grid(2, $.int32)) }],
      result: $.nullable($.grid(2, $.int32)),
    },
    {
      name: "m69",
      signature: "M69(int[][,])",
      id: 0xf163be5fc88032b1n,
      shape: 0xc244c14cfad2dd69n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.grid(2, $.int32)) }],
      result: $.list($.grid(2, $.int32)),
    },
    {
      name: "m70",
      signature: "M70(int[,])",
      id: 0x5f091dd85daa150dn,
      shape: 0xae004bb044a9a0e6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(2, $.int32) }],
      result: $.grid(2, $.int32),
    },
    {
      name: "m71",
      signature: "M71(Vector3)",
      id: 0x835a0dca1a74e3b7n,
      shape: 0x7a649175969c0a62n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.vector3 }],
      result: $.vector3,
    },
    {
      name: "m72",
      signature: "M72(Matrix3x2)",
      id: 0xc4ec009d88ba1de8n,
      shape: 0xd5832497cc46fdbcn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.matrix3x2 }],
      result: $.matrix3x2,
    },
    {
      name: "m73",
      signature: "M73(Complex)",
      id: 0xa2dc605ba4c7840an,
      shape: 0xeba66de4d254d5b7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.complex }],
      result: $.complex,
    },
    {
      name: "m74",
      signature: "M74(Tuple<int, string>)",
      id: 0x10ab5ce64260598dn,
      shape: 0x7389a25e88449dbdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.objectTuple($.int32, $.string) }],
      result: $.objectTuple($.int32, $.string),
    },
    {
      name: "m75",
      signature: "M75(Tuple<int, string, int, long, bool, byte, string>)",
      id: 0xb32aa81722c8022an,
      shape: 0xfe1d9fef7ba90023n,
      kind: "unary",
      parameters: [
        { name: "value", kind: "value", codec: $.objectTuple($.int32, $.nullable($.string), $.int32, $.int64, $.bool, $.uint8, $.string) },
      ],
      result: $.objectTuple($.int32, $.nullable($.string), $.int32, $.int64, $.bool, $.uint8, $.string),
    },
    {
      name: "m76",
      signature: "M76(KeyValuePair<int, string>)",
      id: 0x3b2f8236d66e4dffn,
      shape: 0x0ee7f903b77246f5n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.int32, $.nullable($.string)) }],
      result: $.pair($.int32, $.nullable($.string)),
    },
    {
      name: "m77",
      signature: "M77(KeyValuePair<byte, long>)",
      id: 0x132a8559ad551410n,
      shape: 0xfc68f414ffd5118en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.uint8, $.int64) }],
      result: $.pair($.uint8, $.int64),
    },
    {
      name: "m78",
      signature: "M78(KeyValuePair<string, string>[])",
      id: 0xb9482f992ca766c0n,
      shape: 0x23b557df9d9d2770n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.pair($.string, $.string)) }],
      result: $.list($.pair($.string, $.string)),
    },
    {
      name: "m79",
      signature: "M79((string, int, string))",
      id: 0xbe5afb7e4c69ef9en,
      shape: 0x6a84e8a5c6076066n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.string, $.int32, $.string) }],
      result: $.tuple($.string, $.int32, $.string),
    },
    {
      name: "m80",
      signature: "M80(PadU?)",
      id: 0xf97b7b1c3b4dbb7an,
      shape: 0xa23633213618be98n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable(PadU) }],
      result: $.nullable(PadU),
    },
    {
      name: "m81",
      signature: "M81(PadU[])",
      id: 0x8be72b305edf07b9n,
      shape: 0x3dbef4de186f911bn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list(PadU) }],
      result: $.list(PadU),
    },
    {
      name: "m82",
      signature: "M82(List<PointU>)",
      id: 0xa111fe924fb3cf2bn,
      shape: 0x566a486393ea905dn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list(PointU) }],
      result: $.list(PointU),
    },
    {
      name: "m83",
      signature: "M83(NestU)",
      id: 0x3b08a707d57ca11an,
      shape: 0x0355f355b4986c08n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: NestU }],
      result: NestU,
    },
    {
      name: "m84",
      signature: "M84(DeepU)",
      id: 0x31a90425217e9027n,
      shape: 0x3f828b21a2c31654n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: DeepU }],
      result: DeepU,
    },
    {
      name: "m85",
      signature: "M85(Box<Box<int>>)",
      id: 0x0b7a0681a229f873n,
      shape: 0x504480678d1f611an,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: BoxOfBoxOfInt32 }],
      result: BoxOfBoxOfInt32,
    },
    {
      name: "m86",
      signature: "M86(Box<string>)",
      id: 0x95b6cde149bda8ecn,
      shape: 0x22a8cab3f837bed7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: BoxOfString }],
      result: BoxOfString,
    },
    {
      name: "m87",
      signature: "M87(Box<PadU>)",
      id: 0x14cb3358df957f27n,
      shape: 0x3e16adc805912396n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: BoxOfPadU }],
      result: BoxOfPadU,
    },
    {
      name: "m88",
      signature: "M88(Branch)",
      id: 0x052433e3a859cebbn,
      shape: 0xce3462809a0c2cbfn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Branch }],
      result: Branch,
    },
    {
      name: "m89",
      signature: "M89(List<IShape>)",
      id: 0x397ebd8c2a75ef02n,
      shape: 0x6fddb8c72fe7bdeen,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable(IShape)) }],
      result: $.list($.nullable(IShape)),
    },
    {
      name: "m90",
      signature: "M90(IShape[])",
      id: 0x5de228b78340a9fdn,
      shape: 0x6fddb8c72fe7bdeen,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list(IShape) }],
      result: $.list(IShape),
    },
    {
      name: "m91",
      signature: "M91(IWide)",
      id: 0xcc9c9d222bf64f41n,
      shape: 0x16f5b4b966438b49n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: IWide }],
      result: IWide,
    },
    {
      name: "m92",
      signature: "M92(Dictionary<string, IShape>)",
      id: 0xeaa3923bbbd807c7n,
      shape: 0xe6b44f346cc8f37en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, IShape) }],
      result: $.map($.string, IShape),
    },
    {
      name: "m93",
      signature: "M93(List<TolV1>)",
      id: 0xb93342ac003f1766n,
      shape: 0xebfcb4380a39706en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list(TolV1) }],
      result: $.list(TolV1),
    },
    {
      name: "m94",
      signature: "M94(TolAll)",
      id: 0x31950fb531e89e3fn,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolAll }],
      result: TolAll,
    },
    {
      name: "m95",
      signature: "M95(TwentyMembers)",
      id: 0x1b4471664816c4c8n,
      shape: 0xc1ffa8f436330e8bn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TwentyMembers }],
      result: TwentyMembers,
    },
  ],
}));
