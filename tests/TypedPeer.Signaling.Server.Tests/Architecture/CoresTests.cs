using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.Signaling.Server.Tests.Architecture;

/// <summary>The core is told the time, and knows no thread, task, lock or socket.</summary>
public sealed class CoresTests
{
    /// <summary>What a core does all the same: the names of WebSocket's ways to close are the protocol's.</summary>
    private static readonly string[] Cores = ["Core"];

    [Fact]
    public void The_core_mentions_no_clock_thread_task_lock_or_socket()
    {
        var assembly = typeof(PeerServer).Assembly;
        var files = SourceFiles.Read(assembly, "src/TypedPeer.Signaling.Server");
        var uses = TypeUses.Find(assembly).Select(use => (File: files.FileOf(use.User), Name: ForbiddenIn.Cores(use))).Where(static use => use is { File: not null, Name: not null }).ToList();

        Sentences.None(uses.Where(static use => Cores.Contains(use.File!.Split('/')[0])).Select(static use => $"{use.File} uses {use.Name}, which no core may.").Distinct());
        Assert.Contains(uses, static use => use.File!.StartsWith("Driver/", StringComparison.Ordinal) && use.Name == "System.Threading.Lock");
    }
}
