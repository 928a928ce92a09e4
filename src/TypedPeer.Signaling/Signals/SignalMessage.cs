using System.Text.Json;
using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Signals;

/// <summary>
/// One message of the exchange, as W3C's example of perfect negotiation has it: <c>{"description":...}</c> or <c>{"candidate":...}</c>. Beside a
/// description of ours stands the number by which two of us agree on who gives way.
/// </summary>
internal readonly record struct SignalMessage
{
    /// <summary>Deeper than anything this reads.</summary>
    private const int MaxDepth = 16;

    /// <summary>Gets the description; null where it is none.</summary>
    public SessionDescription? Description { get; private init; }

    /// <summary>Gets the tie-breaker beside the description; null where the peer has none.</summary>
    public UInt128? TieBreaker { get; private init; }

    /// <summary>Gets whether it is about a candidate, also one that says that no more come.</summary>
    public bool IsCandidate { get; private init; }

    /// <summary>Gets the candidate; null for "no more".</summary>
    public IceCandidateInit? Candidate { get; private init; }

    /// <summary>Writes a description.</summary>
    public static string Write(SessionDescription description, UInt128? tieBreaker = null) => tieBreaker is { } number
        ? $$"""{"description":{{description.ToJson()}},"tieBreaker":"{{number:x32}}"}"""
        : $$"""{"description":{{description.ToJson()}}}""";

    /// <summary>Writes a candidate.</summary>
    public static string Write(IceCandidateInit candidate) => $$"""{"candidate":{{candidate.ToJson()}}}""";

    /// <summary>Reads a message; one that is not known is neither a description nor a candidate.</summary>
    /// <exception cref="FormatException">It is no JSON object, or what it holds is not what its name says.</exception>
    public static SignalMessage Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // Half a character is an ArgumentException.
            throw new FormatException($"A message of the peer's is not one: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    private static SignalMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("it is no JSON object");
        }

        if (root.TryGetProperty("description", out var description) && description.ValueKind != JsonValueKind.Null)
        {
            return new() { Description = ReadDescription(description), TieBreaker = ReadTieBreaker(root) };
        }

        if (root.TryGetProperty("sdp", out _) && root.TryGetProperty("type", out _))
        {
            // What JSON.stringify(pc.localDescription) writes.
            return new() { Description = ReadDescription(root) };
        }

        if (!root.TryGetProperty("candidate", out var candidate))
        {
            return default;
        }

        // As text it is a member of what JSON.stringify(event.candidate) writes.
        var init = candidate.ValueKind == JsonValueKind.String ? root : candidate;
        return new() { IsCandidate = true, Candidate = IceCandidateInit.FromJson(init.GetRawText()) };
    }

    private static SessionDescription ReadDescription(JsonElement element)
    {
        var description = SessionDescription.FromJson(element.GetRawText());
        return description.Type == SdpType.Rollback ? throw new JsonException("a rollback is nothing that a peer sends") : description;
    }

    private static UInt128? ReadTieBreaker(JsonElement root) =>
        !root.TryGetProperty("tieBreaker", out var element) ? null
        : element.ValueKind == JsonValueKind.String && UInt128.TryParse(element.GetString(), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var number) ? number
        : throw new JsonException("its tieBreaker is no number of 32 hexadecimal digits");
}
