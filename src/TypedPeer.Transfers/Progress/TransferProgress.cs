using System.Globalization;

namespace TypedPeer.Transfers;

/// <summary>How far a transfer is. A sender counts what it has handed to the session, which is ahead of the receiver by what is under way: a few MiB at most.</summary>
/// <param name="Bytes">How many bytes are done, those of attempts before included.</param>
/// <param name="Length">How many there are; null where that is not known.</param>
/// <param name="BytesPerSecond">How fast it goes, as an average in which the last three seconds count most; 0 before anything is known.</param>
public readonly record struct TransferProgress(long Bytes, long? Length, double BytesPerSecond)
{
    /// <summary>Gets the time that the rest takes at this rate; null where length or rate are not known.</summary>
    public TimeSpan? TimeLeft =>
        Length is { } length && BytesPerSecond >= 1 && (length - Bytes) / BytesPerSecond < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(Math.Max(0, length - Bytes) / BytesPerSecond) : null;

    /// <summary>Gets the share that is done, from 0 to 1; null where the length is not known.</summary>
    public double? Share => Length switch { null => null, 0 => 1, { } length => Math.Min(1, (double)Bytes / length) };

    /// <summary>Returns it as a line for people.</summary>
    public override string ToString()
    {
        var share = Share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{part * 100:0} % of {Length / 1048576.0:0.0} MiB") : string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1048576.0:0.0} MiB");
        var left = TimeLeft is { } time ? string.Create(CultureInfo.InvariantCulture, $", {Math.Ceiling(time.TotalSeconds):0} s left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{share}, {BytesPerSecond / 1048576:0.0} MiB/s{left}");
    }
}
