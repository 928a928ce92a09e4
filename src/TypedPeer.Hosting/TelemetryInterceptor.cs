using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Hosting;

/// <summary>
/// A span, a duration and a log line for each call, by OpenTelemetry's conventions for RPC. The trace context travels in the
/// call's headers, by the process's propagator (W3C by default).
/// </summary>
internal sealed class TelemetryInterceptor(ILogger logger) : PeerInterceptor
{
    public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
    {
        var name = invocation.Method.AsSpan();
        var method = $"{invocation.Contract}/{(name.IndexOf('(') is var end and >= 0 ? name[..end] : name)}";
        using var activity = Start(invocation, method);
        var started = Stopwatch.GetTimestamp();
        var status = PeerStatus.Ok;
        try
        {
            await next().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            status = e switch
            {
                PeerException peer => peer.Status,
                OperationCanceledException when invocation.CancellationToken.IsCancellationRequested || !invocation.IsIncoming => PeerStatus.Cancelled,
                _ => PeerStatus.HandlerFailed,
            };
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            activity?.SetTag("error.type", status.ToString());
            throw;
        }
        finally
        {
            activity?.SetTag("rpc.response.status_code", status.ToString());
            Finish(invocation, method, status, Stopwatch.GetElapsedTime(started));
        }
    }

    private static Activity? Start(PeerInvocation invocation, string method)
    {
        var tags = new ActivityTagsCollection { { "rpc.system.name", "typedpeer" }, { "rpc.method", method } };
        if (invocation.IsIncoming)
        {
            return StartServer(invocation, method, tags);
        }

        var activity = PeerTelemetry.Source.StartActivity(method, ActivityKind.Client, parentContext: default, tags);
        DistributedContextPropagator.Current.Inject(
            activity ?? Activity.Current,
            invocation,
            static (carrier, name, value) => ((PeerInvocation)carrier!).SetHeader(name, value));
        return activity;
    }

    private static Activity? StartServer(PeerInvocation invocation, string method, ActivityTagsCollection tags)
    {
        var propagator = DistributedContextPropagator.Current;
        propagator.ExtractTraceIdAndState(invocation.Headers, Find, out var parent, out var state);
        var context = ActivityContext.TryParse(parent, state, isRemote: true, out var parsed) ? parsed : default;
        var activity = PeerTelemetry.Source.StartActivity(method, ActivityKind.Server, context, tags);
        if (activity is not null && propagator.ExtractBaggage(invocation.Headers, Find) is { } baggage)
        {
            foreach (var (name, value) in baggage)
            {
                activity.AddBaggage(name, value);
            }
        }

        return activity;
    }

    private static void Find(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        ((IReadOnlyDictionary<string, string>)carrier!).TryGetValue(name, out value);
    }

    private void Finish(PeerInvocation invocation, string method, PeerStatus status, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "rpc.system.name", "typedpeer" },
            { "rpc.method", method },
            { "rpc.response.status_code", status.ToString() },
        };
        if (status != PeerStatus.Ok)
        {
            tags.Add("error.type", status.ToString());
        }

        (invocation.IsIncoming ? PeerTelemetry.ServerDuration : PeerTelemetry.ClientDuration).Record(elapsed.TotalSeconds, tags);
        if (status == PeerStatus.Ok)
        {
            PeerLog.CallAnswered(logger, invocation.ToString(), elapsed.TotalMilliseconds);
        }
        else
        {
            PeerLog.CallFailed(logger, invocation.ToString(), status, elapsed.TotalMilliseconds);
        }
    }
}
