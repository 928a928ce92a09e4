// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface BoxOfNullableString {
  value: string | null;
}

export const BoxOfNullableString: $.Codec<BoxOfNullableString> = /* @__PURE__ */ $.object<BoxOfNullableString>("BoxOfNullableString", () => ({
  value: $.nullable($.string),
}));
