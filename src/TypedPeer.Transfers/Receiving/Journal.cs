using System.Text.Json.Serialization;

namespace TypedPeer.Transfers.Receiving;

/// <summary>What is remembered of a transfer beside its bytes, for when this process begins anew.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Id">What its sender calls it.</param>
/// <param name="Name">The file it is to become.</param>
/// <param name="Length">How long its sender says it is; null where that is not known.</param>
/// <param name="Begun">When it was first offered.</param>
internal sealed record Journal(string Owner, Guid Id, string Name, long? Length, DateTimeOffset Begun)
{
    /// <summary>Gets the name of the whole file; null before it is there.</summary>
    public string? CompletedAs { get; init; }

    /// <summary>Gets the hash of the whole file.</summary>
    public byte[]? Sha256 { get; init; }

    [JsonIgnore]
    public TransferKey Key => new(Owner, Id);
}

[JsonSerializable(typeof(Journal))]
internal sealed partial class JournalJson : JsonSerializerContext;
