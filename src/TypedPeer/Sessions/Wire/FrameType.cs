namespace TypedPeer.Sessions.Wire;

/// <summary>The kinds of frames (docs/protocol.md, "Frames"). Unknown types with the high bit set are skipped; other unknown types end the session.</summary>
internal enum FrameType : byte
{
    Hello = 0x01,
    Contract = 0x02,
    Ping = 0x03,
    Pong = 0x04,
    Goodbye = 0x05,
    Finished = 0x06,
    CallCredit = 0x07,

    Call = 0x10,
    Arguments = 0x11,
    Cancel = 0x12,
    Result = 0x13,
    Error = 0x14,
    Handled = 0x15,
    Unreliable = 0x16,

    Data = 0x20,
    DataEnd = 0x21,
    StreamError = 0x22,
    Credit = 0x23,
    StreamStop = 0x24,

    Release = 0x30,
    Settle = 0x31,

    Shared = 0x80,

    ResumeKey = 0x81,
    Ack = 0x82,
    Part = 0x83,
    Resume = 0x84,
    ResumeProof = 0x85,
    Continue = 0x86,
    ResumeRefused = 0x87,
    Suspend = 0x88,
}
