using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace TypedPeer.Signaling;

/// <summary>Values as JSON, as <c>JSON.stringify</c> and <c>JSON.parse</c> have them.</summary>
internal static class PeerDataJson
{
    /// <summary>As deep as System.Text.Json goes by itself.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one value and nothing behind it.</summary>
    /// <exception cref="JsonException">It is not JSON, not UTF-8, or nested too deeply.</exception>
    public static PeerData Read(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("The JSON is no valid UTF-8.");
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read())
        {
            throw new JsonException("The JSON is empty.");
        }

        var value = ReadValue(ref reader);
        return reader.Read() ? throw new JsonException("There is something behind the JSON.") : value;
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="ArgumentException">It has bytes, which JSON has no word for, or is nested too deeply.</exception>
    public static ReadOnlyMemory<byte> Write(PeerData value, bool bytesAsBase64 = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            WriteValue(writer, value, bytesAsBase64, MaxDepth);
        }

        return buffer.WrittenMemory;
    }

    private static PeerData ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => PeerData.Null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => ReadString(ref reader),
        JsonTokenType.Number => ReadNumber(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        _ => ReadObject(ref reader),
    };

    private static PeerData ReadNumber(ref Utf8JsonReader reader) => reader.TryGetInt64(out var whole) ? whole
        : reader.TryGetUInt64(out var unsigned) ? PeerData.FromUInt64(unsigned)
        : reader.GetDouble();

    private static PeerData ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<PeerData>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader));
        }

        return PeerData.Own(items.Count == 0 ? [] : [.. items]);
    }

    private static PeerData ReadObject(ref Utf8JsonReader reader)
    {
        var members = new List<(string Name, PeerData Value)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadString(ref reader);
            reader.Read();
            members.Add((name, ReadValue(ref reader)));
        }

        var result = members.Count == 0 ? PeerDataMembers.Empty : new PeerDataMembers(members.Count);
        foreach (var (name, value) in members)
        {
            result.Add(name, value);
        }

        return PeerData.Own(result);
    }

    private static string ReadString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which a page escapes: it becomes U+FFFD, as it does in any other serialization.
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    /// <summary>Undoes the escapes of a text that the reader has checked.</summary>
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            if (escaped[i] == 'u')
            {
                text.Append((char)Convert.ToUInt16(escaped.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(escaped[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void WriteValue(Utf8JsonWriter writer, PeerData value, bool bytesAsBase64, int depth)
    {
        switch (value.Kind)
        {
            case PeerDataKind.Null:
                writer.WriteNullValue();
                break;
            case PeerDataKind.Boolean:
                writer.WriteBooleanValue(value.GetBoolean());
                break;
            case PeerDataKind.Number:
                WriteNumber(writer, value);
                break;
            case PeerDataKind.String:
                writer.WriteStringValue(WellFormed(value.GetString()));
                break;
            case PeerDataKind.Bytes when bytesAsBase64:
                writer.WriteBase64StringValue(value.GetBytes().Span);
                break;
            case PeerDataKind.Bytes:
                throw new ArgumentException("JSON has no bytes: use the binary serialization, or a string in base64.", nameof(value));
            default:
                WriteNested(writer, value, bytesAsBase64, depth);
                break;
        }
    }

    private static void WriteNested(Utf8JsonWriter writer, PeerData value, bool bytesAsBase64, int depth)
    {
        if (depth == 0)
        {
            throw new ArgumentException($"The value is nested more than {MaxDepth} arrays and objects deep.", nameof(value));
        }

        if (value.Kind == PeerDataKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.Items)
            {
                WriteValue(writer, item, bytesAsBase64, depth - 1);
            }

            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        foreach (var (name, member) in value.Members)
        {
            writer.WritePropertyName(WellFormed(name));
            WriteValue(writer, member, bytesAsBase64, depth - 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, PeerData value)
    {
        if (value.TryGetInt64(out var whole))
        {
            writer.WriteNumberValue(whole);
        }
        else if (value.IsUnsigned)
        {
            writer.WriteNumberValue(unchecked((ulong)value.Bits));
        }
        else if (double.IsFinite(value.GetDouble()))
        {
            writer.WriteNumberValue(value.GetDouble());
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>The writer throws over half a surrogate pair, which is in no valid UTF-8.</summary>
    private static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }
}
