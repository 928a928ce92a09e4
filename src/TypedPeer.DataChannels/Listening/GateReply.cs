namespace TypedPeer.DataChannels.Listening;

/// <summary>What is to be done about a stranger's datagram: nothing, as a rule.</summary>
/// <param name="FirstLength">The length of the datagram to send back; 0 for none.</param>
/// <param name="SecondLength">The length of another, which follows it in the buffer; 0 for none.</param>
/// <param name="Admission">Who is let in: a connection is to be made, and gets the datagram.</param>
internal readonly record struct GateReply(int FirstLength, int SecondLength = 0, Admission? Admission = null)
{
    /// <summary>Gets the usual one.</summary>
    public static GateReply Silence => default;

    /// <summary>Gets how many bytes are sent back.</summary>
    public int Length => FirstLength + SecondLength;
}
