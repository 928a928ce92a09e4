// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

export * from "./child.js";
export * from "./parent.js";
