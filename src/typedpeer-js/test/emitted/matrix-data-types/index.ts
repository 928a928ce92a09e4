// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

export * from "./marked-data.js";
export * from "./plain-data.js";
export * from "./structs-and-nesting.js";
export * from "./types.js";
