// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface B {
  inner: UnionInterfaceD | null;
  x: number;
}

export const B: $.Codec<B> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<B>("B", () => ({
  inner: $.nullable(UnionInterfaceD),
  x: $.int32,
})));

export interface BoxOfInt32 {
  value: number;
}

export const BoxOfInt32: $.Codec<BoxOfInt32> = /* @__PURE__ */ $.object<BoxOfInt32>("BoxOfInt32", () => ({ value: $.int32 }));

export interface BoxOfNullableD {
  value: ClosedGenericD | null;
}

export const BoxOfNullableD: $.Codec<BoxOfNullableD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<BoxOfNullableD>("BoxOfNullableD", () => ({
  value: $.nullable(ClosedGenericD),
})));

export interface BoxOfNullableString {
  value: string | null;
}

export const BoxOfNullableString: $.Codec<BoxOfNullableString> = /* @__PURE__ */ $.object<BoxOfNullableString>("BoxOfNullableString", () => ({
  value: $.nullable($.string),
}));

export interface BoxOfString {
  value: string | null;
}

export const BoxOfString: $.Codec<BoxOfString> = /* @__PURE__ */ $.object<BoxOfString>("BoxOfString", () => ({
  value: $.nullable($.string),
}));

export interface CheckedReadOnlyStructD {
  a: boolean;
}

export const CheckedReadOnlyStructD: $.Codec<CheckedReadOnlyStructD> = /* @__PURE__ */ $.struct<CheckedReadOnlyStructD>(() => ({
  a: $.bool,
}));

export interface CheckedRecordStructD {
  a: boolean;
  b: $.DateTime;
  c: $.Decimal | null;
  d1: string;
}

export const CheckedRecordStructD: $.Codec<CheckedRecordStructD> = /* @__PURE__ */ $.struct<CheckedRecordStructD>(() => ({
  a: $.bool,
  b: $.dateTime,
  c: $.nullable($.decimal),
  d1: $.guid,
}));

export interface ChosenConstructorD {
  a: number;
}

export const ChosenConstructorD: $.Codec<ChosenConstructorD> = /* @__PURE__ */ $.object<ChosenConstructorD>("ChosenConstructorD", () => ({
  a: $.int32,
}));

export interface ClosedGenericD {
  a: BoxOfInt32;
  b: BoxOfNullableString;
  c: BoxOfString;
  e: BoxOfNullableD | null;
}

export const ClosedGenericD: $.Codec<ClosedGenericD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<ClosedGenericD>("ClosedGenericD", () => ({
  a: BoxOfInt32,
  b: BoxOfNullableString,
  c: BoxOfString,
  e: $.nullable(BoxOfNullableD),
})));

export interface ComputedD {
  a: number;
}

export const ComputedD: $.Codec<ComputedD> = /* @__PURE__ */ $.object<ComputedD>("ComputedD", () => ({ a: $.int32 }));

export interface ConstructorAndPropertyD {
  a: number;
  b: string | null;
}

export const ConstructorAndPropertyD: $.Codec<ConstructorAndPropertyD> = /* @__PURE__ */ $.object<ConstructorAndPropertyD>("ConstructorAndPropertyD", () => ({
  a: $.int32,
  b: $.nullable($.string),
}));

export interface DerivedD {
  x: number;
  y: number;
}

export const DerivedD: $.Codec<DerivedD> = /* @__PURE__ */ $.object<DerivedD>("DerivedD", () => ({ x: $.int32, y: $.int32 }));

export interface EmptyClassD {}

export const EmptyClassD: $.Codec<EmptyClassD> = /* @__PURE__ */ $.object<EmptyClassD>("EmptyClassD", () => ({}));

export interface EmptyStructD {}

export const EmptyStructD: $.Codec<EmptyStructD> = /* @__PURE__ */ $.struct<EmptyStructD>(() => ({}));

export interface FieldsD {
  f: number;
}

export const FieldsD: $.Codec<FieldsD> = /* @__PURE__ */ $.object<FieldsD>("FieldsD", () => ({ f: $.int32 }));

export interface HiddenInStructD {
  a: string | null;
  _b: number;
}

export const HiddenInStructD: $.Codec<HiddenInStructD> = /* @__PURE__ */ $.object<HiddenInStructD>("HiddenInStructD", () => ({
  a: $.nullable($.string),
  _b: $.int32,
}));

export interface HiddenMembersD {
  text: string;
  f: number;
}

