using System.Buffers.Binary;
using TypedPeer.Sessions;

namespace TypedPeer.CompilerServices;

/// <summary>A type of error details a contract declares (<see cref="PeerErrorAttribute"/>). Generated code makes one for each.</summary>
public abstract class PeerErrorDetail
{
    private protected PeerErrorDetail(string name) => Id = Handshake.HashName(name);

    /// <summary>Gets what the type is known by on the wire: the first 64 bits, little-endian, of SHA-256 over its name.</summary>
    internal ulong Id { get; }

    /// <summary>Declares a type.</summary>
    /// <param name="name">The full name of the type.</param>
    public static PeerErrorDetail Of<T, TCodec>(string name)
        where T : notnull
        where TCodec : struct, IPeerCodec<T> => new Typed<T, TCodec>(name);

    /// <summary>Decodes a detail; null when the contract does not declare it, or its type does not take the bytes: the error itself counts more.</summary>
    internal static object? Decode(ReadOnlySpan<byte> bytes, PeerContractDescriptor contract)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(bytes, out var id))
        {
            return null;
        }

        foreach (var declared in contract.ErrorDetails.Span)
        {
            if (declared.Id == id)
            {
                try
                {
                    return declared.Decode(bytes[sizeof(ulong)..]);
                }
#pragma warning disable CA1031 // The type's own code may throw anything about bytes that come from anybody, where nobody else catches it.
                catch (Exception)
#pragma warning restore CA1031
                {
                    return null;
                }
            }
        }

        return null;
    }

    internal abstract bool Matches(object detail);

    /// <summary>Encodes a detail. Throws what its own code throws, and <see cref="PeerDataException"/> when it is too large or holds an object, which does not travel in an error.</summary>
    internal abstract byte[] Encode(object detail);

    private protected abstract object Decode(ReadOnlySpan<byte> bytes);

    private sealed class Typed<T, TCodec>(string name) : PeerErrorDetail(name)
        where T : notnull
        where TCodec : struct, IPeerCodec<T>
    {
        internal override bool Matches(object detail) => detail is T;

        internal override byte[] Encode(object detail)
        {
            var writer = new PeerWriter(0, SendScheduler.MaxChunk);
            try
            {
                writer.WriteUnmanaged(Id);
                TCodec.Write(ref writer, (T)detail);
                var (buffer, length) = writer.Detach();
                var bytes = buffer.AsSpan(0, length).ToArray();
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
                return bytes;
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }

        private protected override object Decode(ReadOnlySpan<byte> bytes)
        {
            var reader = new PeerReader(bytes);
            var detail = TCodec.Read(ref reader);
            reader.End();
            return detail;
        }
    }
}
