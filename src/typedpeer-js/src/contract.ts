// What emitted contracts are made of.
export { BitArray, bits } from "./codecs/bit-array.js";
export { type Codec, type ValueOf } from "./codecs/codec.js";
export { bytes, entries, grid, type Grid, items, list, map, set } from "./codecs/collections.js";
export { PeerDataError } from "./codecs/data-error.js";
export { dateOnly, DateOnly } from "./codecs/dates/date-only.js";
export { dateTimeOffset, DateTimeOffset } from "./codecs/dates/date-time-offset.js";
export { dateTime, DateTime, type DateTimeKind } from "./codecs/dates/date-time.js";
export { duration, Duration } from "./codecs/dates/duration.js";
export { timeOnly, TimeOnly } from "./codecs/dates/time-only.js";
export { decimal, Decimal } from "./codecs/decimal.js";
export { guid } from "./codecs/guid.js";
export { bigInteger, float16, int128, uint128 } from "./codecs/large-numbers.js";
export { nullable, nullableStruct } from "./codecs/nullable.js";
export { bool, enumeration, float32, float64, int16, int32, int64, int8, uint16, uint32, uint64, uint8 } from "./codecs/numbers.js";
export { object, recursive } from "./codecs/objects.js";
export { Reader } from "./codecs/reader.js";
export { pair, struct } from "./codecs/structs.js";
export { char, rune, string, uri, version } from "./codecs/text.js";
export { tolerant } from "./codecs/tolerant.js";
export { objectTuple, tuple } from "./codecs/tuples.js";
export { union } from "./codecs/unions.js";
export {
  type Complex, complex, matrix3x2, type Matrix3x2, matrix4x4, type Matrix4x4, plane, type Plane, quaternion, type Quaternion, vector2, type Vector2, vector3, type Vector3, vector4,
  type Vector4,
} from "./codecs/vectors.js";
export { Writer } from "./codecs/writer.js";
export { type CallContext, type CallOptions, type CallPriority } from "./contracts/call-options.js";
export { type ErrorDetail, errorDetail } from "./contracts/error-detail.js";
export { type Implementation } from "./contracts/implementation.js";
export { optional } from "./contracts/optional.js";
export { contract, type MethodDescription, type ParameterDescription, type PeerContract } from "./contracts/peer-contract.js";
export { type PeerStream, type StreamSource } from "./contracts/peer-stream.js";
export { type Progress, progress, reference, type ReferenceSpace } from "./contracts/references.js";
export { delivery } from "./session/delivery/index.js";
export { references, release } from "./session/references/index.js";
export { streams } from "./session/streaming/index.js";