export const HiddenMembersD: $.Codec<HiddenMembersD> = /* @__PURE__ */ $.object<HiddenMembersD>("HiddenMembersD", () => ({
  text: $.string,
  f: $.int32,
}));

export interface Inner {
  x: number;
}

export const Inner: $.Codec<Inner> = /* @__PURE__ */ $.object<Inner>("Inner", () => ({ x: $.int32 }));

export interface InternalMemberD {
  shown: number;
}

export const InternalMemberD: $.Codec<InternalMemberD> = /* @__PURE__ */ $.object<InternalMemberD>("InternalMemberD", () => ({
  shown: $.int32,
}));

export interface KeywordsD {
  class: number;
  namespace: string;
  Reader: number;
  reader: number;
}

export const KeywordsD: $.Codec<KeywordsD> = /* @__PURE__ */ $.object<KeywordsD>("KeywordsD", () => ({
  class: $.int32,
  namespace: $.string,
  Reader: $.int32,
  reader: $.int32,
}));

export interface ManagedStructD {
  a: number;
  b: string | null;
}

export const ManagedStructD: $.Codec<ManagedStructD> = /* @__PURE__ */ $.object<ManagedStructD>("ManagedStructD", () => ({
  a: $.int32,
  b: $.nullable($.string),
}));

export interface NestedTypeD {
  i: Inner;
}

export const NestedTypeD: $.Codec<NestedTypeD> = /* @__PURE__ */ $.object<NestedTypeD>("NestedTypeD", () => ({ i: Inner }));

export interface ObliviousD {
  s: string | null;
  l: (string | null)[] | null;
  m: Map<string, ObliviousD | null> | null;
  j: ((string | null)[] | null)[] | null;
}

export const ObliviousD: $.Codec<ObliviousD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<ObliviousD>("ObliviousD", () => ({
  s: $.nullable($.string),
  l: $.nullable($.list($.nullable($.string))),
  m: $.nullable($.map($.string, $.nullable(ObliviousD))),
  j: $.nullable($.list($.nullable($.list($.nullable($.string))))),
})));

export interface OrderedPartsD {
  b: number;
  a: number;
}

export const OrderedPartsD: $.Codec<OrderedPartsD> = /* @__PURE__ */ $.object<OrderedPartsD>("OrderedPartsD", () => ({
  b: $.int32,
  a: $.int32,
}));

export interface OrderedTolerantD {
  y?: number;
  x?: number;
}

export const OrderedTolerantD: $.Codec<OrderedTolerantD> = /* @__PURE__ */ $.tolerant<OrderedTolerantD>("OrderedTolerantD", () => ({
  y: [0, $.int32],
  x: [1, $.int32],
}));

export interface OverridingD {
  x: number;
}

export const OverridingD: $.Codec<OverridingD> = /* @__PURE__ */ $.object<OverridingD>("OverridingD", () => ({ x: $.int32 }));

export interface PaddedStructD {
  a: number;
  b: bigint;
  c: number;
}

export const PaddedStructD: $.Codec<PaddedStructD> = /* @__PURE__ */ $.struct<PaddedStructD>(() => ({
  a: $.uint8,
  b: $.int64,
  c: $.uint8,
}));

export interface PrimaryConstructorD {
  a: number;
  b: string;
}

export const PrimaryConstructorD: $.Codec<PrimaryConstructorD> = /* @__PURE__ */ $.object<PrimaryConstructorD>("PrimaryConstructorD", () => ({
  a: $.int32,
  b: $.string,
}));

export interface PrivateMembersD {
  a: number;
  _b: string | null;
  c: number;
}

export const PrivateMembersD: $.Codec<PrivateMembersD> = /* @__PURE__ */ $.object<PrivateMembersD>("PrivateMembersD", () => ({
  a: $.int32,
  _b: $.nullable($.string),
  c: $.int32,
}));

export interface PropertiesD {
  a: number;
  b: string | null;
}

export const PropertiesD: $.Codec<PropertiesD> = /* @__PURE__ */ $.object<PropertiesD>("PropertiesD", () => ({
  a: $.int32,
  b: $.nullable($.string),
}));

export interface ReadOnlyStructD {
  _a: number;
}

export const ReadOnlyStructD: $.Codec<ReadOnlyStructD> = /* @__PURE__ */ $.struct<ReadOnlyStructD>(() => ({ _a: $.int32 }));

export interface RecordD {
  a: number;
  b: string | null;
  c: RecordD | null;
}

