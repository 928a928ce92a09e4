using System.Buffers.Binary;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Sending;

namespace TypedPeer.CompilerServices;

/// <summary>A type of error details a contract declares (<see cref="PeerErrorAttribute"/>). Generated code makes one for each.</summary>
public abstract class PeerErrorDetail
{
    private protected PeerErrorDetail(string name) => Id = NameHash.Of(name);

    /// <summary>Gets what the type is known by on the wire: the first 64 bits, little-endian, of SHA-256 over its name.</summary>
    internal ulong Id { get; }

    /// <summary>Declares a type.</summary>
    /// <param name="name">The full name of the type.</param>
    public static PeerErrorDetail Of<T, TCodec>(string name)
        where T : notnull
        where TCodec : struct, IPeerCodec<T> => new Typed<T, TCodec>(name);

    /// <summary>Decodes a detail; null when the contract does not declare it, or its type does not take the bytes: the error itself counts more.</summary>
    internal static object? Decode(ReadOnlySpan<byte> bytes, IContractDescription contract)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(bytes, out var id))
        {
            return null;
        }

        if (Find(contract, declared => declared.Id == id) is not { } found)
        {
            return null;
        }

        try
        {
            return found.Decode(bytes[sizeof(ulong)..]);
        }
#pragma warning disable CA1031 // The type's own code may throw anything about bytes that come from anybody, where nobody else catches it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Finds what a detail travels as: the most derived type that a contract, or one it inherits from, declares. Null when it stays at home.</summary>
    internal static PeerErrorDetail? For(object detail, IContractDescription contract) => Find(contract, declared => declared.Type.IsInstanceOfType(detail));

    /// <summary>Gets the type declared.</summary>
    internal abstract Type Type { get; }

    private static PeerErrorDetail? Find(IContractDescription contract, Func<PeerErrorDetail, bool> matches)
    {
        var found = Find(contract, matches, null);
        foreach (var parent in contract.Bases)
        {
            found = Find(parent, matches, found);
        }

        return found;
    }

    private static PeerErrorDetail? Find(IContractDescription contract, Func<PeerErrorDetail, bool> matches, PeerErrorDetail? best)
    {
        foreach (var declared in ((IErrorDetails)contract).ErrorDetails.Span)
        {
            if (matches(declared) && (best is null || (best.Type != declared.Type && best.Type.IsAssignableFrom(declared.Type))))
            {
                best = declared;
            }
        }

        return best;
    }

    /// <summary>Encodes a detail. Throws what its own code throws, and <see cref="PeerDataException"/> when it is too large or holds an object, which does not travel in an error.</summary>
    internal abstract byte[] Encode(object detail);

    private protected abstract object Decode(ReadOnlySpan<byte> bytes);

    private sealed class Typed<T, TCodec>(string name) : PeerErrorDetail(name)
        where T : notnull
        where TCodec : struct, IPeerCodec<T>
    {
        internal override Type Type => typeof(T);

        internal override byte[] Encode(object detail)
        {
            var writer = new PeerWriter(0, SendScheduler.MaxChunk);
            try
            {
                writer.WriteUnmanaged(Id);
                TCodec.Write(ref writer, (T)detail);
                var (buffer, length) = writer.Detach();
                var bytes = buffer.AsSpan(0, length).ToArray();
                PeerBuffers.Return(buffer);
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
