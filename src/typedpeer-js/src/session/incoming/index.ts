export * from "./admission.js";
export * from "./handlers.js";
export * from "./incoming-call.js";
export * from "./incoming-calls.js";
export * from "./parts.js";
export * from "./served.js";
export * from "./served-target.js";
