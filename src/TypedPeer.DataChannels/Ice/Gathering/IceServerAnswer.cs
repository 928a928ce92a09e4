using System.Net;

namespace TypedPeer.DataChannels.Ice.Gathering;

/// <summary>How far a STUN server was asked from one path; for diagnosis.</summary>
/// <param name="Url">Its address as it was given.</param>
/// <param name="Server">Whom.</param>
/// <param name="Local">From where.</param>
/// <param name="Mapped">How it sees the path; null while it has not said so.</param>
/// <param name="ErrorCode">The code of an error it answered with; 0 for none.</param>
/// <param name="Requests">How often it was asked.</param>
/// <param name="IsSettled">Whether it has answered once, or was given up.</param>
internal sealed record IceServerAnswer(string Url, IPEndPoint Server, IPEndPoint Local, IPEndPoint? Mapped, int ErrorCode, int Requests, bool IsSettled);
