using System.Net;

namespace TypedPeer.DataChannels.Datagrams;

/// <summary>
/// Datagrams to one destination that lie back to back in a <see cref="SendBatch"/>: all of <see cref="SegmentSize"/> bytes, the
/// last perhaps shorter, so that one system call can send them.
/// </summary>
internal struct SendRun
{
    public int Offset;
    public int Length;
    public int SegmentSize;
    public IDatagramPath Path;
    public IPEndPoint Remote;
}
