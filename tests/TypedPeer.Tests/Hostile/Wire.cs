using System.Buffers.Binary;
using System.Text;
using TypedPeer.CompilerServices;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Hostile;

/// <summary>Bytes of frames, right or wrong, written by hand after docs/protocol.md and not by the code under test.</summary>
internal static class Wire
{
    public const byte Hello = 0x01;
    public const byte Contract = 0x02;
    public const byte Ping = 0x03;
    public const byte Pong = 0x04;
    public const byte Goodbye = 0x05;
    public const byte Finished = 0x06;
    public const byte CallCredit = 0x07;
    public const byte Call = 0x10;
    public const byte Arguments = 0x11;
    public const byte Cancel = 0x12;
    public const byte Result = 0x13;
    public const byte Error = 0x14;
    public const byte Handled = 0x15;
    public const byte Unreliable = 0x16;
    public const byte Data = 0x20;
    public const byte DataEnd = 0x21;
    public const byte StreamError = 0x22;
    public const byte Credit = 0x23;
    public const byte StreamStop = 0x24;
    public const byte Release = 0x30;
    public const byte Settle = 0x31;
    public const byte Shared = 0x80;

    public const ulong More = 1;
    public const ulong OneWay = 2;
    public const ulong Target = 4;
    public const ulong Deadline = 8;
    public const ulong Headers = 16;
    public const ulong Settles = 32;

    public static byte[] Frame(byte type, params ReadOnlySpan<byte[]> fields)
    {
        var payload = Join(fields);
        return Join([type], V((ulong)payload.Length), payload);
    }

    public static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var all = new List<byte>();
        foreach (var part in parts)
        {
            all.AddRange(part);
        }

        return [.. all];
    }

    /// <summary>A varint.</summary>
    public static byte[] V(ulong value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((value & 0x7f) | (value > 0x7f ? 0x80u : 0)));
            value >>= 7;
        }
        while (value > 0);
        return [.. bytes];
    }

    /// <summary>Eight bytes.</summary>
    public static byte[] U(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A string.</summary>
    public static byte[] S(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        return Join(V((ulong)utf8.Length), utf8);
    }

    public static byte[] SayHello(
        ulong oldest = 1, ulong newest = 1, ulong maxMessage = 4 << 20, ulong calls = 1024, ulong callWindow = 1 << 20, ulong streamWindow = 256 << 10, ulong contracts = 0) =>
        Frame(Hello, "TPP"u8.ToArray(), V(oldest), V(newest), V(maxMessage), V(calls), V(callWindow), V(streamWindow), V(contracts));

    /// <summary>Announces the test contract as it is.</summary>
    public static byte[] AnnounceTestContract()
    {
        var contract = PeerContractDescriptor.Of<ITestContract>();
        var methods = new List<byte[]>();
        foreach (var method in contract.Methods.Span)
        {
            methods.Add(U(method.Id));
            methods.Add(U(method.Shape));
        }

        return Frame(Contract, U(CompilerServices.NameHash.Of(contract.Name)), U(contract.Fingerprint), V((ulong)contract.Methods.Length), Join([.. methods]));
    }

    public static ulong MethodId(string name)
    {
        foreach (var method in PeerContractDescriptor.Of<ITestContract>().Methods.Span)
        {
            if (method.Signature.StartsWith(name + "(", StringComparison.Ordinal))
            {
                return method.Id;
            }
        }

        throw new ArgumentException($"no method is called {name}");
    }

    public static byte[] CallOf(ulong id, string method, ulong flags = 0, params ReadOnlySpan<byte[]> rest) =>
        Frame(Call, V(id), V(flags), U(MethodId(method)), Join(rest));

    /// <summary>A call of AddAsync(1, 2), which works.</summary>
    public static byte[] AddCall(ulong id, ulong flags = 0, params ReadOnlySpan<byte[]> extras) =>
        CallOf(id, "AddAsync", flags, Join(extras), [1, 0, 0, 0, 2, 0, 0, 0]);

    /// <summary>Splits a message into its frames.</summary>
    public static IEnumerable<(byte Type, byte[] Payload)> Frames(byte[] message)
    {
        var position = 0;
        while (position < message.Length)
        {
            var type = message[position++];
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = message[position++];
                length |= (b & 0x7f) << shift;
                if (b < 0x80)
                {
                    break;
                }
            }

            yield return (type, message[position..(position + length)]);
            position += length;
        }
    }
}
