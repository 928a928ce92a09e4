namespace TypedPeer.Samples.Browser.Demo;

/// <summary>A file that is shared in the demonstration, and its SHA-256.</summary>
internal sealed record SharedFile(string Path, string Hash)
{
    public string Name => System.IO.Path.GetFileName(Path);
}
