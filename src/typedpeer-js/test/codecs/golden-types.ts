import * as $ from "typedpeer/contract";

// The types behind the golden bytes (tests/vectors/README.md).
export const Person = $.object<{ name: string | null; age: number }>("Person", () => ({ name: $.nullable($.string), age: $.int32 }));

export const MStruct = $.object<{ s: string | null; i: number }>("MStruct", () => ({ s: $.nullable($.string), i: $.int32 }));

export const PointU = $.struct<{ x: number; y: number }>(() => ({ x: $.int32, y: $.float64 }));

export const PadU = $.struct<{ a: number; b: number; c: number }>(() => ({ a: $.uint8, b: $.int32, c: $.int16 }));

export const NestU = $.struct<{ a: number; p: $.ValueOf<typeof PointU> }>(() => ({ a: $.uint8, p: PointU }));

export const DeepU = $.struct<{ a: number; n: $.ValueOf<typeof NestU>; b: boolean }>(() => ({ a: $.uint8, n: NestU, b: $.bool }));

export type Shape = { $type: "Circle"; r: number } | { $type: "Square"; side: number; note: string | null };

export const Shape = $.union<Shape>("IShape", () => ({
  Circle: [0, $.object<{ r: number }>("Circle", () => ({ r: $.float64 }))],
  Square: [1, $.object<{ side: number; note: string | null }>("Square", () => ({ side: $.int32, note: $.nullable($.string) }))],
}));

export type Wide = { $type: "WideA"; x: number } | { $type: "WideB"; y: string | null };

export const Wide = $.union<Wide>("IWide", () => ({
  WideA: [250, $.object<{ x: number }>("WideA", () => ({ x: $.int32 }))],
  WideB: [300, $.object<{ y: string | null }>("WideB", () => ({ y: $.nullable($.string) }))],
}));

export const TolV1 = $.tolerant<{ a?: number; b?: string | null }>("TolV1", () => ({ a: [0, $.int32], b: [1, $.nullable($.string)] }));

export const TolV2 = $.tolerant<{ a?: number; b?: string | null; c?: number }>("TolV2", () => ({ a: [0, $.int32], b: [1, $.nullable($.string)], c: [2, $.int32] }));

export const TolGap = $.tolerant<{ a?: number; c?: number }>("TolGap", () => ({ a: [0, $.int32], c: [2, $.int32] }));

export const TolLong = $.tolerant<{ s?: string | null }>("TolLong", () => ({ s: [0, $.nullable($.string)] }));
