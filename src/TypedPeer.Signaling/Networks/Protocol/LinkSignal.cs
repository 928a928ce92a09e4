using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Descriptions;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>What an envelope says about a link between two of us, as docs/signalling.md has it: PeerJS's messages for a data connection, marked by a label and a member of our own.</summary>
internal sealed record LinkSignal
{
    /// <summary>The label and the member by which a link is told from a data connection of PeerJS.</summary>
    public const string Mark = "typedpeer";

    /// <summary>The longest id of a connection that is looked at: PeerJS's have 14 characters, ours 35.</summary>
    private const int MaxConnectionId = 64;

    /// <summary>Gets what it is.</summary>
    public required LinkSignalKind Kind { get; init; }

    /// <summary>Gets which connection it is about.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Gets which link an offer is for.</summary>
    public UInt128 Link { get; init; }

    /// <summary>Gets it as a message of a signaling channel.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>Gets the fingerprint of an offer's certificate.</summary>
    public PeerIdentity? Identity { get; init; }

    /// <summary>Gets what the side that offers says of itself.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Gets why the other side refuses.</summary>
    public PeerNetworkException? Refusal { get; init; }

    /// <summary>Makes an id for a connection, as PeerJS has them.</summary>
    public static string NewConnectionId() => "dc_" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Reads the id of the connection that an envelope is about; null where it names none.</summary>
    public static string? ReadConnectionId(in Envelope envelope) =>
        Envelope.Text(envelope.Payload, "connectionId") is { Length: > 0 and <= MaxConnectionId } id ? id : null;

    /// <summary>Gets whether an envelope is an offer of a link, or an answer to one.</summary>
    public static bool IsMarked(in Envelope envelope) =>
        Envelope.Member(envelope.Payload, Mark) is { ValueKind: JsonValueKind.Object } && (envelope.Type != "OFFER" || Envelope.Text(envelope.Payload, "label") == Mark);

    /// <summary>Reads an envelope that is about a link.</summary>
    /// <exception cref="FormatException">It is not what its type says.</exception>
    public static LinkSignal Read(in Envelope envelope)
    {
        var payload = envelope.Payload;
        var id = ReadConnectionId(envelope) ?? throw new FormatException($"{Name(envelope)} names no connection.");
        try
        {
            return envelope.Type switch
            {
                "OFFER" => ReadOffer(payload, id),
                "ANSWER" => ReadAnswer(payload, id),
                _ => new LinkSignal { Kind = LinkSignalKind.Candidate, ConnectionId = id, Message = ReadCandidate(payload) },
            };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"{Name(envelope)} cannot be read: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    /// <summary>Writes an envelope of a message that a connection sends.</summary>
    public static string Write(string message, string peer, string connectionId, UInt128 link, JsonElement? metadata)
    {
        var parsed = SignalMessage.Parse(message);
        return parsed.Description is not { } description ? Envelope.Write("CANDIDATE", peer, WriteCandidate)
            : description.Type == SdpType.Offer ? Envelope.Write("OFFER", peer, WriteOffer) : Envelope.Write("ANSWER", peer, WriteAnswer);

        void WriteCandidate(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("candidate");
            writer.WriteRawValue((parsed.Candidate ?? new IceCandidateInit(string.Empty)).ToJson());
            WriteEnd(writer);
        }

        void WriteOffer(Utf8JsonWriter writer)
        {
            Begin(writer);
            writer.WriteString("label", Mark);
            writer.WriteBoolean("reliable", true);
            writer.WriteString("serialization", "raw");
            if (metadata is { } value)
            {
                writer.WritePropertyName("metadata");
                value.WriteTo(writer);
            }

            WriteMark(writer);
        }

        void WriteAnswer(Utf8JsonWriter writer)
        {
            Begin(writer);
            WriteMark(writer);
        }

        void Begin(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("sdp");
            writer.WriteRawValue(description.ToJson());
        }

        void WriteMark(Utf8JsonWriter writer)
        {
            writer.WriteStartObject(Mark);
            writer.WriteString("link", link.ToString("x32", CultureInfo.InvariantCulture));
            if (parsed.TieBreaker is { } number)
            {
                writer.WriteString("tieBreaker", number.ToString("x32", CultureInfo.InvariantCulture));
            }

            writer.WriteEndObject();
            WriteEnd(writer);
        }

        void WriteEnd(Utf8JsonWriter writer)
        {
            writer.WriteString("type", "data");
            writer.WriteString("connectionId", connectionId);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes that a link is refused: an answer without a description.</summary>
    public static string WriteRefusal(string peer, string connectionId, string code, string message) => Envelope.Write("ANSWER", peer, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "data");
        writer.WriteString("connectionId", connectionId);
        writer.WriteStartObject(Mark);
        writer.WriteString("refused", code);
        writer.WriteString("msg", message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static string Name(in Envelope envelope) => $"An envelope {PeerText.Quote(envelope.Type)} of {PeerText.Quote(envelope.Source)}";

    private static LinkSignal ReadOffer(JsonElement payload, string id)
    {
        var description = ReadDescription(payload, SdpType.Offer);
        var mark = Envelope.Member(payload, Mark) ?? default;
        return new LinkSignal
        {
            Kind = LinkSignalKind.Offer,
            ConnectionId = id,
            Link = ReadNumber(mark, "link") ?? throw new FormatException("it names no link"),
            Message = SignalMessage.Write(description, ReadNumber(mark, "tieBreaker")),
            Identity = DescribedIdentity.Read(description.Sdp),
            Metadata = Envelope.Member(payload, "metadata"),
        };
    }

    private static LinkSignal ReadAnswer(JsonElement payload, string id)
    {
        var mark = Envelope.Member(payload, Mark) ?? default;
        if (Envelope.Text(mark, "refused") is { } code)
        {
            var why = Envelope.Text(mark, "msg") is { } text ? PeerText.Clean(text) : "it gave no reason.";
            return new LinkSignal
            {
                Kind = LinkSignalKind.Refusal,
                ConnectionId = id,
                Refusal = new PeerNetworkException(PeerNetworkException.ErrorOf(code) ?? PeerNetworkError.Refused, $"The peer refuses the link: {why}"),
            };
        }

        return new LinkSignal { Kind = LinkSignalKind.Answer, ConnectionId = id, Message = SignalMessage.Write(ReadDescription(payload, SdpType.Answer), ReadNumber(mark, "tieBreaker")) };
    }

    private static SessionDescription ReadDescription(JsonElement payload, SdpType type)
    {
        var element = Envelope.Member(payload, "sdp") ?? throw new FormatException("it has no description");
        var description = SessionDescription.FromJson(element.GetRawText());
        return description.Type == type ? description : throw new FormatException("its description is of another type");
    }

    private static string ReadCandidate(JsonElement payload)
    {
        var element = Envelope.Member(payload, "candidate") ?? throw new FormatException("it has no candidate");
        return SignalMessage.Write(IceCandidateInit.FromJson(element.GetRawText()) ?? new IceCandidateInit(string.Empty));
    }

    private static UInt128? ReadNumber(JsonElement mark, string name) =>
        Envelope.Text(mark, name) is not { } text ? null
        : text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"its {name} is no number of 32 hexadecimal digits");
}
