// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import {
  ComputedD,
  ConstructorAndPropertyD,
  FieldsD,
  PrimaryConstructorD,
  PropertiesD,
  RecordD,
  RecordStructD,
  RecordWithBodyD,
  RecursiveD,
  RequiredD,
  RequiredInConstructorD,
  SetsRequiredD,
  UnmanagedRecordStructD,
} from "./types.js";

/** Classes and records, by how they are made. */
export interface IPlainData {
  properties(value: PropertiesD, options?: $.CallOptions): Promise<PropertiesD>;
  recursive(value: RecursiveD, options?: $.CallOptions): Promise<RecursiveD>;
  required(value: RequiredD, options?: $.CallOptions): Promise<RequiredD>;
  primaryConstructor(value: PrimaryConstructorD, options?: $.CallOptions): Promise<PrimaryConstructorD>;
  constructorAndProperty(value: ConstructorAndPropertyD, options?: $.CallOptions): Promise<ConstructorAndPropertyD>;
  setsRequired(value: SetsRequiredD, options?: $.CallOptions): Promise<SetsRequiredD>;
  requiredInConstructor(value: RequiredInConstructorD, options?: $.CallOptions): Promise<RequiredInConstructorD>;
  fields(value: FieldsD, options?: $.CallOptions): Promise<FieldsD>;
  computed(value: ComputedD, options?: $.CallOptions): Promise<ComputedD>;
  record(value: RecordD, options?: $.CallOptions): Promise<RecordD>;
  recordWithBody(value: RecordWithBodyD, options?: $.CallOptions): Promise<RecordWithBodyD>;
  recordStruct(value: RecordStructD, options?: $.CallOptions): Promise<RecordStructD>;
  unmanagedRecordStruct(value: UnmanagedRecordStructD, options?: $.CallOptions): Promise<UnmanagedRecordStructD>;
  many(value: Map<string, PropertiesD | null>, options?: $.CallOptions): Promise<Map<string, PropertiesD | null>>;
}

export const IPlainData: $.PeerContract<IPlainData> = /* @__PURE__ */ $.contract<IPlainData>("Matrix.IPlainData", 0x9e06ff193a534577n, 0x2755d24876af67b1n, () => ({
  methods: [
    {
      name: "properties",
      signature: "Properties(D)",
      id: 0xaf849c07b6d704edn,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: PropertiesD }],
      result: PropertiesD,
    },
    {
      name: "recursive",
      signature: "Recursive(D)",
      id: 0x384cbba4101d1aafn,
      shape: 0x4626c040328ca8acn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RecursiveD }],
      result: RecursiveD,
    },
    {
      name: "required",
      signature: "Required(D)",
      id: 0xfdd4de93955147ccn,
      shape: 0x2a5921de7834ff0en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RequiredD }],
      result: RequiredD,
    },
    {
      name: "primaryConstructor",
      signature: "PrimaryConstructor(D)",
      id: 0x3efd063cd2ee543dn,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: PrimaryConstructorD }],
      result: PrimaryConstructorD,
    },
    {
      name: "constructorAndProperty",
      signature: "ConstructorAndProperty(D)",
      id: 0x550e420d6fe6e534n,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ConstructorAndPropertyD }],
      result: ConstructorAndPropertyD,
    },
    {
      name: "setsRequired",
      signature: "SetsRequired(D)",
      id: 0xb88289528d9615een,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: SetsRequiredD }],
      result: SetsRequiredD,
    },
    {
      name: "requiredInConstructor",
      signature: "RequiredInConstructor(D)",
      id: 0xcffee73fbc5f0e64n,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RequiredInConstructorD }],
      result: RequiredInConstructorD,
    },
    {
      name: "fields",
      signature: "Fields(D)",
      id: 0x3d10ee0234fe3c0cn,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: FieldsD }],
      result: FieldsD,
    },
    {
      name: "computed",
      signature: "Computed(D)",
      id: 0x7bd39847ec97b908n,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: ComputedD }],
      result: ComputedD,
    },
    {
      name: "record",
      signature: "Record(D)",
      id: 0x6e769ecd73359978n,
      shape: 0x4f9966cad56c23e7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RecordD }],
      result: RecordD,
    },
    {
      name: "recordWithBody",
      signature: "RecordWithBody(D)",
      id: 0x606ec9e63b8ebe3an,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RecordWithBodyD }],
      result: RecordWithBodyD,
    },
    {
      name: "recordStruct",
      signature: "RecordStruct(D)",
      id: 0x7f78ce9363f003fbn,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RecordStructD }],
      result: RecordStructD,
    },
    {
      name: "unmanagedRecordStruct",
      signature: "UnmanagedRecordStruct(D)",
      id: 0xf4e4940e5e45ae28n,
      shape: 0x4dedd91b8852e40fn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: UnmanagedRecordStructD }],
      result: UnmanagedRecordStructD,
    },
    {
      name: "many",
      signature: "Many(Dictionary<string, D>)",
      id: 0x01bb94741d450d83n,
      shape: 0xfcabfcf5d690bfddn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.nullable(PropertiesD)) }],
      result: $.map($.string, $.nullable(PropertiesD)),
    },
  ],
}));
