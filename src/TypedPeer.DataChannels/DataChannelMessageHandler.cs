namespace TypedPeer.DataChannels;

/// <summary>Takes a message of a data channel.</summary>
public delegate void DataChannelMessageHandler(DataChannelMessage message);
