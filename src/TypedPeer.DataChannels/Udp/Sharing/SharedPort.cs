using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp.Sharing;

/// <summary>
/// One UDP port of one or more local addresses that many connections share. Each address has one socket, or, on Linux, several with a receive
/// loop each, among which the system spreads the peers. Any thread may call anything.
/// </summary>
internal sealed class SharedPort : IDisposable
{
    /// <summary>How often another port number is tried when one is free on the first address and taken on another.</summary>
    private const int MostTries = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<PortMember> _members = [];
    private readonly SharedSocket[][] _sockets;
    private int _next;
    private bool _isDisposed;
    private volatile IStrangers? _strangers;

    private SharedPort(List<List<UdpPort>> sockets, TimeProvider timeProvider)
    {
        TimeProvider = timeProvider;
        _sockets = [.. sockets.Select((group, address) => group.Select(udp => new SharedSocket(this, udp, address)).ToArray())];
        LocalEndPoints = [.. _sockets.Select(static group => group[0].LocalEndPoint)];
    }

    /// <summary>Gets its addresses.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints { get; }

    /// <summary>Gets whose a datagram is.</summary>
    public PortTable Table { get; } = new();

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Gets who takes what belongs to no connection.</summary>
    public IStrangers? Strangers => _strangers;

    /// <summary>Gets how many connections share it.</summary>
    public int MemberCount
    {
        get
        {
            lock (_lock)
            {
                return _members.Count;
            }
        }
    }

    /// <summary>Opens a port on all addresses, the same number on each.</summary>
    /// <exception cref="SocketException">The system refuses.</exception>
    public static SharedPort Open(IReadOnlyList<IPAddress> addresses, PeerPortOptions options)
    {
        for (var tries = 1; ; tries++)
        {
            var opened = new List<List<UdpPort>>();
            try
            {
                var number = options.Port;
                foreach (var address in addresses)
                {
                    opened.Add(OpenGroup(address, number, options));
                    number = opened[0][0].LocalEndPoint.Port;
                }

                var port = new SharedPort(opened, options.TimeProvider);
                foreach (var socket in port._sockets.SelectMany(static group => group))
                {
                    socket.Start(OperatingSystem.IsLinux() ? ReceiveLoops.Shared.Next() : null);
                }

                return port;
            }
            catch (SocketException) when (options.Port == 0 && opened.Count > 0 && tries < MostTries)
            {
                opened.ForEach(static group => group.ForEach(static udp => udp.Dispose()));
            }
            catch
            {
                opened.ForEach(static group => group.ForEach(static udp => udp.Dispose()));
                throw;
            }
        }
    }

    /// <summary>Has somebody take what belongs to no connection; false if somebody does already, or the port is closed.</summary>
    public bool TrySetStrangers(IStrangers strangers)
    {
        lock (_lock)
        {
            if (_strangers is not null || _isDisposed)
            {
                return false;
            }

            _strangers = strangers;
            return true;
        }
    }

    /// <summary>It takes no more of what belongs to no connection.</summary>
    public void ClearStrangers(IStrangers strangers)
    {
        lock (_lock)
        {
            if (_strangers == strangers)
            {
                _strangers = null;
            }
        }
    }

    /// <summary>A connection joins; null once the port is closed.</summary>
    public PortMember? TryJoin(IUdpPortOwner owner)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return null;
            }

            var turn = _next++ & int.MaxValue;
            var member = new PortMember(this, owner, [.. _sockets.Select(group => group[turn % group.Length])]);
            _members.Add(member);
            return member;
        }
    }

    /// <summary>A connection has left.</summary>
    public void Leave(PortMember member)
    {
        lock (_lock)
        {
            _members.Remove(member);
        }
    }

    /// <summary>A socket fails again and again: each connection may have something to say of it.</summary>
    public void OnTrouble(IPEndPoint local, SocketException exception) => ForEach(owner => owner.OnTrouble(local, exception));

    /// <summary>A receive loop failed with a bug: what of the connections it concerns cannot be known.</summary>
    public void OnFailed(Exception exception) => ForEach(owner => owner.OnFailed(exception));

    /// <summary>Ends all connections, which still tell their peers, and closes the sockets.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _strangers = null;
        ForEach(static owner => owner.OnPortClosed());
        foreach (var socket in _sockets.SelectMany(static group => group))
        {
            socket.Dispose();
        }
    }

    private static List<UdpPort> OpenGroup(IPAddress address, int number, PeerPortOptions options)
    {
        var group = new List<UdpPort>();
        var loops = OperatingSystem.IsLinux() ? options.ReceiveLoops : 1;
        number = loops > 1 ? FindFree(address, number) : number;
        try
        {
            for (var index = 0; index < loops; index++)
            {
                var udp = new UdpPort(address, number, options.SocketBufferSize, options.UseOffload, reusesPort: loops > 1, AddressCache.MaxEntriesOfMany);
                group.Add(udp);
                number = udp.LocalEndPoint.Port;
            }

            return group;
        }
        catch
        {
            group.ForEach(static udp => udp.Dispose());
            throw;
        }
    }

    /// <summary>
    /// Sockets that share a port take it from other processes of the same user, who share it too, without a word, and half of the peers with it.
    /// One that shares nothing is refused where there is any other.
    /// </summary>
    private static int FindFree(IPAddress address, int number)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, number));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void ForEach(Action<IUdpPortOwner> tell)
    {
        PortMember[] members;
        lock (_lock)
        {
            members = [.. _members];
        }

        foreach (var member in members)
        {
            tell(member.Owner);
        }
    }
}
