using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;

namespace TypedPeer.MemoryPackTests.Golden;

/// <summary>The values behind the vectors, by the vector's name.</summary>
public static class PackageCases
{
    private static readonly DateTime Clock = new(2026, 11, 21, 1, 2, 3, DateTimeKind.Unspecified);
    private static readonly DateTime UtcClock = DateTime.SpecifyKind(Clock, DateTimeKind.Utc);
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly MStruct Managed = new() { S = "s", I = 4 };

    public static IReadOnlyDictionary<string, PackageCase> All { get; } =
        Simple().Concat(Times()).Concat(Collections()).Concat(Objects()).ToDictionary(row => row.Name, row => row.Case);

    private static IEnumerable<(string Name, PackageCase Case)> Simple() =>
    [
        ("int 123456", PackageCase.Of(123456)),
        ("long -1", PackageCase.Of(-1L)),
        ("bool true", PackageCase.Of(true)),
        ("sbyte -1", PackageCase.Of<sbyte>(-1)),
        ("ushort 65535", PackageCase.Of(ushort.MaxValue)),
        ("uint max", PackageCase.Of(uint.MaxValue)),
        ("double NaN", PackageCase.Of(double.NaN)),
        ("string hello", PackageCase.Of<string?>("hello")),
        ("string empty", PackageCase.Of<string?>(string.Empty)),
        ("string null", PackageCase.Of<string?>(null)),
        ("string emoji", PackageCase.Of<string?>("h\u00E9llo \U0001F30D")),
        ("int? null", PackageCase.Of<int?>(null)),
        ("int? 7", PackageCase.Of<int?>(7)),
        ("bool? true", PackageCase.Of<bool?>(true)),
        ("bool? null", PackageCase.Of<bool?>(null)),
        ("short? 5", PackageCase.Of<short?>(5)),
        ("Guid", PackageCase.Of(Id)),
        ("Guid? value", PackageCase.Of<Guid?>(Id)),
        ("decimal 1.50", PackageCase.Of(1.50m)),
        ("decimal? 1.5", PackageCase.Of<decimal?>(1.5m)),
        ("Half 1.5", PackageCase.Of((Half)1.5)),
        ("Int128 5", PackageCase.Of<Int128>(5)),
        ("UInt128 5", PackageCase.Of<UInt128>(5)),
        ("Rune", PackageCase.Of(new Rune('\u00E9'))),
        ("BigInteger 2^70", PackageCase.Of(BigInteger.Pow(2, 70))),
        ("BigInteger 255", PackageCase.Of(new BigInteger(255))),
        ("Uri", PackageCase.Of<Uri?>(new Uri("https://example.org/a?b=c"))),
        ("Uri null", PackageCase.Of<Uri?>(null)),
        ("Uri relative", PackageCase.Of<Uri?>(new Uri("/a/b", UriKind.Relative))),
        ("Version 1.2", PackageCase.Of<Version?>(new Version(1, 2))),
        ("Version null", PackageCase.Of<Version?>(null)),
        ("ByteEnum B", PackageCase.Of(ByteEnum.B)),
        ("Color? null", PackageCase.Of<Color?>(null)),
        ("ValueTuple(1,a)", PackageCase.Of((1, "a"))),
        ("ValueTuple(1,2L)", PackageCase.Of((1, 2L))),
        ("(byte,long,byte)", PackageCase.Of(((byte)1, 2L, (byte)3))),
        ("Tuple null", PackageCase.Of<Tuple<int, string>?>(null)),
        ("KeyValuePair(a,1)", PackageCase.Of(KeyValuePair.Create("a", 1))),
        ("KeyValuePair<int,int>", PackageCase.Of(KeyValuePair.Create(1, 2))),
        ("KeyValuePair<int,long>", PackageCase.Of(KeyValuePair.Create(1, 2L))),
    ];

    private static IEnumerable<(string Name, PackageCase Case)> Times() =>
    [
        ("DateTime utc", PackageCase.Of(UtcClock)),
        ("DateTime local kind unspecified", PackageCase.Of(Clock)),
        ("DateTime? value", PackageCase.Of<DateTime?>(UtcClock)),
        ("DateTimeOffset +02", PackageCase.Of(new DateTimeOffset(Clock, TimeSpan.FromHours(2)))),
        ("DateTimeOffset[] one", PackageCase.Of<DateTimeOffset[]>([new(Clock, TimeSpan.FromHours(-3))])),
        ("TimeSpan 90s", PackageCase.Of(TimeSpan.FromSeconds(90))),
    ];

