// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import {
  ChosenConstructorD,
  HiddenInStructD,
  HiddenMembersD,
  InternalMemberD,
  OrderedPartsD,
  OrderedTolerantD,
  PrivateMembersD,
  TolerantEmptyD,
  TolerantRecordD,
  TolerantStructD,
  UnionInterfaceD,
  UnionRecordD,
} from "./types.js";

/** Unions, tolerant types, and members chosen by attributes. */
export interface IMarkedData {
  unionInterface(value: UnionInterfaceD, options?: $.CallOptions): Promise<UnionInterfaceD>;
  unionRecord(value: UnionRecordD, options?: $.CallOptions): Promise<UnionRecordD>;
  tolerantRecord(value: TolerantRecordD, options?: $.CallOptions): Promise<TolerantRecordD>;
  tolerantStruct(value: TolerantStructD, options?: $.CallOptions): Promise<TolerantStructD>;
  tolerantEmpty(value: TolerantEmptyD, options?: $.CallOptions): Promise<TolerantEmptyD>;
  privateMembers(value: PrivateMembersD, options?: $.CallOptions): Promise<PrivateMembersD>;
  hiddenMembers(value: HiddenMembersD, options?: $.CallOptions): Promise<HiddenMembersD>;
  hiddenInStruct(value: HiddenInStructD, options?: $.CallOptions): Promise<HiddenInStructD>;
  chosenConstructor(value: ChosenConstructorD, options?: $.CallOptions): Promise<ChosenConstructorD>;
  orderedParts(value: OrderedPartsD, options?: $.CallOptions): Promise<OrderedPartsD>;
  orderedTolerant(value: OrderedTolerantD, options?: $.CallOptions): Promise<OrderedTolerantD>;
  internalMember(value: InternalMemberD, options?: $.CallOptions): Promise<InternalMemberD>;
}

export const IMarkedData: $.PeerContract<IMarkedData> = /* @__PURE__ */ $.contract<IMarkedData>("Matrix.IMarkedData", 0xad3c8189430c47a6n, 0xb3edbf03e0f4f517n, () => ({
  methods: [
    {
      name: "unionInterface",
      signature: "UnionInterface(D)",
      id: 0x29915a563377d2a1n,
      shape: 0x16f5b4b966438b49n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: UnionInterfaceD }],
      result: UnionInterfaceD,
    },
    {
      name: "unionRecord",
      signature: "UnionRecord(D)",
      id: 0x27a7faa5c952b899n,
      shape: 0x16f5b4b966438b49n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: UnionRecordD }],
      result: UnionRecordD,
    },
    {
      name: "tolerantRecord",
      signature: "TolerantRecord(D)",
      id: 0x9cb221a71cfd7c29n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolerantRecordD }],
      result: TolerantRecordD,
    },
    {
      name: "tolerantStruct",
      signature: "TolerantStruct(D)",
      id: 0xcddd4786f19d5908n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolerantStructD }],
      result: TolerantStructD,
    },
    {
      name: "tolerantEmpty",
      signature: "TolerantEmpty(D)",
      id: 0x1b086accc769c5b9n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolerantEmptyD }],
      result: TolerantEmptyD,
    },
    {
      name: "privateMembers",
      signature: "PrivateMembers(D)",
      id: 0x545138e9d1e4f06bn,
      shape: 0x5c77e9ce4bd790fbn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: PrivateMembersD }],
      result: PrivateMembersD,
    },
    {
      name: "hiddenMembers",
      signature: "HiddenMembers(D)",
      id: 0xbfcb1e066c7bcfe1n,
      shape: 0x2a5921de7834ff0en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: HiddenMembersD }],
      result: HiddenMembersD,
    },
    {
      name: "hiddenInStruct",
      signature: "HiddenInStruct(D)",
      id: 0x3d57ae18a8190747n,
      shape: 0x2a5921de7834ff0en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: HiddenInStructD }],
      result: HiddenInStructD,
    },
    {
      name: "chosenConstructor",
      signature: "ChosenConstructor(D)",
      id: 0x42920395cb3d8b42n,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ChosenConstructorD }],
      result: ChosenConstructorD,
    },
    {
      name: "orderedParts",
      signature: "OrderedParts(D)",
      id: 0x5e8d81a42a2bd0e7n,
      shape: 0xbd1c41f68f25a3b0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: OrderedPartsD }],
      result: OrderedPartsD,
    },
    {
      name: "orderedTolerant",
      signature: "OrderedTolerant(D)",
      id: 0x520db74495371a64n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: OrderedTolerantD }],
      result: OrderedTolerantD,
    },
    {
      name: "internalMember",
      signature: "InternalMember(D)",
      id: 0xd355f16443b0970en,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: InternalMemberD }],
      result: InternalMemberD,
    },
  ],
}));
