using System.Diagnostics;
using System.Globalization;

namespace TypedPeer.Samples.Chat.Files;

/// <summary>How far a file is on its way: what is shown of it.</summary>
internal sealed class Transfer(string name, long length)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _done;

    public string Name => name;

    public long Length => length;

    public long Done => Volatile.Read(ref _done);

    /// <summary>Gets the hash once both ends have the same; null before.</summary>
    public string? Sha256 { get; private set; }

    public bool IsComplete => Sha256 is not null;

    public int Percent => length == 0 ? 100 : (int)(Done * 100 / length);

    public void Reach(long done) => Volatile.Write(ref _done, done);

    public void Complete(ReadOnlySpan<byte> sha256) => Sha256 = Convert.ToHexString(sha256);

    /// <summary>The share, the rate and the time left.</summary>
    public override string ToString()
    {
        var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_started).TotalSeconds);
        var rate = Done / seconds;
        var rest = IsComplete ? $"SHA-256 {Sha256![..16]}..." : rate < 1 ? "no rate yet" : string.Create(CultureInfo.InvariantCulture, $"{(length - Done) / rate:0} s left");
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {Percent} % of {length / 1048576.0:0.0} MiB, {rate / 1048576:0.0} MiB/s, {rest}");
    }
}
