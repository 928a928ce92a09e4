// Written by TypedPeer for the contracts of TypedPeer.Samples.Browser.Shared. Changes made here are lost when it is built again.

export * from "./board.js";
export * from "./types.js";
