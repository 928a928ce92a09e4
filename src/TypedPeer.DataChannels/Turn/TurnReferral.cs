using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Turn;

/// <summary>
/// A relay to be asked by a path of its own, which is for the driver to open: a relay knows a client by where it sends from, and gives one allocation to
/// each (RFC 8656, section 2.2).
/// </summary>
/// <param name="From">The path by which another was asked, from whose local address this one is asked, too.</param>
/// <param name="Server">Whom, and for what.</param>
internal sealed record TurnReferral(IDatagramPath From, TurnServer Server);
