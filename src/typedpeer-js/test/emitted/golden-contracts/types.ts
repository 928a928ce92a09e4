// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export const ByteEnum = {
  A: 0,
  B: 1,
} as const;

export type ByteEnum = (typeof ByteEnum)[keyof typeof ByteEnum];

export const Color = {
  Red: 0,
  Green: 1,
  Blue: 2,
} as const;

export type Color = (typeof Color)[keyof typeof Color];

export const LongEnum = {
  Min: -9223372036854775808n,
  Max: 9223372036854775807n,
} as const;

export type LongEnum = (typeof LongEnum)[keyof typeof LongEnum];

export interface BoolU {
  f: boolean;
  b: number;
  i: number;
}

export const BoolU: $.Codec<BoolU> = /* @__PURE__ */ $.struct<BoolU>(() => ({ f: $.bool, b: $.uint8, i: $.int32 }));

export interface BoxOfBoxOfInt32 {
  value: BoxOfInt32 | null;
}

export const BoxOfBoxOfInt32: $.Codec<BoxOfBoxOfInt32> = /* @__PURE__ */ $.object<BoxOfBoxOfInt32>("BoxOfBoxOfInt32", () => ({
  value: $.nullable(BoxOfInt32),
}));

export interface BoxOfInt32 {
  value: number;
}

export const BoxOfInt32: $.Codec<BoxOfInt32> = /* @__PURE__ */ $.object<BoxOfInt32>("BoxOfInt32", () => ({ value: $.int32 }));

export interface BoxOfPadU {
  value: PadU;
}

export const BoxOfPadU: $.Codec<BoxOfPadU> = /* @__PURE__ */ $.object<BoxOfPadU>("BoxOfPadU", () => ({ value: PadU }));

export interface BoxOfPerson {
  value: Person | null;
}

export const BoxOfPerson: $.Codec<BoxOfPerson> = /* @__PURE__ */ $.object<BoxOfPerson>("BoxOfPerson", () => ({
  value: $.nullable(Person),
}));

export interface BoxOfString {
  value: string | null;
}

export const BoxOfString: $.Codec<BoxOfString> = /* @__PURE__ */ $.object<BoxOfString>("BoxOfString", () => ({
  value: $.nullable($.string),
}));

export interface Branch {
  id: number;
  next: Branch | null;
  children: Branch[] | null;
}

export const Branch: $.Codec<Branch> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<Branch>("Branch", () => ({
  id: $.int32,
  next: $.nullable(Branch),
  children: $.nullable($.list(Branch)),
})));

export interface Circle {
  r: number;
}

export const Circle: $.Codec<Circle> = /* @__PURE__ */ $.object<Circle>("Circle", () => ({ r: $.float64 }));

export interface DeepU {
  a: number;
  n: NestU;
  b: boolean;
}

export const DeepU: $.Codec<DeepU> = /* @__PURE__ */ $.struct<DeepU>(() => ({ a: $.uint8, n: NestU, b: $.bool }));

export interface Derived {
  baseProp: number;
  own: string | null;
}

export const Derived: $.Codec<Derived> = /* @__PURE__ */ $.object<Derived>("Derived", () => ({
  baseProp: $.int32,
  own: $.nullable($.string),
}));

export interface Empty {}

export const Empty: $.Codec<Empty> = /* @__PURE__ */ $.object<Empty>("Empty", () => ({}));

export interface HasU {
  p: PointU;
  q: PointU | null;
}

export const HasU: $.Codec<HasU> = /* @__PURE__ */ $.object<HasU>("HasU", () => ({ p: PointU, q: $.nullable(PointU) }));

export type IShape =
  | ({ $type: "Circle" } & Circle)
  | ({ $type: "Square" } & Square);

export const IShape: $.Codec<IShape> = /* @__PURE__ */ $.union<IShape>("IShape", () => ({ Circle: [0, Circle], Square: [1, Square] }));

export type IWide =
  | ({ $type: "WideA" } & WideA)
  | ({ $type: "WideB" } & WideB);

export const IWide: $.Codec<IWide> = /* @__PURE__ */ $.union<IWide>("IWide", () => ({ WideA: [250, WideA], WideB: [300, WideB] }));

export interface InitOnly {
  a: number;
  b: string;
}

export const InitOnly: $.Codec<InitOnly> = /* @__PURE__ */ $.object<InitOnly>("InitOnly", () => ({ a: $.int32, b: $.string }));

export interface Lvl2 {
  a: number;
  b: number;
  c: number;
}

export const Lvl2: $.Codec<Lvl2> = /* @__PURE__ */ $.object<Lvl2>("Lvl2", () => ({ a: $.int32, b: $.int32, c: $.int32 }));

export interface MStruct {
  s: string | null;
  i: number;
}

export const MStruct: $.Codec<MStruct> = /* @__PURE__ */ $.object<MStruct>("MStruct", () => ({ s: $.nullable($.string), i: $.int32 }));

export interface NestU {
  a: number;
  p: PointU;
}

export const NestU: $.Codec<NestU> = /* @__PURE__ */ $.struct<NestU>(() => ({ a: $.uint8, p: PointU }));

export interface Ordered {
  first: number;
  second: number;
}

export const Ordered: $.Codec<Ordered> = /* @__PURE__ */ $.object<Ordered>("Ordered", () => ({ first: $.int32, second: $.int32 }));

export interface PadU {
  a: number;
  b: number;
  c: number;
}

export const PadU: $.Codec<PadU> = /* @__PURE__ */ $.struct<PadU>(() => ({ a: $.uint8, b: $.int32, c: $.int16 }));

export interface Person {
  name: string | null;
  age: number;
}

