using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;

namespace TypedPeer.Generators.Tests.Golden;

[PeerContract]
public partial interface IGolden
{
    ValueTask<int> Int(int value);

    ValueTask<long> Long(long value);

    ValueTask<sbyte> SByte(sbyte value);

    ValueTask<ushort> UShort(ushort value);

    ValueTask<uint> UInt(uint value);

    ValueTask<double> Double(double value);

    ValueTask<bool> Bool(bool value);

    ValueTask<string?> String(string? value);

    ValueTask<byte[]?> Bytes(byte[]? value);

    ValueTask<long[]> Longs(long[] value);

    ValueTask<bool[]> Bools(bool[] value);

    ValueTask<string[]> Strings(string[] value);

    ValueTask<int?[]> NullableInts(int?[] value);

    ValueTask<int[][]> Jagged(int[][] value);

    ValueTask<Guid[]> Guids(Guid[] value);

    ValueTask<DateTimeOffset[]> DateTimeOffsets(DateTimeOffset[] value);

    ValueTask<ByteEnum[]> ByteEnums(ByteEnum[] value);

    ValueTask<MStruct[]> MStructs(MStruct[] value);

    ValueTask<Person[]> People(Person[] value);

    ValueTask<List<int>?> ListOfInt(List<int>? value);

    ValueTask<List<string>> ListOfString(List<string> value);

    ValueTask<List<Person?>> ListOfPerson(List<Person?> value);

    ValueTask<Dictionary<string, int>?> Map(Dictionary<string, int>? value);

    ValueTask<int?> NullableInt(int? value);

    ValueTask<bool?> NullableBool(bool? value);

    ValueTask<short?> NullableShort(short? value);

    ValueTask<Guid?> NullableGuid(Guid? value);

    ValueTask<decimal?> NullableDecimal(decimal? value);

    ValueTask<DateTime?> NullableDateTime(DateTime? value);

    ValueTask<Color?> NullableColor(Color? value);

    ValueTask<MStruct?> NullableMStruct(MStruct? value);

    ValueTask<Guid> Guid(Guid value);

    ValueTask<decimal> Decimal(decimal value);

    ValueTask<DateTime> DateTime(DateTime value);

    ValueTask<DateTimeOffset> DateTimeOffset(DateTimeOffset value);

    ValueTask<TimeSpan> TimeSpan(TimeSpan value);

    ValueTask<Memory<byte>> Memory(Memory<byte> value);

    ValueTask<ReadOnlyMemory<byte>> ReadOnlyMemory(ReadOnlyMemory<byte> value);

    ValueTask<ByteEnum> ByteEnum(ByteEnum value);

    ValueTask<Person?> Person(Person? value);

    ValueTask<Rec> Rec(Rec value);

    ValueTask<PointU> PointU(PointU value);

    ValueTask<PadU> PadU(PadU value);

    ValueTask<NestU> NestU(NestU value);

    ValueTask<BoolU> BoolU(BoolU value);

    ValueTask<MStruct> MStruct(MStruct value);

    ValueTask<Lvl2> Lvl2(Lvl2 value);

    ValueTask<Derived> Derived(Derived value);

    ValueTask<Box<Person>> Box(Box<Person> value);

    ValueTask<Empty> Empty(Empty value);

    ValueTask<InitOnly> InitOnly(InitOnly value);

    ValueTask<WithField> WithField(WithField value);

    ValueTask<HasU> HasU(HasU value);

    ValueTask<RS> RS(RS value);

    ValueTask<URS> URS(URS value);

    ValueTask<Half> Half(Half value);

    ValueTask<Int128> Int128(Int128 value);

    ValueTask<UInt128> UInt128(UInt128 value);

    ValueTask<Rune> Rune(Rune value);

    ValueTask<BigInteger> BigInteger(BigInteger value);

    ValueTask<Uri?> Uri(Uri? value);

    ValueTask<Version?> Version(Version? value);

    ValueTask<BitArray> BitArray(BitArray value);

    ValueTask<(int, string)> TupleWithString((int, string) value);

    ValueTask<(int, long)> TupleOfNumbers((int, long) value);

    ValueTask<(byte, long, byte)> TupleOfThree((byte, long, byte) value);

    ValueTask<Tuple<int, string>?> ClassTuple(Tuple<int, string>? value);

    ValueTask<KeyValuePair<string, int>> Pair(KeyValuePair<string, int> value);

    ValueTask<KeyValuePair<int, int>> IntPair(KeyValuePair<int, int> value);

    ValueTask<KeyValuePair<int, long>> LongPair(KeyValuePair<int, long> value);

    ValueTask<ImmutableArray<int>> ImmutableArray(ImmutableArray<int> value);

    ValueTask<Stack<int>> Stack(Stack<int> value);

    ValueTask<LinkedList<int>> LinkedList(LinkedList<int> value);

    ValueTask<ReadOnlyCollection<string>> ReadOnlyCollection(ReadOnlyCollection<string> value);

    ValueTask<int[,]> Array2(int[,] value);

    ValueTask<string[,]> Strings2(string[,] value);

    ValueTask<ConcurrentDictionary<string, int>> ConcurrentDictionary(ConcurrentDictionary<string, int> value);

    ValueTask<ImmutableHashSet<int>> ImmutableHashSet(ImmutableHashSet<int> value);

    ValueTask<ImmutableDictionary<int, string>> ImmutableDictionary(ImmutableDictionary<int, string> value);

    ValueTask<IEnumerable<int>> Enumerable(IEnumerable<int> value);

    ValueTask<IReadOnlyDictionary<string, int>> ReadOnlyDictionary(IReadOnlyDictionary<string, int> value);

    ValueTask<ISet<int>> Set(ISet<int> value);

    ValueTask<IShape?> Shape(IShape? value);

    ValueTask<IWide?> WideUnion(IWide? value);

    ValueTask<TolV1?> TolV1(TolV1? value);

    ValueTask<TolV2> TolV2(TolV2 value);

    ValueTask<TolGap> TolGap(TolGap value);

    ValueTask<TolOuter> TolOuter(TolOuter value);

    ValueTask<TolLong> TolLong(TolLong value);

    ValueTask<WithIgnore> WithIgnore(WithIgnore value);

    ValueTask<Ordered> Ordered(Ordered value);

    ValueTask<Wide> Wide(Wide value);

    ValueTask<TimeOnly> TimeOnly(TimeOnly value);

    ValueTask<DateOnly> DateOnly(DateOnly value);
}
