export * from "./peer-session.js";
export * from "./surroundings.js";
