// What emitted contracts are made of.
export { type Codec, type ValueOf } from "./codecs/codec.js";
export { bytes, entries, grid, type Grid, list, map, set } from "./codecs/collections.js";
export { PeerDataError } from "./codecs/data-error.js";
export { nullable } from "./codecs/nullable.js";
export { bool, float32, float64, int16, int32, int64, int8, uint16, uint32, uint64, uint8 } from "./codecs/numbers.js";
export { object, valueObject } from "./codecs/objects.js";
export { Reader } from "./codecs/reader.js";
export { char, rune, string, uri, version } from "./codecs/text.js";
export { Writer } from "./codecs/writer.js";
export { type CallContext, type CallOptions, type CallPriority } from "./contracts/call-options.js";
export { type ErrorDetail, errorDetail } from "./contracts/error-detail.js";
export { type Implementation } from "./contracts/implementation.js";
export { contract, type MethodDescription, type ParameterDescription, type PeerContract } from "./contracts/peer-contract.js";
export { type PeerStream, type StreamSource } from "./contracts/peer-stream.js";
export { type Progress, progress, reference } from "./contracts/references.js";
