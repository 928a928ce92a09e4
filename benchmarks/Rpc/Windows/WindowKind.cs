namespace TypedPeer.Benchmarks.Rpc.Windows;

/// <summary>What is done while a window lasts.</summary>
internal enum WindowKind
{
    /// <summary>Small calls, one after another.</summary>
    Latency,

    /// <summary>Small calls, 64 in flight.</summary>
    Calls,

    /// <summary>One stream of blocks to the server.</summary>
    Upload,

    /// <summary>Streams of blocks from the server, one after another.</summary>
    Download,

    /// <summary>Small calls, one after another, beside an upload.</summary>
    Beside,
}
