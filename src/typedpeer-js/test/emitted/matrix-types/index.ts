// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

export * from "./arrays.js";
export * from "./collection-interfaces.js";
export * from "./collections.js";
export * from "./concurrent.js";
export * from "./immutables.js";
export * from "./more-collections.js";
export * from "./scalars.js";
export * from "./tuples.js";
export * from "./types.js";
