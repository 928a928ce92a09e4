export * from "./flow.js";
export * from "./scheduler.js";
