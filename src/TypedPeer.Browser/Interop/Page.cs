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
    public static partial void Start([JSMarshalAs<JSType.Function<JSType.Number, JSType.Number, JSType.String>>] Action<int, int, string> tell);

    [JSImport("connect", Module)]
    public static partial int Connect(JSObject? given, string? configuration, int certificate);

    [JSImport("open", Module)]
    public static partial int Open(int connection, string? label, string? options, JSObject? given);

    [JSImport("states", Module)]
    public static partial string States(int connection);

    [JSImport("description", Module)]
    public static partial string? Description(int connection, string which);

    [JSImport("make", Module)]
    public static partial Task<string> MakeAsync(int connection, bool isOffer);

    [JSImport("setLocal", Module)]
    public static partial Task SetLocalAsync(int connection, string? type, string? sdp);

    [JSImport("setRemote", Module)]
    public static partial Task SetRemoteAsync(int connection, string type, string sdp);

    [JSImport("addCandidate", Module)]
    public static partial Task AddCandidateAsync(int connection, string? candidate);

    [JSImport("restartIce", Module)]
    public static partial void RestartIce(int connection);

    [JSImport("setServers", Module)]
    public static partial void SetServers(int connection, string servers);

    [JSImport("remoteCertificate", Module)]
    public static partial string? RemoteCertificate(int connection);

    [JSImport("selectedPair", Module)]
    public static partial string? SelectedPair(int connection);

    [JSImport("statistics", Module)]
    public static partial Task<string> StatisticsAsync(int connection);

    [JSImport("makeCertificate", Module)]
    public static partial Task<string> MakeCertificateAsync(double expires);

    [JSImport("releaseCertificate", Module)]
    public static partial void ReleaseCertificate(int certificate);

    [JSImport("isLocalNetworkDenied", Module)]
    public static partial Task<bool> IsLocalNetworkDeniedAsync();

    [JSImport("closeConnection", Module)]
    public static partial void CloseConnection(int connection);

    [JSImport("releaseConnection", Module)]
    public static partial void ReleaseConnection(int connection);

    [JSImport("raw", Module)]
    public static partial JSObject? Raw(int connection);

    [JSImport("describeChannel", Module)]
    public static partial string Channel(int channel);

    [JSImport("id", Module)]
    public static partial int Id(int channel);

    [JSImport("send", Module)]
    public static partial double Send(int channel, [JSMarshalAs<JSType.MemoryView>] Span<byte> message, bool isText);

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
