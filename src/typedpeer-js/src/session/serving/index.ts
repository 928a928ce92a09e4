export * from "./serving.js";
