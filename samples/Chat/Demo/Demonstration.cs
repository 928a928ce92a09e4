using System.Diagnostics;
using System.Globalization;

namespace TypedPeer.Samples.Chat.Demo;

/// <summary>
/// A server and three members as processes of their own, which talk and send files. In the middle nothing passes between the members for a while. At the end what
/// each end has counted of every way between two members is compared.
/// </summary>
internal sealed class Demonstration(TimeSpan time, int mebibytes)
{
    private const string Counted = "counted: ";

    private static readonly string[] Names = ["ada", "bob", "carol"];

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Returns what to say at the end; null where the ends do not agree.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var children = new List<Child>();
        try
        {
            var server = Start(children, "--server", "--road", "--urls", "http://127.0.0.1:0");
            var url = await server.ReadAsync("listening: ", cancellationToken);
            Say($"the server is process {server.Id} at {url}");
            var members = Names.Select(name => Start(children, "--join", url, "--bot", "--name", name, "--seconds", Text(time.TotalSeconds), "--mebibytes", Text(mebibytes))).ToArray();
            foreach (var (member, name) in members.Zip(Names))
            {
                await member.ReadAsync("everybody:", cancellationToken);
                Say($"{name} is process {member.Id}, and connected to the two others");
            }

            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watched = WatchAsync(members, watching.Token);
            await InterruptAsync(server, cancellationToken);
            await Task.WhenAll(members.Select(member => member.ReadAsync("done:", cancellationToken)));
            await watching.CancelAsync();
            await watched;
            Say("all have said and sent everything, and leave");
            await Task.WhenAll(members.Select(static member => member.TellAsync("leave")));
            await Task.WhenAll(members.Select(member => member.WaitAsync(cancellationToken)));
            await server.TellAsync("stop");
            await server.WaitAsync(cancellationToken);
            return Compare(server, members);
        }
        finally
        {
            foreach (var child in children)
            {
                await child.DisposeAsync();
            }
        }
    }

    /// <summary>A third of the time all is well, and then nothing passes for a quarter of it.</summary>
    private async Task InterruptAsync(Child server, CancellationToken cancellationToken)
    {
        await Task.Delay(time / 3, cancellationToken);
        await server.TellAsync("close");
        Say("NOTHING PASSES between the members from now on");
        await Task.Delay(time / 4, cancellationToken);
        await server.TellAsync("open");
        Say("the road is open again");
    }

    private async Task WatchAsync(Child[] members, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Say(string.Join("   ", members.Zip(Names).Select(static pair => Draw(pair.Second, pair.First.Last("progress: ")))));
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    /// <summary>How much of its file a member has sent, and how many lines went to and from it.</summary>
    private static string Draw(string name, string? progress)
    {
        var parts = progress?.Split(' ') ?? ["0", "0"];
        var percent = int.Parse(parts[0], CultureInfo.InvariantCulture);
        return $"{name,5} {new string('#', percent / 10).PadRight(10, '.')} {percent,3} % {parts[1],5} lines";
    }

    private string? Compare(Child server, Child[] members)
    {
        foreach (var what in members.Zip(Names).SelectMany(static pair => pair.First.Printed.Where(static line => line.StartsWith("happened: ", StringComparison.Ordinal)).Select(line => $"{pair.Second}: {line[10..]}")))
        {
            Console.WriteLine($"  {what}");
        }

        var counts = members.SelectMany(static member => member.Printed).Where(static line => line.StartsWith(Counted, StringComparison.Ordinal)).Select(static line => line[Counted.Length..]).ToArray();
        var ways = counts.GroupBy(static line => line, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var way in ways)
        {
            Console.WriteLine($"  {(way.Count() == 2 ? "both ends" : "ONE END ONLY")} counted {way.Key}");
        }

        // Six ways for lines, three for files.
        var road = server.Last("road: ") ?? "nothing";
        Console.WriteLine($"  on the road {road}");
        var agree = ways.Length == 9 && ways.All(static way => way.Count() == 2);
        return agree && !road.Contains(" 0 were", StringComparison.Ordinal) ? $"3 members and both ends of each of {ways.Length} ways have counted the same ({road})" : null;
    }

    private void Say(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{_clock.Elapsed.TotalSeconds,5:0.0} s] {line}"));

    private static Child Start(List<Child> children, params string[] arguments)
    {
        var child = Child.Start(arguments);
        children.Add(child);
        return child;
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
