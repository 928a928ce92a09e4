export * from "./deadlines.js";
export * from "./descriptions.js";
export * from "./handshake.js";
export * from "./keep-alive.js";
export * from "./options.js";
export * from "./session-state.js";
export * from "./methods.js";
