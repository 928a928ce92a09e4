using System.Diagnostics;

namespace TypedPeer.VirtualNetwork.Tests.Moves;

/// <summary>A network of its own within this machine (Linux, root): its interfaces and addresses are nobody else's.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private static int _count;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>Makes one, or says why that cannot be.</summary>
    public static NetworkNamespace? TryCreate(out string obstacle)
    {
        obstacle = "Network namespaces are Linux's.";
        if (!OperatingSystem.IsLinux())
            return null;

        string name = $"typedpeer-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        obstacle = "Network namespaces need root and the program 'ip' (Debian and Ubuntu: sudo apt-get install iproute2): " + Try("netns", "add", name);
        return obstacle.EndsWith(": ", StringComparison.Ordinal) ? new NetworkNamespace(name) : null;
    }

    /// <summary>Runs <c>ip</c> in the network.</summary>
    public void Ip(params string[] arguments) => Run(["-n", Name, .. arguments]);

    /// <summary>Joins two networks by a cable, an interface called <c>cable</c> at each end.</summary>
    public static void Join(NetworkNamespace left, NetworkNamespace right)
    {
        Run(["link", "add", "cable", "netns", left.Name, "type", "veth", "peer", "name", "cable", "netns", right.Name]);
        foreach (var end in (NetworkNamespace[])[left, right])
        {
            end.Ip("link", "set", "lo", "up");
            end.Ip("link", "set", "cable", "up");
        }
    }

    /// <summary>Starts a .NET program in the network.</summary>
    public Process Start(string assembly)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", Name, "dotnet", assembly]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        return Process.Start(start)!;
    }

    public void Dispose() => Run(["netns", "del", Name]);

    private static void Run(string[] arguments)
    {
        string error = Try(arguments);
        if (error.Length > 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>What it complains of; empty if nothing.</summary>
    private static string Try(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? "" : error.Trim() + $" (exit code {process.ExitCode})";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
