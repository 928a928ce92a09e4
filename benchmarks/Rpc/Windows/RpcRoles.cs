using System.Globalization;
using TypedPeer.Benchmarks.Rpc.Systems;

namespace TypedPeer.Benchmarks.Rpc.Windows;

/// <summary>What the two processes of a system do, until their input ends.</summary>
internal static class RpcRoles
{
    public const string Processor = "processor";

    /// <summary>Says where it serves, and then, for each line, its processor time in milliseconds.</summary>
    public static async Task ServeAsync(string system)
    {
        var (address, server) = await RpcSystem.Get(system).ServeAsync();
        await using (server)
        {
            Say(address);
            while (await Console.In.ReadLineAsync() is not null)
            {
                SayProcessor();
            }
        }
    }

    /// <summary>Connects, and runs a window for each line, its kind and its milliseconds, or says its processor time.</summary>
    public static async Task CallAsync(string system, string address)
    {
        await using var client = await RpcSystem.Get(system).ConnectAsync(address);
        var window = new Window(client);
        Say("connected");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == Processor)
            {
                SayProcessor();
                continue;
            }

            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var length = TimeSpan.FromMilliseconds(int.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture));
            Say((await window.RunAsync(Enum.Parse<WindowKind>(line[..space]), length)).ToString());
        }
    }

    private static void SayProcessor() => Say(Environment.CpuUsage.TotalTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
