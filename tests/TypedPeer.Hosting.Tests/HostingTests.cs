using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

public class HostingTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_scoped_service_gets_a_scope_for_each_call_that_lasts_as_long_as_its_stream()
    {
        var scopes = new Scopes();
        await using var services = new ServiceCollection()
            .AddSingleton(scopes)
            .AddScoped<Resource>()
            .AddTypedPeer()
            .Serve<IHosted, Hosted>()
            .Services.BuildServiceProvider();
        await using var pair = Pair.Start(services);
        Assert.Equal(1, await pair.Remote.CountAsync());
        Assert.Equal(1, await pair.Remote.CountAsync());
        await foreach (var disposed in pair.Remote.WatchAsync(3, TestContext.Current.CancellationToken))
        {
            Assert.False(disposed, "the scope was disposed while its stream was read");
        }

        await pair.StopAsync();
        await scopes.WaitForAsync(3);
    }

    [Fact]
    public async Task A_singleton_serves_every_call()
    {
        await using var services = new ServiceCollection()
            .AddSingleton(new Scopes())
            .AddSingleton<Resource>()
            .AddTypedPeer()
            .Serve<IHosted, Hosted>(ServiceLifetime.Singleton)
            .Services.BuildServiceProvider();
        await using var pair = Pair.Start(services);
        Assert.Equal(1, await pair.Remote.CountAsync());
        Assert.Equal(2, await pair.Remote.CountAsync());
    }

    [Fact]
    public void Options_are_bound_to_configuration_and_impossible_ones_are_named()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Peer:MaxConcurrentCalls"] = "7", ["Peer:KeepAliveInterval"] = "00:00:03" })
            .Build();
        using var services = new ServiceCollection().AddTypedPeer().Configure(configuration.GetSection("Peer")).Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<PeerSessionOptions>>().Value;
        Assert.Equal(7, options.MaxConcurrentCalls);
        Assert.Equal(TimeSpan.FromSeconds(3), options.KeepAliveInterval);

        using var wrong = new ServiceCollection().AddTypedPeer(o => o.MaxConcurrentCalls = 0).Services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => wrong.GetRequiredService<IOptions<PeerSessionOptions>>().Value);
        Assert.Contains("MaxConcurrentCalls", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_follow_the_call_and_metrics_count_it()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        var measured = new HashSet<string>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, l) => Enable(instrument, l) };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            lock (measured)
            {
                measured.Add($"{instrument.Name} {tags.ToArray().Single(tag => tag.Key == "rpc.method").Value}");
            }
        });
        meters.Start();

        await using var services = new ServiceCollection()
            .AddSingleton(new Scopes())
            .AddScoped<Resource>()
            .AddTypedPeer()
            .Serve<IHosted, Hosted>()
            .Services.BuildServiceProvider();
        await using var pair = Pair.Start(services);
        ActivityTraceId trace;
        using (var root = new Activity("root").Start())
        {
            trace = root.TraceId;
            Assert.Equal(trace.ToString(), await pair.Remote.TraceAsync());
        }

        await pair.StopAsync();
        lock (spans)
        {
            var mine = spans.Where(span => span.TraceId == trace).ToList();
            var client = Assert.Single(mine, span => span.Kind == ActivityKind.Client);
            var server = Assert.Single(mine, span => span.Kind == ActivityKind.Server);
            Assert.Equal(client.SpanId, server.ParentSpanId);
            Assert.Equal("TypedPeer.Hosting.Tests.IHosted/TraceAsync", server.DisplayName);
            foreach (var span in mine)
            {
                Assert.Equal("typedpeer", span.GetTagItem("rpc.system.name"));
                Assert.Equal("TypedPeer.Hosting.Tests.IHosted/TraceAsync", span.GetTagItem("rpc.method"));
                Assert.Equal("Ok", span.GetTagItem("rpc.status_code"));
                Assert.Null(span.GetTagItem("error.type"));
            }
        }

        lock (measured)
        {
            Assert.Contains("rpc.client.call.duration TypedPeer.Hosting.Tests.IHosted/TraceAsync", measured);
            Assert.Contains("rpc.server.call.duration TypedPeer.Hosting.Tests.IHosted/TraceAsync", measured);
        }

        static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == PeerTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        }
    }

    [Fact]
    public async Task Calls_made_while_a_stream_is_enumerated_are_children_of_its_span_and_have_its_deadline()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await using var services = Services();
        await using var pair = Pair.Start(services);
        using var root = new Activity("root").Start();
        var trace = root.TraceId;
        var items = new List<string>();
        await foreach (var item in pair.Client.GetRemote<IHosted>(new PeerCallOptions { Timeout = TimeSpan.FromMinutes(5) }).RelayAsync(3, TestContext.Current.CancellationToken))
        {
            items.Add(item);
        }

        root.Stop();
        await pair.StopAsync();
        lock (spans)
        {
            var mine = spans.Where(span => span.TraceId == trace).ToList();
            var stream = Assert.Single(mine, span => span.Kind == ActivityKind.Server && span.DisplayName.EndsWith("/RelayAsync", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Repeat($"{trace} {stream.SpanId} True", 3), items);
            var nested = mine.Where(span => span.Kind == ActivityKind.Client && !span.DisplayName.EndsWith("/RelayAsync", StringComparison.Ordinal)).ToList();
            Assert.Equal(6, nested.Count);
            Assert.All(nested, span => Assert.Equal(stream.SpanId, span.ParentSpanId));
        }
    }

    [Fact]
    public async Task Calls_made_while_an_upload_is_enumerated_belong_to_the_call_it_goes_with()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await using var services = Services();
        await using var pair = Pair.Start(services);
        using var root = new Activity("root").Start();
        var trace = root.TraceId;
        var timed = pair.Client.GetRemote<IHosted>(new PeerCallOptions { Timeout = TimeSpan.FromMinutes(5) });
        Assert.Equal($"{trace} True;{trace} True", await timed.ForwardAsync(TestContext.Current.CancellationToken));
        root.Stop();
        await pair.StopAsync();
        lock (spans)
        {
            var mine = spans.Where(span => span.TraceId == trace).ToList();
            var upload = Assert.Single(mine, span => span.Kind == ActivityKind.Client && span.DisplayName.EndsWith("/CollectAsync", StringComparison.Ordinal));
            var nested = mine.Where(span => span.Kind == ActivityKind.Client && span.DisplayName.EndsWith("/TraceAsync", StringComparison.Ordinal)).ToList();
            Assert.Equal(2, nested.Count);
            Assert.All(nested, span => Assert.Equal(upload.SpanId, span.ParentSpanId));
        }
    }

    [Fact]
    public async Task A_failed_call_says_so_in_its_spans()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await using var services = Services();
        await using var pair = Pair.Start(services);
        using var root = new Activity("root").Start();
        await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.FailAsync());
        await pair.Remote.NoteAsync("one way");
        root.Stop();
        await pair.StopAsync();
        lock (spans)
        {
            var mine = spans.Where(span => span.TraceId == root.TraceId).ToList();
            var failed = mine.Where(span => span.DisplayName.EndsWith("/FailAsync", StringComparison.Ordinal)).ToList();
            Assert.Equal(2, failed.Count);
            Assert.All(failed, span => Assert.Equal((ActivityStatusCode.Error, "HandlerFailed"), (span.Status, (string?)span.GetTagItem("error.type"))));
            Assert.Equal(2, mine.Count(span => span.DisplayName.EndsWith("/NoteAsync", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_state_and_the_baggage_of_a_trace_travel_with_it_and_every_method_has_its_name()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await using var services = Services();
        await using var pair = Pair.Start(services);
        using var root = new Activity("root").Start();
        root.TraceStateString = "vendor=1";
        root.AddBaggage("user", "ada");
        var reported = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.Equal("vendor=1 [user, ada]", await pair.Remote.StateAsync(new Progress<int>(reported.SetResult)));
        await reported.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);
        root.Stop();
        await pair.StopAsync();
        lock (spans)
        {
            var names = spans.Where(span => span.TraceId == root.TraceId).Select(span => $"{span.Kind} {span.DisplayName} {span.GetTagItem("rpc.method")}");
            string[] expected =
            [
                "Client TypedPeer.Hosting.Tests.IHosted/StateAsync TypedPeer.Hosting.Tests.IHosted/StateAsync",
                "Client TypedPeer.Progress/Report TypedPeer.Progress/Report",
                "Server TypedPeer.Hosting.Tests.IHosted/StateAsync TypedPeer.Hosting.Tests.IHosted/StateAsync",
                "Server TypedPeer.Progress/Report TypedPeer.Progress/Report",
            ];
            Assert.Equal(expected, names.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_scope_that_fails_to_be_disposed_is_logged_and_its_call_is_answered()
    {
        var log = new RecordingLoggerProvider();
        var scopes = new Scopes { Failure = new InvalidOperationException("cannot be disposed") };
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(log))
            .AddSingleton(scopes)
            .AddScoped<Resource>()
            .AddTypedPeer()
            .Serve<IHosted, Hosted>()
            .Services.BuildServiceProvider();
        await using var pair = Pair.Start(services);
        Assert.Equal(1, await pair.Remote.CountAsync());
        await scopes.WaitForAsync(1);
        await pair.StopAsync();
        using var bound = new CancellationTokenSource(Bound);
        while (!log.Take().Exists(entry => entry.Id == 12))
        {
            // Disposing goes on when the call was answered.
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal("cannot be disposed", log.Take().Single(entry => entry.Id == 12).Exception?.Message);
    }

    [Fact]
    public void Options_that_are_impossible_are_found_when_the_application_starts()
    {
        using var services = new ServiceCollection().AddTypedPeer(o => o.StreamWindowBytes = 1).Services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("StreamWindowBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_in_the_configuration_that_cannot_be_read_is_named()
    {
        foreach (var (name, text) in new[] { ("MaxConcurrentCalls", "many"), ("KeepAliveInterval", "soon"), ("IncludeExceptionDetails", "perhaps") })
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [$"Peer:{name}"] = text }).Build();
            using var services = new ServiceCollection().AddTypedPeer().Configure(configuration.GetSection("Peer")).Services.BuildServiceProvider();
            var error = Assert.Throws<FormatException>(() => services.GetRequiredService<IOptions<PeerSessionOptions>>().Value);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Event_ids_are_what_they_always_were()
    {
        var ids = typeof(PeerSessionFactory).Assembly.GetType("TypedPeer.Hosting.Telemetry.PeerLog")!
            .GetMethods()
            .Select(method => (method.Name, Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(message => message.Id is not null)
            .OrderBy(message => message.Id)
            .Select(message => $"{message.Id} {message.Name}");
        Assert.Equal(["1 SessionStarted", "2 SessionEnded", "3 Listening", "4 Joined", "5 NotJoined", "6 NetworkOver", "10 CallAnswered", "11 CallFailed", "12 HandlerFailed", "13 CallDenied", "14 CallCancelled", "20 Frame"], ids);
    }

    [Fact]
    public void Every_number_of_the_options_can_be_configured()
    {
        var limits = typeof(PeerSessionOptions).GetProperties().Where(p => p.PropertyType == typeof(int) || p.PropertyType == typeof(long) || p.PropertyType == typeof(TimeSpan)).ToList();
        var values = limits.ToDictionary(
            p => $"Peer:{p.Name}", p => p.PropertyType == typeof(TimeSpan) ? "00:00:07" : "77777777", StringComparer.Ordinal);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values!).Build();
        using var services = new ServiceCollection().AddTypedPeer().Configure(configuration.GetSection("Peer")).Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<PeerSessionOptions>>().Value;
        Assert.All(limits, p => Assert.Equal(p.PropertyType == typeof(TimeSpan) ? "00:00:07" : "77777777", $"{p.GetValue(options)}"));
    }

    [Fact]
    public async Task A_failing_handler_is_logged_here_and_hidden_there_and_frames_name_methods()
    {
        var log = new RecordingLoggerProvider();
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .AddSingleton(new Scopes())
            .AddScoped<Resource>()
            .AddTypedPeer()
            .Serve<IHosted, Hosted>()
            .Services.BuildServiceProvider();
        await using var pair = Pair.Start(services);
        var error = await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.FailAsync());
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        await pair.StopAsync();
        await services.DisposeAsync();
        var entries = log.Take();
        Assert.Contains(entries, entry => entry.Id == 12 && entry.Exception?.Message == "a secret" && entry.Text.Contains("IHosted.FailAsync()", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.Id == 20 && entry.Text.StartsWith("< Call 1 TypedPeer.Hosting.Tests.IHosted.FailAsync()", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.Id == 1);
        Assert.Contains(entries, entry => entry.Id == 2);
    }

    private static ServiceProvider Services() => new ServiceCollection()
        .AddSingleton(new Scopes())
        .AddScoped<Resource>()
        .AddTypedPeer()
        .Serve<IHosted, Hosted>()
        .Services.BuildServiceProvider();

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PeerTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (spans)
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Pair(PeerSession server, PeerSession client, PeerSessionFactory factory) : IAsyncDisposable
    {
        public PeerSession Client => client;

        public IHosted Remote { get; } = client.GetRemote<IHosted>();

        public static Pair Start(IServiceProvider services)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            var factory = services.GetRequiredService<PeerSessionFactory>();
            var server = factory.Start(second);
            Assert.Contains(server, factory.Sessions);
            return new(server, factory.Start(first), factory);
        }

        public async Task StopAsync()
        {
            await client.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);
            await server.Completion.WaitAsync(Bound, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await server.DisposeAsync();
            GC.KeepAlive(factory);
        }
    }
}
