export * from "./channel-room.js";
export * from "./flow.js";
export * from "./scheduler.js";
