export * from "./peer-group.js";
