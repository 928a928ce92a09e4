// Written by TypedPeer for the contracts of EndToEnd.Pages. Changes made here are lost when it is built again.

export * from "./page-benchmark.js";
