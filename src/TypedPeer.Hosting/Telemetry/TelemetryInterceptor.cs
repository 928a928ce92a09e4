using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Hosting.Telemetry;

/// <summary>
/// A span, a duration and a log line for each call, by OpenTelemetry's conventions for RPC. The trace context travels in the
/// call's headers, by the process's propagator (W3C by default).
/// </summary>
internal sealed class TelemetryInterceptor(ILogger logger) : PeerInterceptor
{
    public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
    {
        var method = NameOf(invocation.Contract, invocation.Method);
        using var activity = Start(invocation, method);
        var started = Stopwatch.GetTimestamp();
        var status = PeerStatus.Ok;
        try
        {
            await next().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            status = StatusOf(e, invocation);
            if (status != PeerStatus.Cancelled)
            {
                activity?.SetStatus(ActivityStatusCode.Error, e.Message);
                activity?.SetTag("error.type", status.ToString());
            }

            if (!invocation.IsIncoming && e is PeerException { Fate: var fate })
            {
                activity?.SetTag("typedpeer.call.fate", NameOf(fate));
                if (fate == PeerCallFate.MayHaveExecuted)
                {
                    PeerTelemetry.UnknownFates.Add(1, new KeyValuePair<string, object?>("rpc.method", method));
                }
            }

            throw;
        }
        finally
        {
            activity?.SetTag("rpc.status_code", status.ToString());
            Finish(invocation, method, status, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Returns the name of a method in traces and metrics.</summary>
    public static string NameOf(string contract, string method)
    {
        var name = method.AsSpan();
        return $"{contract}/{(name.IndexOf('(') is var end and >= 0 ? name[..end] : name)}";
    }

    private static string NameOf(PeerCallFate fate) => fate switch
    {
        PeerCallFate.NotSent => "not_sent",
        PeerCallFate.MayHaveExecuted => "may_have_executed",
        _ => "answered",
    };

    /// <summary>Leaves the span and the measurement of a call that was refused before it came here.</summary>
    public static void TraceRefusal(PeerAuthorizationContext context, PeerStatus status, TimeSpan elapsed)
    {
        var method = NameOf(context.Contract, context.Method);
        using var activity = StartServer(context.Call.Headers, method, new ActivityTagsCollection { { "rpc.system.name", "typedpeer" }, { "rpc.method", method } });
        activity?.SetStatus(ActivityStatusCode.Error, "The call was refused.");
        activity?.SetTag("error.type", status.ToString());
        activity?.SetTag("rpc.status_code", status.ToString());
        PeerTelemetry.ServerDuration.Record(elapsed.TotalSeconds, Tags(method, status));
    }

    /// <summary>What a handler ends with when nobody waits for it any more is the end of the waiting, and no failure of its own.</summary>
    private static PeerStatus StatusOf(Exception exception, PeerInvocation invocation)
    {
        if (invocation.IsIncoming && invocation.CancellationToken.IsCancellationRequested && exception is OperationCanceledException or PeerException { Fate: not PeerCallFate.Answered })
        {
            return PeerCallContext.Current?.TimeLeft <= TimeSpan.Zero ? PeerStatus.DeadlineExceeded : PeerStatus.Cancelled;
        }

        return exception switch
        {
            PeerException peer => peer.Status,
            OperationCanceledException when !invocation.IsIncoming => PeerStatus.Cancelled,
            _ => PeerStatus.HandlerFailed,
        };
    }

    private static Activity? Start(PeerInvocation invocation, string method)
    {
        var tags = new ActivityTagsCollection { { "rpc.system.name", "typedpeer" }, { "rpc.method", method } };
        if (invocation.IsIncoming)
        {
            return StartServer(invocation.Headers, method, tags);
        }

        var activity = PeerTelemetry.Source.StartActivity(method, ActivityKind.Client, parentContext: default, tags);
        DistributedContextPropagator.Current.Inject(
            activity ?? Activity.Current,
            invocation,
            static (carrier, name, value) => ((PeerInvocation)carrier!).SetHeader(name, value));
        return activity;
    }

    private static Activity? StartServer(IReadOnlyDictionary<string, string> headers, string method, ActivityTagsCollection tags)
    {
        var propagator = DistributedContextPropagator.Current;
        propagator.ExtractTraceIdAndState(headers, Find, out var parent, out var state);
        var context = ActivityContext.TryParse(parent, state, isRemote: true, out var parsed) ? parsed : default;
        var activity = PeerTelemetry.Source.StartActivity(method, ActivityKind.Server, context, tags);
        if (activity is not null && propagator.ExtractBaggage(headers, Find) is { } baggage)
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

    private static TagList Tags(string method, PeerStatus status)
    {
        var tags = new TagList
        {
            { "rpc.system.name", "typedpeer" },
            { "rpc.method", method },
            { "rpc.status_code", status.ToString() },
        };
        if (status is not (PeerStatus.Ok or PeerStatus.Cancelled))
        {
            tags.Add("error.type", status.ToString());
        }

        return tags;
    }

    private void Finish(PeerInvocation invocation, string method, PeerStatus status, TimeSpan elapsed)
    {
        (invocation.IsIncoming ? PeerTelemetry.ServerDuration : PeerTelemetry.ClientDuration).Record(elapsed.TotalSeconds, Tags(method, status));
        if (status == PeerStatus.Ok)
        {
            PeerLog.CallAnswered(logger, invocation.ToString(), elapsed.TotalMilliseconds);
        }
        else if (status == PeerStatus.Cancelled)
        {
            PeerLog.CallCancelled(logger, invocation.ToString(), elapsed.TotalMilliseconds);
        }
        else
        {
            PeerLog.CallFailed(logger, invocation.ToString(), status, elapsed.TotalMilliseconds);
        }
    }
}
