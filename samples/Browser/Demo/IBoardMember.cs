namespace TypedPeer.Samples.Browser.Demo;

/// <summary>Somebody whose board is compared.</summary>
internal interface IBoardMember
{
    string Name { get; }

    Task<BoardDigest> DigestAsync(CancellationToken cancellationToken);
}
