export { stopSettled } from "./call-frames.js";
export { readLasting } from "./lasting-frames.js";
export * from "./parts.js";
export * from "./session-core.js";
