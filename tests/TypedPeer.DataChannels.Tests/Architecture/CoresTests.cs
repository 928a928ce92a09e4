using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.DataChannels.Tests.Architecture;

/// <summary>Cores are told the time and know no thread, task, lock or socket.</summary>
public sealed class CoresTests
{
    private static readonly string[] Cores = ["Addresses", "Connection", "Dcep", "Dtls", "Ice", "Listening", "Mdns", "Sctp", "Sdp", "Stun", "Turn"];

    /// <summary>What a core does all the same, and why.</summary>
    private static readonly (string File, string Uses, string Why)[] Exceptions =
    [
        ("Dcep/DataChannelCore.cs", "System.Runtime.CompilerServices.IsVolatile", "the thread that raises events reads the owner without the lock"),
        ("Dcep/DataChannelCore.cs", "System.Threading.Volatile", "the thread that raises events takes a signal back without the lock"),
        ("Dtls/Certificates/CertificateKey.cs", "System.Threading.Lock", "a certificate may be shared by connections, and the platform's key signs for one thread at a time"),
    ];

    [Fact]
    public void A_core_mentions_no_clock_thread_task_lock_or_socket()
    {
        var assembly = typeof(DataChannel).Assembly;
        var files = SourceFiles.Read(assembly, "src/TypedPeer.DataChannels");
        var found = TypeUses.Find(assembly)
            .Select(use => (File: files.FileOf(use.User), Name: ForbiddenIn.Cores(use)))
            .Where(static use => use.File is not null && use.Name is not null && Cores.Contains(use.File.Split('/')[0]))
            .Select(static use => (File: use.File!, Name: use.Name!))
            .Distinct()
            .ToList();

        Sentences.None(found.Where(static use => !Exceptions.Any(exception => exception.File == use.File && exception.Uses == use.Name)).Select(static use => $"{use.File} uses {use.Name}, which no core may."));
        Sentences.None(Exceptions.Where(exception => !found.Contains((exception.File, exception.Uses))).Select(static exception => $"{exception.File} no longer uses {exception.Uses}: it is no exception any more."));
    }

    [Fact]
    public void What_drives_the_cores_would_be_found()
    {
        var assembly = typeof(DataChannel).Assembly;
        var files = SourceFiles.Read(assembly, "src/TypedPeer.DataChannels");
        var names = TypeUses.Find(assembly).Where(use => files.FileOf(use.User)?.Split('/')[0] is "Driver" or "Udp" or "Api").Select(ForbiddenIn.Cores).Distinct().ToList();

        Assert.Contains("System.TimeProvider", names);
        Assert.Contains("System.Diagnostics.Stopwatch", names);
        Assert.Contains("System.Environment.get_TickCount64", names);
        Assert.Contains("System.Threading.Lock", names);
        Assert.Contains("System.Threading.ThreadPool", names);
        Assert.Contains("System.Threading.Tasks.Task", names);
        Assert.Contains("System.Net.Sockets.Socket", names);
    }
}