export const RecordD: $.Codec<RecordD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<RecordD>("RecordD", () => ({
  a: $.int32,
  b: $.nullable($.string),
  c: $.nullable(RecordD),
})));

export interface RecordStructD {
  a: number;
  b: string;
}

export const RecordStructD: $.Codec<RecordStructD> = /* @__PURE__ */ $.object<RecordStructD>("RecordStructD", () => ({
  a: $.int32,
  b: $.string,
}));

export interface RecordWithBodyD {
  a: number;
  extra: string | null;
}

export const RecordWithBodyD: $.Codec<RecordWithBodyD> = /* @__PURE__ */ $.object<RecordWithBodyD>("RecordWithBodyD", () => ({
  a: $.int32,
  extra: $.nullable($.string),
}));

export interface RecursiveD {
  next: RecursiveD | null;
  children: RecursiveD[];
}

export const RecursiveD: $.Codec<RecursiveD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<RecursiveD>("RecursiveD", () => ({
  next: $.nullable(RecursiveD),
  children: $.list(RecursiveD),
})));

export interface RequiredD {
  a: string;
  b: number;
}

export const RequiredD: $.Codec<RequiredD> = /* @__PURE__ */ $.object<RequiredD>("RequiredD", () => ({ a: $.string, b: $.int32 }));

export interface RequiredInConstructorD {
  a: number;
}

export const RequiredInConstructorD: $.Codec<RequiredInConstructorD> = /* @__PURE__ */ $.object<RequiredInConstructorD>("RequiredInConstructorD", () => ({
  a: $.int32,
}));

export interface SetsRequiredD {
  a: number;
}

export const SetsRequiredD: $.Codec<SetsRequiredD> = /* @__PURE__ */ $.object<SetsRequiredD>("SetsRequiredD", () => ({ a: $.int32 }));

export interface TolerantEmptyD {}

export const TolerantEmptyD: $.Codec<TolerantEmptyD> = /* @__PURE__ */ $.tolerant<TolerantEmptyD>("TolerantEmptyD", () => ({}));

export interface TolerantRecordD {
  a?: number;
  b: string;
  c?: string | null;
  e?: number;
  f: string;
  next?: TolerantRecordD | null;
}

export const TolerantRecordD: $.Codec<TolerantRecordD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.tolerant<TolerantRecordD>("TolerantRecordD", () => ({
  a: [0, $.int32],
  b: [1, $.string, "needed"],
  c: [2, $.nullable($.string)],
  e: [3, $.int32],
  f: [4, $.string, "needed"],
  next: [5, $.nullable(TolerantRecordD)],
})));

export interface TolerantStructD {
  a?: number;
  b?: string | null;
}

export const TolerantStructD: $.Codec<TolerantStructD> = /* @__PURE__ */ $.tolerant<TolerantStructD>("TolerantStructD", () => ({
  a: [0, $.int32],
  b: [1, $.nullable($.string)],
}));

export interface UnionInterfaceA {
  inner: UnionInterfaceD | null;
}

export const UnionInterfaceA: $.Codec<UnionInterfaceA> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<UnionInterfaceA>("UnionInterfaceA", () => ({
  inner: $.nullable(UnionInterfaceD),
})));

export type UnionInterfaceD =
  | ({ $type: "UnionInterfaceA" } & UnionInterfaceA)
  | ({ $type: "B" } & B);

export const UnionInterfaceD: $.Codec<UnionInterfaceD> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.union<UnionInterfaceD>("UnionInterfaceD", () => ({
  UnionInterfaceA: [0, UnionInterfaceA],
  B: [1, B],
})));

export interface UnionRecordA {
  id: number;
  text: string;
}

export const UnionRecordA: $.Codec<UnionRecordA> = /* @__PURE__ */ $.object<UnionRecordA>("UnionRecordA", () => ({
  id: $.int32,
  text: $.string,
}));

export type UnionRecordD =
  | ({ $type: "UnionRecordA" } & UnionRecordA);

export const UnionRecordD: $.Codec<UnionRecordD> = /* @__PURE__ */ $.union<UnionRecordD>("UnionRecordD", () => ({
  UnionRecordA: [500, UnionRecordA],
}));

export interface UnmanagedRecordStructD {
  a: number;
  b: bigint;
}

export const UnmanagedRecordStructD: $.Codec<UnmanagedRecordStructD> = /* @__PURE__ */ $.struct<UnmanagedRecordStructD>(() => ({
  a: $.int32,
  b: $.int64,
}));
