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
}
