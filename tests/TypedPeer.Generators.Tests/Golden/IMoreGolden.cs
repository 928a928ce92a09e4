using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text;

namespace TypedPeer.Generators.Tests.Golden;

/// <summary>One method for each type of tests/vectors/memorypack-more.tsv.</summary>
[PeerContract]
public partial interface IMoreGolden
{
    ValueTask<byte> M01(byte value);

    ValueTask<short> M02(short value);

    ValueTask<int> M03(int value);

    ValueTask<long> M04(long value);

    ValueTask<ulong> M05(ulong value);

    ValueTask<float> M06(float value);

    ValueTask<double> M07(double value);

    ValueTask<decimal> M08(decimal value);

    ValueTask<char> M09(char value);

    ValueTask<Half> M10(Half value);

    ValueTask<Int128> M11(Int128 value);

    ValueTask<UInt128> M12(UInt128 value);

    ValueTask<Rune> M13(Rune value);

    ValueTask<DateTime> M14(DateTime value);

    ValueTask<DateTimeOffset> M15(DateTimeOffset value);

    ValueTask<TimeSpan> M16(TimeSpan value);

    ValueTask<DateOnly> M17(DateOnly value);

    ValueTask<TimeOnly> M18(TimeOnly value);

    ValueTask<Guid> M19(Guid value);

    ValueTask<LongEnum> M20(LongEnum value);

    ValueTask<string> M21(string value);

    ValueTask<Version> M22(Version value);

    ValueTask<Uri> M23(Uri value);

    ValueTask<char[]> M24(char[] value);

    ValueTask<Half[]> M25(Half[] value);

    ValueTask<decimal[]> M26(decimal[] value);

    ValueTask<DateTime[]> M27(DateTime[] value);

    ValueTask<TimeSpan?[]> M28(TimeSpan?[] value);

    ValueTask<LongEnum[]> M29(LongEnum[] value);

    ValueTask<List<Color?>> M30(List<Color?> value);

    ValueTask<string?[]> M31(string?[] value);

    ValueTask<List<List<int>>> M32(List<List<int>> value);

    ValueTask<Dictionary<int, List<string>>> M33(Dictionary<int, List<string>> value);

    ValueTask<Dictionary<Guid, Color>> M34(Dictionary<Guid, Color> value);

    ValueTask<Queue<int>> M35(Queue<int> value);

    ValueTask<Queue<int>?> M36(Queue<int>? value);

    ValueTask<Stack<string>> M37(Stack<string> value);

    ValueTask<LinkedList<string?>> M38(LinkedList<string?> value);

    ValueTask<HashSet<string>> M39(HashSet<string> value);

    ValueTask<HashSet<int>?> M40(HashSet<int>? value);

    ValueTask<SortedSet<int>> M41(SortedSet<int> value);

    ValueTask<SortedDictionary<string, int>> M42(SortedDictionary<string, int> value);

    ValueTask<SortedList<int, string?>> M43(SortedList<int, string?> value);

    ValueTask<Collection<int>> M44(Collection<int> value);

    ValueTask<ObservableCollection<string>> M45(ObservableCollection<string> value);

    ValueTask<IList<int>> M46(IList<int> value);

    ValueTask<ICollection<string>> M47(ICollection<string> value);

    ValueTask<IReadOnlyList<int?>> M48(IReadOnlyList<int?> value);

    ValueTask<IReadOnlyCollection<int>> M49(IReadOnlyCollection<int> value);

    ValueTask<IDictionary<int, string>> M50(IDictionary<int, string> value);

    ValueTask<IReadOnlySet<int>> M51(IReadOnlySet<int> value);

    ValueTask<ConcurrentQueue<int>> M52(ConcurrentQueue<int> value);

    ValueTask<ConcurrentStack<int>> M53(ConcurrentStack<int> value);

    ValueTask<ConcurrentBag<int>> M54(ConcurrentBag<int> value);

    ValueTask<ImmutableArray<int>> M55(ImmutableArray<int> value);

    ValueTask<ImmutableArray<string?>> M56(ImmutableArray<string?> value);

    ValueTask<ImmutableList<int>> M57(ImmutableList<int> value);

    ValueTask<ImmutableQueue<int>> M58(ImmutableQueue<int> value);

    ValueTask<ImmutableStack<int>> M59(ImmutableStack<int> value);

    ValueTask<ImmutableSortedSet<int>> M60(ImmutableSortedSet<int> value);

    ValueTask<ImmutableSortedDictionary<string, int>> M61(ImmutableSortedDictionary<string, int> value);

    ValueTask<FrozenSet<int>> M62(FrozenSet<int> value);

    ValueTask<FrozenDictionary<string, int>> M63(FrozenDictionary<string, int> value);

    ValueTask<ArraySegment<int>> M64(ArraySegment<int> value);

    ValueTask<Memory<string>> M65(Memory<string> value);

    ValueTask<int[,,]> M66(int[,,] value);

    ValueTask<string?[,,,]> M67(string?[,,,] value);

    ValueTask<int[,]?> M68(int[,]? value);

    ValueTask<int[][,]> M69(int[][,] value);

    ValueTask<int[,]> M70(int[,] value);

    ValueTask<Vector3> M71(Vector3 value);

    ValueTask<Matrix3x2> M72(Matrix3x2 value);

    ValueTask<Complex> M73(Complex value);

    ValueTask<Tuple<int, string>> M74(Tuple<int, string> value);

    ValueTask<Tuple<int, string?, int, long, bool, byte, string>> M75(Tuple<int, string?, int, long, bool, byte, string> value);

    ValueTask<KeyValuePair<int, string?>> M76(KeyValuePair<int, string?> value);

    ValueTask<KeyValuePair<byte, long>> M77(KeyValuePair<byte, long> value);

    ValueTask<KeyValuePair<string, string>[]> M78(KeyValuePair<string, string>[] value);

    ValueTask<(string, int, string)> M79((string, int, string) value);

    ValueTask<PadU?> M80(PadU? value);

    ValueTask<PadU[]> M81(PadU[] value);

    ValueTask<List<PointU>> M82(List<PointU> value);

    ValueTask<NestU> M83(NestU value);

    ValueTask<DeepU> M84(DeepU value);

    ValueTask<Box<Box<int>>> M85(Box<Box<int>> value);

    ValueTask<Box<string>> M86(Box<string> value);

    ValueTask<Box<PadU>> M87(Box<PadU> value);

    ValueTask<Branch> M88(Branch value);

    ValueTask<List<IShape?>> M89(List<IShape?> value);

    ValueTask<IShape[]> M90(IShape[] value);

    ValueTask<IWide> M91(IWide value);

    ValueTask<Dictionary<string, IShape>> M92(Dictionary<string, IShape> value);

    ValueTask<List<TolV1>> M93(List<TolV1> value);

    ValueTask<TolAll> M94(TolAll value);

    ValueTask<TwentyMembers> M95(TwentyMembers value);
}
