
namespace TypedPeer.CompilerServices;

/// <summary>
/// A progress receiver as a parameter: it stays with the caller, and what the handler reports travels back as one-way calls
/// while the call runs. When reports come faster than they leave, the latest one wins.
/// </summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <typeparam name="TCodec">The codec of what is reported.</typeparam>
public readonly struct PeerProgressCodec<T, TCodec> : IPeerReferenceCodec<IProgress<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => 1;

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => ReferenceFormat.Write(ref writer, 0);

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => ReferenceFormat.TryReadNull(ref reader);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in IProgress<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        var reference = ReferenceFormat.Export(ref writer, value, ProgressContract<T, TCodec>.Descriptor);
        ReferenceFormat.Write(ref writer, reference);
        if (writer.Session!.FindTarget(reference) is { } receiver)
        {
            (writer.Receivers ??= []).Add(receiver);
        }
    }

    /// <inheritdoc/>
    public static IProgress<T> Read(ref PeerReader reader)
    {
        var before = reader.Call?.Taken.Count ?? 0;
        var progress = (IProgress<T>)ReferenceFormat.ReadObject(ref reader, ProgressContract<T, TCodec>.Descriptor);
        if (reader.Call is { } call && call.Taken.Count > before)
        {
            call.ReturnLastAtEnd((IProgressReports)progress);
        }

        return progress;
    }
}
