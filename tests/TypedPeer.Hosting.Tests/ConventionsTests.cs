using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

/// <summary>OpenTelemetry's conventions for RPC, as its own library exports them.</summary>
public sealed class ConventionsTests
{
    private const string Good = "TypedPeer.Hosting.Tests.IMeasured/GoodAsync";
    private const string Bad = "TypedPeer.Hosting.Tests.IMeasured/BadAsync";
    private const string Guarded = "TypedPeer.Hosting.Tests.IMeasured/GuardedAsync";
    private const string Slow = "TypedPeer.Hosting.Tests.IMeasured/SlowAsync";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_exported_as_the_conventions_for_RPC_say()
    {
        var spans = new List<Activity>();
        var metrics = new List<MetricSnapshot>();
        using (var host = Build(tracing => tracing.AddInMemoryExporter(spans), new Measured(), metrics))
        {
            await host.StartAsync(Token);
            var factory = host.Services.GetRequiredKeyedService<PeerSessionFactory>("measured");
            var (first, second) = InMemoryPeerChannel.CreatePair();
            factory.Start(second);
            var remote = factory.Start(first).GetRemote<IMeasured>();
            await remote.GoodAsync();
            await Assert.ThrowsAsync<PeerException>(async () => await remote.BadAsync());
            await Assert.ThrowsAsync<PeerException>(async () => await remote.GuardedAsync());
            host.Services.GetRequiredService<MeterProvider>().ForceFlush();
            Assert.Equal(2, Points(metrics, "typedpeer.sessions.active").Single(IsMeasured).GetSumLong());
            await host.StopAsync(Token);
            host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        }

        foreach (var kind in new[] { ActivityKind.Client, ActivityKind.Server })
        {
            var good = Assert.Single(spans, span => span.DisplayName == Good && span.Kind == kind);
            Assert.Equal(
                [new("rpc.method", Good), new("rpc.status_code", "Ok"), new("rpc.system.name", "typedpeer")],
                good.TagObjects.OrderBy(static tag => tag.Key, StringComparer.Ordinal));
            Assert.Equal(ActivityStatusCode.Unset, good.Status);
            var bad = Assert.Single(spans, span => span.DisplayName == Bad && span.Kind == kind);
            Assert.Equal(("HandlerFailed", "HandlerFailed", ActivityStatusCode.Error), (bad.GetTagItem("rpc.status_code"), bad.GetTagItem("error.type"), bad.Status));
        }

        foreach (var name in new[] { "rpc.client.call.duration", "rpc.server.call.duration" })
        {
            Assert.All(metrics.Where(metric => metric.Name == name), static metric => Assert.Equal("s", metric.Unit));
            var good = Assert.Single(Points(metrics, name), static point => Tags(point)["rpc.method"] is Good);
            Assert.Equal(["rpc.method", "rpc.status_code", "rpc.system.name"], Tags(good).Keys.Order(StringComparer.Ordinal));
            Assert.Equal(1, good.GetHistogramCount());
            Assert.Equal([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, double.PositiveInfinity], Bounds(good));
            var bad = Assert.Single(Points(metrics, name), static point => Tags(point)["rpc.method"] is Bad);
            Assert.Equal(("HandlerFailed", "HandlerFailed"), (Tags(bad)["rpc.status_code"], Tags(bad)["error.type"]));
        }

        var refused = Assert.Single(Points(metrics, "rpc.server.call.duration"), static point => Tags(point)["rpc.method"] is Guarded);
        Assert.Equal((1, "Unauthenticated"), (refused.GetHistogramCount(), Tags(refused)["error.type"]));
        Assert.Equal("Unauthenticated", Assert.Single(spans, static span => span.DisplayName == Guarded && span.Kind == ActivityKind.Server).GetTagItem("rpc.status_code"));

        Assert.Equal(0, Points(metrics, "typedpeer.sessions.active").Single(IsMeasured).GetSumLong());
        var ends = Points(metrics, "typedpeer.session.duration").Where(IsMeasured).ToList();
        Assert.Equal(2, ends.Sum(static point => point.GetHistogramCount()));
        Assert.All(ends, static point => Assert.StartsWith("Stopped", (string?)Tags(point)["typedpeer.session.end"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_span_of_the_last_call_reaches_an_exporter_that_waits_until_the_application_ends()
    {
        var spans = new List<Activity>();
        var measured = new Measured();
        using (var host = Build(tracing => tracing.AddProcessor(new BatchActivityExportProcessor(new InMemoryExporter<Activity>(spans), scheduledDelayMilliseconds: int.MaxValue)), measured, []))
        {
            await host.StartAsync(Token);
            var (first, second) = InMemoryPeerChannel.CreatePair();
            host.Services.GetRequiredKeyedService<PeerSessionFactory>("measured").Start(second);
            await using var client = PeerSession.Start(first);
            var call = client.GetRemote<IMeasured>().SlowAsync().AsTask();
            await measured.Begun.Task.WaitAsync(Bound, Token);
            var stopped = host.StopAsync(Token);
            measured.Go.SetResult();
            await call.WaitAsync(Bound, Token);
            await stopped.WaitAsync(Bound, Token);
            Assert.Empty(spans);
        }

        Assert.Equal("Ok", Assert.Single(spans, static span => span.DisplayName == Slow).GetTagItem("rpc.status_code"));
    }

    [Fact]
    public async Task A_call_whose_fate_nobody_knows_is_counted()
    {
        var metrics = new List<MetricSnapshot>();
        var measured = new Measured();
        using var host = Build(static tracing => tracing, measured, metrics);
        await host.StartAsync(Token);
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var channel = new FaultInjectingPeerChannel(first);
        await using var server = PeerSession.Start(second, builder => builder.Serve<IMeasured>(measured), new() { AuthorizeCall = static _ => new(true) });
        var client = host.Services.GetRequiredKeyedService<PeerSessionFactory>("measured").Start(channel);
        var call = client.GetRemote<IMeasured>().SlowAsync().AsTask();
        await measured.Begun.Task.WaitAsync(Bound, Token);
        channel.Break();
        var error = await Assert.ThrowsAsync<PeerException>(() => call.WaitAsync(Bound, Token));
        Assert.Equal(PeerCallFate.MayHaveExecuted, error.Fate);
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        Assert.Equal(1, Assert.Single(Points(metrics, "typedpeer.client.calls.unknown_fate"), static point => Tags(point)["rpc.method"] is Slow).GetSumLong());
        measured.Go.SetResult();
        await host.StopAsync(Token);
    }

    private static IHost Build(Func<TracerProviderBuilder, TracerProviderBuilder> export, Measured measured, List<MetricSnapshot> metrics)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(measured).AddTypedPeer("measured").Serve<IMeasured, Measured>(ServiceLifetime.Singleton);
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => export(tracing.AddSource(PeerTelemetry.ActivitySourceName)))
            .WithMetrics(provider => provider.AddMeter(PeerTelemetry.MeterName).AddInMemoryExporter(metrics));
        return builder.Build();
    }

    /// <summary>The points of a measurement, as they were exported last.</summary>
    private static IReadOnlyList<MetricPoint> Points(List<MetricSnapshot> metrics, string name) => metrics.Last(metric => metric.Name == name).MetricPoints;

    private static bool IsMeasured(MetricPoint point) => Tags(point).GetValueOrDefault("typedpeer.session.name") is "measured";

    private static Dictionary<string, object?> Tags(MetricPoint point)
    {
        var tags = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var tag in point.Tags)
        {
            tags.Add(tag.Key, tag.Value);
        }

        return tags;
    }

    private static List<double> Bounds(MetricPoint point)
    {
        var bounds = new List<double>();
        foreach (var bucket in point.GetHistogramBuckets())
        {
            bounds.Add(bucket.ExplicitBound);
        }

        return bounds;
    }
}

/// <summary>A contract of these tests' own: measurements are the process's, and other tests call beside.</summary>
[PeerContract]
public partial interface IMeasured
{
    ValueTask GoodAsync();

    ValueTask BadAsync();

    ValueTask SlowAsync();

    [PeerAuthorize]
    ValueTask GuardedAsync();
}

internal sealed class Measured : IMeasured
{
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask GoodAsync() => ValueTask.CompletedTask;

    public ValueTask BadAsync() => throw new InvalidOperationException("on purpose");

    public ValueTask GuardedAsync() => ValueTask.CompletedTask;

    public async ValueTask SlowAsync()
    {
        Begun.TrySetResult();
        await Go.Task;
    }
}
