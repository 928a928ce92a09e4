export * from "./link-channel.js";
export * from "./link-channels.js";
export { type ChannelMessage, ChannelOverflowError } from "./outgoing.js";
