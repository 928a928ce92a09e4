namespace Matrix;

/// <summary>Lists, sets, maps, queues and blocks of memory.</summary>
[PeerContract]
public partial interface ICollections
{
    ValueTask<List<int>> M01(List<int> value);

    ValueTask<List<string?>?> M02(List<string?>? value);

    ValueTask<List<List<int>>> M03(List<List<int>> value);

    ValueTask<Dictionary<string, int>> M04(Dictionary<string, int> value);

    ValueTask<Dictionary<Guid, List<string?>>?> M05(Dictionary<Guid, List<string?>>? value);

    ValueTask<Dictionary<int, Dictionary<string, byte[]>?>> M06(Dictionary<int, Dictionary<string, byte[]>?> value);

    ValueTask<ReadOnlyMemory<byte>> M07(ReadOnlyMemory<byte> value);

    ValueTask<Memory<int>> M08(Memory<int> value);

    ValueTask<ReadOnlyMemory<byte>?> M09(ReadOnlyMemory<byte>? value);

    ValueTask<ArraySegment<int>> M10(ArraySegment<int> value);

    ValueTask<HashSet<int>> M11(HashSet<int> value);

    ValueTask<HashSet<string>?> M12(HashSet<string>? value);

    ValueTask<Queue<int>> M13(Queue<int> value);

    ValueTask<Stack<string?>> M14(Stack<string?> value);

    ValueTask<LinkedList<int>> M15(LinkedList<int> value);

    ValueTask<SortedSet<int>> M16(SortedSet<int> value);

    ValueTask<SortedDictionary<string, int>> M17(SortedDictionary<string, int> value);

    ValueTask<SortedList<int, string?>> M18(SortedList<int, string?> value);
}
