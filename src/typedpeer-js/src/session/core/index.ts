export { stopSettled } from "./call-frames.js";
export * from "./parts.js";
export * from "./session-core.js";
