export * from "./call-header.js";
export * from "./frame-queue.js";
export * from "./frame-reader.js";
export * from "./frame-type.js";
export * from "./text.js";
