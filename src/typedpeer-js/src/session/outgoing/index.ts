export * from "./call-errors.js";
export * from "./call-target.js";
export * from "./drift.js";
export * from "./outgoing-call.js";
export * from "./outgoing-calls.js";
export * from "./parts.js";
export * from "./remote.js";