export const Person: $.Codec<Person> = /* @__PURE__ */ $.object<Person>("Person", () => ({ name: $.nullable($.string), age: $.int32 }));

export interface PointU {
  x: number;
  y: number;
}

export const PointU: $.Codec<PointU> = /* @__PURE__ */ $.struct<PointU>(() => ({ x: $.int32, y: $.float64 }));

export interface RS {
  a: number;
  b: string;
}

export const RS: $.Codec<RS> = /* @__PURE__ */ $.object<RS>("RS", () => ({ a: $.int32, b: $.string }));

export interface Rec {
  id: number;
  text: string;
  people: Person[];
}

export const Rec: $.Codec<Rec> = /* @__PURE__ */ $.object<Rec>("Rec", () => ({ id: $.int32, text: $.string, people: $.list(Person) }));

export interface Square {
  side: number;
  note: string | null;
}

export const Square: $.Codec<Square> = /* @__PURE__ */ $.object<Square>("Square", () => ({ side: $.int32, note: $.nullable($.string) }));

export interface TolAll {
  numbers?: number[] | null;
  shape?: IShape | null;
  inner?: TolV1 | null;
  text?: string | null;
  maybe?: number | null;
}

export const TolAll: $.Codec<TolAll> = /* @__PURE__ */ $.tolerant<TolAll>("TolAll", () => ({
  numbers: [0, $.nullable($.list($.int32))],
  shape: [1, $.nullable(IShape)],
  inner: [2, $.nullable(TolV1)],
  text: [4, $.nullable($.string)],
  maybe: [5, $.nullable($.int32)],
}));

export interface TolGap {
  a?: number;
  c?: number;
}

export const TolGap: $.Codec<TolGap> = /* @__PURE__ */ $.tolerant<TolGap>("TolGap", () => ({ a: [0, $.int32], c: [2, $.int32] }));

export interface TolLong {
  s?: string | null;
}

export const TolLong: $.Codec<TolLong> = /* @__PURE__ */ $.tolerant<TolLong>("TolLong", () => ({ s: [0, $.nullable($.string)] }));

export interface TolOuter {
  in?: TolV1 | null;
  n?: number;
}

export const TolOuter: $.Codec<TolOuter> = /* @__PURE__ */ $.tolerant<TolOuter>("TolOuter", () => ({
  in: [0, $.nullable(TolV1)],
  n: [1, $.int32],
}));

export interface TolV1 {
  a?: number;
  b?: string | null;
}

export const TolV1: $.Codec<TolV1> = /* @__PURE__ */ $.tolerant<TolV1>("TolV1", () => ({ a: [0, $.int32], b: [1, $.nullable($.string)] }));

export interface TolV2 {
  a?: number;
  b?: string | null;
  c?: number;
}

export const TolV2: $.Codec<TolV2> = /* @__PURE__ */ $.tolerant<TolV2>("TolV2", () => ({
  a: [0, $.int32],
  b: [1, $.nullable($.string)],
  c: [2, $.int32],
}));

export interface TwentyMembers {
  m1: number;
  m2: number;
  m3: number;
  m4: number;
  m5: number;
  m6: number;
  m7: number;
  m8: number;
  m9: number;
  m10: number;
  m11: number;
  m12: number;
  m13: number;
  m14: number;
  m15: number;
  m16: number;
  m17: number;
  m18: number;
  m19: number;
  m20: number;
}

export const TwentyMembers: $.Codec<TwentyMembers> = /* @__PURE__ */ $.object<TwentyMembers>("TwentyMembers", () => ({
  m1: $.int32,
  m2: $.int32,
  m3: $.int32,
  m4: $.int32,
  m5: $.int32,
  m6: $.int32,
  m7: $.int32,
  m8: $.int32,
  m9: $.int32,
  m10: $.int32,
  m11: $.int32,
  m12: $.int32,
  m13: $.int32,
  m14: $.int32,
  m15: $.int32,
  m16: $.int32,
  m17: $.int32,
  m18: $.int32,
  m19: $.int32,
  m20: $.int32,
}));

export interface URS {
  a: number;
  b: number;
}

export const URS: $.Codec<URS> = /* @__PURE__ */ $.struct<URS>(() => ({ a: $.int32, b: $.int16 }));

export interface Wide {
  p1: number;
  p2: string | null;
  p3: number[] | null;
  p4: Map<string, number[]> | null;
  p5: Color;
  p6: number | null;
  p7: $.DateTimeOffset;
  p8: [number, string];
}

export const Wide: $.Codec<Wide> = /* @__PURE__ */ $.object<Wide>("Wide", () => ({
  p1: $.int32,
  p2: $.nullable($.string),
  p3: $.nullable($.list($.int32)),
  p4: $.nullable($.map($.string, $.list($.int32))),
  p5: $.enumeration<Color>($.int32),
  p6: $.nullable($.int32),
  p7: $.dateTimeOffset,
  p8: $.tuple($.int32, $.string),
}));

export interface WideA {
  x: number;
}

export const WideA: $.Codec<WideA> = /* @__PURE__ */ $.object<WideA>("WideA", () => ({ x: $.int32 }));

export interface WideB {
  y: string | null;
}

export const WideB: $.Codec<WideB> = /* @__PURE__ */ $.object<WideB>("WideB", () => ({ y: $.nullable($.string) }));

export interface WithField {
  f: number;
  p: number;
}

export const WithField: $.Codec<WithField> = /* @__PURE__ */ $.object<WithField>("WithField", () => ({ f: $.int32, p: $.int32 }));

export interface WithIgnore {
  a: number;
  b: number;
}

export const WithIgnore: $.Codec<WithIgnore> = /* @__PURE__ */ $.object<WithIgnore>("WithIgnore", () => ({ a: $.int32, b: $.int32 }));
