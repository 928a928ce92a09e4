namespace Matrix;

/// <summary>Collections for several threads.</summary>
[PeerContract]
public partial interface IConcurrent
{
    ValueTask<System.Collections.Concurrent.ConcurrentQueue<int>> M01(System.Collections.Concurrent.ConcurrentQueue<int> value);

    ValueTask<System.Collections.Concurrent.ConcurrentStack<int>> M02(System.Collections.Concurrent.ConcurrentStack<int> value);

    ValueTask<System.Collections.Concurrent.ConcurrentBag<int>> M03(System.Collections.Concurrent.ConcurrentBag<int> value);

    ValueTask<System.Collections.Concurrent.ConcurrentDictionary<string, int>> M04(System.Collections.Concurrent.ConcurrentDictionary<string, int> value);
}
