namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>A description as it is where a firewall blocks UDP: without the candidates that it makes useless.</summary>
internal static class TcpOnly
{
    public static string Take(string sdp) =>
        string.Concat(sdp.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith("a=candidate:", StringComparison.Ordinal) || line.Contains(" tcp ", StringComparison.OrdinalIgnoreCase)).Select(static line => line + "\n"));
}
