using System.Diagnostics;

namespace TypedPeer.TestSupport;

/// <summary>A network of its own within this machine (Linux, root): its interfaces and addresses are nobody else's.</summary>
public sealed class NetworkNamespace : IDisposable
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
        obstacle = "Network namespaces need root and the program 'ip' (Debian and Ubuntu: sudo apt-get install iproute2): " + Try("ip", ["netns", "add", name]);
        return obstacle.EndsWith(": ", StringComparison.Ordinal) ? new NetworkNamespace(name) : null;
    }

    /// <summary>Runs <c>ip</c> in the network.</summary>
    public void Ip(params string[] arguments) => Run("ip", ["-n", Name, .. arguments]);

    /// <summary>Joins two networks by a cable, an interface called <c>cable</c> at each end unless told otherwise.</summary>
    public static void Join(NetworkNamespace left, NetworkNamespace right, string leftEnd = "cable", string rightEnd = "cable")
    {
        Run("ip", ["link", "add", leftEnd, "netns", left.Name, "type", "veth", "peer", "name", rightEnd, "netns", right.Name]);
        foreach (var (network, end) in (ReadOnlySpan<(NetworkNamespace, string)>)[(left, leftEnd), (right, rightEnd)])
        {
            network.Ip("link", "set", "lo", "up");
            network.Ip("link", "set", end, "up");
        }
    }

    /// <summary>Packets that are for others go on to them.</summary>
    public void Forward() => Run("ip", ["netns", "exec", Name, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);

    /// <summary>Loads rules of nftables into the network.</summary>
    public void LoadRules(string rules) => Run("ip", ["netns", "exec", Name, "nft", "-f", "-"], rules);

    /// <summary>Starts a .NET program in the network.</summary>
    public Process Start(string assembly, params string[] arguments) => Process.Start(Enter("dotnet", [assembly, .. arguments]))!;

    /// <summary>How to start a program in the network, with its input and output redirected.</summary>
    public ProcessStartInfo Enter(string program, IEnumerable<string> arguments) =>
        new("ip", ["netns", "exec", Name, program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };

    public void Dispose() => Run("ip", ["netns", "del", Name]);

    private static void Run(string program, string[] arguments, string input = "")
    {
        string error = Try(program, arguments, input);
        if (error.Length > 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>What it complains of; empty if nothing.</summary>
    private static string Try(string program, string[] arguments, string input = "")
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
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
