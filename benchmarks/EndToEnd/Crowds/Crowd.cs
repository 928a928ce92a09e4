using System.Reflection;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Crowds;

/// <summary>A listener's process and one of many peers, of one stack, and what the listener's has used.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>How many handshakes are under way at once: fewer than a listener lets in from one address.</summary>
    private const int Parallel = 16;

    private static readonly TimeSpan PatienceForOne = TimeSpan.FromSeconds(15);

    /// <summary>Many wait for each other on a busy machine.</summary>
    private static readonly TimeSpan PatienceForAll = TimeSpan.FromMinutes(5);

    private readonly PeerProcess _dialler;
    private readonly PeerProcess? _listener;
    private readonly int _process;
    private readonly long _fresh;
    private readonly List<string> _notes = [];
    private readonly IDisposable? _files;
    private readonly long _freshDialler;
    private ProcessUse _atIdle;
    private ProcessUse _atIdleDialler;
    private TimeSpan _handshaking;
    private TimeSpan _elapsed;

    private Crowd(string name, PeerProcess dialler, PeerProcess? listener, int process, IDisposable? files)
    {
        Name = name;
        _dialler = dialler;
        _listener = listener;
        _process = process;
        _files = files;
        _fresh = ProcessUse.Of(process).Private;
        _freshDialler = ProcessUse.Of(DiallerProcess).Private;
    }

    public string Name { get; }

    public string Version => (_listener ?? _dialler).Version;

    /// <summary>Gets how many peers are connected.</summary>
    public int Connected { get; private set; }

    /// <summary>Gets how many were connected in a second, with the peers on the same machine.</summary>
    public double ConnectedPerSecond => Connected / _elapsed.TotalSeconds;

    /// <summary>Gets how many handshakes one processor of the listener does in a second.</summary>
    public double HandshakesPerCore => Connected / _handshaking.TotalSeconds;

    /// <summary>Gets the private resident bytes for each peer: what the process has grown by since it had none, code that was compiled meanwhile and garbage included.</summary>
    public double MemoryPerPeer { get; private set; }

    /// <summary>Gets the milliseconds of processor time that a peer costs in a minute of silence.</summary>
    public double ProcessorPerPeer { get; private set; }

    /// <summary>Gets <see cref="MemoryPerPeer"/> as the mean of the listener's and the peers' process.</summary>
    public double MemoryPerSide { get; private set; }

    /// <summary>Gets the milliseconds of processor time that both ends of one connection cost in a second of silence.</summary>
    public double ProcessorOfBoth { get; private set; }

    private int DiallerProcess => (int)_dialler.Ready["process"]!;

    /// <summary>Gets what else there is to say.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <param name="withSession">Whether a session runs on each channel.</param>
    public static async Task<Crowd> StartOursAsync(bool withSession)
    {
        var program = Assembly.GetExecutingAssembly().Location;
        var listener = await PeerProcess.StartAsync("dotnet", program, "crowd-listener", withSession ? "session" : "raw");
        var dialler = await PeerProcess.StartAsync("dotnet", program, "crowd-dialler", withSession ? "session" : "raw");
        return new Crowd("typedpeer", dialler, listener, (int)listener.Ready["process"]!, files: null);
    }

    /// <summary>Null where it is not installed.</summary>
    public static async Task<Crowd?> StartNodeAsync()
    {
        if (NodeScripts.Find("crowd.mjs", "node-datachannel") is not { } script)
        {
            return null;
        }

        // Ours has one certificate for all its peers; the other would make one for each of them unless it were given one.
        var files = new PemFiles();
        var dialler = await PeerProcess.StartAsync("node", script, $"{FindFreePort()}", files.Certificate, files.Key);
        return new Crowd("node-datachannel", dialler, listener: null, (int)dialler.Ready["listener"]!, files);
    }

    /// <summary>Peers that come and go: what is compiled and kept for reuse is there before anything is measured.</summary>
    public async Task WarmUpAsync(int count)
    {
        await DialAsync(count);
        await _dialler.CommandAsync(new { cmd = "hang-up" });
        await _dialler.NextAsync("hung-up", PatienceForAll);
    }

    /// <summary>Connects more peers.</summary>
    public async Task ConnectAsync(int count)
    {
        var before = ProcessUse.Of(_process).Processor;
        var dialled = await DialAsync(count);
        _handshaking += ProcessUse.Of(_process).Processor - before;
        _elapsed += TimeSpan.FromMilliseconds((double)dialled["ms"]!);
        Connected = (int)dialled["connected"]!;
        if ((int)dialled["failed"]! is > 0 and var failed)
        {
            _notes.Add($"{failed} attempts failed, by an error or after {PatienceForOne.TotalSeconds} s, and were made again");
        }
    }

    public void BeginIdle()
    {
        _atIdle = ProcessUse.Of(_process);
        _atIdleDialler = ProcessUse.Of(DiallerProcess);
    }

    public async Task EndIdleAsync(TimeSpan time)
    {
        var use = ProcessUse.Of(_process);
        ProcessorPerPeer = (use.Processor - _atIdle.Processor).TotalMilliseconds / time.TotalMinutes / Connected;
        MemoryPerPeer = (double)(use.Private - _fresh) / Connected;
        var dialler = ProcessUse.Of(DiallerProcess);
        MemoryPerSide = (MemoryPerPeer + ((double)(dialler.Private - _freshDialler) / Connected)) / 2;
        ProcessorOfBoth = (use.Processor - _atIdle.Processor + dialler.Processor - _atIdleDialler.Processor).TotalMilliseconds / time.TotalSeconds / Connected;
        if (_listener is not null)
        {
            var heap = await AskHeapAsync("heap");
            var kept = await AskHeapAsync("collect");
            var after = (double)(ProcessUse.Of(_process).Private - _fresh) / Connected;
            _notes.Add(FormattableString.Invariant(
                $"the managed heap has {heap / Connected / 1000:F1} kB for each, {kept / Connected / 1000:F1} after a full collection, which leaves {after / 1000:F1} kB of private memory"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _dialler.DisposeAsync();
        await (_listener?.DisposeAsync() ?? default);
        _files?.Dispose();
    }

    private async Task<JsonObject> DialAsync(int count)
    {
        await _dialler.CommandAsync(new { cmd = "dial", count, parallel = Parallel, patience = PatienceForOne.TotalMilliseconds, address = (string?)_listener?.Ready["address"] });
        return await _dialler.NextAsync("dialled", PatienceForAll);
    }

    private async Task<double> AskHeapAsync(string command)
    {
        await _listener!.CommandAsync(new { cmd = command });
        return (double)(await _listener.NextAsync("heap"))["bytes"]!;
    }

    private static int FindFreePort()
    {
        using var socket = new System.Net.Sockets.UdpClient(0);
        return ((System.Net.IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }

    /// <summary>A certificate and its key in two files of the form the other stack reads.</summary>
    private sealed class PemFiles : IDisposable
    {
        public PemFiles()
        {
            const string End = "-----END CERTIFICATE-----";
            using var certificate = PeerCertificate.Create();
            var pem = certificate.ExportPem();
            var begin = pem.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
            var end = pem.IndexOf(End, StringComparison.Ordinal) + End.Length;
            File.WriteAllText(Certificate, pem[begin..end] + "\n");
            File.WriteAllText(Key, pem.Remove(begin, end - begin).Trim() + "\n");
        }

        public string Certificate { get; } = Path.GetTempFileName();

        public string Key { get; } = Path.GetTempFileName();

        public void Dispose()
        {
            File.Delete(Certificate);
            File.Delete(Key);
        }
    }
}
