import type { Codec } from "./codec.js";
import { float32, float64 } from "./numbers.js";
import { struct } from "./structs.js";

export interface Vector2 {
  x: number;
  y: number;
}

export interface Vector3 extends Vector2 {
  z: number;
}

export interface Vector4 extends Vector3 {
  w: number;
}

export type Quaternion = Vector4;

export interface Plane {
  normal: Vector3;
  d: number;
}

export interface Complex {
  real: number;
  imaginary: number;
}

/** Six numbers row by row. */
export interface Matrix3x2 {
  m11: number;
  m12: number;
  m21: number;
  m22: number;
  m31: number;
  m32: number;
}

/** Sixteen numbers row by row. */
export interface Matrix4x4 {
  m11: number;
  m12: number;
  m13: number;
  m14: number;
  m21: number;
  m22: number;
  m23: number;
  m24: number;
  m31: number;
  m32: number;
  m33: number;
  m34: number;
  m41: number;
  m42: number;
  m43: number;
  m44: number;
}

export const vector2: Codec<Vector2> = /* @__PURE__ */ struct<Vector2>(() => ({ x: float32, y: float32 }));

export const vector3: Codec<Vector3> = /* @__PURE__ */ struct<Vector3>(() => ({ x: float32, y: float32, z: float32 }));

export const vector4: Codec<Vector4> = /* @__PURE__ */ struct<Vector4>(() => ({ x: float32, y: float32, z: float32, w: float32 }));

export const quaternion: Codec<Quaternion> = vector4;

export const plane: Codec<Plane> = /* @__PURE__ */ struct<Plane>(() => ({ normal: vector3, d: float32 }));

export const complex: Codec<Complex> = /* @__PURE__ */ struct<Complex>(() => ({ real: float64, imaginary: float64 }));

export const matrix3x2: Codec<Matrix3x2> = /* @__PURE__ */ struct<Matrix3x2>(() => ({ m11: float32, m12: float32, m21: float32, m22: float32, m31: float32, m32: float32 }));

export const matrix4x4: Codec<Matrix4x4> = /* @__PURE__ */ struct<Matrix4x4>(() => ({
  m11: float32, m12: float32, m13: float32, m14: float32,
  m21: float32, m22: float32, m23: float32, m24: float32,
  m31: float32, m32: float32, m33: float32, m34: float32,
  m41: float32, m42: float32, m43: float32, m44: float32,
}));
