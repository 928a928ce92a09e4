// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { ReferencesID } from "./references-id.js";

export interface AD {
  x: number;
}

export const AD: $.Codec<AD> = /* @__PURE__ */ $.object<AD>("AD", () => ({ x: $.int32 }));

export interface BD {
  x: string | null;
}

export const BD: $.Codec<BD> = /* @__PURE__ */ $.object<BD>("BD", () => ({ x: $.nullable($.string) }));

export interface Global {
  x: number;
}

export const Global: $.Codec<Global> = /* @__PURE__ */ $.object<Global>("Global", () => ({ x: $.int32 }));

export interface Global_D {
  g: Global | null;
}

export const Global_D: $.Codec<Global_D> = /* @__PURE__ */ $.object<Global_D>("Global_D", () => ({ g: $.nullable(Global) }));

export interface Holder {
  one: ReferencesID;
  two: ReferencesID | null;
}

export const Holder: $.Codec<Holder> = /* @__PURE__ */ $.object<Holder>("Holder", () => ({
  one: $.reference(() => ReferencesID),
  two: $.nullable($.reference(() => ReferencesID)),
}));

export interface Nested {
  x: number;
}

export const Nested: $.Codec<Nested> = /* @__PURE__ */ $.object<Nested>("Nested", () => ({ x: $.int32 }));

export interface OutOfStock {
  item: string;
  left: number;
}

export const OutOfStock: $.Codec<OutOfStock> = /* @__PURE__ */ $.object<OutOfStock>("OutOfStock", () => ({
  item: $.string,
  left: $.int32,
}));

export interface PeerWriter {
  x: number;
}

export const PeerWriter: $.Codec<PeerWriter> = /* @__PURE__ */ $.object<PeerWriter>("PeerWriter", () => ({ x: $.int32 }));

export interface StringCodec {
  x: string;
}

export const StringCodec: $.Codec<StringCodec> = /* @__PURE__ */ $.object<StringCodec>("StringCodec", () => ({ x: $.string }));

export interface Task {
  x: number;
}

export const Task: $.Codec<Task> = /* @__PURE__ */ $.object<Task>("Task", () => ({ x: $.int32 }));

export interface record {
  in: number;
}

export const record: $.Codec<record> = /* @__PURE__ */ $.object<record>("record", () => ({ in: $.int32 }));

/** Says that errors of some contracts may carry it. */
export const OutOfStockDetail: $.ErrorDetail<OutOfStock> = /* @__PURE__ */ $.errorDetail("Matrix.Errors.OutOfStock", 0xf6e4be0e074a4f78n, OutOfStock);

/** Says that errors of some contracts may carry it. */
export const intDetail: $.ErrorDetail<number> = /* @__PURE__ */ $.errorDetail("int", 0x414c12ba348ca86dn, $.int32);
