using System.Diagnostics;
using System.Globalization;

namespace TypedPeer.Samples.Chat.Demo;

/// <summary>
/// A server and members as processes of their own: three that talk and send files, and two of which one sends the other a file and that one is killed in the middle and started again. Ten times nothing
/// passes between any of them. At the end what each end has counted of every way between two members is compared.
/// </summary>
internal sealed class Demonstration(TimeSpan time, int mebibytes)
{
    private const string Counted = "counted: ";

    private const int Cuts = 10;

    private static readonly string[] Names = ["ada", "bob", "carol"];

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Returns what to say at the end; null where the ends do not agree.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var children = new List<Child>();
        var folder = Directory.CreateTempSubdirectory("typedpeer-couriers-");
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
            var couriers = CarryAsync(children, url, folder, cancellationToken);
            await InterruptAsync(server, cancellationToken);
            var (sender, receiver) = await couriers;
            await Task.WhenAll(members.Select(member => member.ReadAsync("done:", cancellationToken)));
            await watching.CancelAsync();
            await watched;
            Say("all have said and sent everything, and leave");
            Child[] all = [.. members, sender, receiver];
            await Task.WhenAll(all.Select(static member => member.TellAsync("leave")));
            await Task.WhenAll(all.Select(member => member.WaitAsync(cancellationToken)));
            await server.TellAsync("stop");
            await server.WaitAsync(cancellationToken);
            return Compare(server, all);
        }
        finally
        {
            foreach (var child in children)
            {
                await child.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    /// <summary>Nothing passes, ten times: once for a quarter of the time, so that connections are given up, and nine times for a moment.</summary>
    private async Task InterruptAsync(Child server, CancellationToken cancellationToken)
    {
        for (var cut = 1; cut <= Cuts; cut++)
        {
            await Task.Delay(time / 24, cancellationToken);
            await server.TellAsync("close");
            Say($"NOTHING PASSES between the members, {cut} of {Cuts}");
            await Task.Delay(cut == Cuts / 2 ? time / 4 : time / 24, cancellationToken);
            await server.TellAsync("open");
            Say("the road is open again");
        }
    }

    /// <summary>One sends, the other is killed when it has a third, and is another process then.</summary>
    private async Task<(Child Sender, Child Receiver)> CarryAsync(List<Child> children, string url, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var (from, to) = (folder.CreateSubdirectory("from").FullName, folder.CreateSubdirectory("to").FullName);
        var receiver = StartCourier("receive", Courier.Receiver, to);
        await receiver.ReadAsync("joined:", cancellationToken);
        var sender = StartCourier("send", "erin", from);
        while (int.Parse(await receiver.ReadAsync("percent: ", cancellationToken), CultureInfo.InvariantCulture) < 33)
        {
            // It comes.
        }

        await receiver.KillAsync();
        Say($"PROCESS {receiver.Id} IS KILLED in the middle of a file, and another takes its place");
        receiver = StartCourier("receive", Courier.Receiver, to);
        await receiver.ReadAsync("done:", cancellationToken);
        Say($"the file is there: {await sender.ReadAsync("done: ", cancellationToken)}");
        return (sender, receiver);

        Child StartCourier(string way, string name, string into) =>
            Start(children, "--join", url, "--courier", way, "--name", name, "--into", into, "--seconds", Text(time.TotalSeconds), "--mebibytes", Text(mebibytes));
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
        foreach (var what in members.Zip([.. Names, "erin", Courier.Receiver]).SelectMany(static pair => pair.First.Printed.Where(static line => line.StartsWith("happened: ", StringComparison.Ordinal)).Select(line => $"{pair.Second}: {line[10..]}")))
        {
            Console.WriteLine($"  {what}");
        }

        var counts = members.SelectMany(static member => member.Printed).Where(static line => line.StartsWith(Counted, StringComparison.Ordinal)).Select(static line => line[Counted.Length..]).ToArray();
        var ways = counts.GroupBy(static line => line, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var way in ways)
        {
            Console.WriteLine($"  {(way.Count() == 2 ? "both ends" : "ONE END ONLY")} counted {way.Key}");
        }

        // Six ways for lines, four for files.
        var road = server.Last("road: ") ?? "nothing";
        Console.WriteLine($"  on the road {road}");
        var agree = ways.Length == 10 && ways.All(static way => way.Count() == 2);
        return agree && !road.Contains(" 0 were", StringComparison.Ordinal) ? $"both ends of each of {ways.Length} ways have counted the same over {Cuts} cuts and a killed process ({road})" : null;
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
