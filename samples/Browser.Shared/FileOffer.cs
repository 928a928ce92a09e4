namespace TypedPeer.Samples.Browser;

/// <summary>A file that a peer has for the others.</summary>
public sealed record FileOffer
{
    /// <summary>Gets what tells it from all others.</summary>
    public required string Id { get; init; }

    /// <summary>Gets its name. Whoever keeps it makes it safe first.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how many bytes it has.</summary>
    public required long Length { get; init; }

    /// <summary>Gets the SHA-256 of its bytes in hexadecimal; null from a page that has no WebCrypto, since it came over plain HTTP.</summary>
    public string? Sha256 { get; init; }
}
