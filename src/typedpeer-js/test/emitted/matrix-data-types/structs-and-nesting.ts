// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import {
  CheckedReadOnlyStructD,
  CheckedRecordStructD,
  ClosedGenericD,
  DerivedD,
  EmptyClassD,
  EmptyStructD,
  KeywordsD,
  ManagedStructD,
  NestedTypeD,
  ObliviousD,
  OverridingD,
  PaddedStructD,
  ReadOnlyStructD,
} from "./types.js";

/** Structs, inheritance, nesting and generic types. */
export interface IStructsAndNesting {
  checkedRecordStruct(value: CheckedRecordStructD, options?: $.CallOptions): Promise<CheckedRecordStructD>;
  managedStruct(value: ManagedStructD, options?: $.CallOptions): Promise<ManagedStructD>;
  paddedStruct(value: PaddedStructD, options?: $.CallOptions): Promise<PaddedStructD>;
  readOnlyStruct(value: ReadOnlyStructD, options?: $.CallOptions): Promise<ReadOnlyStructD>;
  checkedReadOnlyStruct(value: CheckedReadOnlyStructD, options?: $.CallOptions): Promise<CheckedReadOnlyStructD>;
  emptyStruct(value: EmptyStructD, options?: $.CallOptions): Promise<EmptyStructD>;
  emptyClass(value: EmptyClassD, options?: $.CallOptions): Promise<EmptyClassD>;
  derived(value: DerivedD, options?: $.CallOptions): Promise<DerivedD>;
  overriding(value: OverridingD, options?: $.CallOptions): Promise<OverridingD>;
  closedGeneric(value: ClosedGenericD, options?: $.CallOptions): Promise<ClosedGenericD>;
  nestedType(value: NestedTypeD, options?: $.CallOptions): Promise<NestedTypeD>;
  keywords(value: KeywordsD, options?: $.CallOptions): Promise<KeywordsD>;
  oblivious(value: ObliviousD, options?: $.CallOptions): Promise<ObliviousD>;
}

export const IStructsAndNesting: $.PeerContract<IStructsAndNesting> = /* @__PURE__ */ $.contract<IStructsAndNesting>("Matrix.IStructsAndNesting", 0xa4b90aee4cbb42f8n, 0x25d58b4baae1a469n, () => ({
  methods: [
    {
      name: "checkedRecordStruct",
      signature: "CheckedRecordStruct(D)",
      id: 0x2a510624c8ad8f46n,
      shape: 0x4882d9d37c048793n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: CheckedRecordStructD }],
      result: CheckedRecordStructD,
    },
    {
      name: "managedStruct",
      signature: "ManagedStruct(D)",
      id: 0xace0f4fda92e7e8dn,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ManagedStructD }],
      result: ManagedStructD,
    },
    {
      name: "paddedStruct",
      signature: "PaddedStruct(D)",
      id: 0xace86dbce879b567n,
      shape: 0x41884dde6a4d2fb5n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: PaddedStructD }],
      result: PaddedStructD,
    },
    {
      name: "readOnlyStruct",
      signature: "ReadOnlyStruct(D)",
      id: 0x425588c6f5637bf0n,
      shape: 0xe8daccfb2d420cb4n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ReadOnlyStructD }],
      result: ReadOnlyStructD,
    },
    {
      name: "checkedReadOnlyStruct",
      signature: "CheckedReadOnlyStruct(D)",
      id: 0x0b9d81568e651d40n,
      shape: 0xcc706ca8d6bc19b0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: CheckedReadOnlyStructD }],
      result: CheckedReadOnlyStructD,
    },
    {
      name: "emptyStruct",
      signature: "EmptyStruct(D)",
      id: 0x4387b491b78d14e1n,
      shape: 0xfea0e0956dc94575n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: EmptyStructD }],
      result: EmptyStructD,
    },
    {
      name: "emptyClass",
      signature: "EmptyClass(D)",
      id: 0x8eabd180c996a92bn,
      shape: 0x890f7f27137a69edn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: EmptyClassD }],
      result: EmptyClassD,
    },
    {
      name: "derived",
      signature: "Derived(D)",
      id: 0xb7cd36d2fb9aaa1an,
      shape: 0xbd1c41f68f25a3b0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: DerivedD }],
      result: DerivedD,
    },
    {
      name: "overriding",
      signature: "Overriding(D)",
      id: 0x124fb681348984a2n,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: OverridingD }],
      result: OverridingD,
    },
    {
      name: "closedGeneric",
      signature: "ClosedGeneric(D)",
      id: 0x3f28cc156fb27511n,
      shape: 0x279aa4afcd369de9n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ClosedGenericD }],
      result: ClosedGenericD,
    },
    {
      name: "nestedType",
      signature: "NestedType(D)",
      id: 0x7adffc6a08ed0661n,
      shape: 0x504480678d1f611an,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: NestedTypeD }],
      result: NestedTypeD,
    },
    {
      name: "keywords",
      signature: "Keywords(D)",
      id: 0xe0407c36da7527dan,
      shape: 0x81325a75747bb2b8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: KeywordsD }],
      result: KeywordsD,
    },
    {
      name: "oblivious",
      signature: "Oblivious(D)",
      id: 0xbc07bb8fbc314887n,
      shape: 0xb12cecabe2caf677n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ObliviousD }],
      result: ObliviousD,
    },
  ],
}));
