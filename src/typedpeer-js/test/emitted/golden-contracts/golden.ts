// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import {
  BoolU,
  BoxOfPerson,
  ByteEnum,
  Color,
  Derived,
  Empty,
  HasU,
  IShape,
  IWide,
  InitOnly,
  Lvl2,
  MStruct,
  NestU,
  Ordered,
  PadU,
  Person,
  PointU,
  RS,
  Rec,
  TolGap,
  TolLong,
  TolOuter,
  TolV1,
  TolV2,
  URS,
  Wide,
  WithField,
  WithIgnore,
} from "./types.js";

export interface IGolden {
  int(value: number, options?: $.CallOptions): Promise<number>;
  long(value: bigint, options?: $.CallOptions): Promise<bigint>;
  sByte(value: number, options?: $.CallOptions): Promise<number>;
  uShort(value: number, options?: $.CallOptions): Promise<number>;
  uInt(value: number, options?: $.CallOptions): Promise<number>;
  double(value: number, options?: $.CallOptions): Promise<number>;
  bool(value: boolean, options?: $.CallOptions): Promise<boolean>;
  string(value: string | null, options?: $.CallOptions): Promise<string | null>;
  bytes(value: Uint8Array | null, options?: $.CallOptions): Promise<Uint8Array | null>;
  longs(value: bigint[], options?: $.CallOptions): Promise<bigint[]>;
  bools(value: boolean[], options?: $.CallOptions): Promise<boolean[]>;
  strings(value: string[], options?: $.CallOptions): Promise<string[]>;
  nullableInts(value: (number | null)[], options?: $.CallOptions): Promise<(number | null)[]>;
  jagged(value: number[][], options?: $.CallOptions): Promise<number[][]>;
  guids(value: string[], options?: $.CallOptions): Promise<string[]>;
  dateTimeOffsets(value: $.DateTimeOffset[], options?: $.CallOptions): Promise<$.DateTimeOffset[]>;
  byteEnums(value: ByteEnum[], options?: $.CallOptions): Promise<ByteEnum[]>;
  mStructs(value: MStruct[], options?: $.CallOptions): Promise<MStruct[]>;
  people(value: Person[], options?: $.CallOptions): Promise<Person[]>;
  listOfInt(value: number[] | null, options?: $.CallOptions): Promise<number[] | null>;
  listOfString(value: string[], options?: $.CallOptions): Promise<string[]>;
  listOfPerson(value: (Person | null)[], options?: $.CallOptions): Promise<(Person | null)[]>;
  map(value: Map<string, number> | null, options?: $.CallOptions): Promise<Map<string, number> | null>;
  nullableInt(value: number | null, options?: $.CallOptions): Promise<number | null>;
  nullableBool(value: boolean | null, options?: $.CallOptions): Promise<boolean | null>;
  nullableShort(value: number | null, options?: $.CallOptions): Promise<number | null>;
  nullableGuid(value: string | null, options?: $.CallOptions): Promise<string | null>;
  nullableDecimal(value: $.Decimal | null, options?: $.CallOptions): Promise<$.Decimal | null>;
  nullableDateTime(value: $.DateTime | null, options?: $.CallOptions): Promise<$.DateTime | null>;
  nullableColor(value: Color | null, options?: $.CallOptions): Promise<Color | null>;
  nullableMStruct(value: MStruct | null, options?: $.CallOptions): Promise<MStruct | null>;
  guid(value: string, options?: $.CallOptions): Promise<string>;
  decimal(value: $.Decimal, options?: $.CallOptions): Promise<$.Decimal>;
  dateTime(value: $.DateTime, options?: $.CallOptions): Promise<$.DateTime>;
  dateTimeOffset(value: $.DateTimeOffset, options?: $.CallOptions): Promise<$.DateTimeOffset>;
  timeSpan(value: $.Duration, options?: $.CallOptions): Promise<$.Duration>;
  memory(value: Uint8Array, options?: $.CallOptions): Promise<Uint8Array>;
  readOnlyMemory(value: Uint8Array, options?: $.CallOptions): Promise<Uint8Array>;
  byteEnum(value: ByteEnum, options?: $.CallOptions): Promise<ByteEnum>;
  person(value: Person | null, options?: $.CallOptions): Promise<Person | null>;
  rec(value: Rec, options?: $.CallOptions): Promise<Rec>;
  pointU(value: PointU, options?: $.CallOptions): Promise<PointU>;
  padU(value: PadU, options?: $.CallOptions): Promise<PadU>;
  nestU(value: NestU, options?: $.CallOptions): Promise<NestU>;
  boolU(value: BoolU, options?: $.CallOptions): Promise<BoolU>;
  mStruct(value: MStruct, options?: $.CallOptions): Promise<MStruct>;
  lvl2(value: Lvl2, options?: $.CallOptions): Promise<Lvl2>;
  derived(value: Derived, options?: $.CallOptions): Promise<Derived>;
  box(value: BoxOfPerson, options?: $.CallOptions): Promise<BoxOfPerson>;
  empty(value: Empty, options?: $.CallOptions): Promise<Empty>;
  initOnly(value: InitOnly, options?: $.CallOptions): Promise<InitOnly>;
  withField(value: WithField, options?: $.CallOptions): Promise<WithField>;
  hasU(value: HasU, options?: $.CallOptions): Promise<HasU>;
  rs(value: RS, options?: $.CallOptions): Promise<RS>;
  urs(value: URS, options?: $.CallOptions): Promise<URS>;
  half(value: number, options?: $.CallOptions): Promise<number>;
  int128(value: bigint, options?: $.CallOptions): Promise<bigint>;
  uInt128(value: bigint, options?: $.CallOptions): Promise<bigint>;
  rune(value: string, options?: $.CallOptions): Promise<string>;
  bigInteger(value: bigint, options?: $.CallOptions): Promise<bigint>;
  uri(value: string | null, options?: $.CallOptions): Promise<string | null>;
  version(value: string | null, options?: $.CallOptions): Promise<string | null>;
  bitArray(value: $.BitArray, options?: $.CallOptions): Promise<$.BitArray>;
  tupleWithString(value: [number, string], options?: $.CallOptions): Promise<[number, string]>;
  tupleOfNumbers(value: [number, bigint], options?: $.CallOptions): Promise<[number, bigint]>;
  tupleOfThree(value: [number, bigint, number], options?: $.CallOptions): Promise<[number, bigint, number]>;
  classTuple(value: [number, string] | null, options?: $.CallOptions): Promise<[number, string] | null>;
  pair(value: [string, number], options?: $.CallOptions): Promise<[string, number]>;
  intPair(value: [number, number], options?: $.CallOptions): Promise<[number, number]>;
  longPair(value: [number, bigint], options?: $.CallOptions): Promise<[number, bigint]>;
  immutableArray(value: number[], options?: $.CallOptions): Promise<number[]>;
  stack(value: number[], options?: $.CallOptions): Promise<number[]>;
  linkedList(value: number[], options?: $.CallOptions): Promise<number[]>;
  readOnlyCollection(value: string[], options?: $.CallOptions): Promise<string[]>;
  array2(value: $.Grid<number>, options?: $.CallOptions): Promise<$.Grid<number>>;
  strings2(value: $.Grid<string>, options?: $.CallOptions): Promise<$.Grid<string>>;
  concurrentDictionary(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  immutableHashSet(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  immutableDictionary(value: Map<number, string>, options?: $.CallOptions): Promise<Map<number, string>>;
  enumerable(value: number[], options?: $.CallOptions): Promise<number[]>;
  readOnlyDictionary(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  set(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  shape(value: IShape | null, options?: $.CallOptions): Promise<IShape | null>;
  wideUnion(value: IWide | null, options?: $.CallOptions): Promise<IWide | null>;
  tolV1(value: TolV1 | null, options?: $.CallOptions): Promise<TolV1 | null>;
  tolV2(value: TolV2, options?: $.CallOptions): Promise<TolV2>;
  tolGap(value: TolGap, options?: $.CallOptions): Promise<TolGap>;
  tolOuter(value: TolOuter, options?: $.CallOptions): Promise<TolOuter>;
  tolLong(value: TolLong, options?: $.CallOptions): Promise<TolLong>;
  withIgnore(value: WithIgnore, options?: $.CallOptions): Promise<WithIgnore>;
  ordered(value: Ordered, options?: $.CallOptions): Promise<Ordered>;
  wide(value: Wide, options?: $.CallOptions): Promise<Wide>;
  timeOnly(value: $.TimeOnly, options?: $.CallOptions): Promise<$.TimeOnly>;
  dateOnly(value: $.DateOnly, options?: $.CallOptions): Promise<$.DateOnly>;
}

export const IGolden: $.PeerContract<IGolden> = /* @__PURE__ */ $.contract<IGolden>("TypedPeer.Generators.Tests.Golden.IGolden", 0x3bb0e4bcc6a10542n, 0xaea91802582bf9d9n, () => ({
  methods: [
    {
      name: "int",
      signature: "Int(int)",
      id: 0x824a951db60663a7n,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "long",
      signature: "Long(long)",
      id: 0xf115f1caf44047f1n,
      shape: 0x06510e8712efe703n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int64 }],
      result: $.int64,
    },
    {
      name: "sByte",
      signature: "SByte(sbyte)",
      id: 0x898621be93d99798n,
      shape: 0x0ce5bb7a904d4e3cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int8 }],
      result: $.int8,
    },
    {
      name: "uShort",
      signature: "UShort(ushort)",
      id: 0xfa8cbf371fad18ecn,
      shape: 0xf4799481c08607d7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint16 }],
      result: $.uint16,
    },
    {
      name: "uInt",
      signature: "UInt(uint)",
      id: 0x6991b25a8fd78fb9n,
      shape: 0xa238b95225d17e5cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint32 }],
      result: $.uint32,
    },
    {
      name: "double",
      signature: "Double(double)",
      id: 0xae439f990fbc4205n,
      shape: 0x7e20c2d16c1e98d4n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float64 }],
      result: $.float64,
    },
    {
      name: "bool",
      signature: "Bool(bool)",
      id: 0xb4eb346f9e7cf529n,
      shape: 0xbc645349660589d3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bool }],
      result: $.bool,
    },
    {
      name: "string",
      signature: "String(string)",
      id: 0xff5d55e791a1bef4n,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.string) }],
      result: $.nullable($.string),
    },
    {
      name: "bytes",
      signature: "Bytes(byte[])",
      id: 0xc5cc9823eefdbce8n,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.bytes) }],
      result: $.nullable($.bytes),
    },
    {
      name: "longs",
      signature: "Longs(long[])",
      id: 0x5e1241201b85ec3fn,
      shape: 0x1c6842b97324465cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int64) }],
      result: $.list($.int64),
    },
    {
      name: "bools",
      signature: "Bools(bool[])",
      id: 0x9ce3e40515dd41e7n,
      shape: 0xeeb3c316eb3e835cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.bool) }],
      result: $.list($.bool),
    },
    {
      name: "strings",
      signature: "Strings(string[])",
      id: 0x3a9dde6dff5e17adn,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "nullableInts",
      signature: "NullableInts(int?[])",
      id: 0xe50963557d705496n,
      shape: 0xeedd926eb749d9bdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.int32)) }],
      result: $.list($.nullable($.int32)),
    },
    {
      name: "jagged",
      signature: "Jagged(int[][])",
      id: 0xff0b5d128d1e6b00n,
      shape: 0x00bab2bc8c85b149n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.list($.int32)) }],
      result: $.list($.list($.int32)),
    },
    {
      name: "guids",
      signature: "Guids(Guid[])",
      id: 0xe35e7f89d9e4c446n,
      shape: 0xdfe673d6d93995a9n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.guid) }],
      result: $.list($.guid),
    },
    {
      name: "dateTimeOffsets",
      signature: "DateTimeOffsets(DateTimeOffset[])",
      id: 0xddb8e2d26b5c03c1n,
      shape: 0xec9cd816664e6848n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.dateTimeOffset) }],
      result: $.list($.dateTimeOffset),
    },
    {
      name: "byteEnums",
      signature: "ByteEnums(ByteEnum[])",
      id: 0x89c9ce2386de9db0n,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.enumeration<ByteEnum>($.uint8)) }],
      result: $.list($.enumeration<ByteEnum>($.uint8)),
    },
    {
      name: "mStructs",
      signature: "MStructs(MStruct[])",
      id: 0x3e0a9103f8327fb8n,
      shape: 0xcfda9c9b190f609dn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list(MStruct) }],
      result: $.list(MStruct),
    },
    {
      name: "people",
      signature: "People(Person[])",
      id: 0x7d8281550428c0f6n,
      shape: 0xcfda9c9b190f609dn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list(Person) }],
      result: $.list(Person),
    },
    {
      name: "listOfInt",
      signature: "ListOfInt(List<int>)",
      id: 0x8e2a5b8fff967b0fn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.list($.int32)) }],
      result: $.nullable($.list($.int32)),
    },
    {
      name: "listOfString",
      signature: "ListOfString(List<string>)",
      id: 0xd5fd3e27abae1375n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "listOfPerson",
      signature: "ListOfPerson(List<Person>)",
      id: 0x0b980bc475e4d005n,
      shape: 0xcfda9c9b190f609dn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable(Person)) }],
      result: $.list($.nullable(Person)),
    },
    {
      name: "map",
      signature: "Map(Dictionary<string, int>)",
      id: 0xaeabba4f2503355bn,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.map($.string, $.int32)) }],
      result: $.nullable($.map($.string, $.int32)),
    },
    {
      name: "nullableInt",
      signature: "NullableInt(int?)",
      id: 0x85decbbfb573111dn,
      shape: 0x3b38e4031c222331n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.int32) }],
      result: $.nullable($.int32),
    },
    {
      name: "nullableBool",
      signature: "NullableBool(bool?)",
      id: 0x0aca8f385e7f230an,
      shape: 0xfea9a90cb1579b6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.bool) }],
      result: $.nullable($.bool),
    },
    {
      name: "nullableShort",
      signature: "NullableShort(short?)",
      id: 0xd7ddbc12c79df893n,
      shape: 0xfd13d920650d7469n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.int16) }],
      result: $.nullable($.int16),
    },
    {
      name: "nullableGuid",
      signature: "NullableGuid(Guid?)",
      id: 0x0fa59fa8dd383572n,
      shape: 0x30c3c9c9a1e0a853n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.guid) }],
      result: $.nullable($.guid),
    },
    {
      name: "nullableDecimal",
      signature: "NullableDecimal(decimal?)",
      id: 0x54e272b5f25b8f65n,
      shape: 0xda9025b5bf08f75bn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.decimal) }],
      result: $.nullable($.decimal),
    },
    {
      name: "nullableDateTime",
      signature: "NullableDateTime(DateTime?)",
      id: 0x98da3af4e9de812an,
      shape: 0x10514f07f8eaee95n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.dateTime) }],
      result: $.nullable($.dateTime),
    },
    {
      name: "nullableColor",
      signature: "NullableColor(Color?)",
      id: 0xbfcf7310b88b29d1n,
      shape: 0x3b38e4031c222331n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.enumeration<Color>($.int32)) }],
      result: $.nullable($.enumeration<Color>($.int32)),
    },
    {
      name: "nullableMStruct",
      signature: "NullableMStruct(MStruct?)",
      id: 0x529fafc949190a31n,
      shape: 0x2705a81ac2259675n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullableStruct(MStruct) }],
      result: $.nullableStruct(MStruct),
    },
    {
      name: "guid",
      signature: "Guid(Guid)",
      id: 0x24438ababc5c0863n,
      shape: 0xcb285b900880ddben,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.guid }],
      result: $.guid,
    },
    {
      name: "decimal",
      signature: "Decimal(decimal)",
      id: 0xe3023ab0e21e8888n,
      shape: 0x5b2d0c443754387cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.decimal }],
      result: $.decimal,
    },
    {
      name: "dateTime",
      signature: "DateTime(DateTime)",
      id: 0x5cfe6976209d4a6dn,
      shape: 0x820402a6cff34e87n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateTime }],
      result: $.dateTime,
    },
    {
      name: "dateTimeOffset",
      signature: "DateTimeOffset(DateTimeOffset)",
      id: 0x3b188b3e1ad648fbn,
      shape: 0xe8e8d1d1dc3694bbn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateTimeOffset }],
      result: $.dateTimeOffset,
    },
    {
      name: "timeSpan",
      signature: "TimeSpan(TimeSpan)",
      id: 0xf4dc88a0692fc4aen,
      shape: 0xb02f2fd5d518102en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.duration }],
      result: $.duration,
    },
    {
      name: "memory",
      signature: "Memory(Memory<byte>)",
      id: 0x27d1f93f08508c3bn,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bytes }],
      result: $.bytes,
    },
    {
      name: "readOnlyMemory",
      signature: "ReadOnlyMemory(ReadOnlyMemory<byte>)",
      id: 0xbfdc1572c98302d3n,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bytes }],
      result: $.bytes,
    },
    {
      name: "byteEnum",
      signature: "ByteEnum(ByteEnum)",
      id: 0x60c14d719d651d1en,
      shape: 0x1ff6f6684bb0ea29n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.enumeration<ByteEnum>($.uint8) }],
      result: $.enumeration<ByteEnum>($.uint8),
    },
    {
      name: "person",
      signature: "Person(Person)",
      id: 0xca0af17b793b0f32n,
      shape: 0x2a5921de7834ff0en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable(Person) }],
      result: $.nullable(Person),
    },
    {
      name: "rec",
      signature: "Rec(Rec)",
      id: 0x901e20f4b9237130n,
      shape: 0xe62d773788dfadban,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Rec }],
      result: Rec,
    },
    {
      name: "pointU",
      signature: "PointU(PointU)",
      id: 0x3951f086c86f1419n,
      shape: 0x1a19266186513d8bn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: PointU }],
      result: PointU,
    },
    {
      name: "padU",
      signature: "PadU(PadU)",
      id: 0xa3aaeca8adb3936bn,
      shape: 0x2fa04e9d20b386dcn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: PadU }],
      result: PadU,
    },
    {
      name: "nestU",
      signature: "NestU(NestU)",
      id: 0xf3e31a47be687496n,
      shape: 0x0355f355b4986c08n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: NestU }],
      result: NestU,
    },
    {
      name: "boolU",
      signature: "BoolU(BoolU)",
      id: 0x91a04964071e9de3n,
      shape: 0x7eee5d69d9c39ee5n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: BoolU }],
      result: BoolU,
    },
    {
      name: "mStruct",
      signature: "MStruct(MStruct)",
      id: 0xf1cf49bccf4ff4b5n,
      shape: 0x2a5921de7834ff0en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: MStruct }],
      result: MStruct,
    },
    {
      name: "lvl2",
      signature: "Lvl2(Lvl2)",
      id: 0x9f813de80e724c60n,
      shape: 0xac03de49eb553358n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Lvl2 }],
      result: Lvl2,
    },
    {
      name: "derived",
      signature: "Derived(Derived)",
      id: 0x34722165cb82bc6fn,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Derived }],
      result: Derived,
    },
    {
      name: "box",
      signature: "Box(Box<Person>)",
      id: 0x687a1fa063ec87c0n,
      shape: 0x41e02644ce12b23dn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: BoxOfPerson }],
      result: BoxOfPerson,
    },
    {
      name: "empty",
      signature: "Empty(Empty)",
      id: 0xdb7908e694928c6dn,
      shape: 0x890f7f27137a69edn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Empty }],
      result: Empty,
    },
    {
      name: "initOnly",
      signature: "InitOnly(InitOnly)",
      id: 0xf91045cd4ac3d2edn,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: InitOnly }],
      result: InitOnly,
    },
    {
      name: "withField",
      signature: "WithField(WithField)",
      id: 0x525d9f9e6bc680cdn,
      shape: 0xbd1c41f68f25a3b0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: WithField }],
      result: WithField,
    },
    {
      name: "hasU",
      signature: "HasU(HasU)",
      id: 0x3d02f827798f8a7cn,
      shape: 0x91b1d208ab37f923n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: HasU }],
      result: HasU,
    },
    {
      name: "rs",
      signature: "RS(RS)",
      id: 0x399ee0c01fbeeeden,
      shape: 0xfd2906ff92cacc43n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: RS }],
      result: RS,
    },
    {
      name: "urs",
      signature: "URS(URS)",
      id: 0x1a535d0090af4476n,
      shape: 0xb4789d351b264fc4n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: URS }],
      result: URS,
    },
    {
      name: "half",
      signature: "Half(Half)",
      id: 0xdc416fd49cf4812en,
      shape: 0xd0453f77bb706c99n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.float16 }],
      result: $.float16,
    },
    {
      name: "int128",
      signature: "Int128(Int128)",
      id: 0x12cf0ac18c2a0573n,
      shape: 0xcb685a2db05f923fn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int128 }],
      result: $.int128,
    },
    {
      name: "uInt128",
      signature: "UInt128(UInt128)",
      id: 0xf94ac1f3806e1f64n,
      shape: 0x108d08003e22b57en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.uint128 }],
      result: $.uint128,
    },
    {
      name: "rune",
      signature: "Rune(Rune)",
      id: 0x9986869863be2095n,
      shape: 0x081a6e4af8146ab7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.rune }],
      result: $.rune,
    },
    {
      name: "bigInteger",
      signature: "BigInteger(BigInteger)",
      id: 0xad723ec0474259c9n,
      shape: 0xf34775304999ca74n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bigInteger }],
      result: $.bigInteger,
    },
    {
      name: "uri",
      signature: "Uri(Uri)",
      id: 0xd6c6514de734a9d3n,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.uri) }],
      result: $.nullable($.uri),
    },
    {
      name: "version",
      signature: "Version(Version)",
      id: 0x1ddcaedff060927an,
      shape: 0xb3b4b602a5aafb5en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.version) }],
      result: $.nullable($.version),
    },
    {
      name: "bitArray",
      signature: "BitArray(BitArray)",
      id: 0xe15b54f84ee9e140n,
      shape: 0x7af3afc5a95756abn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bits }],
      result: $.bits,
    },
    {
      name: "tupleWithString",
      signature: "TupleWithString((int, string))",
      id: 0x32f16c1df572a52en,
      shape: 0xab271712c89b5127n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.int32, $.string) }],
      result: $.tuple($.int32, $.string),
    },
    {
      name: "tupleOfNumbers",
      signature: "TupleOfNumbers((int, long))",
      id: 0xa9f1b6145997bbb4n,
      shape: 0xd154d6c5af6db654n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.int32, $.int64) }],
      result: $.tuple($.int32, $.int64),
    },
    {
      name: "tupleOfThree",
      signature: "TupleOfThree((byte, long, byte))",
      id: 0x09be95ac72f0dd6fn,
      shape: 0x698e18c40dbe9135n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.uint8, $.int64, $.uint8) }],
      result: $.tuple($.uint8, $.int64, $.uint8),
    },
    {
      name: "classTuple",
      signature: "ClassTuple(Tuple<int, string>)",
      id: 0x904adef7d558211bn,
      shape: 0x7389a25e88449dbdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.objectTuple($.int32, $.string)) }],
      result: $.nullable($.objectTuple($.int32, $.string)),
    },
    {
      name: "pair",
      signature: "Pair(KeyValuePair<string, int>)",
      id: 0x5f58b4a53411e3ban,
      shape: 0x0baefdaa239e4e76n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.string, $.int32) }],
      result: $.pair($.string, $.int32),
    },
    {
      name: "intPair",
      signature: "IntPair(KeyValuePair<int, int>)",
      id: 0x9ba0b1aa16b1e46an,
      shape: 0x61c98259c1c9fee8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.int32, $.int32) }],
      result: $.pair($.int32, $.int32),
    },
    {
      name: "longPair",
      signature: "LongPair(KeyValuePair<int, long>)",
      id: 0x5939f06c0093f89bn,
      shape: 0x691587605deaf916n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.int32, $.int64) }],
      result: $.pair($.int32, $.int64),
    },
    {
      name: "immutableArray",
      signature: "ImmutableArray(ImmutableArray<int>)",
      id: 0x077945ddbd804742n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "stack",
      signature: "Stack(Stack<int>)",
      id: 0x3aecdb9c7f822ea5n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "linkedList",
      signature: "LinkedList(LinkedList<int>)",
      id: 0xe7faee69a3a7420cn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "readOnlyCollection",
      signature: "ReadOnlyCollection(ReadOnlyCollection<string>)",
      id: 0xa60206a5d2a62afan,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.string) }],
      result: $.list($.string),
    },
    {
      name: "array2",
      signature: "Array2(int[,])",
      id: 0xb158452d242bf01an,
      shape: 0xae004bb044a9a0e6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(2, $.int32) }],
      result: $.grid(2, $.int32),
    },
    {
      name: "strings2",
      signature: "Strings2(string[,])",
      id: 0x220d32f53917de1en,
      shape: 0xd782622971cb6cb8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.grid(2, $.string) }],
      result: $.grid(2, $.string),
    },
    {
      name: "concurrentDictionary",
      signature: "ConcurrentDictionary(ConcurrentDictionary<string, int>)",
      id: 0xe0158451a6d859b8n,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "immutableHashSet",
      signature: "ImmutableHashSet(ImmutableHashSet<int>)",
      id: 0xe6897882b9bb5b33n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "immutableDictionary",
      signature: "ImmutableDictionary(ImmutableDictionary<int, string>)",
      id: 0x6f6a16d1ac650723n,
      shape: 0x67939ebfec1dff06n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.int32, $.string) }],
      result: $.map($.int32, $.string),
    },
    {
      name: "enumerable",
      signature: "Enumerable(IEnumerable<int>)",
      id: 0xa03aed2e3a89e784n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "readOnlyDictionary",
      signature: "ReadOnlyDictionary(IReadOnlyDictionary<string, int>)",
      id: 0xdf4ccdfbd2c2419fn,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "set",
      signature: "Set(ISet<int>)",
      id: 0x6921d0496e5154abn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "shape",
      signature: "Shape(IShape)",
      id: 0xd3b6e6a4de772cabn,
      shape: 0x16f5b4b966438b49n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable(IShape) }],
      result: $.nullable(IShape),
    },
    {
      name: "wideUnion",
      signature: "WideUnion(IWide)",
      id: 0xe84705e0a3cc45edn,
      shape: 0x16f5b4b966438b49n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable(IWide) }],
      result: $.nullable(IWide),
    },
    {
      name: "tolV1",
      signature: "TolV1(TolV1)",
      id: 0x8feaadd48f0e6c03n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable(TolV1) }],
      result: $.nullable(TolV1),
    },
    {
      name: "tolV2",
      signature: "TolV2(TolV2)",
      id: 0x1c192c3d81596f10n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolV2 }],
      result: TolV2,
    },
    {
      name: "tolGap",
      signature: "TolGap(TolGap)",
      id: 0xe6143bcaebe15c4dn,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolGap }],
      result: TolGap,
    },
    {
      name: "tolOuter",
      signature: "TolOuter(TolOuter)",
      id: 0x418145ec1f99f4acn,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolOuter }],
      result: TolOuter,
    },
    {
      name: "tolLong",
      signature: "TolLong(TolLong)",
      id: 0x2406880cbbd2ba51n,
      shape: 0x1b744b7632d2d7c6n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: TolLong }],
      result: TolLong,
    },
    {
      name: "withIgnore",
      signature: "WithIgnore(WithIgnore)",
      id: 0xc47f1252e54ea3ddn,
      shape: 0xbd1c41f68f25a3b0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: WithIgnore }],
      result: WithIgnore,
    },
    {
      name: "ordered",
      signature: "Ordered(Ordered)",
      id: 0xe72ca47c4ba4f3ddn,
      shape: 0xbd1c41f68f25a3b0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Ordered }],
      result: Ordered,
    },
    {
      name: "wide",
      signature: "Wide(Wide)",
      id: 0xdbd36e19197ba769n,
      shape: 0x6076a14854f9512cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: Wide }],
      result: Wide,
    },
    {
      name: "timeOnly",
      signature: "TimeOnly(TimeOnly)",
      id: 0xf1fa692812eb5f9bn,
      shape: 0x9c6b0cc5047756c3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.timeOnly }],
      result: $.timeOnly,
    },
    {
      name: "dateOnly",
      signature: "DateOnly(DateOnly)",
      id: 0x1a3769bc1fd01a9en,
      shape: 0xcac34dcc8c33971cn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.dateOnly }],
      result: $.dateOnly,
    },
  ],
}));
