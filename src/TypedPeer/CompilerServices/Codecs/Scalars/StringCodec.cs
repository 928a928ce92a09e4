using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Strings: the complement of the UTF-8 length, the UTF-16 length, the UTF-8 bytes; four zero bytes when empty. The other form
/// of the format, a positive UTF-16 length and UTF-16 characters, is read too.
/// </summary>
/// <remarks>A lone surrogate is written as U+FFFD; invalid UTF-8 and lengths that disagree are refused.</remarks>
public readonly struct StringCodec : IPeerReferenceCodec<string>
{
    // Below this the worst case is reserved instead of counting first.
    private const int ShortString = 128;
    private const int HeaderSize = 8;

    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in string value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        if (value.Length == 0)
        {
            writer.WriteUnmanaged(0);
            return;
        }

        var room = value.Length <= ShortString ? value.Length * 3 : Encoding.UTF8.GetByteCount(value);
        var span = writer.GetSpan(HeaderSize + room);
        var length = Encoding.UTF8.GetBytes(value, span[HeaderSize..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, ~length);
        BinaryPrimitives.WriteInt32LittleEndian(span[sizeof(int)..], value.Length);
        writer.Advance(HeaderSize + length);
    }

    /// <inheritdoc/>
    public static string Read(ref PeerReader reader)
    {
        var header = reader.ReadUnmanaged<int>();
        return header switch
        {
            0 => string.Empty,
            PeerFormat.NullCollection => ThrowNull(),
            > 0 => ReadUtf16(ref reader, header),
            _ => ReadUtf8(ref reader, ~header),
        };
    }

    private static string ReadUtf16(ref PeerReader reader, int length)
    {
        if (length > reader.Remaining / sizeof(char))
        {
            PeerFormat.ThrowWrongCount(length, reader.Remaining);
        }

        reader.Charge(DecodeCost.Text + (length * (long)sizeof(char)));
        return new string(MemoryMarshal.Cast<byte, char>(reader.ReadBytes(length * sizeof(char))));
    }

    private static string ReadUtf8(ref PeerReader reader, int bytes)
    {
        var length = reader.ReadUnmanaged<int>();

        // A UTF-8 byte makes at most one UTF-16 unit, and a unit at most three bytes.
        if (bytes > reader.Remaining || length < 0 || length > bytes || bytes > length * 3L)
        {
            PeerFormat.ThrowInvalid("string");
        }

        reader.Charge(DecodeCost.Text + (length * (long)sizeof(char)));
        return string.Create(length, reader.ReadBytes(bytes), static (characters, utf8) =>
        {
            var status = Utf8.ToUtf16(utf8, characters, out var read, out var written, replaceInvalidSequences: false);
            if (status != OperationStatus.Done || read != utf8.Length || written != characters.Length)
            {
                PeerFormat.ThrowInvalid("string");
            }
        });
    }

    private static string ThrowNull()
    {
        PeerFormat.ThrowNull();
        return null;
    }
}
