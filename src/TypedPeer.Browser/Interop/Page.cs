using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;

namespace TypedPeer.Browser.Interop;

/// <summary>The functions of <c>wwwroot/typedpeer-browser.js</c>. Numbers name connections and channels, since objects would cost a look-up of their own with each message.</summary>
[SupportedOSPlatform("browser")]
internal static partial class Page
{
    private const string Module = "TypedPeer.Browser";

    /// <summary>Loads the module.</summary>
    public static Task<JSObject> ImportAsync(string url, CancellationToken cancellationToken) => JSHost.ImportAsync(Module, url, cancellationToken);

    [JSImport("start", Module)]
    public static partial void Start([JSMarshalAs<JSType.Function<JSType.Number, JSType.Number, JSType.Number>>] Action<int, int, int> tell);

    [JSImport("connect", Module)]
    public static partial int Connect(JSObject? given);

    [JSImport("open", Module)]
    public static partial int Open(int connection, string? label, string? options, JSObject? given);

    [JSImport("describe", Module)]
    public static partial Task<string> DescribeAsync(int connection);

    [JSImport("answer", Module)]
    public static partial Task AnswerAsync(int connection, string sdp);

    [JSImport("states", Module)]
    public static partial string States(int connection);

    [JSImport("isLocalNetworkDenied", Module)]
    public static partial Task<bool> IsLocalNetworkDeniedAsync();

    [JSImport("closeConnection", Module)]
    public static partial void CloseConnection(int connection);

    [JSImport("fingerprint", Module)]
    public static partial string Fingerprint(int channel, bool isLocal);

    [JSImport("readyState", Module)]
    public static partial string ReadyState(int channel);

    [JSImport("send", Module)]
    public static partial double Send(int channel, [JSMarshalAs<JSType.MemoryView>] Span<byte> message);

    [JSImport("receive", Module)]
    public static partial int Receive(int channel, [JSMarshalAs<JSType.MemoryView>] Span<byte> memory);

    [JSImport("bufferedAmount", Module)]
    public static partial double BufferedAmount(int channel);

    [JSImport("setLowThreshold", Module)]
    public static partial void SetLowThreshold(int channel, double bytes);

    [JSImport("maxMessageSize", Module)]
    public static partial int MaxMessageSize(int channel);

    [JSImport("closeChannel", Module)]
    public static partial void CloseChannel(int channel);

    [JSImport("releaseChannel", Module)]
    public static partial void ReleaseChannel(int channel);
}
