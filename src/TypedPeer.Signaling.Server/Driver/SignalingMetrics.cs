using System.Diagnostics.Metrics;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>What is counted, by the meter "TypedPeer.Signaling.Server".</summary>
internal sealed class SignalingMetrics : IDisposable
{
    public const string MeterName = "TypedPeer.Signaling.Server";

    private static readonly string[] Types = [.. Enum.GetValues<MessageType>().Select(static type => type.ToString().ToUpperInvariant())];

    private readonly Meter _meter;
    private readonly Counter<long> _joins;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _cutOff;

    public SignalingMetrics(SignalingDriver driver, IMeterFactory? meters)
    {
        _meter = meters?.Create(MeterName) ?? new(MeterName);
        _joins = _meter.CreateCounter<long>("typedpeer.signaling.connections", "{connection}", "Connections of clients that were let in.");
        _refused = _meter.CreateCounter<long>("typedpeer.signaling.refusals", "{connection}", "Connections that were refused, by code.");
        _messages = _meter.CreateCounter<long>("typedpeer.signaling.messages", "{message}", "Messages received of clients, by type.");
        _cutOff = _meter.CreateCounter<long>("typedpeer.signaling.cut_offs", "{connection}", "Connections that the server ended for what their clients did, by code.");
        _meter.CreateObservableUpDownCounter("typedpeer.signaling.clients", () => driver.Clients, "{client}", "Clients that have an id.");
        _meter.CreateObservableUpDownCounter("typedpeer.signaling.rooms", () => driver.Rooms, "{room}", "Rooms that somebody is in.");
        _meter.CreateObservableUpDownCounter("typedpeer.signaling.queued", () => driver.AbsentBytes, "By", "Held for peers that are not there.");
        _meter.CreateObservableUpDownCounter("typedpeer.signaling.outgoing", () => driver.OutgoingBytes, "By", "Held until clients read it.");
    }

    /// <summary>A client was let in.</summary>
    public void Connected() => _joins.Add(1);

    /// <summary>A client was not.</summary>
    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>A client said something.</summary>
    public void Received(MessageType type)
    {
        if (_messages.Enabled)
        {
            _messages.Add(1, new KeyValuePair<string, object?>("type", Types[(int)type]));
        }
    }

    /// <summary>A client was cut off.</summary>
    public void CutOff(ConnectionEnd end) => _cutOff.Add(1, new KeyValuePair<string, object?>("code", ConnectionEnds.Code(end)));

    public void Dispose() => _meter.Dispose();
}
