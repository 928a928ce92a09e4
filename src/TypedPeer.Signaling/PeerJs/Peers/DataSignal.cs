using System.Text.Json;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.PeerJs.Peers;

/// <summary>What an envelope says about a data connection, as PeerJS has it (docs/signalling.md).</summary>
internal static class DataSignal
{
    /// <summary>The member of an offer that says that its sender knows the one of an answer by which it is refused. A page has neither.</summary>
    private const string Refusable = "refusable";

    private const string Refused = "refused";

    /// <summary>The longest label that is looked at: a data channel's has at most as many bytes.</summary>
    private const int MaxLabel = 65535;

    /// <summary>Gets whether an offer is for sound or pictures.</summary>
    public static bool IsMedia(in Envelope envelope) => Envelope.Text(envelope.Payload, "type") == "media";

    /// <summary>Gets whether who offers understands a refusal of one connection.</summary>
    public static bool IsRefusable(in Envelope envelope) => Envelope.Member(envelope.Payload, Refusable) is { ValueKind: JsonValueKind.True };

    /// <summary>Reads what an offer wants.</summary>
    /// <exception cref="FormatException">It is no offer of a data connection, or of one that this side cannot have.</exception>
    public static PeerDataOffer ReadOffer(in Envelope envelope)
    {
        var payload = envelope.Payload;
        var id = LinkSignal.ReadConnectionId(envelope) ?? throw new FormatException("The offer names no connection.");
        if (Envelope.Text(payload, "type") != "data")
        {
            throw new FormatException("The offer is of no data connection.");
        }

        var label = Envelope.Text(payload, "label") ?? id;
        if (label.Length > MaxLabel)
        {
            throw new FormatException("The label of the offer is too long.");
        }

        return new PeerDataOffer(envelope.Source!, id, label, ReadMetadata(payload), ReadSerialization(payload), Envelope.Member(payload, "reliable") is { ValueKind: JsonValueKind.True });
    }

    /// <summary>Reads the description of an offer or answer.</summary>
    /// <exception cref="FormatException">There is none of that type.</exception>
    public static SessionDescription ReadDescription(in Envelope envelope, SdpType type)
    {
        try
        {
            var description = SessionDescription.FromJson((Envelope.Member(envelope.Payload, "sdp") ?? throw new FormatException("There is no description.")).GetRawText());
            return description.Type == type ? description : throw new FormatException("The description is of another type.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"The description cannot be read: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    /// <summary>Reads a candidate; null for one that says that there are no more.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static IceCandidateInit? ReadCandidate(in Envelope envelope)
    {
        try
        {
            var candidate = Envelope.Member(envelope.Payload, "candidate") is { } element ? IceCandidateInit.FromJson(element.GetRawText()) : null;
            return string.IsNullOrEmpty(candidate?.Candidate) ? null : candidate;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"The candidate cannot be read: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    /// <summary>Reads why an answer refuses; null where it does not.</summary>
    public static string? ReadRefusal(in Envelope envelope) =>
        Envelope.Member(envelope.Payload, Refused) is { ValueKind: JsonValueKind.Object } refusal ? PeerText.Clean(Envelope.Text(refusal, "msg") ?? "It gave no reason.") : null;

    /// <summary>Returns what writes the payload of an offer.</summary>
    public static Action<Utf8JsonWriter> WriteOffer(SessionDescription description, PeerDataOffer offer) => writer =>
    {
        Begin(writer, description);
        writer.WriteString("label", offer.Label);
        writer.WriteBoolean("reliable", offer.Reliable);
        writer.WriteString("serialization", NameOf(offer.Serialization));
        if (offer.Metadata.Kind != PeerDataKind.Null)
        {
            writer.WritePropertyName("metadata");
            writer.WriteRawValue(offer.Metadata.ToJson());
        }

        writer.WriteBoolean(Refusable, true);
        End(writer, offer.ConnectionId);
    };

    /// <summary>Returns what writes the payload of an answer.</summary>
    public static Action<Utf8JsonWriter> WriteAnswer(SessionDescription description, string connectionId) => writer =>
    {
        Begin(writer, description);
        End(writer, connectionId);
    };

    /// <summary>Returns what writes the payload of an answer that refuses.</summary>
    public static Action<Utf8JsonWriter> WriteRefusal(string message, string connectionId) => writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject(Refused);
        writer.WriteString("code", Refused);
        writer.WriteString("msg", message);
        writer.WriteEndObject();
        End(writer, connectionId);
    };

    /// <summary>Returns what writes the payload of a candidate.</summary>
    public static Action<Utf8JsonWriter> WriteCandidate(IceCandidateInit candidate, string connectionId) => writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("candidate");
        writer.WriteRawValue(candidate.ToJson());
        End(writer, connectionId);
    };

    private static void Begin(Utf8JsonWriter writer, SessionDescription description)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("sdp");
        writer.WriteRawValue(description.ToJson());
    }

    private static void End(Utf8JsonWriter writer, string connectionId)
    {
        writer.WriteString("type", "data");
        writer.WriteString("connectionId", connectionId);
        writer.WriteEndObject();
    }

    private static PeerData ReadMetadata(JsonElement payload)
    {
        try
        {
            return Envelope.Member(payload, "metadata") is { } metadata ? PeerData.FromJson(metadata) : PeerData.Null;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The metadata cannot be read: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    private static PeerDataSerialization ReadSerialization(JsonElement payload) => Envelope.Text(payload, "serialization") switch
    {
        "binary" or "binary-utf8" => PeerDataSerialization.Binary,
        "json" => PeerDataSerialization.Json,
        "raw" => PeerDataSerialization.Raw,
        var other => throw new FormatException($"The serialization is {PeerText.Quote(other)}, and not binary, json or raw."),
    };

    private static string NameOf(PeerDataSerialization serialization) => serialization switch
    {
        PeerDataSerialization.Json => "json",
        PeerDataSerialization.Raw => "raw",
        _ => "binary",
    };
}
