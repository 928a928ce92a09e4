namespace TypedPeer.Generators.Tests.Golden;

/// <summary>The values behind the vectors, by the vector's name.</summary>
public static class GoldenCases
{
    private static readonly DateTime Clock = new(2026, 11, 21, 1, 2, 3, DateTimeKind.Unspecified);
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly MStruct Managed = new() { S = "s", I = 4 };

    /// <summary>Shapes that are written otherwise, on purpose: see docs/contracts.md.</summary>
    public static IReadOnlySet<string> Deviations { get; } = new HashSet<string>
    {
    };

    public static IReadOnlyDictionary<string, GoldenCase> All { get; } = new Dictionary<string, GoldenCase>
    {
        ["int 123456"] = GoldenCase.Of(123456, (g, v) => g.Int(v)),
        ["long -1"] = GoldenCase.Of(-1L, (g, v) => g.Long(v)),
        ["bool true"] = GoldenCase.Of(true, (g, v) => g.Bool(v)),
        ["string hello"] = GoldenCase.Of<string?>("hello", (g, v) => g.String(v)),
        ["string empty"] = GoldenCase.Of<string?>(string.Empty, (g, v) => g.String(v)),
        ["string null"] = GoldenCase.Of<string?>(null, (g, v) => g.String(v)),
        ["string emoji"] = GoldenCase.Of<string?>("héllo 🌍", (g, v) => g.String(v)),
        ["byte[] 1,2,3"] = GoldenCase.Of<byte[]?>([1, 2, 3], (g, v) => g.Bytes(v)),
        ["byte[] null"] = GoldenCase.Of<byte[]?>(null, (g, v) => g.Bytes(v)),
        ["List<int> 1,2"] = GoldenCase.Of<List<int>?>([1, 2], (g, v) => g.ListOfInt(v)),
        ["List<int> null"] = GoldenCase.Of<List<int>?>(null, (g, v) => g.ListOfInt(v)),
        ["List<int> empty"] = GoldenCase.Of<List<int>?>([], (g, v) => g.ListOfInt(v)),
        ["List<string> a,b"] = GoldenCase.Of<List<string>>(["a", "b"], (g, v) => g.ListOfString(v)),
        ["List<Person?> with null"] = GoldenCase.Of<List<Person?>>([null, new Person { Name = "Z", Age = 9 }], (g, v) => g.ListOfPerson(v)),
        ["Dictionary<string,int> a=1,b=2"] = GoldenCase.Of<Dictionary<string, int>?>(new() { ["a"] = 1, ["b"] = 2 }, (g, v) => g.Map(v)),
        ["Dictionary null"] = GoldenCase.Of<Dictionary<string, int>?>(null, (g, v) => g.Map(v)),
        ["Dictionary empty"] = GoldenCase.Of<Dictionary<string, int>?>([], (g, v) => g.Map(v)),
        ["int? null"] = GoldenCase.Of<int?>(null, (g, v) => g.NullableInt(v)),
        ["int? 7"] = GoldenCase.Of<int?>(7, (g, v) => g.NullableInt(v)),
        ["bool? true"] = GoldenCase.Of<bool?>(true, (g, v) => g.NullableBool(v)),
        ["bool? null"] = GoldenCase.Of<bool?>(null, (g, v) => g.NullableBool(v)),
        ["Guid? value"] = GoldenCase.Of<Guid?>(Id, (g, v) => g.NullableGuid(v)),
        ["decimal? 1.5"] = GoldenCase.Of<decimal?>(1.5m, (g, v) => g.NullableDecimal(v)),
        ["DateTime? value"] = GoldenCase.Of<DateTime?>(DateTime.SpecifyKind(Clock, DateTimeKind.Utc), (g, v) => g.NullableDateTime(v)),
        ["short? 5"] = GoldenCase.Of<short?>(5, (g, v) => g.NullableShort(v)),
        ["Color? null"] = GoldenCase.Of<Color?>(null, (g, v) => g.NullableColor(v)),
        ["MStruct? null"] = GoldenCase.Of<MStruct?>(null, (g, v) => g.NullableMStruct(v)),
        ["MStruct? value"] = GoldenCase.Of<MStruct?>(Managed, (g, v) => g.NullableMStruct(v)),
        ["Guid"] = GoldenCase.Of(Id, (g, v) => g.Guid(v)),
        ["decimal 1.50"] = GoldenCase.Of(1.50m, (g, v) => g.Decimal(v)),
        ["DateTime utc"] = GoldenCase.Of(DateTime.SpecifyKind(Clock, DateTimeKind.Utc), (g, v) => g.DateTime(v)),
        ["DateTime local kind unspecified"] = GoldenCase.Of(Clock, (g, v) => g.DateTime(v)),
        ["DateTimeOffset +02"] = GoldenCase.Of(new DateTimeOffset(Clock, TimeSpan.FromHours(2)), (g, v) => g.DateTimeOffset(v)),
        ["TimeSpan 90s"] = GoldenCase.Of(TimeSpan.FromSeconds(90), (g, v) => g.TimeSpan(v)),
        ["Memory<byte>"] = GoldenCase.Of<Memory<byte>>(new byte[] { 9, 8 }, (g, v) => g.Memory(v)),
        ["ReadOnlyMemory<byte>"] = GoldenCase.Of<ReadOnlyMemory<byte>>(new byte[] { 1, 2 }, (g, v) => g.ReadOnlyMemory(v)),
        ["ByteEnum B"] = GoldenCase.Of(ByteEnum.B, (g, v) => g.ByteEnum(v)),
        ["ByteEnum[] A,B"] = GoldenCase.Of<ByteEnum[]>([ByteEnum.A, ByteEnum.B], (g, v) => g.ByteEnums(v)),
        ["sbyte -1"] = GoldenCase.Of<sbyte>(-1, (g, v) => g.SByte(v)),
        ["ushort 65535"] = GoldenCase.Of(ushort.MaxValue, (g, v) => g.UShort(v)),
        ["uint max"] = GoldenCase.Of(uint.MaxValue, (g, v) => g.UInt(v)),
        ["double NaN"] = GoldenCase.Of(double.NaN, (g, v) => g.Double(v)),
        ["long[] 1"] = GoldenCase.Of<long[]>([1], (g, v) => g.Longs(v)),
        ["bool[] t,f"] = GoldenCase.Of<bool[]>([true, false], (g, v) => g.Bools(v)),
        ["string[] empty"] = GoldenCase.Of<string[]>([], (g, v) => g.Strings(v)),
        ["int?[] 1,null"] = GoldenCase.Of<int?[]>([1, null], (g, v) => g.NullableInts(v)),
        ["int[][] jagged"] = GoldenCase.Of<int[][]>([[1], [], [2, 3]], (g, v) => g.Jagged(v)),
        ["Guid[] one"] = GoldenCase.Of<Guid[]>([Id], (g, v) => g.Guids(v)),
        ["DateTimeOffset[] one"] = GoldenCase.Of<DateTimeOffset[]>([new(Clock, TimeSpan.FromHours(-3))], (g, v) => g.DateTimeOffsets(v)),
        ["MStruct[] one"] = GoldenCase.Of<MStruct[]>([Managed], (g, v) => g.MStructs(v)),
        ["Person(Ada,36)"] = GoldenCase.Of<Person?>(new Person { Name = "Ada", Age = 36 }, (g, v) => g.Person(v)),
        ["Person null"] = GoldenCase.Of<Person?>(null, (g, v) => g.Person(v)),
        ["Person[] one"] = GoldenCase.Of<Person[]>([new Person { Name = "A", Age = 1 }], (g, v) => g.People(v)),
        ["Rec(1,x,[Person])"] = GoldenCase.Of(new Rec(1, "x", [new Person { Name = "B", Age = 2 }]), (g, v) => g.Rec(v)),
        ["PointU unmanaged struct"] = GoldenCase.Of(new PointU { X = 1, Y = 2.5 }, (g, v) => g.PointU(v)),
        ["PadU unmanaged padded"] = GoldenCase.Of(new PadU { A = 1, B = 2, C = 3 }, (g, v) => g.PadU(v)),
        ["Struct bool byte int"] = GoldenCase.Of(new BoolU { F = true, B = 2, I = 3 }, (g, v) => g.BoolU(v)),
        ["MStruct managed struct"] = GoldenCase.Of(Managed, (g, v) => g.MStruct(v)),
        ["Derived"] = GoldenCase.Of(new Derived { BaseProp = 1, Own = "o" }, (g, v) => g.Derived(v)),
        ["Inheritance two levels"] = GoldenCase.Of(new Lvl2 { A = 1, B = 2, C = 3 }, (g, v) => g.Lvl2(v)),
        ["Ctor record struct"] = GoldenCase.Of(new RS(1, "z"), (g, v) => g.RS(v)),
        ["Unmanaged record struct"] = GoldenCase.Of(new URS(1, 2), (g, v) => g.URS(v)),
        ["Empty class"] = GoldenCase.Of(new Empty(), (g, v) => g.Empty(v)),
        ["Init only"] = GoldenCase.Of(new InitOnly { A = 1, B = "b" }, (g, v) => g.InitOnly(v)),
        ["Fields included"] = GoldenCase.Of(new WithField { F = 1, P = 2 }, (g, v) => g.WithField(v)),
    };
}
