export * from "./memory-channel.js";
export * from "./peer-channel.js";
