export * from "./parts.js";
export * from "./session-core.js";
