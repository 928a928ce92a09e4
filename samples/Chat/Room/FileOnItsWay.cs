using TypedPeer.Transfers;

namespace TypedPeer.Samples.Chat.Room;

/// <summary>How far a file is: what is shown of it.</summary>
internal sealed class FileOnItsWay(string name) : IProgress<TransferProgress>
{
    private readonly Lock _lock = new();
    private TransferProgress _progress;

    public string Name => name;

    /// <summary>Gets how many bytes it has, once it is there.</summary>
    public long Length { get; private set; }

    /// <summary>Gets the hash once it is there and both ends have the same; null before.</summary>
    public string? Sha256 { get; private set; }

    public bool IsComplete => Sha256 is not null;

    public int Percent
    {
        get
        {
            lock (_lock)
            {
                return IsComplete ? 100 : (int)(100 * (_progress.Share ?? 0));
            }
        }
    }

    public void Report(TransferProgress value)
    {
        lock (_lock)
        {
            _progress = value;
        }
    }

    public void Complete(long length, string sha256)
    {
        lock (_lock)
        {
            (Length, Sha256) = (length, sha256);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return $"{name}: {_progress}{(Sha256 is null ? "" : $", SHA-256 {Sha256[..16]}...")}";
        }
    }
}