    private static IEnumerable<(string Name, PackageCase Case)> Collections() =>
    [
        ("byte[] 1,2,3", PackageCase.Of<byte[]?>([1, 2, 3])),
        ("byte[] null", PackageCase.Of<byte[]?>(null)),
        ("long[] 1", PackageCase.Of<long[]>([1])),
        ("bool[] t,f", PackageCase.Of<bool[]>([true, false])),
        ("string[] empty", PackageCase.Of<string[]>([])),
        ("Guid[] one", PackageCase.Of<Guid[]>([Id])),
        ("ByteEnum[] A,B", PackageCase.Of<ByteEnum[]>([ByteEnum.A, ByteEnum.B])),
        ("int?[] 1,null", PackageCase.Of<int?[]>([1, null])),
        ("int[][] jagged", PackageCase.Of<int[][]>([[1], [], [2, 3]])),
        ("int[,] 2x2", PackageCase.Of(new[,] { { 1, 2 }, { 3, 4 } })),
        ("string[,] 1x2", PackageCase.Of(new[,] { { "a", "b" } })),
        ("MStruct[] one", PackageCase.Of<MStruct[]>([Managed])),
        ("Person[] one", PackageCase.Of<Person[]>([new Person { Name = "A", Age = 1 }])),
        ("List<int> 1,2", PackageCase.Of<List<int>?>([1, 2])),
        ("List<int> null", PackageCase.Of<List<int>?>(null)),
        ("List<int> empty", PackageCase.Of<List<int>?>([])),
        ("List<string> a,b", PackageCase.Of<List<string>>(["a", "b"])),
        ("List<Person?> with null", PackageCase.Of<List<Person?>>([null, new Person { Name = "Z", Age = 9 }])),
        ("Dictionary<string,int> a=1,b=2", PackageCase.Of<Dictionary<string, int>?>(new() { ["a"] = 1, ["b"] = 2 })),
        ("Dictionary null", PackageCase.Of<Dictionary<string, int>?>(null)),
        ("Dictionary empty", PackageCase.Of<Dictionary<string, int>?>([])),
        ("ConcurrentDictionary", PackageCase.Of(new ConcurrentDictionary<string, int> { ["z"] = 26 })),
        ("IReadOnlyDictionary", PackageCase.Of<IReadOnlyDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 })),
        ("IEnumerable<int>", PackageCase.Of<IEnumerable<int>>([1, 2])),
        ("ISet<int>", PackageCase.Of<ISet<int>>(new HashSet<int> { 1 })),
        ("ImmutableArray 1,2", PackageCase.Of(ImmutableArray.Create(1, 2))),
        ("ImmutableHashSet", PackageCase.Of(ImmutableHashSet.Create(7))),
        ("ImmutableDictionary<int,string>", PackageCase.Of(ImmutableDictionary<int, string>.Empty.Add(1, "o"))),
        ("Stack 1,2", PackageCase.Of(new Stack<int>([1, 2]))),
        ("Stack push 1,2,3", PackageCase.Of(new Stack<int>([1, 2, 3]))),
        ("LinkedList 1", PackageCase.Of(new LinkedList<int>([1]))),
        ("ReadOnlyCollection a", PackageCase.Of(new ReadOnlyCollection<string>(["a"]))),
        ("Memory<byte>", PackageCase.Of<Memory<byte>>(new byte[] { 9, 8 })),
        ("ReadOnlyMemory<byte>", PackageCase.Of<ReadOnlyMemory<byte>>(new byte[] { 1, 2 })),
        ("BitArray 101", PackageCase.Of(new BitArray([true, false, true]))),
    ];

    private static IEnumerable<(string Name, PackageCase Case)> Objects() =>
    [
        ("Person(Ada,36)", PackageCase.Of<Person?>(new Person { Name = "Ada", Age = 36 })),
        ("Person null", PackageCase.Of<Person?>(null)),
        ("Rec(1,x,[Person])", PackageCase.Of(new Rec(1, "x", [new Person { Name = "B", Age = 2 }]))),
        ("PointU unmanaged struct", PackageCase.Of(new PointU { X = 1, Y = 2.5 })),
        ("PadU unmanaged padded", PackageCase.Of(new PadU { A = 1, B = 2, C = 3 })),
        ("Struct bool byte int", PackageCase.Of(new BoolU { F = true, B = 2, I = 3 })),
        ("MStruct managed struct", PackageCase.Of(Managed)),
        ("MStruct? null", PackageCase.Of<MStruct?>(null)),
        ("MStruct? value", PackageCase.Of<MStruct?>(Managed)),
        ("Union Circle(2)", PackageCase.Of<IShape?>(new Circle { R = 2 })),
        ("Union Square(3,n)", PackageCase.Of<IShape?>(new Square { Side = 3, Note = "n" })),
        ("Union null", PackageCase.Of<IShape?>(null)),
        ("Union tag 250", PackageCase.Of<IWide?>(new WideA { X = 1 })),
        ("Tolerant v1", PackageCase.Of<TolV1?>(new TolV1 { A = 1, B = "b" })),
        ("Tolerant v2", PackageCase.Of<TolV2?>(new TolV2 { A = 1, B = "b", C = 9 })),
        ("Tolerant gap (order 0 and 2)", PackageCase.Of<TolGap?>(new TolGap { A = 1, C = 3 })),
        ("Tolerant nested", PackageCase.Of<TolOuter?>(new TolOuter { In = new TolV1 { A = 1, B = "b" }, N = 2 })),
        ("Tolerant long member", PackageCase.Of<TolLong?>(new TolLong { S = new string('x', 200) })),
        ("Tolerant null", PackageCase.Of<TolV1?>(null)),
        ("Tolerant empty string members", PackageCase.Of<TolV1?>(new TolV1 { A = 0, B = string.Empty })),
        ("Derived", PackageCase.Of(new Derived { BaseProp = 1, Own = "o" })),
        ("Inheritance two levels", PackageCase.Of(new Lvl2 { A = 1, B = 2, C = 3 })),
        ("Ctor record struct", PackageCase.Of(new RS(1, "z"))),
        ("Unmanaged record struct", PackageCase.Of(new URS(1, 2))),
        ("Empty class", PackageCase.Of(new Empty())),
        ("Init only", PackageCase.Of(new InitOnly { A = 1, B = "b" })),
        ("Ignored member", PackageCase.Of(new WithIgnore { A = 1, Hidden = 7, B = 2 })),
        ("Explicit order", PackageCase.Of(new Ordered { First = 1, Second = 2 })),
        ("Fields included", PackageCase.Of(new WithField { F = 1, P = 2 })),
        ("Wide", PackageCase.Of(new Wide
        {
            P1 = 1,
            P2 = "2",
            P3 = [3],
            P4 = new() { ["k"] = [1] },
            P5 = Color.Blue,
            P7 = DateTimeOffset.UnixEpoch,
            P8 = (1, "t"),
        })),
    ];
}
