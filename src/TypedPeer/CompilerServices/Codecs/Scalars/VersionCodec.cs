namespace TypedPeer.CompilerServices;

/// <summary>Versions: an object of four numbers, -1 for those that are not given.</summary>
public readonly struct VersionCodec : IPeerReferenceCodec<Version>
{
    private const int Parts = 4;

    /// <inheritdoc/>
    public static int MinimumSize => 1 + (Parts * sizeof(int));

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullObject();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullObject();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Version value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteObjectHeader(Parts);
        writer.WriteUnmanaged(value.Major);
        writer.WriteUnmanaged(value.Minor);
        writer.WriteUnmanaged(value.Build);
        writer.WriteUnmanaged(value.Revision);
    }

    /// <inheritdoc/>
    public static Version Read(ref PeerReader reader)
    {
        reader.ReadObjectHeader(Parts);
        var major = reader.ReadUnmanaged<int>();
        var minor = reader.ReadUnmanaged<int>();
        var build = reader.ReadUnmanaged<int>();
        var revision = reader.ReadUnmanaged<int>();
        if (major < 0 || minor < 0 || build < -1 || revision < -1 || (build < 0 && revision >= 0))
        {
            PeerFormat.ThrowInvalid("Version");
        }

        if (build < 0)
        {
            return new Version(major, minor);
        }

        return revision < 0 ? new Version(major, minor, build) : new Version(major, minor, build, revision);
    }
}
