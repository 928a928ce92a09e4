using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>Every limit and default of a <see cref="PeerPort"/>, each with its reason.</summary>
public sealed record PeerPortOptions
{
    /// <summary>Gets the UDP port, the same on all addresses; 0, the default, for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Gets which local addresses are opened; null for all that a connection would use.</summary>
    public Func<IPAddress, bool>? LocalAddressFilter { get; init; }

    /// <summary>Gets whether loopback addresses are opened even when there are others. Default: false, as they only help peers on the same machine.</summary>
    public bool IncludeLoopback { get; init; }

    /// <summary>
    /// Gets how many local addresses are opened at most, 1 to 32. 8: as many as an address of a listener can name. Those of interfaces with a
    /// gateway come first, IPv4 and IPv6 by turns.
    /// </summary>
    public int MaxLocalAddresses { get; init; } = 8;

    /// <summary>
    /// Gets how many sockets, each with a receive loop, share each address, 1 to 64. One for each processor and at most 8: the system spreads the
    /// peers among them by their addresses. Only Linux does; elsewhere it is one.
    /// </summary>
    public int ReceiveLoops { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>
    /// Gets the size asked for each socket buffer, in bytes. 4 MiB: bursts of many peers must fit while the reader is elsewhere. Linux caps it at
    /// net.core.rmem_max and wmem_max.
    /// </summary>
    public int SocketBufferSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Gets whether segmentation and receive offload are used where the system has them (Linux). Default: true.</summary>
    public bool UseOffload { get; init; } = true;

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLocalAddresses, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLocalAddresses, 32);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveLoops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReceiveLoops, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(SocketBufferSize, 64 * 1024);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
