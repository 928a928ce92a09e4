// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

export * from "./subject.js";
export * from "./subject-tool.js";
