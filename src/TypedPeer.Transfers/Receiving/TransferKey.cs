using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Transfers.Receiving;

/// <summary>One transfer among those of all peers.</summary>
internal readonly record struct TransferKey(string Owner, Guid Id)
{
    /// <summary>Returns the name of its files, in which nothing is of the peer's choice.</summary>
    public string ToFileName() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id:N}{Owner}")).AsSpan(0, 16));
}
