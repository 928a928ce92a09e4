export * from "./contract.js";
export { PeerError, PeerStatus, type PeerCallFate } from "./errors/peer-error.js";
export { type PeerChannel, type PeerChannelEvents, MemoryChannel, type MemoryChannelOptions } from "./session/channels/index.js";
export { PeerSession, type PeerSessionStart, platform, serving, type SessionPart, type Surroundings } from "./session/driving/index.js";
export { type PeerSessionEnd, type PeerSessionEndKind, type PeerSessionOptions } from "./session/state/index.js";
export { LinkError, type LinkErrorReason } from "./links/address.js";
export { DataChannel } from "./links/data-channel.js";
export { dial } from "./links/dial.js";
export { PeerLink, type PeerLinkOptions, type PeerLinkState } from "./links/peer-link.js";
